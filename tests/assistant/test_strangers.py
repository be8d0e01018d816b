"""Names that nobody knows: no answer is given for another medicine in their stead."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.strangers import stranger_asked_of, strangers_beside
from drugs import DrugNames
from schema import Reason, Route

HELD: dict[str, tuple[str, ...]] = {"anakinra": ("Kineret",)}


@pytest.mark.parametrize(
    ("question", "strangers"),
    [
        ("does oxirantha (zelbuprast) interact with kineret?", ["oxirantha", "zelbuprast"]),
        ("can kineret be taken together with mugwort", ["mugwort"]),
        ("kineret with mugwort ok?", ["mugwort"]),
        ("kineret with grapefruit ok?", []),  # the monographs have it
        ("kineret with the mmr vaccine ok?", []),  # it is looked for by their word
        ("how does kineret with mugwort work in arthritis?", []),  # more is asked than whether they go together
        ("does mugwort help", []),
        ("can kineret be given to someone with a mugwort?", []),  # that may be an illness
    ],
)
def test_a_name_that_nobody_knows_is_no_less_another_medicine(question: str, strangers: list[str]) -> None:
    read = question.replace("mmr", "mmr (live vaccine)")
    assert strangers_beside(question, read, DrugNames(HELD), frozenset({"grapefruit", "vaccine"})) == strangers


@pytest.mark.parametrize(
    "question",
    [
        "does oxirantha go in the fridge?",
        "how do i store oxirantha",
        "ok and oxirantha, does that one go in the fridge?",
        "what about oxirantha: fridge too?",
    ],
)
def test_a_name_in_the_place_of_the_medicine_is_the_one_asked_of(question: str) -> None:
    assert stranger_asked_of(question, question, frozenset({"fridge"})) == "oxirantha"


@pytest.mark.parametrize(
    "question",
    [
        "does the swabbing have to be positive",  # no medicine has an article
        "are asthmatics a concern",
        "can oxirantha patients use it?",  # "it" is the medicine
        "does luggage go in the fridge",  # English
        "does refrigerant matter",  # the monographs have it
        "what of the rash",
    ],
)
def test_a_word_in_another_place_is_no_medicine(question: str) -> None:
    assert stranger_asked_of(question, question, frozenset({"refrigerant"})) == ""


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "should Oxirantha be protected from light and kept in a refrigerator?"),
        (["how should Kineret be stored?"], "ok and Oxirantha, does that one go in the fridge?"),
        (["how should Kineret be stored?"], "does Oxirantha go into the fridge or stay at room temperature?"),
    ],
)
def test_nothing_is_answered_for_a_medicine_that_nobody_knows(
    assistant: Assistant, history: list[str], question: str
) -> None:
    answer = assistant.answer(question, history)
    assert (answer.route, answer.reason, answer.citations) == (Route.REFUSE, Reason.DRUG_NOT_IN_LIBRARY, ())
    assert "“oxirantha”" in answer.text
