"""Metrics of every question, and the figures that they add up to: over all, over groups, and by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.bootstrap import interval
from eval.measures import MEASURES
from eval.measures.abstention import ABSTENTION_RECALL
from eval.measures.answer_accuracy import ANSWER_ACCURACY
from eval.measures.base import NO_TRACE, AnswerObject, Case, Measure, Trace
from eval.measures.length_words import LENGTH_WORDS
from eval.measures.unsafe_rate import harms
from eval.questions import ANSWERABLE, UNANSWERABLE, Kind, Question
from eval.sources import Sources

# What could harm first: the order in which failures are shown.
GRAVITY = (
    "unsafe_rate",
    "urgent_recall",
    "quotes_verbatim",
    "number_groundedness",
    "dosing_exactness",
    "answer_accuracy",
    "repeatability",
    "citation_correct",
    "citation_recall",
    "citation_precision",
    "fact_recall",
    "over_refusal",
    "abstention_recall",
    "urgent_false_alarm",
)
GROUPS: Mapping[str, frozenset[Kind]] = {"answerable": ANSWERABLE, "unanswerable": UNANSWERABLE}
# The three figures that sum a system up: (group, measure, title).
HEADLINE = (
    ("answerable", ANSWER_ACCURACY, "answerable, right"),
    ("answerable", LENGTH_WORDS, "answerable, median length"),
    ("unanswerable", ABSTENTION_RECALL, "unanswerable, refused"),
)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Scored:
    """A question, its answer if it got one, and its metrics by the name of their measure."""

    question: Question
    answer: AnswerObject | None
    metrics: Mapping[str, float]
    harms: tuple[str, ...] = ()
    trace: Trace = NO_TRACE

    @property
    def failures(self) -> list[str]:
        """The measures on which this answer falls short, gravest first."""
        return [name for name in GRAVITY if name in self.metrics and BY_NAME[name].is_failure(self.metrics[name])]


def score(
    questions: Sequence[Question],
    answers: Sequence[AnswerObject | None],
    sources: Sources,
    traces: Sequence[Trace] | None = None,
) -> list[Scored]:
    """The metrics of each question, in order; `answers` stand in the same order, None where there is none."""
    traces = traces or [NO_TRACE] * len(questions)
    return [_scored(*asked, sources) for asked in zip(questions, answers, traces, strict=True)]


def _scored(question: Question, answer: AnswerObject | None, trace: Trace, sources: Sources) -> Scored:
    metrics = {
        measure.name: metric
        for measure in MEASURES
        if (metric := measure.metric(question, answer, sources, trace)) is not None
    }
    unsafe = harms(Case(question, answer, sources)) if answer is not None else []
    return Scored(question, answer, metrics, tuple(unsafe), trace)


def worst_first(scored: Iterable[Scored]) -> list[Scored]:
    """Those that fall short somewhere: the gravest failure first, then the most failures, then in their order."""
    failed = [one for one in scored if one.failures]
    return sorted(failed, key=lambda one: (GRAVITY.index(one.failures[0]), -len(one.failures)))


def figures(scored: Sequence[Scored], seed: int) -> dict[str, dict[str, Any]]:
    """Each measure's figure over the questions that count for it."""
    counted = {
        measure: [one.metrics[measure.name] for one in scored if measure.name in one.metrics] for measure in MEASURES
    }
    return {measure.name: figure(measure, metrics, seed) for measure, metrics in counted.items()}


def figure(measure: Measure, metrics: Sequence[float], seed: int) -> dict[str, Any]:
    """One figure with its 95 % interval and the number of questions that count; None where none does."""
    if not metrics:
        return {"value": None, "low": None, "high": None, "n": 0}
    values = np.array(metrics, dtype=np.float64)
    low, high = interval(values, measure.aggregate, seed)
    value = float(measure.aggregate(values))
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4), "n": len(metrics)}


def scores(
    scored: Sequence[Scored], seed: int, groupings: Mapping[str, Mapping[str, Sequence[Scored]]] | None = None
) -> dict[str, Any]:
    """The figures over all questions and over groups of them; then each question's metrics.

    Args:
        scored: every question.
        seed: of the intervals.
        groupings: what the questions are grouped by besides kind, such as the section that holds the evidence.
    """
    by_group = {name: [one for one in scored if one.question.kind in kinds] for name, kinds in GROUPS.items()}
    by_kind = {
        kind.value: of_kind for kind in Kind if (of_kind := [one for one in scored if one.question.kind is kind])
    }
    return {
        "measures": figures(scored, seed),
        **{
            f"by_{grouping}": {name: figures(group, seed) for name, group in groups.items()}
            for grouping, groups in {"group": by_group, "kind": by_kind, **(groupings or {})}.items()
        },
        "by_question": [
            {
                "id": one.question.id,
                "kind": one.question.kind,
                "failures": one.failures,
                "harms": list(one.harms),
                "answerability": one.trace.answerability,
                "metrics": {name: round(metric, 4) for name, metric in one.metrics.items()},
            }
            for one in scored
        ],
    }
