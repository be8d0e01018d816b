"""A table of another shape works without a line of code: renal bands, loading dose, per m2, caps, rates."""

from pathlib import Path
from typing import Any

import pytest

from assistant.dosing_text import describe
from drugs import DrugNames
from rules.guardrail import consult, table_names
from rules.lint import lint
from rules.table import tables

TABLES = Path(__file__).parent / "tables"
KNOWN = tables(TABLES)
NAMES = DrugNames(table_names(KNOWN))


def ask(*turns: str) -> dict[str, Any]:
    dosage = consult(turns, NAMES, KNOWN)
    assert dosage is not None
    return dosage.to_json()


def test_its_table_has_no_findings() -> None:
    assert lint(TABLES) == []


@pytest.mark.parametrize(
    ("clearance", "outcome", "dose", "interval", "max_daily"),
    [
        ("50", "dose", 1800, 12, 2000),
        ("50.1", "dose", 1800, 12, 2000),
        ("49.9", "dose", 900, 24, None),
        ("20", "dose", 900, 24, None),
        ("19.9", "not_recommended", None, None, None),
    ],
)
def test_renal_bands(
    clearance: str, outcome: str, dose: int | None, interval: int | None, max_daily: int | None
) -> None:
    result = ask(f"examplimab dose, test fever, 50 y, 60 kg, CrCl {clearance} mL/min")
    assert (result["outcome"], result["dose_low"], result["interval_h"]) == (outcome, dose, interval)
    assert result["max_daily"] == max_daily


def test_a_band_that_is_not_known_is_asked_for() -> None:
    result = ask("examplimab dose, test fever, 50 y, 60 kg")
    assert (result["outcome"], result["missing"]) == ("needs_input", ["renal_function"])


def test_dialysis_falls_in_the_lowest_band() -> None:
    assert ask("examplimab dose, test fever, 50 y, 60 kg, on dialysis")["outcome"] == "not_recommended"


def test_the_maximum_for_one_administration_caps_each_and_the_day() -> None:
    result = ask("examplimab dose, test fever, 50 y, 90 kg, CrCl 80 mL/min")
    assert result["dose_low"] == 2000
    assert "limited to the maximum for one administration: 1,000 mg" in result["steps"]


def test_a_daily_amount_is_divided() -> None:
    result = ask("examplimab dose for test fever, 8 y, 24 kg")
    assert (result["dose_low"], result["dose_high"], result["interval_h"]) == (720, 1200, 8)
    assert "720 mg a day / 3 = 240 mg each" in result["steps"]


def test_per_square_metre_with_a_loading_dose() -> None:
    result = ask("examplimab dose for BMT, 50 y, 70 kg, 175 cm")
    assert (result["dose_low"], result["rules"]) == (
        737.86,
        ["examplimab-bmt-loading", "examplimab-bmt-maintenance"],
    )
    assert any(step.startswith("then: 1.8447 m2 x 250 mg/m2") for step in result["steps"])


def test_per_square_metre_asks_for_the_height() -> None:
    assert ask("examplimab dose for BMT, 50 y, 70 kg")["missing"] == ["height"]


def test_a_rate_has_no_daily_amount() -> None:
    result = ask("examplimab drip test, 50 kg, what rate?")
    assert (result["outcome"], result["dose_low"]) == ("dose", None)
    assert "50 kg x 2 mg/kg/h = 100 mg per hour" in result["steps"]


def test_below_its_weight_band_another_rule_applies() -> None:
    assert ask("examplimab drip test, 39.9 kg, what rate?")["outcome"] == "no_rule"


def test_a_single_amount_is_checked_after_its_frequency() -> None:
    question = "is 900 mg of examplimab {} right for test fever, 50 y, 60 kg, CrCl 80 mL/min?"
    assert ask(question.format("twice a day"))["outcome"] == "within_limits"
    assert ask(question.format("three times a day"))["outcome"] == "above_maximum"
    assert ask(question.format("once a day"))["outcome"] == "below_usual"


@pytest.mark.parametrize(("weight", "dose"), [("40", 20), ("49.9", 24.95), ("50", 25), ("50.1", 25), ("60", 25)])
def test_the_maximum_of_a_week_caps_the_dose_of_a_week(weight: str, dose: float) -> None:
    result = ask(f"examplimab dose, weekly test, {weight} kg")
    assert (result["dose_low"], result["dose_high"], result["interval_h"]) == (dose, dose, 168)
    assert result["max_daily"] is None


@pytest.mark.parametrize(
    ("proposed", "outcome"),
    [
        ("25 mg weekly", "within_limits"),
        ("25.1 mg weekly", "above_maximum"),
        ("24.9 mg weekly", "below_usual"),
        ("25 mg daily", "above_maximum"),
        ("25 mg every other week", "below_usual"),
    ],
)
def test_an_amount_is_checked_against_the_maximum_of_a_week(proposed: str, outcome: str) -> None:
    assert ask(f"is examplimab {proposed} ok, weekly test, 60 kg?")["outcome"] == outcome


def test_steps_and_length_of_treatment_are_told() -> None:
    dosage = consult(["examplimab dose, weekly test, 40 kg"], NAMES, KNOWN)
    assert dosage is not None
    told = [line.text for line in describe(dosage, KNOWN["examplimab"], "")]
    assert told[0] == "Examplimab, weekly test, adults and children: 20 mg weekly."
    assert "Raised by 2.5 to 5 mg after 4 weeks." in told
    assert "Length of treatment: 6 to 12 months." in told


def test_two_tables_are_told_apart_by_the_name() -> None:
    both = {**KNOWN, **tables()}
    names = DrugNames(table_names(both))
    result = consult(["Kineret dose for an adult with RA?"], names, both)
    assert result is not None and result.drug == "anakinra"
    unnamed = consult(["dose for an adult with RA?"], names, both)
    assert unnamed is not None and unnamed.missing == ("drug",)


def test_a_weight_band_that_is_not_known_is_asked_for() -> None:
    assert ask("examplimab drip test, what rate?")["missing"] == ["weight"]
