"""The trained reader: reads a question and a passage together, and tells whether the one answers the other.

The adapter sees a question and a passage only as two vectors. The reader is a cross-encoder of the published model's
size, trained in training/reader.py on questions written for 90 labels and leaflets. It has two outputs for each pair:
how well the passage answers beside the others, and whether it answers at all. It reads only the best few of a ranking.
Measured in docs/retrieval.md and docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

from retriever.batches import in_batches
from retriever.embedder import CLS, SEP, MiniLM
from retriever.shipped import loaded_or_none, shipped
from schema import Passage

READER = Path(__file__).parent / "reader.onnx"
SHA256 = "70b6365f8ffe097522f1d3e019e2a03c9b0b649eabe640ff39bde3d9faade3f0"
VERSION = "reader-2"
MOST_QUESTION_TOKENS, MOST_PASSAGE_TOKENS = 40, 88  # as in training/reader.py
BATCH = 4  # of passages of about one length: a larger one spends its time on padding
_DECIMALS = 3  # what a score has whatever it is batched with; beyond, float32 sums differ

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """Two logits for each passage, shape (n,): `rank` compares passages, `answer` is above 0 where one answers."""

    rank: Logits
    answer: Logits


class Reader:
    """The shipped cross-encoder; safe to share between threads."""

    def __init__(self, model: bytes, embedder: MiniLM) -> None:
        self._model = model
        self._embedder = embedder

    @cached_property
    def _session(self) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(self._model, options, providers=["CPUExecutionProvider"])

    @classmethod
    def load(cls, embedder: MiniLM, path: Path = READER, sha256: str = SHA256) -> Reader:
        """Read the reader that the project ships.

        Raises:
            ModelUnusable: the file is missing or is not the one that the project ships.
        """
        return cls(shipped(path, sha256, "reader"), embedder)

    @classmethod
    def load_or_none(cls, embedder: MiniLM, path: Path = READER) -> Reader | None:
        """The reader, or None and a line in the log: the adapter then ranks alone, and fewer questions are answered."""
        return loaded_or_none(lambda: cls.load(embedder, path), "Questions are answered without it, less well.")

    def read(self, question: str, passages: Sequence[Passage]) -> Reading:
        """Read the question with each passage and its headings; float32, in the order of the passages."""
        asked = [CLS, *self._embedder.tokens([question])[0][:MOST_QUESTION_TOKENS], SEP]
        bodies = [
            [*tokens[:MOST_PASSAGE_TOKENS], SEP]
            for tokens in self._embedder.tokens([read_text(passage) for passage in passages])
        ]
        logits = np.zeros((len(passages), 2), dtype=np.float32)
        session = self._session  # loaded before the threads: a cached property may be computed twice

        def fill(batch: list[int]) -> None:
            logits[batch] = _run(session, self._embedder, asked, [bodies[at] for at in batch])

        in_batches([len(body) for body in bodies], BATCH, fill)
        return Reading(*np.round(logits, _DECIMALS).T)


def _run(
    session: onnxruntime.InferenceSession, embedder: MiniLM, asked: list[int], bodies: Sequence[list[int]]
) -> Logits:
    shape = (len(bodies), len(asked) + max(map(len, bodies)))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, body in enumerate(bodies):
        length = len(asked) + len(body)
        ids[row, :length] = [*asked, *body]
        mask[row, :length] = 1
        types[row, len(asked) : length] = 1
    words = embedder.word_vectors(ids)
    logits: Logits = session.run(None, {"words": words, "types": types, "mask": mask})[0]
    return logits


def read_text(passage: Passage) -> str:
    """What is read of a passage: its headings and its text."""
    heading = " ".join(passage.heading_path)
    return f"{heading}: {passage.text}" if heading else passage.text
