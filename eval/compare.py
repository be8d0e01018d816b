"""The assistant beside the baselines: right answers, their length, and silence where there is no answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eval.answering import Answering, ask
from eval.baselines import Bm25, Quickstart, as_answer, documents_of, quickstart_embeddings
from eval.measures.base import AnswerObject
from eval.questions import Question
from eval.scores import GROUPS, HEADLINE, figure
from eval.sources import Sources
from library import Library

Answerer = Callable[[Question], AnswerObject | None]


def compare(questions: Sequence[Question], assistant: Answering, seed: int) -> dict[str, dict[str, Any]]:
    """The headline figures of the assistant and of each baseline, by the name of their measure."""
    sources = Sources.of(assistant.library)
    ours = _measured(questions, lambda question: ask(assistant, question).answer, sources, seed)
    return {"this assistant": ours, **baselines(questions, assistant.library, seed)}


def baselines(questions: Sequence[Question], library: Library, seed: int) -> dict[str, dict[str, Any]]:
    """The headline figures of each baseline, over the files of a library."""
    sources = Sources.of(library)
    documents = documents_of(sources)
    quickstart, bm25 = Quickstart(documents, quickstart_embeddings()), Bm25(documents)
    dense = quickstart.chunks_of(list({question.question: None for question in _asked(questions)}), 4)
    systems: dict[str, Answerer] = {
        "LangChain quickstart, best chunk": lambda question: as_answer(dense[question.question][:1]),
        "LangChain quickstart, best 4": lambda question: as_answer(dense[question.question]),
        "bm25s, best 4": lambda question: as_answer(bm25.chunks(question.question, 4)),
    }
    try:
        return {name: _measured(questions, answer, sources, seed) for name, answer in systems.items()}
    finally:
        quickstart.close()


def _measured(
    questions: Sequence[Question], answer: Answerer, sources: Sources, seed: int
) -> dict[str, dict[str, Any]]:
    return _figures([(question, answer(question)) for question in _asked(questions)], sources, seed)


def _asked(questions: Sequence[Question]) -> list[Question]:
    """All but the dosing and urgent ones: the baselines have no such route."""
    return [question for question in questions if any(question.kind in kinds for kinds in GROUPS.values())]


def _figures(
    answered: Sequence[tuple[Question, AnswerObject | None]], sources: Sources, seed: int
) -> dict[str, dict[str, Any]]:
    figures = {}
    for group, measure, _ in HEADLINE:
        of_group = [(question, answer) for question, answer in answered if question.kind in GROUPS[group]]
        metrics = [measure.metric(question, answer, sources) for question, answer in of_group]
        figures[measure.name] = figure(measure, [metric for metric in metrics if metric is not None], seed)
    return figures
