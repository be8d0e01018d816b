"""Which of several drugs is the one whose dose is asked for."""

import pytest

from drugs import DrugNames
from rules.asked_drug import asked_drug
from rules.text import clean

NAMES = DrugNames({"testaquin": ("Testaq",)})


@pytest.mark.parametrize(
    "question",
    [
        "testaquin with clarithromycin max dose",
        "patient on warfarin needs testaquin, what dose?",
        "on warfarin dose of testaq?",
        "maximum testaquin alongside clarithromycin dosing",
        "she is on testaquin dose ok?",
        "testaquin dose after methotrexate",
    ],
)
def test_a_drug_that_is_set_beside_the_held_one_is_not_the_one_asked_about(question: str) -> None:
    assert asked_drug([clean(question)], NAMES).drug == "testaquin"


@pytest.mark.parametrize(
    "question", ["dose of clarithromycin with testaquin", "clarithromycin dose for someone on Testaq"]
)
def test_a_drug_that_is_not_held_may_be_the_one_asked_about(question: str) -> None:
    asked = asked_drug([clean(question)], NAMES)
    assert (asked.drug, asked.named) == (None, "clarithromycin")
