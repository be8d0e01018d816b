"""What training/reader_data.py hands to training and measuring: arrays alone, so that a bare machine can train."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS, SEED = 3, 0
RANKED = 64  # candidates of a question, best first; the negatives come from among them
ADDED = 8  # places for sentences that answer or tempt and are not among the ranked: to learn from, never to measure
ANSWERS, TEMPTS = 1, 2  # in `relevance`
PUBLIC = -1  # in `fold`
ELSEWHERE = (2, 24)  # how many other documents a question is asked of, and passages of each
MEASURED = 5  # deepest rank that a measure looks at
SCORES = "scores-{}.npz"  # of a fold, as training/reader.py writes them
FIRST_STAGES = ("dense", "bm25s", "dense + bm25s", "adapter")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class ReaderData:
    """Questions, passages and what is known of each pair; questions about drugs first, then public ones.

    Attributes:
        questions: word pieces, uint16, (n, 40), zeros behind.
        passages: heading and sentence, uint16, (n_passages, 88), zeros behind.
        candidates: rows of `passages`, int32, (n, 72): 64 best first, then 8 added; -1 where there is none.
        relevance: of each candidate, int8, (n, 72): 0, ANSWERS or TEMPTS.
        answerable: bool, (n,).
        fold: which third is held out with a question's document, int8, (n,); PUBLIC for public ones.
        document: of each question about a drug, int32, (n_own,).
        written: whether its document was written to train with, bool, (n_own,).
        elsewhere: the best passages of other documents of the same fold, rows of `passages`, int32, (n_own, 2, 24); -1
            where there is none. Nobody has said whether they answer.
        n_relevant: sentences of the document that answer, int32, (n_own,).
        score: of the 64 by the adapter, float32, (n_own, 64).
        similarity: the best plain cosine, float32, (n_own,).
        seen: what the adapter makes of answerability, as in retriever/ranker.py, float32, (n_own,).
        first_stage: whether the best five sentences by each of FIRST_STAGES answer, bool, (4, n_own, 5).
    """

    questions: Array
    passages: Array
    candidates: Array
    relevance: Array
    answerable: Array
    fold: Array
    document: Array
    written: Array
    elsewhere: Array
    n_relevant: Array
    score: Array
    similarity: Array
    seen: Array
    first_stage: Array

    @property
    def n_own(self) -> int:
        """How many questions are about drugs."""
        return len(self.document)

    def of(self, chosen: Array) -> ReaderData:
        """The chosen ones of the questions about drugs, to measure; bool, (n_own,)."""
        own = {
            name: getattr(self, name)[: self.n_own][chosen]
            for name in (field.name for field in fields(self))
            if name not in ("passages", "first_stage")
        }
        return replace(self, first_stage=self.first_stage[:, chosen], **own)

    def save(self, path: Path) -> None:
        """Write every array into one file."""
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> ReaderData:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})
