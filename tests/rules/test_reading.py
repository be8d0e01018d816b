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
    ],
)
def test_each_part_of_an_allergy_is_said_to_be_so(said: str, is_allergic: bool) -> None:
    assert bool(facts(f"RA, adult, {said}, dose?").conditions) is is_allergic
