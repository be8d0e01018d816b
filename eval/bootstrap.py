"""How far a figure could move with other questions of the same sort: percentile bootstrap over questions.

Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13; for retrieval measures, Sakai,
Evaluating Evaluation Metrics based on the Bootstrap, SIGIR 2006.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eval.measures.base import Values

RESAMPLES = 2_000  # from seed to seed the ends move by at most one question in 60 (tests/eval/test_scores.py)


def interval(
    metrics: Values, aggregate: Callable[[Values], Values], seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The interval that holds `level` of the figures that resampled questions give.

    Equal metrics give an interval of no width. That is not certainty: with n questions and no failure, up to 3 in n may
    still fail (Hanley & Lippman-Hand, JAMA 1983;249:1743).

    Args:
        metrics: float64, one for each question, at least one.
        aggregate: many metrics -> one figure, over the last axis.
        seed: the same seed gives the same interval, whatever was computed before.
        level: between 0 and 1.
        resamples: how many times the questions are drawn anew.
    """
    drawn = np.random.default_rng(seed).integers(0, len(metrics), size=(resamples, len(metrics)))
    outside = 100 * (1 - level) / 2
    low, high = np.percentile(aggregate(metrics[drawn]), [outside, 100 - outside])
    return float(low), float(high)
