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
    assert ask("examplimab rate for the drip test: what do we run it at?")["missing"] == ["weight"]


@pytest.mark.parametrize(
    ("clearance", "low", "high"),
    [("80.1", 1000, 3000), ("80", 1000, 2000), ("50", 1000, 2000), ("49.9", 500, 1500), ("30", 500, 1500),
     ("29.9", 500, 1000)],
)  # fmt: skip
def test_four_renal_bands(clearance: str, low: int, high: int) -> None:
    result = ask(f"Keppra dose for focal seizures, 40 y, CrCl {clearance} mL/min")
    assert (result["dose_low"], result["dose_high"], result["interval_h"]) == (low, high, 12)


@pytest.mark.parametrize(
    ("proposed", "outcome"),
    [
        ("1500 mg twice a day", "within_limits"),
        ("1501 mg twice a day", "above_maximum"),
        ("2000 mg once a day", "above_maximum"),
        ("3000 mg a day", "within_limits"),
        ("3001 mg a day", "above_maximum"),
    ],
)
def test_one_administration_is_held_to_its_own_maximum(proposed: str, outcome: str) -> None:
    result = ask(f"is levetiracetam {proposed} ok for partial seizures, 12 years, 80 kg?")
    assert (result["outcome"], result["max_daily"]) == (outcome, 3000)


@pytest.mark.parametrize(("weight", "dose"), [("74.9", 4494), ("75", 4500), ("75.1", 4500)])
def test_a_loading_dose_has_no_interval(weight: str, dose: int) -> None:
    result = ask(f"levetiracetam for status epilepticus, adult, {weight} kg, IV")
    assert (result["dose_low"], result["interval_h"], result["route"]) == (dose, None, "intravenous")


def test_a_loading_dose_is_told_with_what_follows_it() -> None:
    dosage = consult(["levetiracetam for status epilepticus, adult, 70 kg, dose?"], NAMES, KNOWN)
    assert dosage is not None
    told = [line.text for line in describe(dosage, KNOWN["levetiracetam"], "")]
    assert told[0] == "Levetiracetam, status epilepticus, adults: 4,200 mg once."
    assert "Then 500 to 1,500 mg every 12 hours." in told


def test_a_loading_dose_that_is_too_much_is_told_as_given_once() -> None:
    dosage = consult(["status epilepticus, 90 kg adult, 5400 mg keppra iv ok?"], NAMES, KNOWN)
    assert dosage is not None and dosage.outcome == "above_maximum"
    assert "Stated: 4,500 mg once." in [line.text for line in describe(dosage, KNOWN["levetiracetam"], "")]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "keppra dosing in adults with status epilepticus",
            "Levetiracetam, status epilepticus, adults: 60 mg per kg once, not more than 4,500 mg in one "
            "administration; the amount for a patient needs the weight.",
        ),
        (
            "imatinib dosing in children with CML",
            "Imatinib, CML, children 1 year and older: 340 mg per m2 daily to start, usually not more than "
            "600 mg a day; the amount for a patient needs the weight and height.",
        ),
        ("examplimab drip test, 50 kg, what rate?", "Examplimab, drip test, adults: 2 mg per kg per hour; "),
    ],
)
def test_a_rule_is_told_in_general_as_its_table_states_it(question: str, told: str) -> None:
    dosage = consult([question], NAMES, KNOWN)
    assert dosage is not None and dosage.drug is not None
    assert describe(dosage, KNOWN[dosage.drug], "")[0].text.startswith(told)


@pytest.mark.parametrize(
    ("asked", "indication", "outcome"),
    [("iv", "status epilepticus", "dose"), ("oral", "status epilepticus", "dose"), ("iv", "focal seizures", "no_rule"),
     ("intramuscular", "status epilepticus", "no_rule"), ("oral", "focal seizures", "needs_input")],
)  # fmt: skip
def test_each_indication_has_its_own_routes(asked: str, indication: str, outcome: str) -> None:
    assert ask(f"{asked} keppra dose for {indication}, 40 y, 70 kg")["outcome"] == outcome


@pytest.mark.parametrize(
    ("liver", "dose"),
    [("Child-Pugh C", 300), ("child pugh class c", 300), ("severe hepatic impairment", 300), ("Child-Pugh B", 400),
     ("", 400)],
)  # fmt: skip
def test_the_liver_adjusts_a_dose(liver: str, dose: int) -> None:
    assert ask(f"imatinib for CML, 50 y, {liver}, dose?")["dose_low"] == dose


def test_a_liver_that_is_only_spoken_of_is_asked_about() -> None:
    assert ask("imatinib for CML, 50 y, cirrhosis, dose?")["missing"] == ["hepatic_function"]


def test_the_liver_says_nothing_where_no_rule_names_it() -> None:
    assert ask("imatinib for GIST, 50 y, cirrhosis, dose?")["dose_low"] == 400


def test_a_body_surface_area_is_taken_as_stated() -> None:
    result = ask("imatinib for CML, 7 years, BSA 0.9 m2, dose?")
    assert (result["dose_low"], result["facts"]["body_surface_area_m2"]) == (306, 0.9)
    assert result["steps"] == ["0.9 m2 x 340 mg/m2 = 306 mg"]


def test_a_body_surface_area_is_worked_out_step_by_step() -> None:
    assert ask("imatinib for CML, 7 years, 120 cm, 23 kg, dose?")["steps"] == [
        "square root of (120 cm x 23 kg / 3600) = 0.8756 m2",
        "0.8756 m2 x 340 mg/m2 = 297.7 mg",
    ]


@pytest.mark.parametrize("question", ["keppra for focal seizures, 3 y, 14 kg, dose?", "imatinib for GIST, 17 y, dose?"])
def test_patients_that_a_table_declares_uncovered_have_no_rule(question: str) -> None:
    assert ask(question)["outcome"] == "no_rule"


def test_a_drug_that_is_held_but_has_no_table_has_no_rule() -> None:
    names = DrugNames({**table_names(KNOWN), "testazole": ("Testa",)})
    dosage = consult(["testazole dose for an adult"], names, KNOWN)
    assert dosage is not None
    assert (dosage.outcome, dosage.reason, dosage.drug) == ("no_rule", "no_table", "testazole")
    assert dosage.details == {"drug": "testazole"}


def test_a_name_that_may_be_one_of_two_is_asked_about() -> None:
    names = DrugNames({"zoplatin": (), "zoplaten": ()})
    dosage = consult(["zoplatan dose for an adult"], names, KNOWN)
    assert dosage is not None
    assert (dosage.outcome, dosage.reason, dosage.missing) == ("needs_input", "look_alike", ("drug",))
    assert dosage.details["named"] == "zoplatan"
    assert sorted(dosage.details["candidates"].split(", ")) == ["zoplaten", "zoplatin"]


def test_rules_that_overlap_give_no_dose() -> None:
    table = KNOWN["examplase"]
    both = table.rule("examplase-men").model_copy(update={"id": "examplase-men-again"})
    doubled = {"examplase": table.model_copy(update={"rules": (*table.rules, both)})}
    dosage = consult(["examplase dose for sex test, male, 40 y"], NAMES, doubled)
    assert dosage is not None
    assert (dosage.outcome, dosage.reason, dosage.dose_low) == ("no_rule", "uncovered", None)


@pytest.mark.parametrize("waiting", ["examplase-men", "examplase-women"])
def test_a_suspended_rule_gives_no_dose(waiting: str) -> None:
    sex = {"examplase-men": "male", "examplase-women": "female"}[waiting]
    dosage = consult([f"examplase dose for sex test, {sex}, 40 y"], NAMES, KNOWN, {"examplase": {waiting}})
    assert dosage is not None
    assert (dosage.outcome, dosage.reason, dosage.rules, dosage.details) == (
        "no_rule",
        "suspended",
        (),
        {"rule": waiting},
    )
    assert (dosage.drug, dosage.indication, dosage.facts.sex) == ("examplase", "sex test", sex)


def test_a_suspended_maintenance_suspends_the_loading_dose() -> None:
    dosage = consult(
        ["examplimab dose for BMT, 50 y, 1.8 m2"], NAMES, KNOWN, {"examplimab": {"examplimab-bmt-maintenance"}}
    )
    assert dosage is not None and dosage.reason == "suspended"


def test_a_suspended_warning_or_product_is_left_out() -> None:
    question = ["examplase dose for weight test, 40 kg, kidneys?"]
    whole = consult(question, NAMES, KNOWN)
    less = consult(question, NAMES, KNOWN, {"examplase": {"examplase-always", "examplase-pen", "examplase-vial"}})
    assert whole is not None and less is not None
    assert {"examplase-always"} == {w.id for w in whole.warnings} - {w.id for w in less.warnings}
    assert any("mL" in step for step in whole.steps) and not any("mL" in step for step in less.steps)
    assert whole.dose_low == less.dose_low
