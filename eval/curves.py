"""What the score by which the assistant stays silent is worth: what it lets through, and how right that is."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.abstention import is_abstention, is_answerable, is_unanswerable
from eval.scores import Scored

Points = list[tuple[float, float]]


def abstention_curve(scored: Sequence[Scored]) -> Points:
    """(answerable refused, unanswerable refused) as the limit of the score rises from the lowest to above the highest.

    Over the questions that were searched; a score that tells nothing gives the diagonal.
    """
    searched = [one for one in scored if one.trace.answerability is not None]
    held = sorted(_score(one) for one in searched if is_answerable(one.question))
    absent = sorted(_score(one) for one in searched if is_unanswerable(one.question))
    if not held or not absent:
        return []
    limits = [*sorted({*held, *absent}), float("inf")]
    return [(_below(held, limit), _below(absent, limit)) for limit in limits]


def score_against_coverage(scored: Sequence[Scored]) -> Points:
    """(share answered, share of it that is right) as answers are taken from the highest score down.

    An answer to what the monographs do not hold is wrong. Source: Geifman & El-Yaniv, Selective Classification for Deep
    Neural Networks, NeurIPS 2017, arXiv:1705.08500.
    """
    asked = [one for one in scored if is_answerable(one.question) or is_unanswerable(one.question)]
    given = [
        one for one in asked if one.answer and one.trace.answerability is not None and not is_abstention(one.answer)
    ]
    points, right = [], 0.0
    for rank, one in enumerate(sorted(given, key=_score, reverse=True), start=1):
        right += one.metrics.get("answer_accuracy", 0.0)
        points.append((rank / len(asked), right / rank))
    return points


def _score(one: Scored) -> float:
    return one.trace.answerability or 0.0


def _below(scores: Sequence[float], limit: float) -> float:
    return sum(score < limit for score in scores) / len(scores)
