"""The trained reader: reads a question and a passage together, and tells whether the one answers the other.

The adapter sees a question and a passage only as two vectors. The reader is a cross-encoder of the published model's
size, trained in training/reader.py on questions about labels, leaflets and monographs. It has two outputs for each
pair: how well the passage answers beside the others, and whether it answers at all. It reads only the best few of a
ranking. Measured in docs/retrieval.md and docs/reader.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from retriever.cores import each_on_a_core
from retriever.embedder import CLS, SEP, MiniLM
from retriever.encoder import Encoder, Vectors, Weights
from retriever.lexical import terms
from retriever.shipped import loaded_or_none, shipped
from schema import Passage

READER = Path(__file__).parent / "reader.safetensors"
SHA256 = "e559aea8d534a1c35c675ff25cb1d65000612915648a296b12f3240417390e26"
VERSION = "reader-4"
MOST_QUESTION_TOKENS, MOST_PASSAGE_TOKENS = 40, 88  # as training/reader_data.py cuts them
HEADS = ("head.weight", "head.bias")  # of the two logits, beside the weights of the encoder
_PART_END = re.compile(r"(?<=[.;:])\s+")  # of a long sentence

Logits = Vectors


@dataclass(frozen=True, slots=True)
class Reading:
    """Two logits for each passage, shape (n,): `rank` compares passages, `answer` is above 0 where one answers."""

    rank: Logits
    answer: Logits


class Reader:
    """The shipped cross-encoder; safe to share between threads."""

    def __init__(self, weights: Weights, embedder: MiniLM) -> None:
        """Take weights as training/export.py writes them."""
        self._weights = weights
        self._embedder = embedder

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder({name: values for name, values in self._weights.items() if name not in HEADS})

    @classmethod
    def load(cls, embedder: MiniLM, path: Path = READER, sha256: str = SHA256) -> Reader:
        """Read the reader that the project ships.

        Raises:
            ModelUnusable: the file is missing or is not the one that the project ships.
        """
        return cls(load(shipped(path, sha256, "reader")), embedder)

    @classmethod
    def load_or_none(cls, embedder: MiniLM, path: Path = READER) -> Reader | None:
        """The reader, or None and a line in the log: the adapter then ranks alone, and fewer questions are answered."""
        return loaded_or_none(lambda: cls.load(embedder, path), "Questions are answered without it, less well.")

    def read(self, question: str, passages: Sequence[Passage]) -> Reading:
        """Read the question with each passage and its headings; float32, in the order of the passages."""
        pairs, second = self.pairs(question, passages)
        words, encoder = self._embedder.word_vectors, self._encoder  # loaded before the threads, as in the embedder
        matrix, bias = (self._weights[name] for name in HEADS)

        def logits(pair: list[int]) -> Logits:
            states = encoder.states(words[pair], second=second)
            both: Logits = matrix @ np.concatenate([states[0], states.mean(axis=0)]) + bias
            return both

        return Reading(*np.array(each_on_a_core(logits, pairs), dtype=np.float32).reshape(-1, 2).T)

    def pairs(self, question: str, passages: Sequence[Passage]) -> tuple[list[list[int]], int]:
        """The word pieces of the question and each passage, as they are read together, and where the passage begins."""
        asked = [CLS, *self._embedder.tokens([question])[0][:MOST_QUESTION_TOKENS], SEP]
        return [[*asked, *tokens, SEP] for tokens in self._passage_tokens(question, passages)], len(asked)

    def _passage_tokens(self, question: str, passages: Sequence[Passage]) -> list[list[int]]:
        """The word pieces that are read of each passage; of a long one what has words of the question first."""
        whole = self._embedder.tokens([read_text(passage) for passage in passages])
        long = [at for at, tokens in enumerate(whole) if len(tokens) > MOST_PASSAGE_TOKENS]
        if long:
            asked = frozenset(terms(question))
            focused = self._embedder.tokens([read_text(passages[at], asked) for at in long])
            for at, tokens in zip(long, focused, strict=True):
                whole[at] = tokens[:MOST_PASSAGE_TOKENS]
        return whole


def read_text(passage: Passage, asked: Set[str] = frozenset()) -> str:
    """What is read of a passage: its headings and its text.

    Args:
        passage: a sentence, a list or a row.
        asked: stems of a question; behind the lead-ins the parts that hold one of them come first.
    """
    heading = " ".join(passage.heading_path)
    text = _focused(passage, asked) if asked else passage.text
    return f"{heading}: {text}" if heading else text


def _focused(passage: Passage, asked: Set[str]) -> str:
    first, *parts = _PART_END.split(passage.text) if len(passage.spans) == 1 else passage.parts()
    leads, items = [first, *parts[: passage.leads - 1]], parts[passage.leads - 1 :]
    return " ".join([*leads, *sorted(items, key=lambda item: asked.isdisjoint(terms(item)))])
