"""Judged collections: documents, queries, and which documents answer which query.

Two forms are read. A folder in BEIR form holds corpus.jsonl (or corpus.jsonl.gz), queries.jsonl and qrels.tsv. A file
of linked questions says of each question which sections of which labels answer it; the labels, as openFDA gives them,
are in the folder `openfda` beside it.

Source: Thakur et al., BEIR, NeurIPS Datasets 2021.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.headings import us_label
from schema import AssistantError

LABELS = "openfda"
_REMEDY = "docs/evaluation.md shows what a collection holds."
# LiveQA's corpus gives each document as the question that it answers, where it is from, and the answer.
_ASKED_AND_ANSWERED = re.compile(r"Question: (?P<heading>[^\n]*)\n(?:URL: [^\n]*\n)?Answer: (?P<body>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it came; its heading, if it has one, and what stands under it."""

    text: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What rankings are judged on.

    Attributes:
        documents: by id; a section of a label has the id LABEL/FIELD.
        queries: the text of each by its id, in their order.
        qrels: for each query the relevance of its judged documents; above 0 is relevant.
        pools: for each query the documents to choose from, where not all.
        labels: the folder of the labels, where the documents are sections of labels.
    """

    name: str
    documents: Mapping[str, Document]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    pools: Mapping[str, frozenset[str]] = field(default_factory=dict)
    labels: Path | None = None

    def within_labels(self) -> Collection:
        """The same, but each query chooses from the sections of the labels that answer it."""
        sections: dict[str, list[str]] = {}
        for document in self.documents:
            sections.setdefault(label_of(document), []).append(document)
        pools = {
            query: frozenset(one for label in set(map(label_of, judged)) for one in sections[label])
            for query, judged in self.qrels.items()
        }
        return replace(self, name=f"{self.name}, within the label", pools=pools)


def label_of(document_id: str) -> str:
    """The label that a section belongs to."""
    return document_id.partition("/")[0]


def read_collection(path: Path) -> list[Collection]:
    """Read a folder in BEIR form, or a file of linked questions: over all labels, and within the label that answers.

    Raises:
        AssistantError: a file is missing, or a line is not what it should be.
    """
    if path.is_dir():
        return [beir(path)]
    questions = linked(path)
    return [questions, questions.within_labels()]


def beir(folder: Path) -> Collection:
    """Read a folder in BEIR form; queries to which no document was judged relevant are left out.

    Raises:
        AssistantError: a file is missing, or a line is not what it should be.
    """
    corpus = folder / "corpus.jsonl"
    corpus = corpus if corpus.exists() else folder / "corpus.jsonl.gz"
    documents = {record["_id"]: _document(record) for record in _records(corpus, "_id", "text")}
    qrels = _qrels(folder / "qrels.tsv")
    texts = {record["_id"]: record["text"] for record in _records(folder / "queries.jsonl", "_id", "text")}
    queries = {query: text for query, text in texts.items() if any(qrels.get(query, {}).values())}
    if not queries:
        raise AssistantError(f"{folder}: no document is relevant to any query of queries.jsonl. {_REMEDY}")
    return Collection(folder.name, documents, queries, {query: qrels[query] for query in queries})


def linked(path: Path) -> Collection:
    """Read linked questions and the labels beside them; a document is one section of one label.

    A section that another of the same label repeats inside itself is no document of its own: it counts as that one.

    Raises:
        AssistantError: a file is missing, a line is not what it should be, or a link leads nowhere.
    """
    documents: dict[str, Document] = {}
    whole: dict[str, str] = {}
    for label in labels_in(path.parent / LABELS):
        texts = texts_of(label)
        for name, text in texts.items():
            holder = max((other for other in texts if text in texts[other]), key=lambda other: len(texts[other]))
            whole[f"{label['set_id']}/{name}"] = f"{label['set_id']}/{holder}"
            documents[f"{label['set_id']}/{holder}"] = Document(texts[holder], "", texts[holder])
    queries, qrels = {}, {}
    for record in _records(path, "qid", "question", "gold_openfda"):
        links = [f"{link['set_id']}/{name}" for link in record["gold_openfda"] for name in link["sections"]]
        if missing := [link for link in links if link not in whole]:
            raise AssistantError(f"{path}: {record['qid']} is linked to {missing[0]}, which no label has. {_REMEDY}")
        queries[record["qid"]] = record["question"]
        qrels[record["qid"]] = dict.fromkeys((whole[link] for link in links), 1)
    return Collection(path.stem, documents, queries, qrels, labels=path.parent / LABELS)


def labels_in(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The labels of a folder of openFDA responses.

    Raises:
        AssistantError: there is none, or a file is no such response.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise AssistantError(f"There is no label in {folder}. {_REMEDY}")
    for path in paths:
        try:
            yield from json.loads(path.read_text(encoding="utf-8"))["results"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise AssistantError(f"{path} is no response of openFDA ({error!r}). Download it again.") from error


def texts_of(label: Mapping[str, Any]) -> dict[str, str]:
    """The text of each section of a label, by the name of its field."""
    fields = [section.field for section in us_label() if section.number is not None and section.field in label]
    return {name: " ".join(" ".join(label[name]).split()) for name in fields}


def _document(record: Mapping[str, Any]) -> Document:
    text, title = record["text"], record.get("title", "")
    if found := _ASKED_AND_ANSWERED.match(text):
        return Document(text, found["heading"], found["body"])
    return Document(f"{title}\n{text}".strip(), title, text)


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    """The judgements by query; of several of one document the highest."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_content(path).splitlines(), start=1):
        query, *rest = line.split("\t")
        if len(rest) != 2 or not rest[1].isdecimal():
            if number == 1:
                continue  # the names of the columns
            raise AssistantError(f"{path}, line {number}: this is not query, document and relevance. {_REMEDY}")
        judged = qrels.setdefault(query, {})
        judged[rest[0]] = max(int(rest[1]), judged.get(rest[0], 0))
    return qrels


def _records(path: Path, *keys: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_content(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise AssistantError(f"{path}, line {number}: this is not JSON ({error}). {_REMEDY}") from None
        if not isinstance(record, dict) or (missing := [key for key in keys if key not in record]):
            what = f"has no {missing[0]!r}" if isinstance(record, dict) else "is no JSON object"
            raise AssistantError(f"{path}, line {number}: this {what}. {_REMEDY}")
        yield record


def _content(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    except (OSError, EOFError, ValueError) as error:
        raise AssistantError(f"{path} cannot be read ({error}). {_REMEDY}") from error
