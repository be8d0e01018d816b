"""How fast it is, each figure beside the LangChain quickstart's, measured in the same run and interleaved.

Machines are shared and noisy: read the ratios. Both sides are warm, so that no figure holds the loading of a model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from eval.baselines import Quickstart, documents_of, quickstart_embeddings
from eval.environment import machine, versions
from eval.measures.abstention import is_answerable
from eval.questions import Kind, Question
from eval.run import Answering
from eval.sources import Sources
from ingest.generation import build
from library import Library
from retriever.embedder import MiniLM
from schema import AssistantError

Task = Callable[[], object]


def bench(
    monographs: Path, questions: Sequence[Question], open_assistant: Callable[[Path], Answering], repeat: int
) -> dict[str, Any]:
    """Time ingestion, answers and dosing answers beside the quickstart's ingestion and retrieval.

    Args:
        monographs: the folder that is ingested, each time into a new index.
        questions: those of an answerable kind and those about doses are asked.
        open_assistant: opens the assistant on the index of a directory.
        repeat: how often each thing is timed.

    Raises:
        AssistantError: a monograph cannot be ingested.
    """
    with TemporaryDirectory(prefix="bench-") as folder:
        ingestion = _ingestion(monographs, Path(folder), repeat)
        assistant = open_assistant(Path(folder) / "0")
        quickstart = Quickstart(documents_of(Sources.of(assistant.library)))
        figures = [
            ingestion,
            _latency("answer", filter(is_answerable, questions), assistant, quickstart, repeat),
            _latency("dosing answer", _dosing(questions), assistant, quickstart, repeat),
        ]
        passages = len(assistant.library.passages)
    return {
        "baseline": "LangChain quickstart",
        "figures": [figure for figure in figures if figure],
        "repeat": repeat,
        "monographs": len(assistant.library.monographs),
        "passages": passages,
        "machine": machine(),
        "versions": versions(),
    }


def _dosing(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if question.kind is Kind.DOSING]


def _ingestion(monographs: Path, folder: Path, repeat: int) -> dict[str, Any]:
    embedder, embeddings = MiniLM(), quickstart_embeddings()
    warm = folder / "warm"
    report = build([monographs], warm, embedder)
    if report.failed:
        raise AssistantError(report.failed[0]["error"])
    documents = documents_of(Sources.of(Library.open(warm)))
    Quickstart(documents, embeddings).close()
    ours, baseline = [], []
    for number in range(repeat):
        ours.append(_seconds(partial(build, [monographs], folder / str(number), embedder)))
        baseline.append(_seconds(partial(Quickstart, documents, embeddings)))
    return _beside("ingestion", "s", ours, baseline)


def _latency(
    name: str, questions: Iterable[Question], assistant: Answering, quickstart: Quickstart, repeat: int
) -> dict[str, Any] | None:
    """Time each question, ours and the quickstart's retrieval in turn, after one warm round."""
    asked = list(questions)
    ours: list[float] = []
    baseline: list[float] = []
    for number in range(repeat + 1):
        for question in asked:
            answered = _seconds(partial(assistant.answer, question.question, question.history))
            retrieved = _seconds(partial(quickstart.chunks, question.question, 4))
            if number:
                ours.append(1_000 * answered)
                baseline.append(1_000 * retrieved)
    return _beside(f"{name} latency", "ms", ours, baseline) if asked else None


def _seconds(task: Task) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _beside(name: str, unit: str, ours: Sequence[float], baseline: Sequence[float]) -> dict[str, Any]:
    own, other = _percentiles(ours), _percentiles(baseline)
    ratio = {key: round(own[key] / other[key], 3) for key in own}
    return {
        "name": name,
        "unit": unit,
        "n": len(ours),
        "ours": own,
        "baseline": other,
        "ratio": ratio,
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    median, p95 = np.percentile(values, [50, 95])
    return {"median": round(float(median), 4), "p95": round(float(p95), 4)}
