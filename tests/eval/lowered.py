"""Which metrics an answer has, and which of them a change of the answer changes."""

from collections.abc import Mapping
from typing import Any

from eval.measures import MEASURES
from eval.questions import Question
from eval.sources import Sources
from library import Library

RIGHT = {"answer_accuracy": 1, "fact_recall": 1, "citation_correct": 1, "quotes_verbatim": 1, "number_groundedness": 1}
CITED = {"citation_recall": 1, "citation_precision": 1}  # not of what the rules work out
UNCITED = dict.fromkeys(CITED, 0)


def metrics(question: Question, answer: Mapping[str, Any] | None, library: Library) -> dict[str, float]:
    """The metrics but for length and latency, which no fault of these lowers, and those that join others."""
    sources = Sources.of(library)
    apart = ("length", "latency", "risk", "recall_at", "reciprocal", "ndcg")
    found = {measure.name: measure.metric(question, answer, sources) for measure in MEASURES}
    return {name: value for name, value in found.items() if value is not None and not name.startswith(apart)}


def changed(
    question: Question, before: Mapping[str, Any], after: Mapping[str, Any], library: Library
) -> dict[str, float]:
    """The metrics that a change of the answer changes, at their new values."""
    good, bad = metrics(question, before, library), metrics(question, after, library)
    return {name: value for name, value in bad.items() if good.get(name) != value}


def without_latency(result: Any) -> Any:
    """Scores without what differs from run to run."""
    if isinstance(result, dict):
        return {key: without_latency(value) for key, value in result.items() if not key.startswith("latency_ms")}
    return [without_latency(value) for value in result] if isinstance(result, list) else result
