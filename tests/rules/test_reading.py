"""What a conversation tells of a patient, in the forms that are easily read wrong."""

from decimal import Decimal

import pytest

from rules.conversation import read_facts
from rules.facts import Facts
from rules.table import tables
from rules.text import clean

TABLE = tables()["anakinra"]


def facts(*turns: str) -> Facts:
    return read_facts([clean(turn) for turn in turns], TABLE)


@pytest.mark.parametrize(
    ("said", "kilograms"),
    [
        ("weighs 8 lb and 3 oz", "3.714"),
        ("10 stone and 4 pounds", "65.317"),
        ("10 st 4", "65.317"),
        ("weight is 9500 g", "9.5"),
        ("weighs about 9500 g", "9.5"),
    ],
)
def test_a_weight_is_taken_with_its_smaller_unit(said: str, kilograms: str) -> None:
    found = facts(f"NOMID, {said}, dose?").weight_kg
    assert found is not None and round(found, 3) == Decimal(kilograms)


@pytest.mark.parametrize("said", ["2 mg/20 kg", "2 mg / 20 kg", "gained 2 kg", "over 20 kg"])
def test_a_mass_that_is_a_part_of_a_dose_or_of_a_comparison_is_no_weight(said: str) -> None:
    assert facts(f"NOMID, {said}, dose?").weight_kg is None


@pytest.mark.parametrize("said", ["20-25 kg", "between 20 and 25 kg", "20-25 kg, last year 22 kg"])
def test_a_range_of_weights_is_no_weight(said: str) -> None:
    found = facts(f"NOMID, {said}, dose?")
    assert (found.weight_kg, found.unclear, found.invalid) == (None, ("weight",), ())


def test_a_weight_that_can_be_read_in_two_ways_is_none() -> None:
    found = facts("NOMID, 1.000 kg, dose?")
    assert (found.weight_kg, found.unclear, found.invalid) == (None, (), ("weight",))


def test_several_blanks_are_read_as_one() -> None:
    read = clean("  NOMID,   20\t\tkg")
    assert read.text == " nomid, 20 kg"
    assert read.raw[slice(*read.source(8, 13))] == "20\t\tkg"


def test_a_range_of_grams_after_the_word_weight_is_no_proposed_dose() -> None:
    found = facts("NOMID baby, weight 3000-3500 g, is that in the table?")
    assert found.unclear == ("weight",)
    assert found.proposals_by_turn == ((),)


@pytest.mark.parametrize(
    ("turns", "kilograms", "as_given"),
    [
        (["NOMID, 44 lb, Kineret dose?", "actually kg", "sorry, 45"], "45", "45 kg"),
        (["NOMID, weight 44, Kineret dose?", "kg", "sorry, 45"], "45", "45 kg"),
        (["NOMID, 44 lb, Kineret dose?", "sorry, 55"], "24.948", "55 lb"),
    ],
)
def test_a_bare_number_replaces_a_weight_in_the_unit_that_was_settled_on(
    turns: list[str], kilograms: str, as_given: str
) -> None:
    found = facts(*turns)
    assert found.weight_kg is not None and round(found.weight_kg, 3) == Decimal(kilograms)
    assert found.weight_as_given == as_given


def test_who_turns_one_has_not_yet_lived_a_year() -> None:
    age = facts("NOMID, turns 1 tomorrow, Kineret dose?").age_years
    assert age is not None and (age.low, age.high, age.high_open) == (Decimal(0), Decimal(1), True)


@pytest.mark.parametrize(
    ("said", "is_allergic"),
    [
        ("allergic to some E. coli preparation", True),
        ("allergic to eggs, E. coli ruled out", False),
        ("not allergic to eggs but allergic to E. coli", True),
        ("allergic reaction to E. coli protein last year", True),
        ("history of anaphylaxis to anakinra", True),
        ("severe allergic reaction to Kineret in 2021", True),
        ("no allergic reaction to Kineret so far", False),
        ("worried about an allergic reaction to Kineret", False),
    ],
)
def test_each_part_of_an_allergy_is_said_to_be_so(said: str, is_allergic: bool) -> None:
    assert bool(facts(f"RA, adult, {said}, dose?").conditions) is is_allergic


@pytest.mark.parametrize(
    ("who", "kilograms"),
    [("newborn", "9.5"), ("infant", "9.5"), ("toddler", "9.5"), ("child", "9.5"), ("teenager", None), ("adult", None)],
)
def test_only_small_children_weigh_so_many_grams(who: str, kilograms: str | None) -> None:
    assert facts(f"NOMID, {who} of 9500 g, dose?").weight_kg == (kilograms and Decimal(kilograms))


@pytest.mark.parametrize(
    ("unit", "as_given"),
    [("kg", "20 kg"), ("kilos", "20 kg"), ("in lbs", "20 lb"), ("pounds", "20 lb"), ("stone", "20 st")],
)
def test_a_unit_that_is_given_later_is_the_weights(unit: str, as_given: str) -> None:
    found = facts("NOMID, weight 20, dose?", unit)
    assert (found.weight_as_given, found.unitless_weight, found.unclear) == (as_given, None, ())


def test_a_unit_in_a_longer_turn_is_not_the_weights() -> None:
    found = facts("NOMID, weight 20, dose?", "how much would that come to for each of the kilos that he weighs")
    assert (found.weight_kg, found.unclear) == (None, ("weight",))


@pytest.mark.parametrize(
    ("before", "then", "state"),
    [
        ("on dialysis", "CrCl 45", "value"),
        ("severe renal impairment", "CrCl 45", "value"),
        ("normal kidneys", "CrCl 45", "value"),
        ("CrCl 60", "on dialysis now", "dialysis"),
        ("normal kidneys", "on dialysis now", "dialysis"),
        ("CrCl 60", "now severe renal impairment", "severe"),
        ("normal kidneys", "now severe renal impairment", "severe"),
        ("on dialysis", "kidney function is normal", "normal"),
        ("severe renal impairment", "kidney function is normal", "normal"),
        ("on dialysis", "any change for the kidneys?", "dialysis"),
        ("CrCl 45", "any change for the kidneys?", "value"),
    ],
)
def test_what_is_said_last_of_the_kidneys_is_in_force(before: str, then: str, state: str) -> None:
    found = facts(f"RA, adult, {before}, Kineret dose?", then)
    assert {
        "value": found.creatinine_clearance is not None,
        "dialysis": found.is_on_dialysis,
        "severe": found.kidney_is_severe,
        "normal": found.kidney_is_normal,
    } == {name: name == state for name in ("value", "dialysis", "severe", "normal")}


@pytest.mark.parametrize(
    ("said", "low", "high", "high_open"),
    [
        ("in her 60s", 60, 70, True),
        ("almost 18", 17, 18, True),
        ("children under 1 year", 0, 1, True),
        ("a child below 6", 0, 6, True),
        ("patients over 65", 65, None, False),
        ("0 days old", 0, 0, False),
    ],
)
def test_an_age_may_be_known_within_bounds(said: str, low: int, high: int | None, high_open: bool) -> None:
    age = facts(f"NOMID, {said}, Kineret dose?").age_years
    assert age is not None and age.low == low and age.high == high and age.high_open is high_open


@pytest.mark.parametrize("said", ["adult or child", "a toddler and an adult", "teenager, 70 kg, adult"])
def test_age_groups_that_exclude_each_other_are_no_age(said: str) -> None:
    found = facts(f"NOMID, {said}, Kineret dose?")
    assert (found.age_years, found.unclear) == (None, ("age_words",))


@pytest.mark.parametrize(
    ("stated", "then", "low", "high"),
    [
        ("6 years old", "what for the child?", 6, 6),
        ("18 years old", "what for an adult?", 18, 18),
        ("18 years old", "and for a child?", 0, 18),
        ("6 years old", "and for an adult?", 18, None),
        ("6 years old", "and for a teenager?", 10, 18),
    ],
)
def test_a_word_for_an_age_group_adds_nothing_to_an_age_that_lies_in_it(
    stated: str, then: str, low: int, high: int | None
) -> None:
    age = facts(f"RA, {stated}, Kineret dose?", then).age_years
    assert age is not None and (age.low, age.high) == (Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("a 17-year-old child", 17),
        ("an 18-year-old child", None),
        ("a 17-year-old adult", None),
        ("an 18-year-old adult", 18),
        ("a 17-year-old teenager", 17),
        ("an elderly patient, 60 years old", 60),
    ],
)
def test_an_adult_of_seventeen_and_a_child_of_eighteen_are_asked_about(said: str, years: int | None) -> None:
    found = facts(f"NOMID, {said}, Kineret dose?")
    assert (found.age_years.value if found.age_years else None) == years
    assert found.unclear == (("age",) if years is None else ())


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("30", "[30, 30]"), ("=30", "[30, 30]"), ("about 30", "[30, 30]"), ("20-40", "[20, 40]"),
        ("between 20 and 40", "[20, 40]"), ("40 to 20", "[20, 40]"),
        ("<30", "[0, 30)"), ("less than 30", "[0, 30)"), ("below 30", "[0, 30)"), ("under 30", "[0, 30)"),
        ("lower than 30", "[0, 30)"), ("<=30", "[0, 30]"), ("at most 30", "[0, 30]"), ("up to 30", "[0, 30]"),
        (">60", "(60, None]"), ("above 60", "(60, None]"), ("over 60", "(60, None]"), ("more than 60", "(60, None]"),
        ("greater than 60", "(60, None]"), (">=60", "[60, None]"), ("at least 60", "[60, None]"),
    ],
)  # fmt: skip
def test_a_clearance_may_be_known_within_bounds(said: str, band: str) -> None:
    found = facts(f"RA, adult, CrCl {said}, Kineret dose?").creatinine_clearance
    assert found is not None
    first, last = "(" if found.low_open else "[", ")" if found.high_open else "]"
    assert f"{first}{found.low}, {found.high}{last}" == band


@pytest.mark.parametrize(
    "said",
    [
        "1.2 mg/dL", "1.2 mg%", "106.1 umol/L", "106.1 \u00b5mol/L", "106.1 micromol/L", "106.1 micromoles per litre",
        "106.1 umol", "0.1061 mmol/L",
    ],
)  # fmt: skip
def test_a_creatinine_is_read_in_its_unit(said: str) -> None:
    found = facts(f"RA, adult, creatinine {said}, Kineret dose?").serum_creatinine_mg_dl
    assert found is not None and round(found, 3) == Decimal("1.2")


@pytest.mark.parametrize("said", ["1.2", "12 mg/L", "106"])
def test_a_creatinine_without_a_unit_that_is_used_is_asked_about(said: str) -> None:
    found = facts(f"RA, adult, creatinine {said}, Kineret dose?")
    assert (found.serum_creatinine_mg_dl, found.unclear) == (None, ("creatinine_unit",))


@pytest.mark.parametrize(
    ("said", "shown", "interval_h"),
    [
        ("is 1 mg/lb daily ok?", "1 mg per lb", 24),
        ("is 50 mg/m2 per day ok?", "50 mg per m2 per day", 24),
        ("is 2 mg/kg/day ok?", "2 mg per kg per day", 24),
        ("is 350 mg per week ok?", "350 mg", 168),
        ("are 1 to 2 mg/kg ok?", "1 to 2 mg per kg", None),
        ("three 100 mg syringes ok?", "3 x 100 mg", None),
        ("2 of the 100 mg ok?", "2 x 100 mg", None),
        ("two kineret syringes daily ok?", "two kineret syringes", 24),
        ("a prefilled syringe every second day ok?", "a prefilled syringe", 48),
        ("100 mg/0.67 mL daily ok?", "100 mg", 24),
        ("can I give two?", "two", None),
        ("is 200 mg of Kineret with methotrexate 15 mg ok?", "200 mg", None),
        ("he is on 100 mg, is that ok?", "100 mg", None),
    ],
)
def test_a_proposed_amount_is_shown_as_it_was_meant(said: str, shown: str, interval_h: int | None) -> None:
    ((proposal,),) = facts(f"RA. {said}").proposals_by_turn
    assert (proposal.text, proposal.interval_h) == (shown, interval_h)


@pytest.mark.parametrize(
    "said",
    [
        "he is on 100 mg, what dose next?",
        "100 mg/mL in the vial, what dose?",
        "the 100 mg capsule, what dose?",
        "30 syringes for a month, what dose?",
        "20 kg, 2 L, glucose 90 mg/dL, what dose?",
        "give him 0?",
        "a prefilled syringe, what dose?",
    ],
)
def test_what_is_no_dose_is_not_taken_for_a_proposed_one(said: str) -> None:
    assert facts(f"RA. {said}").proposals_by_turn == ((),)


def test_of_a_message_with_more_amounts_than_a_patient_is_given_none_is_the_proposed_one() -> None:
    ((proposal,),) = facts(f"RA. Doses of {', '.join(f'{mg} mg' for mg in range(1, 20))}?").proposals_by_turn
    assert (proposal.low, proposal.high) == (None, None)


@pytest.mark.parametrize(
    ("said", "unlisted"),
    [
        ("with sinusitis", "sinusitis"),
        ("with hepatitis", None),
        ("with neutropenia", None),
        ("with kidney disease", None),
        ("with a disease", "disease"),
        ("without sinusitis", None),
    ],
)
def test_a_diagnosis_is_what_is_treated_unless_it_is_known_for_something_else(said: str, unlisted: str | None) -> None:
    assert facts(f"Kineret dose for an adult {said}?").unlisted_indication == unlisted
