"""Which of several drugs is the one whose dose is asked for."""

import pytest

from drugs import DrugNames
from rules.asked_drug import AskedDrug, asked_drug, implied_drug
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
    "question",
    [
        "dose of clarithromycin with testaquin",
        "clarithromycin dose for someone on Testaq",
        "Testaquin is in the fridge. What is the dose of clarithromycin?",
    ],
)
def test_a_drug_that_is_not_held_may_be_the_one_asked_about(question: str) -> None:
    asked = asked_drug([clean(question)], NAMES)
    assert (asked.drug, asked.named) == (None, "clarithromycin")


@pytest.mark.parametrize(
    "turns",
    [
        ["Raised liver values on testaquin, how frequent?"],
        ["Started her on iron. How far apart from the testaq?"],
        ["My customer says hair loss comes with Testaq. How often do I take it?"],
        ["She is on Testaq.", "Missed a dose yesterday"],
        ["She is on Testaq.", "Already on testaquin for a year. How often?"],
    ],
)
def test_a_held_drug_that_stands_beside_is_meant_where_no_other_is_named(turns: list[str]) -> None:
    assert asked_drug([clean(turn) for turn in turns], NAMES).drug == "testaquin"


@pytest.mark.parametrize("question", ["on testaq and now on ibuprofen, maximum?", "patient on warfarin, dose?"])
def test_of_two_drugs_beside_and_of_one_that_is_not_held_none_is_chosen(question: str) -> None:
    assert asked_drug([clean(question)], NAMES).match is None


@pytest.mark.parametrize(
    ("said", "held", "implied"),
    [
        ("what dose per kilogram before i inject?", ["testaquin"], "testaquin"),
        ("dose on dialysis, in pregnancy, for a newborn, subcutaneously", ["testaquin"], "testaquin"),
        ("dose in tendonitis?", ["testaquin"], "testaquin"),
        ("dose in each nostril?", ["testaquin"], "testaquin"),
        ("dose in tendonitus on diallysis?", ["testaquin"], None),
        ("dose on haemodialisis?", ["testaquin"], "testaquin"),
        ("dose of zyxqvat?", ["testaquin"], None),
        ("what dose?", ["testaquin", "zoplatin"], None),
        ("what dose?", [], None),
    ],
)
def test_the_only_drug_held_is_meant_where_no_word_may_be_a_name(
    said: str, held: list[str], implied: str | None
) -> None:
    assert implied_drug([clean(said)], AskedDrug(), {}, held) == implied


def test_a_word_that_was_taken_for_a_drug_beside_it_is_no_strange_one() -> None:
    asked = AskedDrug(beside=("zyxqvat",))
    assert implied_drug([clean("dose for a patient on zyxqvat?")], asked, {}, ["testaquin"]) == "testaquin"


@pytest.mark.parametrize(
    ("said", "also"),
    [
        ("doses of testaquin and clarithromycin?", ("clarithromycin",)),
        ("doses of testaquin, clarithromycin and warfarin?", ("clarithromycin", "warfarin")),
        ("doses of warfarin, clarithromycin and testaquin?", ("warfarin", "clarithromycin")),
        ("doses of Testaq and testaquin?", ()),
        ("dose of testaquin? The clarithromycin is in the fridge.", ()),
        ("dose of testaquin? And the dose of clarithromycin?", ("clarithromycin",)),
    ],
)
def test_the_other_drugs_of_a_list_are_asked_about_too(said: str, also: tuple[str, ...]) -> None:
    asked = asked_drug([clean(said)], NAMES)
    assert (asked.drug, asked.named, asked.also) == ("testaquin", "testaquin", also)


def test_the_drugs_that_are_only_taken_beside_are_told() -> None:
    asked = asked_drug([clean("she takes Testaq"), clean("Testaq dose after methotrexate, on warfarin")], NAMES)
    assert (asked.drug, asked.beside) == ("testaquin", ("testaq", "methotrexate", "warfarin"))
