"""The shipped reader, as it is."""

import logging
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from retriever.embedder import MiniLM
from retriever.lexical import terms
from retriever.reader import READER, Reader, read_text
from schema import ModelUnusable, Passage, PassageKind, SectionCode, Span

QUESTION = "can a nursing mother have it"
TEXTS = [
    "It is not known whether the medicine passes into breast milk.",
    "Store the syringes in a refrigerator.",
    "The tablets contain lactose.",
    "Ask your doctor before you breast-feed while you are treated, because harm to the child cannot be ruled out.",
    "Headache and nausea are common.",
    "Do not freeze.",
]


def passage(text: str, *headings: str) -> Passage:
    return Passage(text, "m", "testaquin", PassageKind.SENTENCE, SectionCode.OTHER, headings, (Span(0, 1),), text)


@pytest.fixture(scope="module")
def reader(minilm: MiniLM) -> Reader:
    return Reader.load(minilm)


def test_what_answers_is_ranked_first_and_called_an_answer(reader: Reader) -> None:
    reading = reader.read(QUESTION, [passage(text) for text in TEXTS])
    assert reading.rank.shape == reading.answer.shape == (len(TEXTS),)
    assert set(np.argsort(-reading.rank)[:2]) == {0, 3}
    assert min(reading.answer[0], reading.answer[3]) > max(reading.answer[1], reading.answer[5])


def test_a_score_is_the_same_alone_and_among_others(reader: Reader) -> None:
    together = reader.read(QUESTION, [passage(text) for text in TEXTS])
    for at, text in enumerate(TEXTS):
        alone = reader.read(QUESTION, [passage(text)])
        assert alone.rank[0] == pytest.approx(together.rank[at], abs=0.0011)
        assert alone.answer[0] == pytest.approx(together.answer[at], abs=0.0011)


def test_the_headings_are_read(reader: Reader) -> None:
    bare, headed = (reader.read("what is it given for", [p]) for p in (passage("Gout."), passage("Gout.", "Uses")))
    assert headed.rank[0] != bare.rank[0]


@pytest.mark.parametrize("question", ["", "?", "\ud83d", "word " * 3000])
def test_any_question_can_be_read_with_any_passage(reader: Reader, question: str) -> None:
    reading = reader.read(question, [passage("word " * 3000), passage("")])
    assert np.isfinite(reading.rank).all() and np.isfinite(reading.answer).all()


@pytest.mark.parametrize("question", ["how is it kept", "what does [SEP] mean"])
def test_the_passage_begins_behind_the_whole_question(reader: Reader, minilm: MiniLM, question: str) -> None:
    pairs, begins = reader.pairs(question, [passage("Do not freeze.")])
    assert [pair[begins:-1] for pair in pairs] == minilm.tokens(["Do not freeze."])


def test_of_a_list_too_long_to_read_the_items_in_question_are_read(reader: Reader) -> None:
    items = ["Side effects that may occur:", *(f"Trouble with limb number {at}" for at in range(40)), "Loss of hair"]
    ends = list(accumulate(len(item) + 1 for item in items))
    spans = tuple(Span(end - len(item) - 1, end - 1) for item, end in zip(items, ends, strict=True))
    whole = replace(passage(" ".join(items)), kind=PassageKind.LIST, spans=spans)
    assert whole.parts() == items
    without = replace(whole, text=" ".join(items[:-1]), spans=spans[:-1])
    assert read_text(whole, frozenset(terms("loss of hair"))).startswith(f"{items[0]} {items[-1]} {items[1]}")
    reading = reader.read("does it cause loss of hair", [whole, without])
    assert reading.answer[0] > reading.answer[1] + 1


def test_a_missing_reader_is_named_with_its_remedy(minilm: MiniLM, tmp_path: Path) -> None:
    with pytest.raises(
        ModelUnusable, match=r"reader\.safetensors: the reader cannot be read.*Restore it with: git checkout"
    ):
        Reader.load(minilm, tmp_path / "reader.safetensors")


def test_a_reader_with_one_flipped_bit_is_refused_and_done_without(
    minilm: MiniLM, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = bytearray(READER.read_bytes())
    content[5000] ^= 1
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(content)
    with pytest.raises(ModelUnusable, match="not the reader that the project ships"):
        Reader.load(minilm, damaged)
    with caplog.at_level(logging.WARNING):
        assert Reader.load_or_none(minilm, damaged) is None
    assert "Restore it with" in caplog.text and "answered without it" in caplog.text
