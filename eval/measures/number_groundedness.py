"""Groundedness of numbers: does each number stand in the quote that its statement cites?"""

from __future__ import annotations

import json
from decimal import Decimal

from eval.measures.base import AnswerObject, Case, Measure
from eval.measures.numbers import numbers


def number_groundedness(case: Case) -> float | None:
    """Share of the numbers in the statements that stand in a quote cited by the statement.

    100 is quoted, 7 is not; an answer without a number says nothing:

    >>> citation = {"n": 1, "quote": "Adults: 100 mg each day."}
    >>> answer = {"statements": [{"text": "100 mg for 7 days", "citations": [1]}], "citations": [citation]}
    >>> number_groundedness(Case.of({}, answer))
    0.5
    >>> number_groundedness(Case.of({}, {"statements": [], "citations": []})) is None
    True

    A dose that was computed stands in a worked step instead:

    >>> step = {"text": "20 mg daily", "citations": [1]}
    >>> computed = {**answer, "statements": [step], "dosing": {"steps": ["20 kg x 1 mg/kg = 20 mg"]}}
    >>> number_groundedness(Case.of({}, computed))
    1.0
    """
    grounds = [
        (number, ground)
        for statement, ground in ((s, grounding(case.answer, s)) for s in case.answer["statements"])
        for number in sorted(numbers(statement["text"]))
    ]
    return sum(number in ground for number, ground in grounds) / len(grounds) if grounds else None


def grounding(answer: AnswerObject, statement: AnswerObject) -> set[Decimal]:
    """The numbers that a statement may say: those of its quotes, of the worked steps, and the patient's own facts."""
    quotes = [citation["quote"] for citation in answer["citations"] if citation["n"] in statement["citations"]]
    dosing = answer.get("dosing") or {}
    # indented, as a lone number in brackets would read as a citation marker
    facts = json.dumps(list((dosing.get("facts") or {}).values()), default=str, indent=1)
    return set().union(*(numbers(text) for text in (*quotes, *(dosing.get("steps") or ()), facts)))


NUMBER_GROUNDEDNESS = Measure(
    name="number_groundedness",
    definition="Mean share of the numbers in an answer's statements that stand in a quote which the statement cites; "
    "for dosing, in a worked step or among the patient's facts as well.",
    citation="Rashkin et al., Measuring Attribution in Natural Language Generation Models (AIS), Computational "
    "Linguistics 49(4), 2023; narrowed to numbers.",
    value=number_groundedness,
)
