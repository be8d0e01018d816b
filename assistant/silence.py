"""Decide that the monographs do not answer, by a calibrated score and never by a prompt."""

from __future__ import annotations

from retriever.ranker import Evidence

ANSWERABLE = 0.5  # a calibrated probability; docs/retrieval.md has the curve
ANOTHER_UNNAMED = 0.75  # where the question names another drug and the monographs do not: 70 % of these have no answer
ON_TOPIC = 0.67  # of similarity and half the answerability; there too


def is_off_topic(evidence: Evidence) -> bool:
    """Whether a question that names no drug has nothing to do with what the monographs are about."""
    return evidence.similarity + evidence.answerability / 2 < ON_TOPIC


def is_answered(evidence: Evidence, threshold: float = ANSWERABLE) -> bool:
    """Whether the passages answer, more likely than not."""
    return evidence.answerability >= threshold
