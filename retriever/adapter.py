"""The trained adapter: two small matrices that turn staff's questions and monographs' sentences towards each other.

The published embedding model places "can she breast-feed" and "not known whether it is distributed into milk" apart.
`training/adapter.py` learned, on questions written for 90 labels and leaflets, by how much to turn each side; vectors
stay stored as the published model made them. Measured in docs/retrieval.md.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schema import ModelUnusable

ADAPTER = Path(__file__).parent / "adapter.npz"
SHA256 = "fde7c901dbd357e74255906c28f73140ad50595cb6ac9356628c7921cea9901b"

Vectors = NDArray[np.float32]


class Adapter:
    """Turns unit vectors of the published model, float32, shape (n, dim) or (dim,), into adapted unit vectors."""

    def __init__(self, question_turn: Vectors, passage_turn: Vectors) -> None:
        """Take two (dim, dim) matrices; a vector v becomes v + v @ turn, scaled to unit length."""
        self._question_turn = question_turn
        self._passage_turn = passage_turn

    @classmethod
    def load(cls, path: Path = ADAPTER, sha256: str = SHA256) -> Adapter:
        """Read the adapter that the project ships.

        Raises:
            ModelUnusable: the file is missing or is not the one that the project ships.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelUnusable(
                f"{path}: the retrieval adapter cannot be read ({error.strerror}). {_REMEDY}"
            ) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ModelUnusable(f"{path}: this is not the retrieval adapter that the project ships. {_REMEDY}")
        with np.load(path, allow_pickle=False) as turns:
            return cls(turns["question"].astype(np.float32), turns["passage"].astype(np.float32))

    def question(self, vector: Vectors) -> Vectors:
        """An adapted question."""
        return _unit(vector + vector @ self._question_turn)

    def passages(self, vectors: Vectors) -> Vectors:
        """Adapted passages."""
        return _unit(vectors + vectors @ self._passage_turn)


_REMEDY = "Restore it with: git checkout -- retriever/adapter.npz"


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
