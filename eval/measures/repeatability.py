"""Repeatability: does the same question get the same answer every time?"""

from __future__ import annotations

from typing import Any

from eval.measures.base import AnswerObject, Case, Measure


def repeatability(case: Case) -> float | None:
    """1 where every pass gave the same answer, whatever time it took; nothing where there was one pass.

    >>> from eval.measures.base import Trace
    >>> answer = {"text": "Cold.", "latency_ms": 1.0}
    >>> repeatability(Case.of({}, answer, trace=Trace(repeats=({"text": "Cold.", "latency_ms": 2.0},))))
    1.0
    >>> repeatability(Case.of({}, answer, trace=Trace(repeats=({**answer, "text": "Warm."}, answer))))
    0.0
    >>> repeatability(Case.of({}, answer)) is None
    True
    """
    if not case.trace.repeats:
        return None
    first = _without_time(case.answer)
    return float(all(again is not None and _without_time(again) == first for again in case.trace.repeats))


def _without_time(answer: AnswerObject) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "latency_ms"}


REPEATABILITY = Measure(
    name="repeatability",
    definition="Share of questions that got the same answer object in every pass of the run, time aside.",
    citation="ISO 5725-1:2023, repeatability: the same method, item and place give the same result.",
    value=repeatability,
    unanswered=None,
)
