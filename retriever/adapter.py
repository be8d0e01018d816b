"""The trained adapter: what turns staff's questions and monographs' sentences towards each other.

The published embedding model places "can she breast-feed" and "not known whether it is distributed into milk" apart.
training/adapter.py learned, on questions written for 90 labels and leaflets, by how much to turn each side. Vectors
stay stored as the published model made them. There are two heads, one ranks, the other tells whether a document answers
at all, and the weights that make one score of cosines, words in common, the section asked for and the length. Measured
in docs/retrieval.md.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retriever.embedder import unit
from retriever.shipped import shipped

ADAPTER = Path(__file__).parent / "adapter.npz"
SHA256 = "b313cbe3d6af3ceb4e350247dbb3da8ee0970b0c9b0e1212e7831c440b5821ed"
# How much of the mean of a drug's passages is taken out of each: what they share, the drug's name above all, tells none
# of them apart. On held-out documents 0.7 ranks best; 0.5 to 1.0 differ by less than a point.
CENTRED = 0.7

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """Two (dim, dim) matrices; a unit vector v becomes v + v @ turn, scaled to unit length."""

    question_turn: Vectors
    passage_turn: Vectors

    def question(self, vector: Vectors) -> Vectors:
        """An adapted question, float32, shape (dim,)."""
        return unit(vector + vector @ self.question_turn)

    def passages(self, vectors: Vectors) -> Vectors:
        """Adapted passages, float32, shape (n, dim)."""
        return unit(vectors + vectors @ self.passage_turn)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign of an answer weighs in a passage's score.

    Attributes:
        cosines: by the rank head, and by the published model; shape (2,).
        words: of `retriever.ranker.words_in_common`; shape (4,).
        length: of the logarithm of a passage's words.
        section: of standing in a section that the question points to.
    """

    cosines: Vectors
    words: Vectors
    length: float
    section: float


@dataclass(frozen=True, slots=True)
class Adapter:
    """The two heads and the weights of a score."""

    rank: Head
    answer: Head
    weights: Weights

    @classmethod
    def load(cls, path: Path = ADAPTER, sha256: str = SHA256) -> Adapter:
        """Read the adapter that the project ships.

        Raises:
            ModelUnusable: the file is missing or is not the one that the project ships.
        """
        content = shipped(path, sha256, "retrieval adapter")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            rank, answer = (
                Head(*(arrays[f"{name}_{side}"] * arrays[f"{name}_{side}_scale"] for side in ("question", "passage")))
                for name in ("rank", "answer")
            )
            weights = Weights(
                arrays["cosines"],
                arrays["words"],
                float(arrays["length"]),
                float(arrays["section"]),
            )
        return cls(rank, answer, weights)


def centred(vectors: Vectors) -> Vectors:
    """The vectors of one drug's passages without most of what they share, unit length."""
    return unit(vectors - CENTRED * vectors.mean(axis=0, keepdims=True)) if len(vectors) else vectors
