"""The result of a dosing question, and its form in the public contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rules.facts import Facts
from rules.quantities import convert, rounded
from rules.table import Rule, Timing, Warning_


@dataclass(frozen=True, slots=True)
class Dosage:
    """What the rules say: the outcome, the amounts in mg on a day of administration, and how they were worked out.

    `reason` is the key of the sentence that explains the outcome (prompts/dosing.yaml), `details` fills its blanks;
    `cites` are rules that the result does not rest on, but that show why something is asked.
    """

    outcome: str
    reason: str
    drug: str | None = None
    indication: str | None = None
    population: str | None = None
    dose_low: Decimal | None = None
    dose_high: Decimal | None = None
    interval_h: Decimal | None = None
    max_daily: Decimal | None = None
    route: str | None = None
    volume_ml: Decimal | None = None
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    warnings: tuple[Warning_, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    cites: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The dosing object of the contract."""
        return {
            "outcome": self.outcome,
            "drug": self.drug,
            "indication": self.indication,
            "population": self.population,
            "dose_low": as_number(self.dose_low),
            "dose_high": as_number(self.dose_high),
            "unit": "mg",
            "interval_h": as_number(self.interval_h),
            "max_daily": as_number(self.max_daily),
            "route": self.route,
            "volume_ml": as_number(self.volume_ml),
            "missing": list(self.missing),
            "steps": list(self.steps),
            "facts": self.facts.as_json(),
            "warnings": [warning.message for warning in self.warnings],
            "rules": [rule.id for rule in self.rules],
            "fhir": fhir_dosage(self),
        }


def as_number(value: Decimal | None) -> int | float | None:
    """A Decimal as JSON writes it, rounded last, to two decimal places: 100, 0.67."""
    if value is None:
        return None
    value = rounded(value, 2)
    return int(value) if value == value.to_integral_value() else float(value)


def interval_hours(timing: Timing) -> Decimal:
    """The time between two administrations, in hours."""
    return convert(timing.period, timing.period_unit, "h") / timing.frequency


def fhir_dosage(dosage: Dosage) -> dict[str, Any]:
    """The dosage as an HL7 FHIR R5 `Dosage`; empty where no dose is given."""
    rule = dosage.rules[0] if dosage.rules else None
    if rule is None or rule.dose_and_rate is None or rule.timing is None:
        return {}
    timing, rate = rule.timing, rule.dose_and_rate
    if dosage.dose_low is not None and dosage.dose_high is not None:
        amount = {"low": _quantity(dosage.dose_low, "mg"), "high": _quantity(dosage.dose_high, "mg")}
    else:
        amount = {"low": _quantity(rate.low, rate.unit), "high": _quantity(rate.high, rate.unit)}
    fhir: dict[str, Any] = {
        "text": rule.message,
        "timing": {
            "repeat": {
                "frequency": timing.frequency,
                "period": as_number(timing.period),
                "periodUnit": timing.period_unit,
            }
        },
        "route": {"text": dosage.route},
        "doseAndRate": [{"doseRange": amount}],
    }
    if dosage.max_daily is not None:
        per_day = {"value": 1, "unit": "d"}
        fhir["maxDosePerPeriod"] = [{"numerator": _quantity(dosage.max_daily, "mg"), "denominator": per_day}]
    return fhir


def _quantity(value: Decimal, unit: str) -> dict[str, Any]:
    return {"value": as_number(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
