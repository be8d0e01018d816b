"""What a measure is: a name, a definition, its source, and a function from one answered question to one number.

A measure is the function, a metric is one value of it for one question. A measure says which questions it applies to;
a question to which it applies and that got no answer counts `unanswered`, 0 for all that is better when higher, so that
a failed answer cannot vanish from a mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from eval.questions import Question
from eval.sources import Sources

AnswerObject: TypeAlias = Mapping[str, Any]  # the answer object of the public contract, as answers.jsonl holds it
Values: TypeAlias = NDArray[np.float64]


class Unit(StrEnum):
    """What a measure's numbers count."""

    SHARE = "share"  # from 0 to 1
    WORDS = "words"
    MILLISECONDS = "ms"


@dataclass(frozen=True, slots=True)
class Trace:
    """What a run saw of a question besides its answer.

    Attributes:
        repeats: the answers of the later passes over the set.
        ranking: ids of the ranked passages, best first; None where nothing was searched.
        relevant: ids of the passages that hold the evidence.
        answerability: the score by which the assistant decided to answer or to stay silent.
        is_timed: whether the question was asked alone, so that its latency counts.
    """

    repeats: tuple[AnswerObject | None, ...] = ()
    ranking: tuple[str, ...] | None = None
    relevant: frozenset[str] = frozenset()
    answerability: float | None = None
    is_timed: bool = True


NO_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its answer, and the texts that the answer is checked against."""

    question: Question
    answer: AnswerObject
    sources: Sources
    trace: Trace = NO_TRACE

    @classmethod
    def of(
        cls,
        question: Mapping[str, Any],
        answer: AnswerObject,
        texts: Mapping[str, str] | None = None,
        trace: Trace = NO_TRACE,
    ) -> Case:
        """Make a case from a question record without its id and text, an answer object, and texts by path."""
        record = {"id": "example", "question": "", **question}
        return cls(Question.from_json(record), answer, Sources(texts or {}, texts), trace)


def mean(values: Values) -> Values:
    """The mean over the last axis."""
    return np.asarray(np.mean(values, axis=-1))


def median(values: Values) -> Values:
    """The median over the last axis."""
    return np.asarray(np.median(values, axis=-1))


def percentile_95(values: Values) -> Values:
    """The 95th percentile over the last axis, interpolated linearly."""
    return np.asarray(np.percentile(values, 95, axis=-1))


def every_question(_question: Question) -> bool:
    """Applies to every question."""
    return True


@dataclass(frozen=True, slots=True)
class Measure:
    """A named function from an answered question to a number.

    Attributes:
        value: the number for one case, or None where the measure says nothing about this answer.
        applies: the questions that count; the rest are left out, answered or not.
        unanswered: the metric of a question that got no answer; None leaves it out.
        aggregate: many metrics -> one, over the last axis.
    """

    name: str
    definition: str
    citation: str
    value: Callable[[Case], float | None]
    applies: Callable[[Question], bool] = every_question
    unanswered: float | None = 0.0
    aggregate: Callable[[Values], Values] = mean
    unit: Unit = Unit.SHARE
    higher_is_better: bool = True

    def metric(
        self, question: Question, answer: AnswerObject | None, sources: Sources, trace: Trace = NO_TRACE
    ) -> float | None:
        """The value for one question, or None where it does not count."""
        if not self.applies(question):
            return None
        if answer is None:
            return self.unanswered
        return self.value(Case(question, answer, sources, trace))

    def is_failure(self, metric: float) -> bool:
        """Whether a share is short of its best value; lengths and times do not fail."""
        return self.unit is Unit.SHARE and (metric < 1 if self.higher_is_better else metric > 0)

    def shown(self, value: float | None) -> str:
        """A value as people read it: a share as a percentage, words and milliseconds with their unit."""
        if value is None:
            return "-"
        if self.unit is Unit.SHARE:
            return f"{100 * value:.1f} %"
        return f"{value:.0f} words" if self.unit is Unit.WORDS else f"{value:.1f} ms"
