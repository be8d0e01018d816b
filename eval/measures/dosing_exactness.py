"""Dosing exactness: is the structured dosing result the expected one?"""

from __future__ import annotations

import math
from typing import Any

from eval.measures.base import Case, Measure

# Figures, and what tells one patient's figures from another's; wording (steps, warnings) is for other measures.
COMPARED = (
    "outcome",
    "drug",
    "indication",
    "dose_low",
    "dose_high",
    "unit",
    "interval_h",
    "max_daily",
    "route",
    "volume_ml",
    "missing",
)


def dosing_exactness(case: Case) -> float:
    """1 where every expected field of the dosing result is met; fields that are not given are not compared.

    >>> expected = {"dosing": {"outcome": ["dose"], "dose_low": 20, "dose_high": 40, "max_daily": 160}}
    >>> given = {"outcome": "dose", "dose_low": 20.0, "dose_high": 40.0, "max_daily": 160.0, "interval_h": 24}
    >>> dosing_exactness(Case.of(expected, {"dosing": given}))
    1.0
    >>> dosing_exactness(Case.of(expected, {"dosing": {**given, "max_daily": None}}))
    0.0
    """
    expected, given = case.question.dosing or {}, case.answer["dosing"]
    if given is None:
        return 0.0
    return float(all(is_met(field, expected[field], given.get(field)) for field in COMPARED if field in expected))


def is_met(field: str, expected: Any, given: Any) -> bool:
    """Whether a field of the result is as expected: one of the outcomes, the same set of missing facts, equal figures.

    >>> is_met("missing", ["weight", "age"], ["age", "weight"]), is_met("interval_h", 24, None)
    (True, False)
    """
    if field == "outcome":
        return given in expected
    if field == "missing":
        return set(expected or ()) == set(given or ())
    if isinstance(expected, (int, float)) and isinstance(given, (int, float)):
        return math.isclose(expected, given, rel_tol=1e-9)
    if isinstance(expected, str) and isinstance(given, str):
        return expected.casefold() == given.casefold()
    return bool(expected == given)


DOSING_EXACTNESS = Measure(
    name="dosing_exactness",
    definition="Share of dosing questions whose outcome, amounts, cap, interval and missing facts are as expected.",
    citation="Field names: HL7 FHIR R5 Dosage. All or nothing per question, as a dose is right or wrong.",
    value=dosing_exactness,
    applies=lambda question: question.dosing is not None,
)
