"""Latency: how long does a person wait?"""

from __future__ import annotations

import statistics
from dataclasses import replace

from eval.measures.base import Case, Measure, Unit, median, percentile_95


def latency_ms(case: Case) -> float | None:
    """Milliseconds that the assistant took, as the answer itself reports; the median where there were several passes.

    An answer that was made beside others says nothing of how long one takes.

    >>> latency_ms(Case.of({}, {"latency_ms": 12.3}))
    12.3
    >>> from eval.measures.base import Trace
    >>> latency_ms(Case.of({}, {"latency_ms": 90.0}, trace=Trace(repeats=({"latency_ms": 5.0}, {"latency_ms": 7.0}))))
    7.0
    >>> latency_ms(Case.of({}, {"latency_ms": 12.3}, trace=Trace(is_timed=False))) is None
    True
    """
    if not case.trace.is_timed:
        return None
    passes = (case.answer, *case.trace.repeats)
    return statistics.median(float(answer["latency_ms"]) for answer in passes if answer is not None)


LATENCY_MEDIAN = Measure(
    name="latency_ms_median",
    definition="Median time to an answer, in milliseconds, of the questions that were asked alone.",
    citation="Dean & Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013: percentiles, not means.",
    value=latency_ms,
    unanswered=None,
    aggregate=median,
    unit=Unit.MILLISECONDS,
    higher_is_better=False,
)
LATENCY_P95 = replace(
    LATENCY_MEDIAN,
    name="latency_ms_p95",
    definition="95th percentile of the time to an answer, in milliseconds, of the questions that were asked alone.",
    aggregate=percentile_95,
)
