"""The assistant beside the baselines: right answers, their length, and silence where there is no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eval.baselines import Bm25, Quickstart, as_answer, documents_of
from eval.measures.base import AnswerObject
from eval.questions import Question
from eval.run import Answering, answer_in, answer_record
from eval.scores import GROUPS, HEADLINE, figure
from eval.sources import Sources


def compare(questions: Sequence[Question], assistant: Answering, seed: int) -> dict[str, dict[str, Any]]:
    """The headline figures of each system, by the name of their measure.

    Dosing and urgent questions are left out: the baselines have no such route.
    """
    sources = Sources.of(assistant.library)
    asked = [question for question in questions if any(question.kind in kinds for kinds in GROUPS.values())]
    return {
        name: _figures([(question, answer(question)) for question in asked], sources, seed)
        for name, answer in _systems(assistant, sources).items()
    }


def _systems(assistant: Answering, sources: Sources) -> Mapping[str, Callable[[Question], AnswerObject | None]]:
    documents = documents_of(sources)
    quickstart, bm25 = Quickstart(documents), Bm25(documents)
    return {
        "this assistant": lambda question: answer_in(answer_record(assistant, question)),
        "LangChain quickstart, best chunk": lambda question: as_answer(quickstart.chunks(question.question, 1)),
        "LangChain quickstart, best 4": lambda question: as_answer(quickstart.chunks(question.question, 4)),
        "bm25s, best 4": lambda question: as_answer(bm25.chunks(question.question, 4)),
    }


def _figures(
    answered: Sequence[tuple[Question, AnswerObject | None]], sources: Sources, seed: int
) -> dict[str, dict[str, Any]]:
    figures = {}
    for group, measure, _ in HEADLINE:
        of_group = [(question, answer) for question, answer in answered if question.kind in GROUPS[group]]
        metrics = [measure.metric(question, answer, sources) for question, answer in of_group]
        figures[measure.name] = figure(measure, [metric for metric in metrics if metric is not None], seed)
    return figures
