"""Several products and several drugs in one library: what is said of one is not said of the other."""

import re
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.products import products_in
from drugs import DrugNames
from ingest.generation import build
from retriever.embedder import MiniLM
from schema import Monograph, Route
from settings import Settings

PRODUCT = """---
title: {brand}
drug: testaquin
brand_names: [{brand}]
publisher: {brand} Laboratories
audience: professional
updated: {updated}
---

# {brand}

## Uses

{brand} is used to treat {disease} in adults.

## Storage

Store {brand} {place}, and protect it from light.
"""

OTHER = """---
title: Fluvotane
drug: fluvotane
publisher: Press
audience: professional
updated: 2025-01-01
---

# Fluvotane

## Interactions

Fluvotane must not be given together with testaquin, as both slow the heart.
"""
THIRD = (
    OTHER.replace("Fluvotane", "Benoxaline")
    .replace("fluvotane", "benoxaline")
    .replace("must not be given together with testaquin, as both slow the heart", "is taken up less beside antacids")
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("products")
    for brand, disease, place, updated in (
        ("Testaq", "gout", "in a refrigerator at 2 to 8 °C", "2024-01-01"),
        ("Liposoquin", "leukaemia", "in a freezer at -20 °C", "2025-01-01"),
    ):
        content = PRODUCT.format(brand=brand, disease=disease, place=place, updated=updated)
        (folder / f"{brand}.md").write_text(content, encoding="utf-8")
    (folder / "fluvotane.md").write_text(OTHER, encoding="utf-8")
    (folder / "benoxaline.md").write_text(THIRD, encoding="utf-8")
    assert build([folder], folder / "index", minilm).failed == []
    return Assistant.open(Settings(folder / "index"))


def test_a_question_about_one_product_is_answered_from_its_monographs(assistant: Assistant) -> None:
    for brand, told, other in (("Testaq", "refrigerator", "freezer"), ("Liposoquin", "freezer", "refrigerator")):
        answer = assistant.answer(f"How is {brand} stored?")
        assert answer.route is Route.ANSWER and told in answer.text and other not in answer.text
        assert "differ" not in answer.text


def test_a_question_about_the_drug_is_answered_from_all_each_by_its_name(assistant: Assistant) -> None:
    answer = assistant.answer("How is testaquin stored?")
    assert "refrigerator" in answer.text and "freezer" in answer.text
    assert "**Testaq, Testaq Laboratories, 2024-01-01**" in answer.text
    assert "**Liposoquin, Liposoquin Laboratories, 2025-01-01**" in answer.text


@pytest.mark.parametrize("question", ["Can Testaq be given with fluvotane?", "fluvotane with testaquin?"])
def test_of_two_held_drugs_the_monograph_that_names_the_other_is_quoted(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert answer.route is Route.ANSWER and "both slow the heart" in answer.text


def test_what_neither_monograph_lists_is_said_with_the_titles_of_both(assistant: Assistant) -> None:
    answer = assistant.answer("benoxaline with fluvotane?")
    assert answer.route is Route.REFUSE and "No interaction of benoxaline with fluvotane is listed" in answer.text
    assert "Benoxaline" in answer.text and "Fluvotane" in answer.text


SALT = """---
title: Quinotamine {salt}
drug: quinotamine {salt}
publisher: {publisher}
audience: professional
updated: {updated}
---

# Quinotamine {salt}

## Dosage

The usual dose of quinotamine {salt} in adults is {dose} daily.

## Storage

Store quinotamine {salt} {place}.
"""


@pytest.fixture(scope="module")
def salts(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("salts")
    for salt, publisher, updated, dose, place in (
        ("succinate", "Press", "2024-01-01", "95 mg once", "below 25 °C"),
        ("tartrate", "Press", "2025-01-01", "50 mg twice", "in a refrigerator"),
    ):
        content = SALT.format(salt=salt, publisher=publisher, updated=updated, dose=dose, place=place)
        (folder / f"{salt}.md").write_text(content, encoding="utf-8")
    assert build([folder], folder / "index", minilm).failed == []
    return Assistant.open(Settings(folder / "index"))


def test_salts_of_a_drug_are_one_drug_and_each_is_quoted_under_its_title(salts: Assistant) -> None:
    assert salts.library.drugs == {"quinotamine": ("quinotamine succinate", "quinotamine tartrate")}
    answer = salts.answer("What is the usual dose of quinotamine in adults?")
    assert answer.drug == "quinotamine"
    before, newer, older = re.split(r"\*\*Quinotamine (?:tartrate|succinate), Press, 202\d", answer.text)
    assert "50 mg twice daily" in newer and "95 mg once daily" in older and "mg" not in before


@pytest.mark.parametrize("salt", ["succinate", "tartrate"])
def test_amounts_of_another_salt_than_the_one_named_are_not_quoted(salts: Assistant, salt: str) -> None:
    answer = salts.answer(f"What is the usual dose of quinotamine {salt} in adults?")
    assert {citation.monograph for citation in answer.citations} == {f"Quinotamine {salt}"}


def test_a_salt_that_no_monograph_is_of_is_named_before_what_the_others_say(salts: Assistant) -> None:
    for question in (
        "How is quinotamine mesylate stored?",
        "What is the usual dose of quinotamine mesylate in adults?",
    ):
        answer = salts.answer(question)
        assert "No monograph on quinotamine mesylate itself is loaded here" in answer.text
        assert "quinotamine tartrate, quinotamine succinate" in answer.text
    assert "itself is loaded" not in salts.answer("How is quinotamine stored with calcium?").text


@pytest.mark.parametrize(
    ("question", "not_held"),
    [("ozempic storage", "ozempic"), ("wegovy storage", ""), ("semaglutide storage", ""), ("ozempik storage", "")],
)
def test_a_brand_of_which_no_monograph_is_loaded_is_told(question: str, not_held: str) -> None:
    names = DrugNames({"semaglutide": ("Wegovy",)})
    monograph = Monograph("w", "Wegovy", "semaglutide", ("Wegovy",), "", "patient", None, None, "w.md", "", ())
    assert products_in(question, "semaglutide", names.find(question), [monograph]).not_held == not_held
