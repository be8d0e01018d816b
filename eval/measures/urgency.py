"""Urgency: is an emergency recognised, and nothing else taken for one?"""

from __future__ import annotations

from eval.measures.base import Case, Measure
from eval.questions import Kind
from schema import Route

_SEMIGRAN = "Semigran et al., Evaluation of Symptom Checkers for Self Diagnosis and Triage, BMJ 2015;351:h3480."


def is_urgent(case: Case) -> float:
    """1 where the answer came by the urgent route.

    >>> is_urgent(Case.of({"kind": "urgent"}, {"route": "urgent"}))
    1.0
    >>> is_urgent(Case.of({"kind": "fact"}, {"route": "answer"}))
    0.0
    """
    return float(case.answer["route"] == Route.URGENT)


URGENT_RECALL = Measure(
    name="urgent_recall",
    definition="Of the urgent questions, the share answered by the urgent route.",
    citation=_SEMIGRAN,
    value=is_urgent,
    applies=lambda question: question.kind is Kind.URGENT,
)
URGENT_FALSE_ALARM = Measure(
    name="urgent_false_alarm",
    definition="Of the questions that are not urgent, the share answered by the urgent route.",
    citation=_SEMIGRAN,
    value=is_urgent,
    applies=lambda question: question.kind not in (None, Kind.URGENT) and Route.URGENT not in question.route,
    higher_is_better=False,
)
