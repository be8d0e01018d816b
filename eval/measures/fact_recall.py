"""Fact recall: how much of what had to be said was said?"""

from __future__ import annotations

from eval.measures.base import Case, Measure
from eval.measures.wording import facts_said


def fact_recall(case: Case) -> float:
    """Share of the required facts that stand in the answer's text.

    One of two is said:

    >>> fact_recall(Case.of({"must": [["100 mg"], ["daily", "every day"]]}, {"text": "100 mg once."}))
    0.5
    """
    said = facts_said(case.answer["text"], case.question.must)
    return sum(said) / len(said)


FACT_RECALL = Measure(
    name="fact_recall",
    definition="Mean share of the required facts that stand in the answer's text.",
    citation="Voorhees, Overview of the TREC 2003 Question Answering Track: nugget recall.",
    value=fact_recall,
    applies=lambda question: bool(question.must),
)
