"""Rankings on judged data: read as published, judged as worked out by hand, made by the real models."""

import json
import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.__main__ import main
from eval.baselines import quickstart_embeddings
from eval.collection import Collection, Document, beir, linked, read_collection
from eval.rankers import KeptVectors, dense, lexical, ours
from eval.retrieval import OURS, compared, metrics_of, randomisation_test
from retriever.embedder import MiniLM
from schema import AssistantError

CORPUS = [
    {
        "_id": "hives",
        "text": "Question: What are hives?\nURL: https://example.org/hives\nAnswer: Hives are red, itchy welts.  "
        "They come from:  - Foods   - Insect stings  Most fade within a day.",
    },
    {"_id": "gout", "title": "Gout", "text": "Uric acid crystals in a joint make it swell and hurt, mostly at night."},
    {"_id": "asthma", "title": "Asthma", "text": "The airways narrow, and breathing out whistles."},
]
QUERIES = [
    {"_id": "1", "text": "Why does my big toe swell at night?"},
    {"_id": "2", "text": "Can a bee sting give itchy welts?"},
    {"_id": "3", "text": "What is the capital of France?"},
]
QRELS = "query-id\tcorpus-id\tscore\n1\tgout\t1\n1\tgout\t3\n1\tasthma\t0\n2\thives\t2\n3\tgout\t0\n"


def label(set_id: str, drug: str, **sections: str) -> dict[str, Any]:
    about = {"generic_name": [drug.upper()], "brand_name": [f"Brand{drug}"], "manufacturer_name": ["The tests"]}
    return {"set_id": set_id, "version": "1", "openfda": about, **{name: [text] for name, text in sections.items()}}


USES = "INDICATIONS AND USAGE {} tablets are used to lower blood pressure in adults."
KEPT = "16.2 Storage Keep {} tablets dry, below 25 degrees, in the bottle that they came in."
LABELS = [
    label(
        f"set-{drug}",
        drug,
        indications_and_usage=USES.format(drug),
        contraindications=f"CONTRAINDICATIONS {drug} must not be taken by people who have had angioedema.",
        how_supplied=f"HOW SUPPLIED {drug} comes in bottles of 30 tablets. {KEPT.format(drug)}",
        storage_and_handling=KEPT.format(drug),
    )
    for drug in ("testopril", "samplosartan")
]
LINKED = [
    {"qid": "keep", "question": "How do I keep Testopril?", "gold": "storage_and_handling"},
    {"qid": "use", "question": "What is testopril used for?", "gold": "indications_and_usage"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small").mkdir()
    for name, records in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / "small" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "small" / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return tmp_path / "small"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    (tmp_path / "openfda").mkdir()
    for one in LABELS:
        path = tmp_path / "openfda" / f"{one['set_id']}.json"
        path.write_text(json.dumps({"results": [one]}), encoding="utf-8")
    lines = [{**one, "gold_openfda": [{"set_id": "set-testopril", "sections": [one["gold"]]}]} for one in LINKED]
    (tmp_path / "linked.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path / "linked.jsonl"


def test_a_folder_in_beir_form_is_read_with_its_highest_judgements(folder: Path) -> None:
    collection = beir(folder)
    assert collection.qrels == {"1": {"gout": 3, "asthma": 0}, "2": {"hives": 2}}
    assert list(collection.queries) == ["1", "2"]  # nothing answers the third
    assert collection.documents["gout"].text == f"Gout\n{CORPUS[1]['text']}"
    hives = collection.documents["hives"]
    assert (hives.text, hives.heading) == (CORPUS[0]["text"], "What are hives?")
    assert hives.body.startswith("Hives are red")


def test_a_section_inside_another_counts_as_the_one_that_holds_it(questions: Path) -> None:
    collection = linked(questions)
    assert collection.qrels == {
        "keep": {"set-testopril/how_supplied": 1},
        "use": {"set-testopril/indications_and_usage": 1},
    }
    assert len(collection.documents) == 6
    assert "set-testopril/storage_and_handling" not in collection.documents


def test_within_the_label_only_its_sections_can_be_chosen(questions: Path) -> None:
    everywhere, within = read_collection(questions)
    assert (everywhere.name, within.name) == ("linked", "linked, within the label")
    ranking = sorted(everywhere.documents)  # the other label comes first
    assert metrics_of(everywhere, lambda query: ranking)["recall_at_5"].tolist() == [1, 0]
    assert metrics_of(within, lambda query: ranking)["recall_at_5"].tolist() == [1, 1]
    assert metrics_of(within, lambda query: ranking)["ndcg_at_10"] == pytest.approx(
        [1 / math.log2(3), 1 / math.log2(4)]
    )


def test_rankings_are_judged_as_worked_out_by_hand() -> None:
    documents = {name: Document(name, "", name) for name in "abcdefg"}
    queries = {"graded": "graded", "late": "late", "silent": "silent"}
    qrels = {"graded": {"a": 1, "b": 3, "c": 0}, "late": {"f": 1}, "silent": {"a": 1}}
    rankings = {"graded": ["a", "c", "b"], "late": list("abcdef"), "silent": []}
    metrics = metrics_of(Collection("small", documents, queries, qrels), rankings.__getitem__)
    best = 3 + 1 / math.log2(3)
    assert metrics["ndcg_at_10"] == pytest.approx([(1 + 3 / math.log2(4)) / best, 1 / math.log2(7), 0])
    assert metrics["recall_at_5"].tolist() == [1, 0, 0]


def test_how_far_ours_is_above_is_paired_by_query() -> None:
    documents = {name: Document(name, "", name) for name in "ab"}
    queries = {str(number): str(number) for number in range(10)}
    collection = Collection("small", documents, queries, {query: {"a": 1} for query in queries})
    figures = compared(collection, {OURS: lambda query: ["a"], "silence": lambda query: []}, seed=0)["systems"]
    assert figures[OURS]["ndcg_at_10"] == {"value": 1, "low": 1, "high": 1}
    above = figures["silence"]["recall_at_5"]["ours_above"]
    assert (above["value"], above["low"]) == (1, 1)
    assert above["p"] == pytest.approx(2 / 2**10, abs=0.002)


def test_the_randomisation_test_agrees_with_all_ways_to_give_signs() -> None:
    differences = np.array([0.3, -0.1, 0.4, 0.2, 0.0, 0.25])
    means = [abs(np.mean(differences * signs)) for signs in product((-1, 1), repeat=6)]
    exact = np.mean(np.array(means) >= abs(differences.mean()) - 1e-12)
    assert randomisation_test(differences, seed=1) == pytest.approx(exact, abs=0.02)
    assert randomisation_test(-differences, seed=1) == randomisation_test(differences, seed=1)


def test_each_system_ranks_the_document_that_answers_first(folder: Path, tmp_path: Path) -> None:
    collection, embedder = beir(folder), KeptVectors(_made(tmp_path / "texts"))
    for ranker in (
        ours(collection, embedder, tmp_path / "labels"),
        dense(collection, quickstart_embeddings()),
        lexical(collection),
    ):
        assert [ranker(query)[0] for query in collection.queries.values()] == ["gout", "hives"]
    assert lexical(collection)("zzz") == []


def test_where_no_drug_is_known_all_of_a_document_tells_whether_it_is_the_one(tmp_path: Path) -> None:
    dry = "Store the tablets in a dry place."
    texts = {"other": dry, "first": f"{dry} The bottle holds a sachet of silica gel."}
    documents = {name: Document(text, "", text) for name, text in texts.items()}
    collection = Collection("small", documents, {"1": "Which tablets with a gel are stored in a dry place?"}, {})
    ranker = ours(collection, KeptVectors(_made(tmp_path / "texts")), tmp_path / "labels")
    assert ranker(collection.queries["1"]) == ["first", "other"]  # the sentence that both have is the nearest


def test_the_assistant_ranks_the_sections_of_the_drug_that_is_asked_about(questions: Path, tmp_path: Path) -> None:
    collection, embedder = linked(questions), KeptVectors(_made(tmp_path / "texts"))
    ranker = ours(collection, embedder, tmp_path / "labels")
    for query, judged in collection.qrels.items():
        ranking = ranker(collection.queries[query])
        assert ranking[0] in judged
        assert all(one.startswith("set-testopril/") for one in ranking)
    assert ranker("How do I keep ibuprofen?") == []


def test_what_was_embedded_once_is_not_embedded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Keep it dry.", "Shake it.", "Keep it dry."]
    folder = _made(tmp_path / "texts")
    first = KeptVectors(folder).vectors(texts)
    assert np.array_equal(first, MiniLM().vectors(texts))
    monkeypatch.setattr("retriever.embedder.packaged_model", lambda: tmp_path / "nowhere")
    assert np.array_equal(KeptVectors(folder).vectors(texts), first)


def test_one_command_makes_one_table(
    folder: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work, out = tmp_path / "work", tmp_path / "out"
    assert main(["retrieval", str(folder), str(questions), "--work", str(work), "--out", str(out)]) == 0
    head, _, *rows = capsys.readouterr().out.splitlines()
    assert "nDCG@10" in head
    assert len(rows) == 3 * 3
    assert [row.split("  ")[0] for row in rows[::3]] == ["small", "linked", "linked, within the label"]
    systems = json.loads((out / "retrieval.json").read_text(encoding="utf-8"))[1]["systems"]
    assert systems[OURS]["ndcg_at_10"]["value"] == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("corpus.jsonl", '{"_id": "a"}', "line 1: this has no 'text'"),
        ("corpus.jsonl", '\n["a"]', "line 2: this is no JSON object"),
        ("queries.jsonl", '{"_id": "1", "text": "?"}\n{', "line 2: this is not JSON"),
        ("queries.jsonl", '{"_id": "9", "text": "?"}', "no document is relevant to any query"),
        ("qrels.tsv", QRELS + "2 hives 1\n", "line 7: this is not query, document and relevance"),
        ("qrels.tsv", None, "qrels.tsv cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told(name: str, content: str | None, told: str, folder: Path) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(AssistantError, match=told):
        beir(folder)


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        (["overdosage"], "keep is linked to set-testopril/overdosage, which no label has"),
        (None, "There is no label in"),
    ],
)
def test_questions_whose_links_lead_nowhere_are_told(sections: list[str] | None, told: str, questions: Path) -> None:
    if sections is None:
        for path in (questions.parent / "openfda").iterdir():
            path.unlink()
    else:
        links = [{"set_id": "set-testopril", "sections": sections}]
        record = {"qid": "keep", "question": "?", "gold_openfda": links}
        questions.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(AssistantError, match=told):
        linked(questions)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
