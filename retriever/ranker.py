"""Rank the passages of one drug for a question.

A drug has tens to a few hundred passages, so each is scored exactly: no filter whose cost grows with the library, no
passage missed. Dense scores come from the stored vectors seen through the trained adapter, lexical ones from BM25; the
two rankings are fused by weighted reciprocal rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retriever.adapter import Adapter
from retriever.lexical import LexicalIndex, terms
from schema import Passage, RankedPassage

# Cormack, Clarke & Buettcher, "Reciprocal rank fusion outperforms Condorcet" (SIGIR 2009): k = 60.
K_RRF = 60
# By docs/retrieval.md's table on held-out documents: lexical rank adds to dense rank up to here, and hurts beyond.
LEXICAL_WEIGHT = 0.25

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ranking and what it says about whether the question is answered at all.

    `similarity` is the best adapted cosine, `plain_similarity` the best cosine of the published model; `coverage` is
    the share of the question's terms that the drug's passages know.
    """

    ranking: tuple[RankedPassage, ...]
    similarity: float
    plain_similarity: float
    coverage: float


class DrugIndex:
    """The passages of one drug with their vectors and their lexical index."""

    def __init__(self, passages: Sequence[Passage], vectors: Scores, adapter: Adapter) -> None:
        """Take passages in document order and their stored vectors, float32, shape (n_passages, dim), unit length."""
        self.passages = tuple(passages)
        self._vectors = vectors
        self._adapter = adapter
        self._adapted = adapter.passages(vectors)
        self._lexical = LexicalIndex([_lexical_text(passage) for passage in passages])

    def rank(self, question: str, vector: Scores, boost: Scores | None = None) -> Evidence:
        """Rank every passage for a question.

        Args:
            question: in natural language.
            vector: its embedding by the published model, unit length.
            boost: added to the fused scores, shape (n_passages,); what the caller knows of the question's section or of
                the other drug that it names.
        """
        similarities = self._adapted @ self._adapter.question(vector)
        scores = reciprocal_rank(similarities) + LEXICAL_WEIGHT * reciprocal_rank(self._lexical.scores(question))
        if boost is not None:
            scores = scores + boost
        order = sorted(range(len(self.passages)), key=lambda at: (-scores[at], self.passages[at].passage_id))
        asked = terms(question)
        return Evidence(
            ranking=tuple(
                RankedPassage(self.passages[at], float(scores[at]), rank) for rank, at in enumerate(order, start=1)
            ),
            similarity=float(similarities.max(initial=-1.0)),
            plain_similarity=float((self._vectors @ vector).max(initial=-1.0)),
            coverage=sum(term in self._lexical for term in asked) / len(asked) if asked else 0.0,
        )


def reciprocal_rank(scores: Scores) -> Scores:
    """1 / (k + rank) for each score, ranks from 1: equal scores share the best rank, a score of zero gets nothing."""
    _, places, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    best_rank = np.cumsum(counts) - counts + 1
    return np.where(scores != 0, 1.0 / (K_RRF + best_rank[places]), 0.0).astype(np.float32)


def _lexical_text(passage: Passage) -> str:
    return f"{' '.join(passage.heading_path)} {passage.text}"
