"""How fast it is, each figure beside the LangChain quickstart's, measured in the same run and interleaved.

Machines are shared and noisy: read the ratios. Both sides are warm, so that no figure holds the loading of a model. The
quickstart takes all cores, which on a busy machine makes it many times slower than one would: it is timed on all and on
one, and its better time counts. The load stands beside the figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from eval.answering import Answering
from eval.baselines import Quickstart, documents_of, quickstart_embeddings
from eval.environment import load, machine, versions
from eval.measures.abstention import is_answerable
from eval.questions import Kind, Question
from eval.sources import Sources
from ingest.generation import build
from library import Library, current_generation
from retriever.embedder import MiniLM
from retriever.encoder import Vectors
from retriever.store import VectorStore

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
        UnreadableMonograph: a monograph cannot be ingested.
    """
    threads = torch.get_num_threads()  # before our embedder sets its own
    with TemporaryDirectory(prefix="bench-") as folder:
        ingestion = _ingestion(monographs, Path(folder), repeat, threads)
        assistant = open_assistant(Path(folder) / "0")
        quickstart = Quickstart(documents_of(Sources.of(assistant.library)), quickstart_embeddings())
        latencies = _latencies(assistant, quickstart, questions, repeat, threads)
        return _result([*ingestion, *latencies], assistant.library, repeat, threads)


def bench_index(
    index_dir: Path, questions: Sequence[Question], open_assistant: Callable[[Path], Answering], repeat: int
) -> dict[str, Any]:
    """Time answers over an index as it is, beside the quickstart's retrieval among the same passages.

    Args:
        index_dir: the index; nothing is written to it.
        questions: those of an answerable kind and those about doses are asked.
        open_assistant: opens the assistant on it.
        repeat: how often each question is asked.

    Raises:
        AssistantError: the index is missing or damaged.
    """
    threads = torch.get_num_threads()
    assistant = open_assistant(index_dir)
    passages = assistant.library.passages
    store = VectorStore.open(current_generation(index_dir))
    known = dict(zip((passage.text for passage in passages), store.vectors(passages), strict=True))
    store.close()
    documents = [Document(passage.text) for passage in passages]
    quickstart = Quickstart(documents, _Known(known, quickstart_embeddings()))
    latencies = _latencies(assistant, quickstart, questions, repeat, threads)
    return _result(latencies, assistant.library, repeat, threads)


class _Known(Embeddings):
    """Embeds questions by the model, and takes the vectors of texts that have one: for times it is all the same."""

    def __init__(self, known: Mapping[str, Vectors], embeddings: Embeddings) -> None:
        self._known, self._embeddings = known, embeddings
        self._other = next(iter(known.values()))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._known.get(text, self._other).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._embeddings.embed_query(text)


def _latencies(
    assistant: Answering, quickstart: Quickstart, questions: Sequence[Question], repeat: int, threads: int
) -> list[dict[str, Any]]:
    asked = {
        "answer latency": [question for question in questions if is_answerable(question)],
        "dosing answer latency": [question for question in questions if question.kind is Kind.DOSING],
    }
    return [
        _latency(name, assistant, quickstart, of_kind * repeat, threads) for name, of_kind in asked.items() if of_kind
    ]


def _result(figures: Sequence[dict[str, Any]], library: Library, repeat: int, threads: int) -> dict[str, Any]:
    return {
        "baseline": "LangChain quickstart",
        "figures": list(figures),
        "repeat": repeat,
        "monographs": len(library.monographs),
        "passages": len(library.passages),
        "baseline_threads": sorted({1, threads}),
        "load": load(),
        "machine": machine(),
        "versions": versions(),
    }


def _ingestion(monographs: Path, folder: Path, repeat: int, threads: int) -> list[dict[str, Any]]:
    """Time a first ingestion, and the same once more with nothing changed, beside the quickstart, which starts anew."""
    embedder, embeddings = MiniLM(), quickstart_embeddings()
    embedder.embed_query("warm")
    embeddings.embed_query("warm")
    first, again = [], []
    for number in range(repeat):
        ingest = partial(_built, monographs, folder / str(number), embedder)
        seconds = _seconds(ingest)
        documents = documents_of(Sources.of(Library.open(folder / str(number))))
        baseline = _best_seconds(partial(Quickstart, documents, embeddings), threads)
        first.append((seconds, baseline))
        again.append((_seconds(ingest), baseline))
    return [_figure("ingestion", "s", first), _figure("ingestion, nothing changed", "s", again)]


def _built(monographs: Path, index_dir: Path, embedder: MiniLM) -> None:
    report = build([monographs], index_dir, embedder)
    if report.failed:
        raise report.failed[0]


def _latency(
    name: str, assistant: Answering, quickstart: Quickstart, questions: Sequence[Question], threads: int
) -> dict[str, Any]:
    """Time each answer beside the quickstart's retrieval alone, after one of each that does not count."""
    pairs = [
        (
            partial(assistant.answer, question.question, question.history),
            partial(quickstart.chunks, question.question, 4),
        )
        for question in questions
    ]
    _in_turn(*pairs[0], threads)
    times = [_in_turn(*pair, threads) for pair in pairs]
    return _figure(name, "ms", [(1_000 * ours, 1_000 * baseline) for ours, baseline in times])


def _in_turn(ours: Task, baseline: Task, threads: int) -> tuple[float, float]:
    """Seconds for ours, then for the baseline: the better of one thread and of as many as torch would give it."""
    return _seconds(ours), _best_seconds(baseline, threads)


def _best_seconds(baseline: Task, threads: int) -> float:
    kept = torch.get_num_threads()
    seconds = []
    for number in sorted({1, threads}):
        torch.set_num_threads(number)
        seconds.append(_seconds(baseline))
    torch.set_num_threads(kept)
    return min(seconds)


def _seconds(task: Task) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _figure(name: str, unit: str, times: Sequence[tuple[float, float]]) -> dict[str, Any]:
    ours, baseline = (_percentiles(side) for side in zip(*times, strict=True))
    ratio = {key: round(ours[key] / baseline[key], 3) for key in ours}
    return {"name": name, "unit": unit, "n": len(times), "ours": ours, "baseline": baseline, "ratio": ratio}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    median, p95 = np.percentile(values, [50, 95])
    return {"median": round(float(median), 4), "p95": round(float(p95), 4)}
