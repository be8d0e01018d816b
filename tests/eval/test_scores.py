"""Metrics add up to figures with honest intervals, and the gravest failure comes first."""

from collections.abc import Callable

import numpy as np
import pytest

from eval.bootstrap import interval
from eval.measures import MEASURES
from eval.measures.base import Values, mean, median, percentile_95
from eval.questions import Question
from eval.scores import GRAVITY, Scored, scores, worst_first


def scored(question_id: str, kind: str = "fact", **metrics: float) -> Scored:
    return Scored(Question.from_json({"id": question_id, "question": "?", "kind": kind}), {}, metrics)


def test_figures_are_worked_out_over_the_questions_that_count() -> None:
    result = scores(
        [
            scored("a", answer_accuracy=1, length_words=10, latency_ms_p95=1),
            scored("b", answer_accuracy=0, length_words=30, latency_ms_p95=11),
            scored("c", kind="list", answer_accuracy=1, length_words=20, latency_ms_p95=21),
            scored("d", kind="off_topic", answer_accuracy=1, abstention_recall=1),
        ],
        seed=0,
    )
    assert result["measures"]["answer_accuracy"] == {"value": 0.75, "low": 0.25, "high": 1.0, "n": 4}
    assert result["by_group"]["answerable"]["answer_accuracy"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["by_group"]["unanswerable"]["abstention_recall"]["n"] == 1
    assert result["measures"]["length_words"]["value"] == 20
    assert result["measures"]["latency_ms_p95"]["value"] == 20  # 19 tenths of the way through 1, 11, 21
    assert result["by_kind"].keys() == {"fact", "list", "off_topic"}
    assert result["by_kind"]["fact"]["answer_accuracy"]["value"] == 0.5
    assert result["measures"]["urgent_recall"] == {"value": None, "low": None, "high": None, "n": 0}
    assert [(one["id"], one["failures"]) for one in result["by_question"]] == [
        ("a", []),
        ("b", ["answer_accuracy"]),
        ("c", []),
        ("d", []),
    ]


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    metrics = np.repeat([1.0, 0.0], [70, 30])
    low, high = interval(metrics, mean, seed=0, resamples=20_000)
    deviation = np.sqrt(0.7 * 0.3 / 100)
    assert (low, high) == pytest.approx((0.7 - 1.96 * deviation, 0.7 + 1.96 * deviation), abs=0.011)


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    samples = (rng.random((300, 80)) < 0.6).astype(np.float64)
    held = sum(low <= 0.6 <= high for low, high in (interval(s, mean, seed=0, resamples=500) for s in samples))
    assert 0.90 <= held / 300 <= 0.985


def test_the_ends_of_an_interval_hardly_move_with_the_seed() -> None:
    metrics = np.repeat([1.0, 0.0], [40, 20])
    lows, highs = zip(*(interval(metrics, mean, seed) for seed in range(10)), strict=True)
    assert max(lows) - min(lows) <= 0.0168  # one question of sixty
    assert max(highs) - min(highs) <= 0.0168


@pytest.mark.parametrize("aggregate", [mean, median, percentile_95])
def test_one_question_or_equal_metrics_give_an_interval_of_no_width(aggregate: Callable[[Values], Values]) -> None:
    assert interval(np.array([3.0]), aggregate, seed=0) == (3, 3)
    assert interval(np.full(9, 2.0), aggregate, seed=0) == (2, 2)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    metrics = np.random.default_rng(1).random(50)
    assert interval(metrics, mean, seed=4) == interval(metrics, mean, seed=4)
    assert interval(metrics, mean, seed=4) != interval(metrics, mean, seed=5)


def test_the_gravest_failure_comes_first_then_the_most_failures_then_the_order_of_the_set() -> None:
    one = scored("wrong", answer_accuracy=0)
    two = scored("wrong and uncited", answer_accuracy=0, citation_correct=0)
    three = scored("unsafe", unsafe_rate=1)
    four = scored("slow", latency_ms_p95=9_000)
    five = scored("wrong again", answer_accuracy=0)
    assert worst_first([one, two, three, four, five]) == [three, two, one, five]


def test_every_measure_that_can_fail_has_its_gravity() -> None:
    failing = {measure.name for measure in MEASURES if measure.is_failure(0.5)}
    others = {"abstention_precision", "risk"}  # their failures are those of over_refusal, and of what risk multiplies
    rankings = {"recall_at_5", "recall_at_20", "reciprocal_rank", "ndcg_at_10"}  # no reader sees a ranking
    assert failing - set(GRAVITY) == others | rankings
    assert set(GRAVITY) <= failing
