"""A value that puts an earlier one right: "18, sorry, 28 kg", and a bare "sorry, 28" in a later turn."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rules.facts import Facts, TurnReader
from rules.intervals import Interval
from rules.quantities import parse_number

_NUMBER = r"\d[\d.,]*"
_CORRECTION = re.compile(
    r"^\W*+(?P<words>(?:(?:sorry|no|oops|actually|wait|correction|apologies|my mistake|i (?:mean|meant|misread|"
    r"mistyped)|make|"
    r"that|it|should|be|say|typo|is|was|it's|that's|to|read|but|not)\W+)*)"
    rf"(?P<n>{_NUMBER})(?:\W+(?:not|instead of|rather than)\s(?P<old>{_NUMBER}))?\W*(?:sorry|i meant)?\W*$"
)
_REPLACES = re.compile(
    r"(?<![a-z])(?:sorry|actually|i mean|i meant|correction|rather|now|no,|make that|oops|not)(?![a-z])"
)
_FORMER = re.compile(
    r"(?<![a-z])(?:was|used to|previously|formerly|last (?:month|week|year|visit)|from)\s(?:be\s|weigh\s)?$"
)
_FIELDS = {
    "weight_kg": "weight",
    "age_years": "age",
    "creatinine_clearance_ml_min": "renal_function",
    "serum_creatinine_mg_dl": "renal_function",
}
_HELD_AS = {"creatinine_clearance_ml_min": "creatinine_clearance"}


def corrected(reader: TurnReader, name: str) -> Decimal | None:
    """The last of several values, where the words between or before them say that it replaces the others."""
    reads = sorted((read for read in reader.reads if read.name == name), key=lambda read: read.start)
    raw = reader.clean.raw.lower()
    between = raw[reads[0].end : reads[-1].start]
    if _REPLACES.search(between) or _FORMER.search(raw[: reads[0].start]):
        value: Decimal = reads[-1].value
        return value
    return None


def correction(facts: Facts, reader: TurnReader) -> dict[str, Any]:
    """The one measured value that a bare number replaces; where it may be one of several, the turn is unclear."""
    match = _CORRECTION.match(reader.clean.text)
    if match is None or not (match["words"] or match["old"]):
        return {}
    new, old = parse_number(match["n"]), parse_number(match["old"]) if match["old"] else None
    stated = _stated(facts)
    if old is not None:
        stated = {name: (value, words) for name, (value, words) in stated.items() if written(words) == old}
    if not stated:
        return {}
    ((name, (value, words)), *others) = stated.items()
    before = written(words)
    if new is None or others or not before:
        # One of them is wrong, and nobody knows which or by how much: none holds until it is said again.
        reader.unclear.extend(dict.fromkeys(_FIELDS[name] for name in stated))
        return dict.fromkeys((_HELD_AS.get(name, name) for name in stated), None)
    value = value * new / before
    reader.note(name, value, match.start("n"), match.end("n"))
    as_given = re.sub(_NUMBER, match["n"], facts.weight_as_given)
    changes: dict[str, dict[str, Any]] = {
        "weight_kg": {"weight_kg": value, "weight_as_given": as_given},
        "age_years": {"age_years": Interval.point(value)},
        "creatinine_clearance_ml_min": {"creatinine_clearance": Interval.point(value)},
        "serum_creatinine_mg_dl": {"serum_creatinine_mg_dl": value},
    }
    return changes[name]


def _stated(facts: Facts) -> dict[str, tuple[Decimal, str]]:
    """Each measured value that is in force, and the words that it was stated in last."""
    held = {
        "age_years": facts.age_years.value if facts.age_years else None,
        "creatinine_clearance_ml_min": facts.creatinine_clearance.value if facts.creatinine_clearance else None,
        "serum_creatinine_mg_dl": facts.serum_creatinine_mg_dl,
    }
    stated = {read.name: (read.value, read.text) for read in facts.reads if held.get(read.name) is not None}
    if facts.weight_kg is not None:  # which may have got its unit later: "44 lb", "actually kg"
        stated["weight_kg"] = (facts.weight_kg, facts.weight_as_given)
    return stated


def written(words: str) -> Decimal | None:
    """The one number in the words of a statement; None where it has none or was put together from several."""
    numbers = re.findall(_NUMBER, words)
    return parse_number(numbers[0]) if len(numbers) == 1 else None
