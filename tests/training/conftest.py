"""Three documents and six questions of our own, small enough to learn from in seconds."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from schema import Passage, PassageKind, SectionCode, Span
from training.adapter import TrainingSet, embed
from training.documents import TrainingDocument
from training.prepared import ReaderData
from training.reader_data import arrays, own_questions, public_questions


def document(drug: str, *sections: tuple[SectionCode, str, str]) -> TrainingDocument:
    """A document whose passages stand under these headings."""
    passages = [
        Passage(f"{drug}-{at}", drug, drug, PassageKind.SENTENCE, code, (heading,), (Span(0, len(text)),), text)
        for at, (code, heading, text) in enumerate(sections)
    ]
    return TrainingDocument(drug, (), tuple(passages))


DOCUMENTS = {
    name: document(
        name,
        (SectionCode.DOSAGE, "Dosage", f"The usual dose of {name} is {dose} mg once daily."),
        (SectionCode.DOSAGE, "Dosage", f"Halve the dose of {name} in severe renal impairment."),
        (SectionCode.STORAGE, "Storage", f"Keep {name} in a refrigerator and protect it from light."),
        (SectionCode.LACTATION, "Lactation", f"It is not known whether {name} passes into breast milk."),
        (SectionCode.ADVERSE_REACTIONS, "Adverse reactions", "Headache and nausea were common."),
    )
    for name, dose in (("alphamab", 10), ("betastat", 20), ("gammaprazole", 40))
}


def question(name: str, text: str, evidence: int | None, near: int | None = None) -> dict[str, Any]:
    """One line of the question files; evidence and near are sentences of the document by their place."""
    sentence = [passage.text for passage in DOCUMENTS[name].passages]
    return {
        "document": name,
        "question": text,
        "answerable": evidence is not None,
        "evidence": [sentence[at] for at in (evidence,) if at is not None],
        "near": [sentence[at] for at in (near,) if at is not None],
    }


QUESTIONS = [
    entry
    for name in DOCUMENTS
    for entry in (
        question(name, "How much should she get each day?", 0, near=1),
        question(name, "What does a pack cost?", None, near=2),
    )
]

PARAGRAPH = "Rouen lies on the Seine. It was the seat of the dukes. Its cathedral burned twice."
SQUAD = [
    {
        "title": "Old_towns",
        "paragraphs": [
            {
                "context": PARAGRAPH,
                "qas": [
                    {"question": "Which river?", "answers": [{"answer_start": PARAGRAPH.index("Seine")}]},
                    {"question": "Who built the harbour?", "answers": [], "is_impossible": True},
                    {"question": "Marked wrongly?", "answers": []},
                ],
            },
            {"context": "Caen was rebuilt after the war.", "qas": []},
        ],
    }
]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Sums in one order on every machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def public_sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two public sets, in their form."""
    folder = tmp_path_factory.mktemp("qa")
    for name, articles in (("squad2_dev_half", SQUAD), ("covid_qa", [])):
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps({"data": articles}).encode()))
    return folder


@pytest.fixture(scope="session")
def training_set() -> TrainingSet:
    return embed(QUESTIONS, DOCUMENTS)


@pytest.fixture(scope="session")
def reader_data(training_set: TrainingSet, public_sets: Path) -> ReaderData:
    return arrays(own_questions(training_set), public_questions(public_sets))
