"""The trained triage: whether a message reports an emergency, and whether it is about medicines at all.

Two linear heads on the message's vector by the published model, trained in training/triage.py on messages written for
the purpose. They see what is said in other words than the rules know (assistant/urgent.yaml), and less surely: so their
thresholds are high. Without the file the rules stand alone. Measured in docs/triage.md.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retriever.embedder import MiniLM
from retriever.shipped import loaded_or_none, shipped

TRIAGE = Path(__file__).parent / "triage.npz"
SHA256 = "b1349d1c8a83ed83ee213c15331abeb50f659185dc70c1aba58b030ec7913809"
KINDS = ("none", "reaction", "poisoning", "self_harm")  # rows of the first head, whose probabilities add up to 1
# By the curves of docs/triage.md: the probability from which a message counts as an emergency, or as off the topic.
EMERGENCY = 0.85
OFF_TOPIC = 0.5

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heads:
    """A (4, 385) matrix and a (385,) vector for unit vectors with a one behind them."""

    emergency: Weights
    off_topic: Weights

    def emergencies(self, vectors: Weights) -> Weights:
        """The probability of each kind, shape (n, 4)."""
        logits = _with_one(vectors) @ self.emergency.T
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: Weights = odds / odds.sum(axis=1, keepdims=True)
        return probabilities

    def off_topics(self, vectors: Weights) -> Weights:
        """The probability that each is not about medicines, shape (n,)."""
        probabilities: Weights = 1 / (1 + np.exp(-(_with_one(vectors) @ self.off_topic)))
        return probabilities


class Triage:
    """The shipped heads with the model whose vectors they read; safe to share between threads."""

    def __init__(self, heads: Heads, embedder: MiniLM) -> None:
        self._heads = heads
        self._embedder = embedder

    @classmethod
    def load(cls, embedder: MiniLM, path: Path = TRIAGE, sha256: str = SHA256) -> Triage:
        """Read the heads that the project ships.

        Raises:
            ModelUnusable: the file is missing or is not the one that the project ships.
        """
        with np.load(io.BytesIO(shipped(path, sha256, "triage")), allow_pickle=False) as arrays:
            return cls(Heads(arrays["emergency"], arrays["off_topic"]), embedder)

    @classmethod
    def load_or_none(cls, embedder: MiniLM, path: Path = TRIAGE) -> Triage | None:
        """The triage, or None and a line in the log: the rules then judge alone, and fewer emergencies are seen."""
        return loaded_or_none(lambda: cls.load(embedder, path), "Emergencies are told by the rules alone.")

    def emergency(self, message: str) -> str | None:
        """The kind of emergency that a message reports, or None.

        Args:
            message: cleaned, in lower case, with "drug" for each name of a drug, as the heads were trained.
        """
        probabilities = self._heads.emergencies(self._vector(message))[0]
        return KINDS[1 + int(probabilities[1:].argmax())] if 1 - probabilities[0] >= EMERGENCY else None

    def off_topic(self, message: str) -> float:
        """The probability that a message that names no drug is not about medicines."""
        return float(self._heads.off_topics(self._vector(message))[0])

    def is_off_topic(self, message: str) -> bool:
        """Whether a message that names no drug is not about medicines."""
        return self.off_topic(message) >= OFF_TOPIC

    def _vector(self, message: str) -> Weights:
        return np.asarray([self._embedder.embed_query(message)], dtype=np.float32)


def _with_one(vectors: Weights) -> Weights:
    return np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])
