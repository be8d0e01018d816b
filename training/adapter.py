"""Train the retrieval adapter and measure it on documents held out: `python -m training.adapter --data ../shared/data`.

Each head is a pair of matrices, one turning questions, one turning passages (retriever/adapter.py). The ranking head
learns, together with the weights of a score, to put an answering passage first among all passages of its document; the
answer head learns, besides, to keep every passage of a document below a learned bound where the document does not
answer. Documents, never questions, are held out. Seeds are fixed.
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

from assistant.conversation import conversation_of
from assistant.query import read_words, without_held
from drugs import DrugNames
from retriever.adapter import ADAPTER, CENTRED
from retriever.embedder import MiniLM
from retriever.lexical import LexicalIndex
from retriever.query import section_intents
from retriever.ranker import length_of, lexical_text, vocabulary_of, words_in_common
from training.documents import WRITTEN, TrainingDocument, files_of, read_document
from training.prepared import FOLDS, SEED

EPOCHS, BATCH, LEARNING_RATE = 8, 14, 1e-3
TEMPERATURE = 20.0  # 1 / softmax temperature of the answer head; also of its score, a smooth maximum
PLAIN = 8.0  # what the published model's cosine weighs at first
DROPOUT, DECAY = 0.1, 3e-3
N_SIGNS = 5  # four of words in common, and the section
Scores = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Head:
    """What distinguishes the two heads; chosen on the held-out folds (docs/retrieval.md)."""

    name: str
    sharpness: float
    silence_weight: float
    weighs_signs: bool


HEADS = (
    Head("rank", sharpness=30.0, silence_weight=0.0, weighs_signs=True),
    Head("answer", sharpness=TEMPERATURE, silence_weight=20.0, weighs_signs=False),
)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Questions, and for each document its passages, with all that a score is made of.

    Attributes:
        questions: as they stand in the files.
        documents: by their names in the files.
        words: each question as the assistant would look for it.
        question_vectors: of `words`, shape (n_questions, dim).
        plain_vectors: of each document's passages, as they are stored, shape (n_passages, dim).
        sentence_vectors: the same, centred.
        relevant: which passages of its document answer each question, bool, shape (n_passages,).
        signs: of each question, for each passage of its document the words in common and whether the question points to
            the passage's section, shape (n_passages, 5).
        lengths: of each document, for each passage its length as the score takes it, shape (n_passages,).
    """

    questions: list[dict[str, Any]]
    documents: dict[str, TrainingDocument]
    words: list[str]
    question_vectors: torch.Tensor
    plain_vectors: dict[str, torch.Tensor]
    sentence_vectors: dict[str, torch.Tensor]
    relevant: list[torch.Tensor]
    signs: list[torch.Tensor]
    lengths: dict[str, torch.Tensor]

    @property
    def answerable(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each question has an answer in its document."""
        return np.array([question["answerable"] for question in self.questions])


def read_questions(data: Path) -> list[dict[str, Any]]:
    """Every question of the shared training files and on the written monographs, in file order."""
    files = [*sorted((data / "training").glob("*.jsonl")), *sorted(WRITTEN.glob("*.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def prepare(data: Path) -> TrainingSet:
    """Read the questions and their documents, and embed both."""
    questions = read_questions(data)
    names = sorted({question["document"] for question in questions})
    return embed(questions, {name: read_document(files_of(name, data)) for name in names})


def embed(questions: list[dict[str, Any]], documents: dict[str, TrainingDocument]) -> TrainingSet:
    """Read every question as the assistant would, and embed every passage and question once."""
    embedder = MiniLM()
    plain = {name: torch.from_numpy(embedder.passage_vectors(one.passages)) for name, one in documents.items()}
    lexical = {name: LexicalIndex([lexical_text(own) for own in one.passages]) for name, one in documents.items()}
    words = _as_asked(questions, documents)
    return TrainingSet(
        questions,
        documents,
        words,
        torch.from_numpy(embedder.vectors(words)),
        plain,
        {name: normalize(vectors - CENTRED * vectors.mean(0, keepdim=True), dim=1) for name, vectors in plain.items()},
        passages_that_hold("evidence", questions, documents),
        [
            _signs(asked, documents[question["document"]], lexical[question["document"]])
            for asked, question in zip(words, questions, strict=True)
        ],
        {name: torch.tensor([length_of(own) for own in one.passages]) for name, one in documents.items()},
    )


def _as_asked(questions: Sequence[dict[str, Any]], documents: dict[str, TrainingDocument]) -> list[str]:
    names = {name: DrugNames({one.drug: one.brand_names}) for name, one in documents.items()}
    vocabularies = {name: vocabulary_of(one.passages) for name, one in documents.items()}
    asked = []
    for question in questions:
        name = question["document"]
        text = conversation_of(question["question"], ()).query
        asked.append(read_words(without_held(text, names[name].find(text)), vocabularies[name]))
    return asked


def _signs(asked: str, document: TrainingDocument, lexical: LexicalIndex) -> torch.Tensor:
    intents = section_intents(asked)
    pointed = [passage.section_code in intents for passage in document.passages]
    return torch.from_numpy(np.vstack([words_in_common(lexical, asked), np.array(pointed, dtype=np.float32)]).T.copy())


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def passages_that_hold(
    spans: str, questions: Sequence[dict[str, Any]], documents: dict[str, TrainingDocument]
) -> list[torch.Tensor]:
    """For each question, which passages of its document hold one of its spans: of its "evidence" or "near"."""
    words = {name: [_words(passage.text) for passage in document.passages] for name, document in documents.items()}
    return [_holding(question[spans], words[question["document"]]) for question in questions]


def _holding(spans: Sequence[str], sentences: Sequence[str]) -> torch.Tensor:
    """Which sentences hold a span, or are a piece of one longer than a few words."""
    asked = [_words(span) for span in spans]
    return torch.tensor(
        [any(span in sentence or (len(sentence) > 12 and sentence in span) for span in asked) for sentence in sentences]
    )


class Scorer(torch.nn.Module):
    """A score of every passage of a document for questions on it; by the answer head the turned cosine alone."""

    def __init__(self, head: Head, dim: int) -> None:
        super().__init__()
        self.head = head
        self.question_turn, self.passage_turn = (torch.nn.Parameter(torch.zeros(dim, dim)) for _ in range(2))
        self.cosines = torch.nn.Parameter(torch.tensor([head.sharpness, PLAIN]))
        self.signs = torch.nn.Parameter(torch.zeros(N_SIGNS))
        self.length = torch.nn.Parameter(torch.zeros(()))
        self.bound = torch.nn.Parameter(torch.tensor(head.sharpness / 2))

    def cosine(self, data: TrainingSet, batch: Sequence[int]) -> torch.Tensor:
        """Of questions on one document and its passages, both turned; shape (n_questions, n_passages)."""
        asked = dropout(data.question_vectors[list(batch)], DROPOUT, self.training)
        sentences = data.sentence_vectors[data.questions[batch[0]]["document"]]
        return _turned(asked, self.question_turn) @ _turned(sentences, self.passage_turn).T

    def forward(self, data: TrainingSet, batch: Sequence[int]) -> torch.Tensor:
        """The scores, of the same shape."""
        cosine = self.cosine(data, batch)
        if not self.head.weighs_signs:
            return self.head.sharpness * cosine
        name = data.questions[batch[0]]["document"]
        plain = data.question_vectors[list(batch)] @ data.plain_vectors[name].T
        return (
            self.cosines[0] * cosine
            + self.cosines[1] * plain
            + torch.stack([data.signs[at] for at in batch]) @ self.signs
            + self.length * data.lengths[name]
        )

    def penalty(self) -> torch.Tensor:
        """What keeps the turns small."""
        return DECAY * (self.question_turn.square().sum() + self.passage_turn.square().sum())

    def groups(self) -> list[dict[str, Any]]:
        """The parameters with their learning rates."""
        turns, weights = [self.question_turn, self.passage_turn], [self.signs, self.length]
        return [
            {"params": turns, "lr": LEARNING_RATE},
            {"params": weights, "lr": 20 * LEARNING_RATE},
            {"params": [self.cosines, self.bound], "lr": 100 * LEARNING_RATE},
        ]


def train(head: Head, data: TrainingSet, chosen: Sequence[int]) -> Scorer:
    """Fit one head to the chosen questions, with a learning rate that falls to a twentieth."""
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    scorer = Scorer(head, data.question_vectors.shape[1])
    optimizer = torch.optim.Adam(scorer.groups())
    usable = [at for at in chosen if bool(data.relevant[at].any()) or (head.silence_weight and not data.answerable[at])]
    steps = [batch for _ in range(EPOCHS) for batch in _batches(data, usable, generator)]
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.05, 1 - step / len(steps)))
    for batch in steps:
        loss = _loss(scorer, scorer(data, batch), torch.stack([data.relevant[at] for at in batch])) + scorer.penalty()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        falling.step()
    return scorer.eval()


def _loss(scorer: Scorer, scores: torch.Tensor, relevant: torch.Tensor) -> torch.Tensor:
    answered = relevant.any(1)
    everything = torch.logsumexp(scores, 1)
    answering = torch.logsumexp(scores.masked_fill(~relevant, -1e9), 1)
    loss = (everything - answering)[answered].mean() if bool(answered.any()) else scores.sum() * 0
    if scorer.head.silence_weight:
        # The margin is softened so that a few sure questions do not outweigh the rest.
        loss = loss + scorer.head.silence_weight * binary_cross_entropy_with_logits(
            0.3 * (everything - scorer.bound), answered.float()
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


@torch.no_grad()
def scores_of(scorer: Scorer | None, data: TrainingSet, at: int) -> Scores:
    """The score of each passage of a question's document, shape (n_passages,); by the stored vectors where None."""
    if scorer is None:
        return (data.sentence_vectors[data.questions[at]["document"]] @ data.question_vectors[at]).numpy()
    scored = scorer(data, [at])[0] if scorer.head.weighs_signs else scorer.cosine(data, [at])[0]
    return scored.numpy()


def held_out_scores(head: Head | None, data: TrainingSet) -> list[Scores]:
    """Scores of every question by a head that has not seen its document."""
    scores: list[Scores] = [np.empty(0, dtype=np.float32)] * len(data.questions)
    folds = folds_of(data.questions)
    for fold in range(FOLDS):
        scorer = train(head, data, np.flatnonzero(folds != fold).tolist()) if head else None
        for at in np.flatnonzero(folds == fold).tolist():
            scores[at] = scores_of(scorer, data, at)
    return scores


def folds_of(questions: Sequence[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Which third each question is held out with, (n_questions,): all questions on a document with the same."""
    documents = [question["document"] for question in questions]
    folds = np.empty(len(documents), dtype=np.int8)
    for held_out, (_, unseen) in enumerate(GroupKFold(FOLDS).split(documents, groups=documents)):
        folds[unseen] = held_out
    return folds


def report(name: str, scores: Sequence[Scores], data: TrainingSet) -> str:
    """Recall of an answering sentence at 1, 3, 5 and 8, and how well the smooth maximum tells answerable questions."""
    recalls = []
    for k in (1, 3, 5, 8):
        found = [
            bool(relevant.numpy()[np.argsort(-scores[at], kind="stable")[:k]].any())
            for at, relevant in enumerate(data.relevant)
            if bool(relevant.any())
        ]
        recalls.append(f"{np.mean(found):.1%}")
    smooth = [np.logaddexp.reduce(TEMPERATURE * values.astype(np.float64)) for values in scores]
    return f"| {name} | {' | '.join(recalls)} | {roc_auc_score(data.answerable, smooth):.3f} |"


def save(rank: Scorer, answer: Scorer, path: Path) -> None:
    """Write the matrices as 8-bit integers with one scale each, a quarter of a megabyte a head, and the weights."""
    arrays: dict[str, Any] = {
        "cosines": rank.cosines.detach().numpy(),
        "words": rank.signs.detach().numpy()[:-1],
        "section": rank.signs.detach().numpy()[-1],
        "length": rank.length.detach().numpy(),
    }
    for scorer in (rank, answer):
        for side, turn in (("question", scorer.question_turn), ("passage", scorer.passage_turn)):
            values = turn.detach().numpy()
            scale = float(np.abs(values).max()) / 127
            arrays[f"{scorer.head.name}_{side}"] = np.round(values / scale).astype(np.int8)
            arrays[f"{scorer.head.name}_{side}_scale"] = np.float32(scale)
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
    rank, answer = (train(head, data, range(len(data.questions))) for head in HEADS)
    save(rank, answer, options.out)
    print(f"{options.out} written; put its sha256 into retriever/adapter.py", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
