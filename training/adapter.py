"""Train the retrieval adapter and measure it on documents held out: `python -m training.adapter --data ../shared/data`.

Each head is a pair of matrices, one turning questions, one turning passages (retriever/adapter.py). The ranking head
learns to put an answering sentence first among all sentences of its document; the answer head learns, besides, to keep
every sentence of a document below a learned bound where the document does not answer. Two cores: about 15 minutes, most
of it for embedding. Documents, never questions, are held out. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from torch.nn.functional import binary_cross_entropy_with_logits, dropout, normalize

from retriever.adapter import ADAPTER, CENTRED
from retriever.embedder import MiniLM
from training.documents import TrainingDocument, read_document

FOLDS, EPOCHS, BATCH, LEARNING_RATE = 3, 8, 14, 1e-3
TEMPERATURE = 20.0  # 1 / softmax temperature of the answer head; also of its score, a smooth maximum
SEED = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What distinguishes the two heads; chosen on the held-out folds (docs/retrieval.md)."""

    name: str
    sharpness: float
    decay: float
    silence_weight: float


HEADS = (
    Head("rank", sharpness=30.0, decay=3e-3, silence_weight=0.0),
    Head("answer", sharpness=TEMPERATURE, decay=3e-3, silence_weight=20.0),
)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Questions with their vectors, and for each document its sentence vectors, centred, and which sentences answer.

    `plain_vectors` are the sentence vectors as the published model makes them.
    """

    questions: list[dict[str, Any]]
    documents: dict[str, TrainingDocument]
    question_vectors: torch.Tensor
    plain_vectors: dict[str, torch.Tensor]
    sentence_vectors: dict[str, torch.Tensor]
    relevant: list[torch.Tensor]

    @property
    def answerable(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each question has an answer in its document."""
        return np.array([question["answerable"] for question in self.questions])


def read_questions(data: Path) -> list[dict[str, Any]]:
    """Every question of the training files, in file order."""
    files = sorted((data / "training").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def prepare(data: Path) -> TrainingSet:
    """Read the questions and their documents, and embed both."""
    questions = read_questions(data)
    names = sorted({question["document"] for question in questions})
    return embed(questions, {name: read_document(data / name) for name in names})


def embed(questions: list[dict[str, Any]], documents: dict[str, TrainingDocument]) -> TrainingSet:
    """Embed every sentence and question once, with the published model."""
    embedder = MiniLM()
    plain = {name: _embed_sentences(embedder, document) for name, document in documents.items()}
    return TrainingSet(
        questions,
        documents,
        torch.from_numpy(embedder.vectors([question["question"] for question in questions])),
        plain,
        {name: normalize(vectors - CENTRED * vectors.mean(0, keepdim=True), dim=1) for name, vectors in plain.items()},
        sentences_that_hold("evidence", questions, documents),
    )


def _embed_sentences(embedder: MiniLM, document: TrainingDocument) -> torch.Tensor:
    texts = [f"{document.drug}. {heading}. {sentence}" for heading, sentence in document.sentences]
    return torch.from_numpy(embedder.vectors(texts))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def sentences_that_hold(
    spans: str, questions: Sequence[dict[str, Any]], documents: dict[str, TrainingDocument]
) -> list[torch.Tensor]:
    """For each question, which sentences of its document hold one of its spans: of its "evidence" or "near"."""
    words = {name: [_words(sentence) for _, sentence in document.sentences] for name, document in documents.items()}
    return [_holding(question[spans], words[question["document"]]) for question in questions]


def _holding(spans: Sequence[str], sentences: Sequence[str]) -> torch.Tensor:
    """Which sentences hold a span, or are a piece of one longer than a few words."""
    asked = [_words(span) for span in spans]
    return torch.tensor(
        [any(span in sentence or (len(sentence) > 12 and sentence in span) for span in asked) for sentence in sentences]
    )


def train(head: Head, data: TrainingSet, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Fit one head's two matrices to the chosen questions."""
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    dim = data.question_vectors.shape[1]
    question_turn, passage_turn = (torch.zeros(dim, dim, requires_grad=True) for _ in range(2))
    bound = torch.tensor([head.sharpness / 2], requires_grad=True)
    optimizer = torch.optim.Adam(
        [{"params": [question_turn, passage_turn], "lr": LEARNING_RATE}, {"params": [bound], "lr": 50 * LEARNING_RATE}]
    )
    usable = [at for at in chosen if bool(data.relevant[at].any()) or (head.silence_weight and not data.answerable[at])]
    for _ in range(EPOCHS):
        for batch in _batches(data, usable, generator):
            sentences = data.sentence_vectors[data.questions[batch[0]]["document"]]
            asked = dropout(data.question_vectors[batch], 0.1)
            logits = head.sharpness * _turned(asked, question_turn) @ _turned(sentences, passage_turn).T
            loss = _loss(head, logits, torch.stack([data.relevant[at] for at in batch]), bound)
            loss = loss + head.decay * (question_turn.square().sum() + passage_turn.square().sum())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return question_turn.detach(), passage_turn.detach()


def _loss(head: Head, logits: torch.Tensor, relevant: torch.Tensor, bound: torch.Tensor) -> torch.Tensor:
    answered = relevant.any(1)
    everything = torch.logsumexp(logits, 1)
    answering = torch.logsumexp(logits.masked_fill(~relevant, -1e9), 1)
    loss = (everything - answering)[answered].mean() if bool(answered.any()) else logits.sum() * 0
    if head.silence_weight:
        # The margin is softened so that a few sure questions do not outweigh the rest.
        loss = loss + head.silence_weight * binary_cross_entropy_with_logits(
            0.3 * (everything - bound), answered.float()
        )
    return loss


def _batches(data: TrainingSet, usable: Sequence[int], generator: np.random.Generator) -> list[list[int]]:
    """The usable questions in random order, in batches of one document each."""
    by_document: dict[str, list[int]] = defaultdict(list)
    for at in generator.permutation(usable):
        by_document[data.questions[at]["document"]].append(int(at))
    batches = [group[start : start + BATCH] for group in by_document.values() for start in range(0, len(group), BATCH)]
    return [batches[at] for at in generator.permutation(len(batches))]


def _turned(vectors: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    return normalize(vectors + vectors @ turn, dim=-1)


def score(data: TrainingSet, at: int, turns: tuple[torch.Tensor, torch.Tensor] | None) -> np.ndarray[Any, Any]:
    """The similarity of each sentence of a question's document to it, adapted where a head is given."""
    question, sentences = data.question_vectors[at], data.sentence_vectors[data.questions[at]["document"]]
    if turns:
        question, sentences = _turned(question, turns[0]), _turned(sentences, turns[1])
    similarities: np.ndarray[Any, Any] = (sentences @ question).numpy()
    return similarities


def held_out_scores(head: Head | None, data: TrainingSet) -> list[np.ndarray[Any, Any]]:
    """Scores of every question by a head that has not seen its document."""
    scores: list[np.ndarray[Any, Any]] = [np.empty(0)] * len(data.questions)
    documents = [question["document"] for question in data.questions]
    for seen, unseen in GroupKFold(FOLDS).split(documents, groups=documents):
        turns = train(head, data, seen) if head else None
        for at in unseen:
            scores[at] = score(data, int(at), turns)
    return scores


def report(name: str, scores: Sequence[np.ndarray[Any, Any]], data: TrainingSet) -> str:
    """Recall of an answering sentence at 1, 3, 5 and 8, and how well the smooth maximum tells answerable questions."""
    recalls = []
    for k in (1, 3, 5, 8):
        found = [
            bool(relevant.numpy()[np.argsort(-scores[at], kind="stable")[:k]].any())
            for at, relevant in enumerate(data.relevant)
            if bool(relevant.any())
        ]
        recalls.append(f"{np.mean(found):.1%}")
    smooth = [np.log(np.exp(TEMPERATURE * values).sum()) for values in scores]
    return f"| {name} | {' | '.join(recalls)} | {roc_auc_score(data.answerable, smooth):.3f} |"


def save(heads: dict[str, tuple[torch.Tensor, torch.Tensor]], path: Path) -> None:
    """Write the matrices as 8-bit integers with one scale each: a quarter of a megabyte a head."""
    arrays: dict[str, Any] = {}
    for name, turns in heads.items():
        for side, turn in zip(("question", "passage"), turns, strict=True):
            scale = float(turn.abs().max()) / 127
            arrays[f"{name}_{side}"] = np.round(turn.numpy() / scale).astype(np.int8)
            arrays[f"{name}_{side}_scale"] = np.float32(scale)
    np.savez_compressed(path, **arrays)


def main() -> int:
    """Print the table of docs/retrieval.md, then train on every document and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m training.adapter")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="the folder that holds training/*.jsonl"
    )
    parser.add_argument("--out", type=Path, default=ADAPTER, metavar="FILE")
    options = parser.parse_args()
    torch.set_num_threads(2)
    data = prepare(options.data)
    print("| held-out documents | recall@1 | @3 | @5 | @8 | answerable, AUC |\n|---|---|---|---|---|---|")
    print(report("published model", held_out_scores(None, data), data), flush=True)
    for head in HEADS:
        print(report(f"{head.name} head", held_out_scores(head, data), data), flush=True)
    save({head.name: train(head, data, range(len(data.questions))) for head in HEADS}, options.out)
    print(f"{options.out} written; put its sha256 into retriever/adapter.py", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
