"""Several products of one drug: what is said of one is not said of the other."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest.generation import build
from retriever.embedder import MiniLM
from schema import Route
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


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("products")
    for brand, disease, place, updated in (
        ("Testaq", "gout", "in a refrigerator at 2 to 8 °C", "2024-01-01"),
        ("Liposoquin", "leukaemia", "in a freezer at -20 °C", "2025-01-01"),
    ):
        content = PRODUCT.format(brand=brand, disease=disease, place=place, updated=updated)
        (folder / f"{brand}.md").write_text(content, encoding="utf-8")
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
