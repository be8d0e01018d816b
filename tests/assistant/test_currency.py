"""How current the monographs are: told from their own lines, and only where a question asks that of them."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest.generation import build
from retriever.embedder import MiniLM
from schema import Route
from settings import Settings

LEAFLET = """# Testaquin: leaflet for patients

Drug information provided by: Lindworm Press

## Uses

Testaquin is used to treat gout in adults. Talk to your doctor before you use this medicine.

## Storage

Keep your medicine in the fridge. Use it until the date on the label has passed.

This leaflet was last revised in 03/2024
"""
DATED_BY_FILE = """---
title: Testaquin tablets
drug: testaquin
publisher: Korrigan Compendium
audience: professional
updated: 2021-07-09
---

# Testaquin tablets

## Uses

Testaquin is used to treat gout in adults.
"""
REVISED = "This leaflet was last revised in 03/2024"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("currency")
    (folder / "leaflet.md").write_text(LEAFLET)
    (folder / "compendium.md").write_text(DATED_BY_FILE)
    build([folder], folder / "index", minilm)
    return Assistant.open(Settings(index_dir=folder / "index"))


@pytest.mark.parametrize(
    "question",
    [
        "When was the testaquin leaflet last revised?",
        "how current is the info you have on testaquin",
        "is the testaquin monograph still up to date",
        "our testaquin write-ups, how old are they? need it for the binder",
        "what's the date of the testaquin entry",
    ],
)
def test_each_monograph_is_quoted_on_its_revision(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)

    assert answer.route is Route.ANSWER
    assert [citation.quote for citation in answer.citations] == [REVISED]
    assert "**Korrigan Compendium, 2021-07-09**\n\n*Its file gives this date" in answer.text


def test_a_monograph_that_is_named_is_told_alone(assistant: Assistant) -> None:
    answer = assistant.answer("how recent is the Lindworm page on testaquin?")

    assert [citation.quote for citation in answer.citations] == [REVISED]
    assert "Korrigan" not in answer.text


def test_a_date_that_no_text_gives_is_told_and_not_quoted(assistant: Assistant) -> None:
    answer = assistant.answer("when did Korrigan last review the testaquin text?")

    assert (answer.route, answer.citations) == (Route.CLARIFY, ())
    assert "2021-07-09" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "when should kidney function be checked according to the testaquin monograph",
        "is testaquin out of date once the date on the label has passed?",
        "how old must a patient be for testaquin, per the label",
        "are her shots to be up to date before testaquin",
        "when was testaquin approved",
    ],
)
def test_a_question_about_the_drug_is_not_taken_for_one_about_its_monographs(
    assistant: Assistant, question: str
) -> None:
    assert REVISED not in assistant.answer(question).text
