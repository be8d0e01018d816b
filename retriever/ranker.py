"""Rank the passages of one drug for a question.

A drug has tens to a few hundred passages, so each is scored exactly: no filter whose cost grows with the library, no
passage missed. Dense scores come from the stored vectors seen through the trained adapter, lexical ones from BM25; the
adapter's weights make one score of them, and the reader reads the best by it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from drugs.lexicon import ordinary_words
from retriever.adapter import Adapter, centred
from retriever.lexical import STOP_WORDS, LexicalIndex, terms
from retriever.reader import Reader, Reading
from schema import Passage, RankedPassage

# Cormack, Clarke & Buettcher, "Reciprocal rank fusion outperforms Condorcet" (SIGIR 2009): k = 60.
K_RRF = 60
ANSWER_SHARPNESS = 20.0  # as in training/adapter.py
# How many of the ranking the reader reads, and what their scores weigh beside its logit: on held-out documents 8 rank
# nearly as well as 16 and cost half (docs/retrieval.md).
MOST_READ = 8
SCORE_WEIGHT = 0.4
SIMILARITY_WEIGHT = 0.4  # 0 is best on the training questions, 0.4 to 0.6 on others; docs/retrieval.md
KNOWN_WEIGHT = 0.1  # refuses more near misses of the project's own questions, and changes nothing on the training ones
SEEN_ALONE = 9.705
# Of the held-out questions of which the reader read so much 93 % are answered, and none was doubted for what
# the adapter saw; in a document of a few passages, of which it knows none, it may doubt.
SURELY_READ, SURELY_ANSWERED = 1.9, 0.65
COVERED_BONUS = 0.1  # one passage holds every word that was asked for, which no paraphrase can feign

_WORD = re.compile(r"[a-z]+")
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ranking, best first, and what tells whether the question is answered at all.

    `similarity` is the best cosine by the published model; `answerability` the probability that the passages answer,
    calibrated on documents held out from training (docs/retrieval.md has the curve).
    """

    ranking: tuple[RankedPassage, ...]
    similarity: float
    answerability: float


class DrugIndex:
    """The passages of one drug with their vectors and their lexical index."""

    def __init__(self, passages: Sequence[Passage], vectors: Scores, adapter: Adapter) -> None:
        """Take passages in document order and their stored vectors, float32, shape (n_passages, dim), unit length."""
        self.passages = tuple(passages)
        self._vectors = vectors
        self._adapter = adapter
        apart = centred(vectors)
        self._to_rank = adapter.rank.passages(apart)
        self._to_answer = adapter.answer.passages(apart)
        self._lexical = LexicalIndex([lexical_text(passage) for passage in passages])
        self._lengths = np.array([length_of(passage) for passage in passages], dtype=np.float32)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """As `vocabulary_of` its passages."""
        return vocabulary_of(self.passages)

    def rank(
        self, question: str, vector: Scores, boost: Scores | None = None, reader: Reader | None = None
    ) -> Evidence:
        """Rank every passage for a question.

        Args:
            question: in natural language.
            vector: its embedding by the published model, unit length.
            boost: what the caller knows of the question's section or of the other drug that it names, shape
                (n_passages,); 1 is as much as standing in the section. A passage with minus infinity is not ranked, nor
                does its vector count.
            reader: ranks the best passages anew, where there is one.
        """
        added = np.zeros(len(self.passages), dtype=np.float32) if boost is None else boost
        common = words_in_common(self._lexical, question)
        scores = self._scores(vector, common) + np.float32(self._adapter.weights.section) * added
        order = self._order(scores, np.flatnonzero(np.isfinite(added)).tolist())
        if reader is None:
            return self._evidence(question, vector, common, order, scores, None)
        best, rest = order[:MOST_READ], order[MOST_READ:]
        reading = reader.read(question, [self.passages[at] for at in best])
        scores = np.float32(SCORE_WEIGHT) * scores
        scores[best] += reading.rank
        scores[rest] += reading.rank.min()  # what is not read is taken for no better than the worst that is
        return self._evidence(question, vector, common, [*self._order(scores, best), *rest], scores, reading)

    def _scores(self, vector: Scores, common: Scores) -> Scores:
        weights = self._adapter.weights
        cosines = np.stack(
            [_cosines(self._to_rank, self._adapter.rank.question(vector)), _cosines(self._vectors, vector)]
        )
        scores: Scores = weights.cosines @ cosines + weights.words @ common + np.float32(weights.length) * self._lengths
        return scores

    def _order(self, scores: Scores, places: Iterable[int]) -> list[int]:
        descending = (-scores).tolist()
        return sorted(places, key=lambda at: (descending[at], self.passages[at].passage_id))

    def _evidence(
        self,
        question: str,
        vector: Scores,
        common: Scores,
        order: Sequence[int],
        scores: Scores,
        reading: Reading | None,
    ) -> Evidence:
        similarity = float(_cosines(self._vectors, vector)[order].max())
        cosines = _cosines(self._to_answer, self._adapter.answer.question(vector))[order]
        said = scores.tolist()
        return Evidence(
            ranking=tuple(RankedPassage(self.passages[at], said[at], rank) for rank, at in enumerate(order, start=1)),
            similarity=similarity,
            answerability=answerability(seen(cosines, similarity, self._lexical.known(question), common[-1]), reading),
        )


def _cosines(vectors: Scores, vector: Scores) -> Scores:
    """The cosine of each unit row with a unit vector.

    Row by row: of a drug of more than 1,200 passages a product of matrix and vector would be split among threads, which
    takes ten times as long and on a busy machine a hundred times.
    """
    cosines: Scores = np.vecdot(vectors, vector)
    return cosines


def seen(cosines: Scores, similarity: float, known: float, shares: Scores) -> float:
    """What is seen of an answer without reading.

    Args:
        cosines: of passages, by the answer head.
        similarity: the best cosine by the published model.
        known: the share of the question's terms that any passage holds.
        shares: the share of them that each passage holds.
    """
    covered = bool(shares.max(initial=0) == 1)
    return smooth_maximum(cosines) + SIMILARITY_WEIGHT * similarity + KNOWN_WEIGHT * known + COVERED_BONUS * covered


def answerability(seen: float, reading: Reading | None) -> float:
    """The probability that the passages answer, by logistic regression on the held-out training questions.

    Args:
        seen: as the function of that name gives it.
        reading: by the reader, where there is one; several passages that answer a little count together.
    """
    if reading is None:
        return _sigmoid(SEEN_ALONE * seen - 5.656)
    read = float(np.log(np.exp(reading.answer).sum()))
    joint = _sigmoid(0.3913 * read + 5.611 * seen - 2.851)
    return max(joint, SURELY_ANSWERED) if read >= SURELY_READ else joint


def vocabulary_of(passages: Iterable[Passage]) -> frozenset[str]:
    """The words of passages and their headings, in lower case, and general English of the same stems."""
    held = {word for passage in passages for word in _WORD.findall(lexical_text(passage).lower())}
    alike = (word for term in terms(" ".join(held)) for word in _ordinary_by_stem().get(term, ()))
    return frozenset(held.union(alike))


@cache
def _ordinary_by_stem() -> dict[str, list[str]]:
    words = [word for word in sorted(ordinary_words()) if _WORD.fullmatch(word) and word not in STOP_WORDS]
    stems: dict[str, list[str]] = {}
    for word, stem in zip(words, terms(" ".join(words)), strict=True):
        stems.setdefault(stem, []).append(word)
    return stems


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def smooth_maximum(cosines: Scores) -> float:
    """The log sum exp of cosines, as sharp as the answer head was trained: several near passages count for more."""
    return float(np.log(np.exp(ANSWER_SHARPNESS * cosines).sum()) / ANSWER_SHARPNESS)


def words_in_common(index: LexicalIndex, question: str) -> Scores:
    """Four signs of each text of an index, shape (4, n): BM25 as it is, by rank and beside the best, share of terms."""
    scores = index.scores(question)
    return np.stack(
        [
            np.log1p(scores),
            K_RRF * reciprocal_rank(scores),
            scores / (scores.max(initial=0) + np.float32(1e-6)),
            index.shares(question),
        ]
    )


def length_of(passage: Passage) -> float:
    """The logarithm of a passage's words and one."""
    return math.log1p(len(passage.text.split()))


def reciprocal_rank(scores: Scores) -> Scores:
    """1 / (k + rank) for each score, ranks from 1: equal scores share the best rank, a score of zero gets nothing."""
    _, places, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    best_rank = np.cumsum(counts) - counts + 1
    return np.where(scores != 0, 1.0 / (K_RRF + best_rank[places]), 0.0).astype(np.float32)


def lexical_text(passage: Passage) -> str:
    """The words by which a passage is found: its headings and its text."""
    return f"{' '.join(passage.heading_path)} {passage.text}"
