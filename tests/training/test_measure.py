"""Measures worked by hand, and what perfect and blind scores come to."""

import math
from dataclasses import replace

import numpy as np
import pytest

from training import measure
from training.measure import _interval, _refused, ndcg, probabilities, ranking_table, rankings, read, report
from training.prepared import ANSWERS, ReaderData


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "RESAMPLES", 50)


@pytest.fixture
def many(reader_data: ReaderData) -> ReaderData:
    """The questions ten times over, so that a regression has something to fit."""
    own = np.tile(np.arange(reader_data.n_own), 10)
    names = ("document", "n_relevant", "score", "similarity", "seen")
    return replace(
        reader_data,
        candidates=reader_data.candidates[own],
        relevance=reader_data.relevance[own],
        answerable=reader_data.answerable[own],
        fold=reader_data.fold[own],
        first_stage=reader_data.first_stage[:, own],
        **{name: getattr(reader_data, name)[own] for name in names},
    )


def perfect(data: ReaderData) -> np.ndarray:
    logits = np.where(data.relevance[: data.n_own, :48] == ANSWERS, 9.0, -9.0)
    return np.stack([logits * 10, logits], axis=-1)


@pytest.mark.parametrize(
    ("gains", "n_relevant", "expected"),
    [
        ([1, 0, 0, 0, 0], 1, 1.0),
        ([0, 1, 0, 0, 0], 1, 1 / math.log2(3)),
        ([1, 0, 1, 0, 0], 3, 1.5 / (1 + 1 / math.log2(3) + 0.5)),
        ([1, 1, 1, 1, 1], 9, 1.0),
        ([0, 0, 0, 0, 0], 0, 0.0),
    ],
)
def test_ndcg_by_hand(gains: list[int], n_relevant: int, expected: float) -> None:
    assert ndcg(np.array([gains]), np.array([n_relevant]))[0] == pytest.approx(expected)


def test_a_perfect_reader_is_measured_as_one(many: ReaderData) -> None:
    table = report(many, perfect(many))
    assert "| reader | 100.0% (100.0% to 100.0%) | 100.0% (100.0% to 100.0%)" in table
    assert "| reader and adapter | 1.000 (1.000 to 1.000) | 100.0% (100.0% to 100.0%) |" in table
    assert len(ranking_table(many, perfect(many)).splitlines()) == 2 + 6


def test_only_what_the_assistant_lets_the_reader_read_is_ranked(reader_data: ReaderData) -> None:
    logits = perfect(reader_data)
    logits[:, 16:, :] = 99.0
    best = rankings(reader_data, logits)["reader"]
    assert best[:, 0].tolist() == [True, False] * 3
    assert read(logits).max() < 10


def test_questions_without_a_known_sentence_do_not_count_against_recall(many: ReaderData) -> None:
    unknown = replace(many, n_relevant=np.where(np.arange(many.n_own) < 6, 0, many.n_relevant))
    assert ranking_table(unknown, perfect(unknown)).count("100.0% (100.0% to 100.0%)") >= 3


def test_a_probability_comes_from_the_other_folds(many: ReaderData) -> None:
    turned = replace(many, answerable=np.where(many.fold == 0, ~many.answerable, many.answerable))
    fold = many.fold == 0
    assert np.allclose(probabilities(many, perfect(many))[fold], probabilities(turned, perfect(turned))[fold])
    assert not np.allclose(probabilities(many, perfect(many))[~fold], probabilities(turned, perfect(turned))[~fold])


def test_the_refused_are_those_below_the_lowest_answerable_ones() -> None:
    answerable = np.array([True] * 100 + [False] * 4)
    scores = np.concatenate([np.arange(100.0), [-1, 5, 7, 99]])
    assert _refused(answerable, scores) == 0.5  # 5.94 is where 6 of 100 lie below


def test_an_interval_is_wider_where_documents_differ_than_where_questions_do() -> None:
    values = np.array([0.0, 1.0] * 50)
    by_question, by_document = (
        _interval(np.mean, documents, values) for documents in (np.arange(100), values.astype(int))
    )
    assert by_document == "50.0% (0.0% to 100.0%)"
    assert by_question.startswith("50.0% (4")
