"""Where retrieval, rules and texts meet: from a question and the user's earlier messages to an `Answer`.

Imports everything but ingest, eval and app. Start with assistant/assistant.py, which reads as the diagram in
docs/architecture.md does.
"""

from assistant.assistant import Assistant

__all__ = ["Assistant"]
