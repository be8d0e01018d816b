"""What a conversation says about a patient: every fact with the words that it was read from, the latest one in force.

Only what users wrote is read. What is contradicted in one breath, or has no unit, is no fact: it is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from rules.intervals import Interval
from rules.quantities import rounded
from rules.text import CleanText

ADULT = Decimal(18)  # years, as the monographs and ICH E11 count


@dataclass(frozen=True, slots=True)
class Read:
    """One value read from [start, end) of a user's turn."""

    name: str
    value: Any
    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An amount that the user proposes, in its own unit.

    `unit` is mg, mL, units, containers, or "" where none is given; `interval_h` is None where no frequency is given;
    `is_per_day` says that the amount is a day's total, `is_beyond` that more than it is meant.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    per: str = ""
    interval_h: Decimal | None = None
    is_per_day: bool = False
    joint: str = ""
    text: str = ""
    is_beyond: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one patient.

    `age_years` and `creatinine_clearance` are intervals, since "adult" and "below 30" are facts too. `unclear` names
    what was given without a unit or in two ways, `invalid` what cannot be true.
    """

    indications: tuple[str, ...] = ()
    broader_indication: str | None = None
    unlisted_indication: str | None = None
    age_years: Interval | None = None
    population: str | None = None
    weight_kg: Decimal | None = None
    weight_as_given: str = ""
    height_cm: Decimal | None = None
    sex: str | None = None
    serum_creatinine_mg_dl: Decimal | None = None
    creatinine_clearance: Interval | None = None
    egfr_ml_min_1_73m2: Decimal | None = None
    is_on_dialysis: bool = False
    kidney_is_severe: bool = False
    kidney_is_normal: bool = False
    kidney_is_mentioned: bool = False
    liver_is_mentioned: bool = False
    child_pugh: str | None = None
    body_surface_area_m2: Decimal | None = None
    conditions: tuple[str, ...] = ()
    concurrent_drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    last_frequency_h: Decimal | None = None
    proposals: tuple[Proposal, ...] = ()
    proposals_by_turn: tuple[tuple[Proposal, ...], ...] = ()
    is_start: bool = False
    is_about_a_person: bool = False
    drug_is_named: bool = True
    unclear: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    reads: tuple[Read, ...] = ()
    unitless_weight: Decimal | None = None

    @property
    def has_kidney_value(self) -> bool:
        """Whether a number or a word places the patient's kidney function."""
        return (
            self.creatinine_clearance is not None
            or self.is_on_dialysis
            or self.kidney_is_severe
            or self.kidney_is_normal
        )

    @property
    def is_child(self) -> bool:
        """Whether every age that the patient may have is below 18."""
        age = self.age_years
        return age is not None and age.high is not None and (age.high < ADULT or (age.high == ADULT and age.high_open))

    @property
    def is_vague(self) -> bool:
        """Whether a diagnosis is all that is known: no drug, no patient, no amount ("RA dose?")."""
        said = (self.age_years, self.weight_kg, self.proposals, self.has_kidney_value, self.kidney_is_mentioned)
        return not self.drug_is_named and not any(said)

    @property
    def renal_is_open(self) -> bool:
        """Whether the kidneys are spoken of, but their function is not known."""
        spoken_of = (
            self.kidney_is_mentioned or self.egfr_ml_min_1_73m2 is not None or self.serum_creatinine_mg_dl is not None
        )
        return spoken_of and not self.has_kidney_value

    def as_json(self) -> dict[str, Any]:
        """The facts in force, for the contract's `facts`."""
        age = self.age_years.value if self.age_years else None
        clearance = self.creatinine_clearance
        known: dict[str, Any] = {
            "indication": self.indications[0] if len(self.indications) == 1 else None,
            "population": self.population,
            "age_years": _number(age),
            "weight_kg": _number(self.weight_kg),
            "height_cm": _number(self.height_cm),
            "sex": self.sex,
            "serum_creatinine_mg_dl": _number(self.serum_creatinine_mg_dl),
            "creatinine_clearance_ml_min": _number(clearance.value) if clearance else None,
            "egfr_ml_min_1_73m2": _number(self.egfr_ml_min_1_73m2),
            "dialysis": self.is_on_dialysis or None,
            "child_pugh": self.child_pugh,
            "body_surface_area_m2": _number(self.body_surface_area_m2),
            "conditions": list(self.conditions) or None,
            "concurrent_drugs": list(self.concurrent_drugs) or None,
        }
        return {name: value for name, value in known.items() if value is not None}


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    value = rounded(value)
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(slots=True)
class TurnReader:
    """Collects what one turn says, with its place in the user's own text."""

    clean: CleanText
    turn: int
    reads: list[Read] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)

    def note(self, name: str, value: Any, start: int, end: int) -> None:
        """Record a value read from [start, end) of the clean text."""
        self.taken.append((start, end))
        first, last = self.clean.source(start, end)
        self.reads.append(Read(name, value, self.turn, first, last, self.clean.raw[first:last]))

    def values(self, name: str) -> list[Any]:
        """The values of that name, in the order of the text."""
        return [read.value for read in sorted(self.reads, key=lambda read: read.start) if read.name == name]


def merged(facts: Facts, changes: dict[str, Any], reads: Sequence[Read]) -> Facts:
    """The facts after a turn that said `changes`; what it did not speak of stays."""
    return replace(facts, **changes, reads=(*facts.reads, *reads))
