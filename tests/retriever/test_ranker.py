from math import exp, log

import numpy as np
import pytest

from retriever.adapter import Adapter, Head, unit
from retriever.ranker import (
    ANSWER_SHARPNESS,
    COVERED_BONUS,
    K_RRF,
    KNOWN_WEIGHT,
    LEXICAL_WEIGHT,
    SIMILARITY_WEIGHT,
    DrugIndex,
    reciprocal_rank,
    smooth_maximum,
)
from schema import Passage, PassageKind, SectionCode, Span

AS_IT_IS = Head(np.zeros((3, 3), dtype=np.float32), np.zeros((3, 3), dtype=np.float32))
ADAPTER = Adapter(AS_IT_IS, AS_IT_IS)
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


def test_a_score_is_the_dense_reciprocal_rank_and_a_share_of_the_lexical_one(index: DrugIndex) -> None:
    ranking = index.rank("cherry", unit(3 * EAST + 2 * NORTH + UP)).ranking
    scores = {ranked.passage.passage_id: ranked.score for ranked in ranking}
    assert scores == pytest.approx(
        {
            "apple": FIRST,
            "banana": SECOND,
            "cherry": THIRD + LEXICAL_WEIGHT * FIRST,
            "damson": 1 / (K_RRF + 4),
        },
        abs=1e-7,
    )
    assert ranking[0].passage.passage_id == "cherry"  # its word is worth more than two ranks


@pytest.mark.parametrize("order", [("apple", "banana", "cherry"), ("cherry", "banana", "apple")])
def test_ties_are_broken_by_passage_id_whatever_the_order_of_the_passages(order: tuple[str, ...]) -> None:
    index = index_of(**dict.fromkeys(order, EAST))
    assert ids(index, "?", EAST) == ["apple", "banana", "cherry"]


def test_a_boost_is_added_to_the_scores(index: DrugIndex) -> None:
    vector = unit(3 * EAST + 2 * NORTH + UP)
    assert ids(index, "?", vector) == ["apple", "banana", "cherry", "damson"]
    just_enough = FIRST - THIRD + 1e-5
    assert ids(index, "?", vector, cherry=just_enough) == ["cherry", "apple", "banana", "damson"]
    assert ids(index, "?", vector, cherry=just_enough - 2e-5) == ["apple", "cherry", "banana", "damson"]


def test_a_boost_changes_the_ranking_and_not_whether_there_is_an_answer(index: DrugIndex) -> None:
    plain = index.rank("cherry", EAST)
    boosted = index.rank("cherry", EAST, np.array([0, 0, 0, 1], dtype=np.float32))
    assert boosted.ranking[0].passage.passage_id == "damson"
    assert (boosted.similarity, boosted.answerability) == (plain.similarity, plain.answerability)


def test_one_passage_is_a_ranking_too() -> None:
    evidence = index_of(apple=EAST).rank("?", EAST)
    assert [(ranked.passage.passage_id, ranked.rank) for ranked in evidence.ranking] == [("apple", 1)]
    assert evidence.similarity == pytest.approx(1)


def test_similarity_is_the_best_cosine_by_the_published_model(index: DrugIndex) -> None:
    assert index.rank("?", unit(4 * EAST + 3 * NORTH)).similarity == pytest.approx(0.8, abs=1e-6)


def test_answerability_joins_the_answer_head_with_similarity_known_terms_and_full_coverage(index: DrugIndex) -> None:
    covered, uncovered = index.rank("cherry", EAST), index.rank("cherry pie", EAST)
    by_hand = COVERED_BONUS + KNOWN_WEIGHT / 2  # "pie" stands in no passage
    assert covered.answerability - uncovered.answerability == pytest.approx(by_hand, abs=1e-6)
    lone = index_of(apple=EAST)
    near, far = (lone.rank("?", unit(vector)).answerability for vector in (EAST, 3 * EAST + 4 * NORTH))
    # Of one passage, the smooth maximum and the similarity are its cosine; centring keeps its direction. A question
    # without terms asks for none that is unknown.
    assert near == pytest.approx(1 + SIMILARITY_WEIGHT + KNOWN_WEIGHT, abs=1e-5)
    assert far == pytest.approx(0.6 * (1 + SIMILARITY_WEIGHT) + KNOWN_WEIGHT, abs=1e-5)


def test_the_vocabulary_holds_the_words_of_texts_and_headings_in_lower_case() -> None:
    passage = Passage(
        "id", "m", "testaquin", PassageKind.SENTENCE, SectionCode.STORAGE, ("How Kept",), (Span(0, 1),), "In the COLD."
    )
    index = DrugIndex([passage], EAST[np.newaxis], ADAPTER)
    assert index.vocabulary == {"how", "kept", "in", "the", "cold"}
    assert ids(index, "kept", EAST) == ["id"]
    assert index.rank("how is it kept", NORTH).ranking[0].score > index.rank("fridge", NORTH).ranking[0].score
