"""Values that no patient has: slips of the pen and of the unit, asked about before anything is worked out."""

from __future__ import annotations

from functools import cache
from typing import Any

from rules.facts import Facts
from rules.table import Band
from rules.vocabulary import words


@cache
def _band(*path: str) -> Band:
    entry: Any = words()["plausible"]
    for key in path:
        entry = entry[key]
    return Band.model_validate(entry)


@cache
def _weight_for_age() -> tuple[tuple[Band, Band], ...]:
    rows = words()["plausible"]["weight_for_age"]
    return tuple((Band.model_validate(row["age_years"]), Band.model_validate(row["weight_kg"])) for row in rows)


def implausible(facts: Facts) -> tuple[str, ...]:
    """Which of a patient's facts cannot be: weight, age, renal_function, or weight_for_age where the two do not fit."""
    found = []
    age = facts.age_years.value if facts.age_years else None
    if age is not None and not _band("age_years").holds(age):
        found.append("age")
    if facts.weight_kg is not None and not _band("weight_kg").holds(facts.weight_kg):
        found.append("weight")
    elif facts.weight_kg is not None and facts.age_years is not None and not found:
        possible = [weights for ages, weights in _weight_for_age() if facts.age_years.within(ages) is not False]
        if not any(weights.holds(facts.weight_kg) for weights in possible):
            found.append("weight_for_age")
    clearance = facts.creatinine_clearance.value if facts.creatinine_clearance else None
    if clearance is not None and not _band("creatinine_clearance_ml_min").holds(clearance):
        found.append("renal_function")
    creatinine = facts.serum_creatinine_mg_dl
    if creatinine is not None and not _band("serum_creatinine_mg_dl").holds(creatinine):
        found.append("renal_function")
    return tuple(found)
