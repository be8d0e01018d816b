"""The baselines are the real ones, and stand beside the assistant over the same questions."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from langchain_core.embeddings import Embeddings

from eval.baselines import Bm25, Quickstart, as_answer, documents_of, quickstart_embeddings, split
from eval.bench import bench, bench_index
from eval.compare import compare
from eval.questions import Question
from eval.sources import Sources
from eval.tables import bench_table, compare_table
from ingest.generation import build
from library import Library
from tests.eval.scripted import (
    CHOKING_QUESTION,
    DOSE_QUESTION,
    MONOGRAPH,
    PRICE_QUESTION,
    STORAGE_QUESTION,
    ScriptedAssistant,
)

ROOT = Path(__file__).parent.parent.parent
FILLER = " ".join(f"Sentence {number} of the filler says little." for number in range(60))


@pytest.fixture
def sources() -> Sources:
    return Sources({"a.md": "normalised"}, {"a.md": f"{FILLER}\n\nKeep the vial in the refrigerator.\n\n{FILLER}"})


@pytest.fixture(scope="module")
def embeddings() -> Iterator[Embeddings]:
    """The quickstart's, loaded once; on one thread, as several on a busy machine are slower than one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield quickstart_embeddings()
    torch.set_num_threads(threads)


def test_the_quickstart_reads_the_file_as_it_is_or_the_library_where_the_file_is_gone(library: Library) -> None:
    (monograph,) = library.monographs.values()
    assert [document.page_content for document in documents_of(Sources.of(library))] == [MONOGRAPH]
    assert [d.page_content for d in documents_of(Sources({monograph.path: monograph.text}))] == [monograph.text]


def test_chunks_are_those_of_the_tutorials(sources: Sources) -> None:
    chunks = [document.page_content for document in split(documents_of(sources))]
    assert len(chunks) > 4
    assert max(map(len, chunks)) <= 1_000
    assert any(later[:40] in earlier for earlier, later in pairwise(chunks))


def test_each_baseline_ranks_the_chunk_that_answers_first(sources: Sources, embeddings: Embeddings) -> None:
    documents = documents_of(sources)
    quickstart = Quickstart(documents, embeddings)
    for baseline in (quickstart, Bm25(documents)):
        found = baseline.chunks("Where is the vial kept, in the refrigerator?", 4)
        assert len(found) == 4
        assert "refrigerator" in found[0]
        assert baseline.chunks("refrigerator", 1)[0] == found[0]
    asked = ["Where is the vial kept, in the refrigerator?", "What says little?"]
    assert quickstart.chunks_of(asked, 4) == {question: quickstart.chunks(question, 4) for question in asked}
    quickstart.close()


def test_bm25_gives_all_chunks_where_there_are_fewer_than_asked_for(library: Library) -> None:
    assert len(Bm25(documents_of(Sources.of(library))).chunks("rash", 4)) == 1


def test_collections_of_two_quickstarts_stay_apart(sources: Sources, library: Library, embeddings: Embeddings) -> None:
    one, two = (Quickstart(documents_of(each), embeddings) for each in (sources, Sources.of(library)))
    assert "Testocillin" in two.chunks("vial in the refrigerator", 4)[0]
    assert len(two.chunks("vial in the refrigerator", 4)) == 1
    one.close()
    two.close()


def test_the_systems_are_compared_over_what_has_an_answer_and_what_has_none(assistant: ScriptedAssistant) -> None:
    beyond = Question.from_json({**json_of(STORAGE_QUESTION), "id": "beyond", "must": [["on the moon"]]})
    questions = [STORAGE_QUESTION, beyond, DOSE_QUESTION, PRICE_QUESTION, CHOKING_QUESTION]
    systems = compare(questions, assistant, seed=0)
    assert [question for question, _ in assistant.asked] == [
        STORAGE_QUESTION.question,
        STORAGE_QUESTION.question,
        PRICE_QUESTION.question,
    ]
    ours = systems["this assistant"]
    assert (ours["answer_accuracy"]["value"], ours["answer_accuracy"]["n"]) == (0.5, 2)
    assert (ours["abstention_recall"]["value"], ours["abstention_recall"]["n"]) == (1, 1)
    assert ours["length_words"]["value"] == 10
    quickstart = systems["LangChain quickstart, best 4"]
    assert quickstart["abstention_recall"]["value"] == 0
    assert quickstart["length_words"]["value"] > 50  # the whole monograph is one chunk
    table = compare_table(systems).splitlines()
    assert [line.split("  ")[0] for line in table[2:]] == list(systems)


def json_of(question: Question) -> dict[str, object]:
    return {"question": question.question, "kind": question.kind, "evidence": list(question.evidence)}


def test_the_bench_puts_each_figure_beside_the_baseline(assistant: ScriptedAssistant, monograph_path: Path) -> None:
    opened: list[Path] = []

    def open_assistant(index: Path) -> ScriptedAssistant:
        opened.append(index)
        assert Library.open(index).drugs == {"testocillin": ("Testocil",)}
        return assistant

    result = bench(monograph_path.parent, [STORAGE_QUESTION, DOSE_QUESTION], open_assistant, repeat=2)
    assert len(opened) == 1
    assert not opened[0].exists()
    assert [(figure["name"], figure["n"]) for figure in result["figures"]] == [
        ("ingestion", 2),
        ("ingestion, nothing changed", 2),
        ("answer latency", 2),
        ("dosing answer latency", 2),
    ]
    for figure in result["figures"]:
        assert 0 < figure["ours"]["median"] <= figure["ours"]["p95"]
        ratio = figure["ours"]["median"] / figure["baseline"]["median"]
        assert figure["ratio"]["median"] == pytest.approx(ratio, abs=0.0005)
    assert result["figures"][2]["ratio"]["median"] < 1  # a scripted answer takes no time
    assert len(assistant.asked) == 2 * 3  # each once to warm up, then twice
    assert len(bench_table({**result, "load": 0.1}).splitlines()) == 7
    assert "Monographs: 1, passages: 4" in bench_table(result)
    assert "load 99 on" in bench_table({**result, "load": 99})
    json.dumps(result)


def test_an_index_is_timed_as_it_is_beside_the_same_passages(
    assistant: ScriptedAssistant, monograph_path: Path, tmp_path: Path
) -> None:
    build([monograph_path], tmp_path / "index")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.is_file()}
    assistant.library = Library.open(tmp_path / "index")
    result = bench_index(tmp_path / "index", [STORAGE_QUESTION, DOSE_QUESTION], lambda _: assistant, repeat=2)
    assert [(figure["name"], figure["n"]) for figure in result["figures"]] == [
        ("answer latency", 2),
        ("dosing answer latency", 2),
    ]
    assert (result["monographs"], result["passages"]) == (1, len(assistant.library.passages))
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.is_file()} == before


def test_a_chunk_is_an_answer_of_its_own() -> None:
    assert as_answer(["one", "two"]) == {"route": "answer", "text": "one\n\ntwo"}
