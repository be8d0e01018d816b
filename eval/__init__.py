"""Turns a question set and an index into answers, metrics and a report that a person can read.

May import every lower layer; nothing imports it. It answers through `assistant.Assistant`, as the page does, and scores
the answer objects of the public contract, so that whatever else writes them can be scored the same way. Start reading
at `run.py`; `measures/` holds one measure a file.
"""
