from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, exp, log, sin

import numpy as np
import pytest

from retriever.adapter import Adapter, Head, Weights
from retriever.embedder import unit
from retriever.ranker import (
    ANSWER_SHARPNESS,
    COVERED_BONUS,
    K_RRF,
    KNOWN_WEIGHT,
    MOST_READ,
    SEEN_ALONE,
    SIMILARITY_WEIGHT,
    SURELY_ANSWERED,
    SURELY_READ,
    DrugIndex,
    reciprocal_rank,
    smooth_maximum,
)
from retriever.reader import Reading
from schema import Passage, PassageKind, SectionCode, Span

AS_IT_IS = Head(np.zeros((3, 3), dtype=np.float32), np.zeros((3, 3), dtype=np.float32))
COSINE, WORDS, SHARE, SECTION, LENGTH = 30.0, 0.2, 0.5, 2.0, 0.4
ADAPTER = Adapter(
    AS_IT_IS,
    AS_IT_IS,
    Weights(
        np.array([COSINE, 0], dtype=np.float32),
        np.array([0, WORDS, 0, SHARE], dtype=np.float32),
        LENGTH,
        SECTION,
    ),
)
FIRST, SECOND, THIRD = (1 / (K_RRF + rank) for rank in (1, 2, 3))
EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def index_of(**vectors: np.ndarray) -> DrugIndex:
    """Passages whose id and only word are the name, with these vectors."""
    passages = [
        Passage(name, "m", "testaquin", PassageKind.SENTENCE, SectionCode.OTHER, (), (Span(0, 1),), name)
        for name in vectors
    ]
    return DrugIndex(passages, unit(np.stack(list(vectors.values()))), ADAPTER)


@pytest.fixture
def index() -> DrugIndex:
    return index_of(apple=EAST, banana=NORTH, cherry=UP, damson=-EAST - NORTH - UP)


def ids(index: DrugIndex, question: str, vector: np.ndarray, **boost: float) -> list[str]:
    added = np.array([boost.get(passage.passage_id, 0) for passage in index.passages], dtype=np.float32)
    return [ranked.passage.passage_id for ranked in index.rank(question, vector, added).ranking]


@pytest.mark.parametrize(
    ("scores", "fused"),
    [
        ([0.5, 0.9, 0.7], [THIRD, FIRST, SECOND]),
        ([0.9, 0.9, 0.7], [FIRST, FIRST, THIRD]),  # ties share the best rank, the next is two further on
        ([0.9, 0.7, 0.7], [FIRST, SECOND, SECOND]),
        ([0.9, 0.0, 0.0], [FIRST, 0, 0]),  # nothing found is not a rank
        ([0.0, 0.0, 0.0], [0, 0, 0]),
        ([0.4, -0.2, 0.1], [FIRST, THIRD, SECOND]),
        ([0.3], [FIRST]),
    ],
)
def test_reciprocal_rank(scores: list[float], fused: list[float]) -> None:
    assert reciprocal_rank(np.array(scores, dtype=np.float32)) == pytest.approx(fused, abs=1e-8)


def test_the_smooth_maximum_is_the_maximum_of_one_and_grows_with_others_near_it() -> None:
    alone = np.array([0.6], dtype=np.float32)
    assert smooth_maximum(alone) == pytest.approx(0.6, abs=1e-6)
    two = np.array([0.6, 0.5], dtype=np.float32)
    by_hand = log(exp(ANSWER_SHARPNESS * 0.6) + exp(ANSWER_SHARPNESS * 0.5)) / ANSWER_SHARPNESS
    assert smooth_maximum(two) == pytest.approx(by_hand, abs=1e-6) and by_hand > 0.6


def test_every_passage_is_ranked_once_from_1_by_falling_score(index: DrugIndex) -> None:
    ranking = index.rank("cherry", unit(3 * EAST + 2 * NORTH + UP)).ranking
    assert [ranked.rank for ranked in ranking] == [1, 2, 3, 4]
    assert sorted(ranked.passage.passage_id for ranked in ranking) == ["apple", "banana", "cherry", "damson"]
    scores = [ranked.score for ranked in ranking]
    assert scores == sorted(scores, reverse=True)


def test_a_score_weighs_the_cosine_the_words_in_common_and_the_length() -> None:
    passages = [
        Passage(text, "m", "testaquin", PassageKind.SENTENCE, SectionCode.OTHER, (), (Span(0, 1),), text)
        for text in ("apple", "banana banana")
    ]
    index = DrugIndex(passages, np.stack([EAST, EAST]), ADAPTER)
    scores = {ranked.passage.text: ranked.score for ranked in index.rank("banana cherry", EAST).ranking}
    # All that the two vectors have they share, and what centring leaves of them points as the question does.
    assert scores["apple"] == pytest.approx(COSINE + LENGTH * log(2), abs=1e-4)
    in_common = WORDS * K_RRF * FIRST + SHARE / 2
    assert scores["banana banana"] == pytest.approx(COSINE + in_common + LENGTH * log(3), abs=1e-4)


@pytest.mark.parametrize("order", [("apple", "banana", "cherry"), ("cherry", "banana", "apple")])
def test_ties_are_broken_by_passage_id_whatever_the_order_of_the_passages(order: tuple[str, ...]) -> None:
    index = index_of(**dict.fromkeys(order, EAST))
    assert ids(index, "?", EAST) == ["apple", "banana", "cherry"]


def test_a_boost_of_1_is_as_much_as_standing_in_the_section(index: DrugIndex) -> None:
    vector = unit(3 * EAST + 2 * NORTH + UP)
    assert ids(index, "?", vector) == ["apple", "banana", "cherry", "damson"]
    plain = {ranked.passage.passage_id: ranked.score for ranked in index.rank("?", vector).ranking}
    just_enough = (plain["apple"] - plain["cherry"]) / SECTION + 1e-4
    assert ids(index, "?", vector, cherry=just_enough) == ["cherry", "apple", "banana", "damson"]
    assert ids(index, "?", vector, cherry=just_enough - 2e-4) == ["apple", "cherry", "banana", "damson"]


def test_a_boost_changes_the_ranking_and_not_whether_there_is_an_answer(index: DrugIndex) -> None:
    plain = index.rank("cherry", EAST)
    boosted = index.rank("cherry", EAST, np.array([0, 0, 0, 30], dtype=np.float32))
    assert boosted.ranking[0].passage.passage_id == "damson"
    assert (boosted.similarity, boosted.answerability) == (plain.similarity, plain.answerability)


def test_one_passage_is_a_ranking_too() -> None:
    evidence = index_of(apple=EAST).rank("?", EAST)
    assert [(ranked.passage.passage_id, ranked.rank) for ranked in evidence.ranking] == [("apple", 1)]
    assert evidence.similarity == pytest.approx(1)


def test_similarity_is_the_best_cosine_by_the_published_model(index: DrugIndex) -> None:
    assert index.rank("?", unit(4 * EAST + 3 * NORTH)).similarity == pytest.approx(0.8, abs=1e-6)


def log_odds(probability: float) -> float:
    return log(probability / (1 - probability))


def test_answerability_grows_with_what_the_adapter_sees_known_terms_and_full_coverage(index: DrugIndex) -> None:
    vector = unit(EAST + NORTH - UP)
    covered, uncovered = index.rank("cherry", vector), index.rank("cherry pie", vector)
    by_hand = COVERED_BONUS + KNOWN_WEIGHT / 2  # "pie" stands in no passage
    assert log_odds(covered.answerability) - log_odds(uncovered.answerability) == pytest.approx(
        SEEN_ALONE * by_hand, abs=1e-4
    )
    lone = index_of(apple=EAST)
    near, far = (lone.rank("?", unit(vector)).answerability for vector in (EAST, 3 * EAST + 4 * NORTH))
    # Of one passage, the smooth maximum and the similarity are its cosine; centring keeps its direction.
    assert log_odds(near) - log_odds(far) == pytest.approx(SEEN_ALONE * 0.4 * (1 + SIMILARITY_WEIGHT), abs=1e-3)


@dataclass
class ScriptedReader:
    """Gives each passage the logits that its text asks for."""

    rank: dict[str, float]
    answer: dict[str, float]
    asked: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[Passage]) -> Reading:
        self.asked = [passage.passage_id for passage in passages]
        logits = [[scores.get(name, 0.0) for name in self.asked] for scores in (self.rank, self.answer)]
        return Reading(*np.array(logits, dtype=np.float32))


def test_the_reader_reads_the_best_of_the_ranking_and_orders_them_beside_the_cosine() -> None:
    angles = np.linspace(0, 1.2, MOST_READ + 4)
    index = index_of(**{f"p{at:02}": cos(angle) * EAST + sin(angle) * NORTH for at, angle in enumerate(angles)})
    before = ids(index, "?", EAST)
    reader = ScriptedReader({before[MOST_READ - 1]: 100.0}, {})
    after = [ranked.passage.passage_id for ranked in index.rank("?", EAST, reader=reader).ranking]  # type: ignore[arg-type]
    assert sorted(reader.asked) == sorted(before[:MOST_READ])
    assert after == [before[MOST_READ - 1], *before[: MOST_READ - 1], *before[MOST_READ:]]


def test_a_passage_that_is_put_aside_is_not_ranked_and_its_vector_does_not_count(index: DrugIndex) -> None:
    assert ids(index, "apple", EAST, apple=-np.inf) == ["banana", "cherry", "damson"]
    aside = np.array([-np.inf, 0, 0, 0], dtype=np.float32)
    assert (index.rank("?", EAST).similarity, index.rank("?", EAST, aside).similarity) == (1, 0)


def test_a_boost_counts_beside_the_reader(index: DrugIndex) -> None:
    reader = ScriptedReader({"apple": 3.0}, {})
    boost = np.array([0, 0, 0, 40], dtype=np.float32)
    assert index.rank("?", EAST, boost, reader).ranking[0].passage.passage_id == "damson"  # type: ignore[arg-type]


def test_what_the_reader_reads_counts_for_an_answer(index: DrugIndex) -> None:
    sure, unsure = (
        index.rank("?", EAST, reader=ScriptedReader({}, {"apple": logit})).answerability  # type: ignore[arg-type]
        for logit in (4.0, -4.0)
    )
    assert sure > unsure


def test_what_the_reader_is_sure_of_is_answered_whatever_the_adapter_sees() -> None:
    sure, unsure = (
        index_of(apple=EAST).rank("pie", -EAST, reader=ScriptedReader({}, {"apple": logit})).answerability  # type: ignore[arg-type]
        for logit in (SURELY_READ + 0.1, SURELY_READ - 1)
    )
    assert unsure < 0.5 < SURELY_ANSWERED == sure


def test_the_vocabulary_holds_the_words_of_texts_and_headings_in_lower_case() -> None:
    passage = Passage(
        "id", "m", "testaquin", PassageKind.SENTENCE, SectionCode.STORAGE, ("How Kept",), (Span(0, 1),), "In the COLD."
    )
    index = DrugIndex([passage], EAST[np.newaxis], ADAPTER)
    assert index.vocabulary >= {"how", "kept", "in", "the", "cold"}
    assert ids(index, "kept", EAST) == ["id"]
    assert index.rank("how is it kept", NORTH).ranking[0].score > index.rank("fridge", NORTH).ranking[0].score


def test_the_vocabulary_holds_general_english_of_the_same_stems_and_no_other() -> None:
    vocabulary = index_of(accumulation=EAST).vocabulary
    assert {"accumulate", "accumulated"} <= vocabulary
    assert "banana" not in vocabulary
