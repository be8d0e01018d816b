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

    A dosing answer may say what was computed in a worked step, and repeat what it was told, here 25 kg:

    >>> dose = {"text": "For 25 kg: 50 mg daily", "citations": [1]}
    >>> computed = {**answer, "statements": [dose], "dosing": {"steps": ["2 mg/kg gives 50 mg"]}}
    >>> number_groundedness(Case.of({"question": "How much for 25 kg?"}, computed))
    1.0
    """
    grounds = [
        (number, ground)
        for statement, ground in ((s, grounding(case, s)) for s in case.answer["statements"])
        for number in sorted(numbers(statement["text"]))
    ]
    return sum(number in ground for number, ground in grounds) / len(grounds) if grounds else None


def grounding(case: Case, statement: AnswerObject) -> set[Decimal]:
    """The numbers that a statement may say: those of its quotes; for dosing, those computed and those it was told."""
    quotes = [citation["quote"] for citation in case.answer["citations"] if citation["n"] in statement["citations"]]
    dosing = case.answer.get("dosing")
    computed = [*(dosing.get("steps") or ()), *_facts(dosing)] if dosing else []
    told = (*case.question.history, case.question.question) if dosing else ()
    return set().union(*(numbers(text) for text in (*quotes, *computed, *told)))


def _facts(dosing: AnswerObject) -> list[str]:
    """What the rules read from the conversation, such as a weight converted from pounds."""
    # indented, as a list of one number would read as a citation marker
    return [json.dumps(value, default=str, indent=1) for value in (dosing.get("facts") or {}).values()]


NUMBER_GROUNDEDNESS = Measure(
    name="number_groundedness",
    definition="Mean share of the numbers in an answer's statements that stand in a quote which the statement cites; "
    "for dosing, in a worked step or in what the user told as well.",
    citation="Rashkin et al., Measuring Attribution in Natural Language Generation Models (AIS), Computational "
    "Linguistics 49(4), 2023; narrowed to numbers.",
    value=number_groundedness,
)
