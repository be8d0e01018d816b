"""Decide that the monographs do not answer, by a calibrated score and never by a prompt."""

from __future__ import annotations

from retriever.lexical import terms
from retriever.ranker import Evidence

ANSWERABLE = 0.45  # a calibrated probability; docs/retrieval.md has the curve
ANOTHER_UNNAMED = 0.75  # where the question names another drug and the monographs do not: 70 % of these have no answer
UNKNOWN_TERM = 0.65  # where it holds a term of the field that they do not have: half of these have none
ON_TOPIC = 0.67  # of similarity and half the answerability; there too
ALONE = 0.35  # the similarity below which a later question says too little to be searched for alone
FEW_TERMS = 6  # of such a question; one that says more and is still far is about something else
LEFT_TOPIC = 0.65  # of the triage's probability and half of what is missing to a sure answer; docs/retrieval.md


def leaves_topic(off_topic: float, evidence: Evidence, is_strange: bool = False) -> bool:
    """Whether a later question has left the medicine of its conversation, which it hardly ever names again.

    Args:
        off_topic: the probability that the question by itself is not about medicines.
        evidence: what the monographs of that medicine hold on the question.
        is_strange: whether they have no word of it, so that the evidence tells of what was asked before: "and parking?"
    """
    answerability = 0.5 if is_strange else evidence.answerability
    return off_topic + (1 - answerability) / 2 >= LEFT_TOPIC


def leans_on_before(question: str, evidence: Evidence) -> bool:
    """Whether a later question is short and far from all passages, so that what was asked before it has to be heard."""
    return evidence.similarity < ALONE and len(terms(question)) <= FEW_TERMS


def is_off_topic(evidence: Evidence) -> bool:
    """Whether a question that names no drug has nothing to do with what the monographs are about."""
    return evidence.similarity + evidence.answerability / 2 < ON_TOPIC


def is_answered(evidence: Evidence, threshold: float = ANSWERABLE) -> bool:
    """Whether the passages answer, more likely than not."""
    return evidence.answerability >= threshold
