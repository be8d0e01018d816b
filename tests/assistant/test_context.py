"""What a passage is shown with: the list after it, the signs of what it names."""

from pathlib import Path

import pytest

from assistant.context import list_after, signs_after
from assistant.query import Query
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import Passage

TEXT = """---
title: Testaquin
drug: testaquin
publisher: New Press
audience: patient
updated: 2025-01-01
---

## Precautions

Testaquin may cause a serious condition of the skin called bullosis. Call the doctor at once if you have \
blisters, red spots, or a fever.

Testaquin may cause fainting. Check with your doctor if you have any questions.

Testaquin may lower the sodium in the blood.

Call your doctor right away if you have cramps.

Testaquin may harm the liver.

Tell your doctor at once if you have any of these:

- dark urine
- yellow eyes
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    path: Path = tmp_path_factory.mktemp("context") / "testaquin.md"
    path.write_text(TEXT, encoding="utf-8")
    monograph = read_monograph(path)
    return Library([monograph], passages_of(monograph), "test")


def shown_after(library: Library, opening: str, question: str) -> list[str]:
    passages: list[Passage] = [passage for own in library.passages_by_drug.values() for passage in own]
    passage = next(passage for passage in passages if opening in passage.text)
    return [after.text for after in signs_after(passage, Query("testaquin", question), library)]


@pytest.mark.parametrize(
    "question", ["bullosis warning signs", "what are the symptoms of bullosis?", "how do i know if it is bullosis?"]
)
def test_the_signs_follow_the_sentence_that_names_what_they_are_signs_of(library: Library, question: str) -> None:
    found = shown_after(library, "bullosis", question)
    assert found == ["Call the doctor at once if you have blisters, red spots, or a fever."]


def test_signs_in_a_list_follow_it_too(library: Library) -> None:
    assert "yellow eyes" in " ".join(shown_after(library, "harm the liver", "signs of harm to the liver"))


@pytest.mark.parametrize(
    ("opening", "question"),
    [
        ("bullosis", "does it cause bullosis?"),
        ("bullosis", "what are the symptoms of gout?"),
        ("fainting", "signs of fainting"),
        ("sodium", "signs of low sodium"),
        ("Call the doctor at once", "signs of blisters"),
    ],
)
def test_nothing_follows_where_no_signs_are_asked_for_or_told(library: Library, opening: str, question: str) -> None:
    assert shown_after(library, opening, question) == []


@pytest.mark.parametrize(
    ("opening", "question", "wants_list", "follows"),
    [
        pytest.param("harm the liver", "which problems of the liver?", True, True, id="a list is asked for"),
        pytest.param("harm the liver", "does it harm the liver?", False, False, id="one thing is asked for"),
        pytest.param("sodium", "which salts does it lower?", True, False, id="a sentence follows"),
        pytest.param("Tell your doctor", "which signs?", True, False, id="it is the list itself"),
    ],
)
def test_the_list_after_a_sentence_follows_it_where_a_list_is_asked_for(
    library: Library, opening: str, question: str, wants_list: bool, follows: bool
) -> None:
    passages: list[Passage] = [passage for own in library.passages_by_drug.values() for passage in own]
    passage = next(passage for passage in passages if opening in passage.text)
    after = list_after(passage, Query("testaquin", question, wants_list=wants_list), library)
    assert any("yellow eyes" in member.text for member in after) == follows
