"""Arithmetic against figures that others worked out: creatinine clearance, nursing sums, prescriptions, units."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from drugs import DrugNames
from rules.amounts import body_surface_area_m2, volume_steps
from rules.frequencies import frequency_near
from rules.guardrail import consult, table_names
from rules.kidney import UMOL_L_PER_MG_DL
from rules.quantities import Kind, convert, find_quantities, format_number, format_quantity, parse_number, rounded
from rules.renal import (
    NotAssessed,
    Sex,
    adjusted_weight_kg,
    creatinine_clearance_ml_min,
    ideal_weight_kg,
)
from rules.table import Product
from rules.text import clean


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.shared
def test_creatinine_clearance_agrees_with_independent_values(shared_dir: Path) -> None:
    checked = 0
    for record in records(shared_dir / "data/dose_formula_vectors.jsonl"):
        given = record["input"]
        if not record["agree"] or "cockcroft" not in record["calculator"] or "plain_cg_actual_weight" not in record:
            continue
        age, weight, creatinine = given["age"][0], Decimal(given["weight"][0]), Decimal(given["creatinine"][0])
        if given["creatinine"][1] != "mg/dL":
            creatinine /= UMOL_L_PER_MG_DL
        sex = Sex(given["sex"].lower())
        found = creatinine_clearance_ml_min(age, weight, creatinine, sex)
        expected = Decimal(record["plain_cg_actual_weight"])
        assert abs(found - expected) <= Decimal("0.05") + expected * Decimal("0.001")
        checked += 1
    assert checked >= 20


@pytest.mark.parametrize(
    ("age", "weight", "creatinine", "sex", "expected"),
    [
        (80, "110", "2.2", Sex.MALE, "41.7"),
        (80, "65.9409", "2.2", Sex.MALE, "25.0"),
        (85, "45", "0.6", Sex.FEMALE, "48.7"),
        (85, "45", "1.0", Sex.FEMALE, "29.2"),
        (18, "70", "1.0", Sex.MALE, "118.6"),
    ],
)
def test_creatinine_clearance_worked_by_hand(age: int, weight: str, creatinine: str, sex: Sex, expected: str) -> None:
    found = creatinine_clearance_ml_min(age, Decimal(weight), Decimal(creatinine), sex)
    assert rounded(found, 1) == Decimal(expected)


@pytest.mark.parametrize(("age", "creatinine"), [(17, "1"), (0, "1"), (40, "0"), (40, "-1")])
def test_creatinine_clearance_is_not_assessed_outside_its_bounds(age: int, creatinine: str) -> None:
    with pytest.raises(NotAssessed):
        creatinine_clearance_ml_min(age, Decimal(70), Decimal(creatinine), Sex.MALE)


def test_ideal_and_adjusted_weight() -> None:
    assert rounded(ideal_weight_kg(Decimal(170), Sex.MALE), 1) == Decimal("65.9")
    assert rounded(ideal_weight_kg(Decimal(170), Sex.FEMALE), 1) == Decimal("61.4")
    assert rounded(adjusted_weight_kg(Decimal(110), ideal_weight_kg(Decimal(170), Sex.MALE)), 1) == Decimal("83.6")


def test_body_surface_area() -> None:
    assert rounded(body_surface_area_m2(Decimal(70), Decimal(170))) == Decimal("1.82")


@pytest.mark.shared
def test_nursing_arithmetic(shared_dir: Path) -> None:
    checked = 0
    for record in records(shared_dir / "data/nursing_arithmetic.jsonl"):
        given, expected = record["input"], Decimal(record["answer"])
        found = None
        if {"order_mg", "mg", "mL"} <= set(given):
            product = Product(id="stock", amount_mg=Decimal(given["mg"]), volume_ml=Decimal(given["mL"]))
            found, _ = volume_steps(product, (Decimal(given["order_mg"]),) * 2)
        elif "mg_per_kg_day" in given:
            weight = Decimal(given["kg"]) if "kg" in given else convert(Decimal(given["lb"]), "lb", "kg")
            found = Decimal(given["mg_per_kg_day"]) * weight / Decimal(given.get("doses", 1))
        elif "g" in given and "doses" in given:
            found = convert(Decimal(given["g"]), "g", "mg") / Decimal(given["doses"])
        elif "mL" in given and record["unit"] == "tbsp":
            found = convert(Decimal(given["mL"]), "mL", "tbsp")
        if found is not None:
            assert abs(found - expected) / expected < Decimal("0.01"), record["problem"]
            checked += 1
    assert checked >= 7


@pytest.mark.shared
def test_how_often_prescriptions_say(shared_dir: Path) -> None:
    """Of single-step sigs, the pieces a day that follow from the amount and the frequency read from them."""
    right = wrong = 0
    for record in records(shared_dir / "data/sig_vectors.jsonl"):
        text = clean(record["sig"]).text
        pieces = [quantity for quantity in find_quantities(text) if quantity.unit.kind is Kind.COUNT]
        if (
            len(pieces) != 1
            or "note" in record
            or record["unit"] == "ML"
            or pieces[0].high is None
            or pieces[0].joint == "or"
        ):
            continue
        interval = frequency_near(text, pieces[0].start, pieces[0].end)
        if interval is None:
            continue
        daily = pieces[0].high * 24 / interval
        right, wrong = (right + 1, wrong) if daily == Decimal(record["units_per_day"]) else (right, wrong + 1)
    assert right >= 12 and wrong == 0


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("1x/week", 168), ("1 x daily", 24), ("3 times a week", 56), ("every 1 week", 168), ("every 2 weeks", 336),
        ("every 3 days", 72), ("q8h", 8), ("12 hourly", 12), ("every day or twice daily", 24),
        ("on alternate days", 48), ("twice weekly", 84), ("tiw", 56), ("bd", 12), ("tds", 8), ("qid", 6),
        ("weekly", 168), ("fortnightly", 336), ("monthly", 730.5),
        ("every 0 hours", None), ("0 times weekly", 168), ("? weekly", None),
        ("for him, and as his mother says on the phone, methotrexate weekly", None),
    ],
)  # fmt: skip
def test_how_often_after_an_amount(said: str, hours: float | None) -> None:
    assert frequency_near(f"100 mg {said}", 0, 6) == hours


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("daily", 24), ("b.i.d.", 12), ("twice a day: ", 12), ("weekly or daily", 24), ("daily?", None),
        ("weekly is what he says of methotrexate,", None),
    ],
)  # fmt: skip
def test_how_often_before_an_amount(said: str, hours: int | None) -> None:
    text = f"{said} 100 mg"
    assert frequency_near(text, len(said) + 1, len(text)) == hours


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.5", "mg", "0.5 mg"),
        (".5", "mg", "0.5 mg"),
        ("1.0", "mg", "1 mg"),
        ("1500", "mg", "1,500 mg"),
        ("100.50", "mL", "100.5 mL"),
        ("2", "mg/kg", "2 mg per kg"),
        ("30", "mL/min", "30 mL per minute"),
        ("1", "units", "1 unit"),
        ("5", "units", "5 units"),
        ("250", "mcg", "250 mcg"),
    ],
)
def test_shown_quantities_follow_ismp(value: str, unit: str, shown: str) -> None:
    assert format_quantity(Decimal(value), unit) == shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", "20"),
        ("1,000", "1000"),
        ("12,500", "12500"),
        ("1,5", "1.5"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("-20", "-20"),
        ("minus 5", "-5"),
        ("twenty", "20"),
        ("twenty-five", "25"),
        ("a hundred", "100"),
        ("one hundred and fifty", "150"),
        ("two thousand", "2000"),
        ("half", "0.5"),
        ("1 1/2", "1.5"),
        ("3/4", "0.75"),
        ("a dozen", "12"),
        ("0.125", "0.125"),
        ("72.575", "72.575"),
        ("100.", "100"),
        ("zero", "0"),
        ("ninety-nine", "99"),
        ("fourty", "40"),
        ("a quarter", "0.25"),
        ("a couple", "2"),
        ("both", "2"),
        ("double", "2"),
        ("three hundred", "300"),
    ],
)
def test_a_number_that_reads_in_one_way(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1.000", "2.500", "1e3", "nan", "inf", "1.2.3", "1,2,3", "12,34", "9" * 16, "1,00,000", "1/0"]
)
def test_a_number_that_reads_in_two_ways_or_none(text: str) -> None:
    if text == "12,34":
        assert parse_number(text) == Decimal("12.34")
    else:
        assert parse_number(text) is None


@pytest.mark.parametrize(
    ("value", "unit", "target", "result"),
    [
        ("1", "g", "mg", "1000"),
        ("1", "mg", "mcg", "1000"),
        ("1", "lb", "kg", "0.45359237"),
        ("1", "st", "lb", "14"),
        ("16", "oz", "lb", "1"),
        ("1", "tsp", "mL", "5"),
        ("1", "L", "mL", "1000"),
        ("1", "d", "h", "24"),
        ("1", "wk", "d", "7"),
        ("1", "in", "cm", "2.54"),
        ("1", "ft", "in", "12"),
        ("1", "kg", "g", "1000"),
        ("1", "ng", "mcg", "0.001"),
    ],
)
def test_units_convert_exactly(value: str, unit: str, target: str, result: str) -> None:
    assert convert(Decimal(value), unit, target) == Decimal(result)


def test_units_of_two_kinds_do_not_convert() -> None:
    with pytest.raises(ValueError, match="different things"):
        convert(Decimal(1), "mg", "mL")


def test_a_rounded_volume_shows_its_error() -> None:
    product = Product(id="syringe", amount_mg=Decimal(100), volume_ml=Decimal("0.67"))
    assert volume_steps(product, (Decimal(10), Decimal(10)))[1] == (
        "10 mg x 0.67 mL / 100 mg = 0.07 mL (rounding: 4.5 % more)",
    )
    assert volume_steps(product, (Decimal(20), Decimal(20)))[1] == (
        "20 mg x 0.67 mL / 100 mg = 0.13 mL (rounding: 3 % less)",
    )
    assert format_number(volume_steps(product, (Decimal(100), Decimal(100)))[0] or Decimal(0)) == "0.67"


def test_a_dosage_as_fhir() -> None:
    asked = consult(["Kineret for a 20 kg child with NOMID?"], DrugNames(table_names()))
    assert asked is not None
    assert asked.to_json()["unit"] == "mg"
    milligrams = {"unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    assert asked.to_json()["fhir"] == {
        "text": "The dose is determined by the doctor, who may raise it as needed.",
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "route": {"text": "subcutaneous"},
        "doseAndRate": [{"doseRange": {"low": {"value": 20, **milligrams}, "high": {"value": 40, **milligrams}}}],
        "maxDosePerPeriod": [
            {"numerator": {"value": 160, **milligrams}, "denominator": {"value": 1, "unit": "d"}},
        ],
    }
    general = consult(["How is Kineret dosed in NOMID in general?"], DrugNames(table_names()))
    assert general is not None
    rate = {"unit": "mg/kg", "system": "http://unitsofmeasure.org", "code": "mg/kg"}
    assert general.to_json()["fhir"]["doseAndRate"] == [
        {"doseRange": {"low": {"value": 1, **rate}, "high": {"value": 2, **rate}}}
    ]
    assert "maxDosePerPeriod" not in general.to_json()["fhir"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1", "units", "1 unit"), ("2", "units", "2 units"), ("1", "d", "1 day"), ("2", "d", "2 days"),
        ("12", "h", "12 hours"), ("2", "mg/kg", "2 mg per kg"), ("50", "mL/min", "50 mL per minute"),
        ("0.50", "mg/kg/min", "0.5 mg per kg per minute"), ("1500", "mg", "1,500 mg"),
    ],
)  # fmt: skip
def test_a_quantity_is_shown_in_full(value: str, unit: str, shown: str) -> None:
    assert format_quantity(Decimal(value), unit) == shown
