"""A drug's rule table: the records of tables/<drug>.yaml, as docs/rules.md documents them, and their loader.

Names follow HL7 FHIR R5 (MedicationKnowledge.indicationGuideline, Dosage) in snake_case. A record refuses what it does
not know, so a misspelt key is an error, not a rule that silently does nothing.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from yaml import MarkedYAMLError

from rules.yaml_reader import line_of, read_yaml
from schema import AssistantError, SectionCode

TABLES = Path(__file__).parent / "tables"
DoseUnit = Literal[
    "mg", "mg/kg", "mg/m2", "mg/h", "mg/kg/h", "mcg", "mcg/kg", "mcg/m2", "mcg/h", "mcg/kg/h", "mcg/kg/min", "mcg/min",
    "mg/min", "mg/kg/min", "g", "g/m2", "g/kg",
]  # fmt: skip


class TableError(AssistantError):
    """A rule table that cannot be used: the place, and what is wrong with it."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.path, self.line, self.what = path, line, what
        super().__init__(f"{path}:{line}: {what}")


class Outcome(StrEnum):
    """What a rule says of the patients that it is for."""

    DOSE = "dose"
    NOT_RECOMMENDED = "not_recommended"
    CONTRAINDICATED = "contraindicated"
    MISSED_DOSE = "missed_dose"
    NO_RULE = "no_rule"


class Record(BaseModel):
    """Base of the table's records: frozen, and no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(Record):
    """A range with open or closed ends: `from` and `up_to` belong to it, `above` and `below` do not."""

    from_: Decimal | None = Field(default=None, alias="from")
    above: Decimal | None = None
    below: Decimal | None = None
    up_to: Decimal | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Band:
        lows = [end for end in (self.from_, self.above) if end is not None]
        highs = [end for end in (self.below, self.up_to) if end is not None]
        if len(lows) > 1 or len(highs) > 1 or not lows + highs:
            raise ValueError("a band has one lower end (from or above), one upper end (below or up_to), or both")
        if lows and highs and lows[0] >= highs[0]:
            raise ValueError("the lower end of a band lies below its upper end")
        return self

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies in the band; compared as it is, never rounded."""
        return (
            (self.from_ is None or value >= self.from_)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.up_to is None or value <= self.up_to)
        )

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The limits that the band names, lowest first."""
        return tuple(end for end in (self.from_, self.above, self.below, self.up_to) if end is not None)


class PatientCharacteristic(Record):
    """Which patients a rule is for: all that is named here must hold."""

    age_years: Band | None = None
    weight_kg: Band | None = None
    creatinine_clearance_ml_min: Band | None = None
    child_pugh: tuple[Literal["A", "B", "C"], ...] | None = None
    sex: Literal["male", "female"] | None = None
    condition: str | None = None
    concurrent_drug: str | None = None


class DoseAndRate(Record):
    """The amount: fixed, per kg, per m2, or a rate; `per` says whether it is for one administration or for a day."""

    low: Decimal = Field(gt=0)
    high: Decimal = Field(gt=0)
    unit: DoseUnit
    per: Literal["administration", "day"] = "administration"

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, values: object) -> object:
        if isinstance(values, dict) and "value" in values:
            values = {**values, "low": values["value"], "high": values["value"]}
            del values["value"]
        return values

    @model_validator(mode="after")
    def _is_ordered(self) -> DoseAndRate:
        if self.low > self.high:
            raise ValueError("low is at most high")
        return self


class Timing(Record):
    """How often: `frequency` times in `period` `period_unit`s, `count` times in all where it is limited."""

    frequency: int = Field(default=1, gt=0)
    period: Decimal = Field(default=Decimal(1), gt=0)
    period_unit: Literal["h", "d", "wk", "mo"] = "d"
    count: int | None = Field(default=None, gt=0)


class Limit(Record):
    """The most that may be given in one administration or in a period."""

    value: Decimal = Field(gt=0)
    unit: Literal["mg", "mg/kg", "mg/m2", "mcg", "mcg/kg", "g"]


class PeriodLimit(Limit):
    """The most that may be given in a period."""

    period: Decimal = Field(default=Decimal(1), gt=0)
    period_unit: Literal["h", "d", "wk", "mo"] = "d"


class Duration(Record):
    """How long treatment lasts."""

    low: Decimal = Field(gt=0)
    high: Decimal = Field(gt=0)
    unit: Literal["h", "d", "wk", "mo"]


class TitrationStep(Record):
    """By how much a dose is raised, and after how long at the earliest."""

    increase_low: Decimal = Field(gt=0)
    increase_high: Decimal = Field(gt=0)
    unit: DoseUnit
    after: Decimal | None = None
    after_unit: Literal["h", "d", "wk", "mo"] = "d"


class Evidence(Record):
    """What the sentence that carries a rule must hold: all `figures`, and one term of each inner list of `terms`.

    `section` names the sections where it may stand; `supports` says which part of the rule it carries: every part
    must be carried by some sentence, unless `optional`. `quote` is exact wording, where the source is the project's.
    """

    supports: str = "dose"
    optional: bool = False

    section: tuple[SectionCode, ...] = Field(min_length=1)
    figures: tuple[str, ...] = ()
    terms: tuple[tuple[str, ...], ...] = ()
    quote: str | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Evidence:
        if not (self.figures or self.terms or self.quote):
            raise ValueError("evidence names figures, terms or a quote")
        return self


class Rule(Record):
    """One statement of the sources: for these patients, this dosage, or that there is none."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    outcome: Outcome
    population: str = ""
    indication: tuple[str, ...] = ()
    except_indication: tuple[str, ...] = ()
    patient_characteristic: PatientCharacteristic = PatientCharacteristic()
    adjusts: str | None = None
    followed_by: str | None = None
    route: str | None = None
    dose_and_rate: DoseAndRate | None = None
    timing: Timing | None = None
    max_dose_per_period: PeriodLimit | None = None
    max_dose_per_administration: Limit | None = None
    duration: Duration | None = None
    titration: tuple[TitrationStep, ...] = ()
    message: str = ""
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _has_what_its_outcome_needs(self) -> Rule:
        if (self.outcome is Outcome.DOSE) != (self.dose_and_rate is not None):
            raise ValueError("a rule has dose_and_rate if, and only if, its outcome is dose")
        if self.dose_and_rate is not None and self.timing is None:
            raise ValueError("a dose has a timing")
        return self


class Warning_(Record):
    """A caution to show beside a dose, where one of its triggers is in the conversation; with none, always."""

    id: str
    message: str
    indication: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    mention: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Remark(Record):
    """What the sources say on a dose for any patient, given where a question uses one of its `terms`."""

    id: str
    terms: tuple[str, ...] = Field(min_length=1)
    message: str
    evidence: tuple[Evidence, ...] = ()


class Named(Record):
    """A name and the words that people use for it."""

    name: str
    terms: tuple[str, ...] = Field(min_length=1)


class Condition(Named):
    """What a patient has; what `lasts` still counts where it is told as past: an allergic reaction last year."""

    lasts: bool = False


class Variant(Record):
    """Words for an indication that also say which population has it."""

    population: str
    terms: tuple[str, ...] = Field(min_length=1)


class Indication(Named):
    """An indication and its words.

    `broader_terms` cover more than it and are asked about; `variants` also say who has it; `shown_as` is the name as
    answers write it; `uncovered` are patients for whom the sources give no dose, so that their absence is no slip.
    """

    shown_as: str = ""
    broader_terms: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    uncovered: tuple[PatientCharacteristic, ...] = ()

    @property
    def every_term(self) -> tuple[str, ...]:
        """Its words, those that cover more, and those that say who has it."""
        return (*self.terms, *self.broader_terms, *(term for variant in self.variants for term in variant.terms))


class Product(Record):
    """What is sold: an amount of drug in a volume or in one piece, and what people call the piece."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    amount_mg: Decimal = Field(gt=0)
    volume_ml: Decimal | None = Field(default=None, gt=0)
    containers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Table(Record):
    """Everything that the sources say on the dosage of one drug."""

    drug: str
    brand_names: tuple[str, ...] = ()
    version: str
    jurisdiction: str
    source: str
    reviewer: str
    reviewed: str
    route: str
    products: tuple[Product, ...] = ()
    indications: tuple[Indication, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...] = ()
    concurrent_drugs: tuple[Named, ...] = ()
    rules: tuple[Rule, ...] = Field(min_length=1)
    warnings: tuple[Warning_, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def __hash__(self) -> int:
        return hash((self.drug, self.version))

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id."""
        return next(rule for rule in self.rules if rule.id == rule_id)


def read_table(path: Path) -> Table:
    """Read one table.

    Raises:
        TableError: it is not YAML, or a record of it is wrong; the message names file and line.
    """
    try:
        return Table.model_validate(read_yaml(path))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise TableError(path, line, f"is not YAML: {error.problem}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise TableError(path, line_of(path, *first["loc"]), f"{place}: {first['msg']}") from error


@cache
def tables(directory: Path = TABLES) -> dict[str, Table]:
    """The tables of a directory by drug, read once."""
    found = [read_table(path) for path in sorted(directory.glob("*.yaml"))]
    return {table.drug: table for table in found}
