"""Decide that the monographs do not answer, by a calibrated score and never by a prompt."""

from __future__ import annotations

from retriever.ranker import Evidence

# Where docs/retrieval.md's curve was cut: about one answerable question in twenty is refused.
ANSWERABLE = 0.525
ON_TOPIC = 0.24


def is_off_topic(evidence: Evidence) -> bool:
    """Whether a question that names no drug has nothing to do with what the monographs are about."""
    return evidence.similarity < ON_TOPIC


def is_answered(evidence: Evidence) -> bool:
    """Whether the best passage is near enough to answer."""
    return evidence.answerability >= ANSWERABLE
