"""Prepare what the reader learns from: `python -m training.reader_data --data ../shared/data --out FILE.npz`.

Each question on labels and leaflets comes with the sentences that retrieval would hand the reader, ranked by adapter
heads that have not seen its document. Two public sets teach it first what an answer looks like: half of SQuAD 2.0's
development set, with unanswerable questions, and COVID-QA. Two cores: about 15 minutes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from retriever.embedder import MiniLM
from retriever.lexical import LexicalIndex
from retriever.ranker import (
    lexical_text,
    reciprocal_rank,
    seen,
)
from retriever.reader import MOST_PASSAGE_TOKENS, MOST_QUESTION_TOKENS, read_text
from training.adapter import FOLDS, HEADS, SEED, TrainingSet, held_out_scores, passages_that_hold, prepare

RANKED = 64  # candidates of a question, best first; the negatives come from among them
ADDED = 8  # places for sentences that answer or tempt and are not among the ranked: to learn from, never to measure
ANSWERS, TEMPTS = 1, 2  # in `relevance`
PUBLIC = -1  # in `fold`
MEASURED = 5  # deepest rank that a measure looks at
FIRST_STAGES = ("dense", "bm25s", "dense + bm25s", "adapter")
_PUBLIC_SETS = ("squad2_dev_half.json.gz", "covid_qa.json.gz")
_OWN_PARAGRAPH, _OTHERS = 40, 24  # sentences of the paragraph and of the article, offered for a public question
_SENTENCE_END = re.compile(r'(?<=[.!?])\s+(?=[A-Z\["(0-9])')

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class ReaderData:
    """Questions, passages and what is known of each pair; questions on labels and leaflets first, then public ones.

    Attributes:
        questions: word pieces, uint16, (n, 40), zeros behind.
        passages: heading and sentence, uint16, (n_passages, 88), zeros behind.
        candidates: rows of `passages`, int32, (n, 72): 64 best first, then 8 added; -1 where there is none.
        relevance: of each candidate, int8, (n, 72): 0, ANSWERS or TEMPTS.
        answerable: bool, (n,).
        fold: which third is held out with a question's document, int8, (n,); PUBLIC for public ones.
        document: of each question on labels and leaflets, int32, (n_own,).
        n_relevant: sentences of the document that answer, int32, (n_own,).
        score: of the 64 by the adapter, float32, (n_own, 64).
        similarity: the best plain cosine, float32, (n_own,).
        seen: what the adapter makes of answerability, as in retriever/ranker.py, float32, (n_own,).
        first_stage: whether the best five sentences by each of FIRST_STAGES answer, bool, (4, n_own, 5).
    """

    questions: Array
    passages: Array
    candidates: Array
    relevance: Array
    answerable: Array
    fold: Array
    document: Array
    n_relevant: Array
    score: Array
    similarity: Array
    seen: Array
    first_stage: Array

    @property
    def n_own(self) -> int:
        """How many questions are on labels and leaflets."""
        return len(self.document)

    def save(self, path: Path) -> None:
        """Write every array into one file."""
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> ReaderData:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates by their place in a list of passages."""

    question: str
    answerable: bool
    candidates: Sequence[int]
    relevance: Sequence[int]


def own_questions(data: TrainingSet) -> tuple[list[str], list[Asked], dict[str, Array]]:
    """The passages, the questions on labels and leaflets, and the arrays that describe them."""
    start: dict[str, int] = {}
    lexical: dict[str, LexicalIndex] = {}
    passages: list[str] = []
    for name, document in data.documents.items():
        start[name] = len(passages)
        passages += [read_text(passage) for passage in document.passages]
        lexical[name] = LexicalIndex([lexical_text(passage) for passage in document.passages])
    heads = {head.name: held_out_scores(head, data) for head in HEADS}
    tempting = passages_that_hold("near", data.questions, data.documents)
    asked: list[Asked] = []
    rows: list[dict[str, Any]] = []
    for at, question in enumerate(data.questions):
        name = question["document"]
        plain = (data.plain_vectors[name] @ data.question_vectors[at]).numpy()
        words = data.words[at]
        by_words = reciprocal_rank(lexical[name].scores(words))
        scores = heads["rank"][at]
        answers = data.relevant[at].numpy()
        grades = np.where(answers, ANSWERS, np.where(tempting[at].numpy(), TEMPTS, 0))
        asked.append(_offered(question, words, scores, grades, start[name]))
        stages = (plain, by_words, reciprocal_rank(plain) + by_words, scores)
        rows.append(
            {
                "document": list(start).index(name),
                "n_relevant": answers.sum(),
                "score": _filled(scores[best(scores, RANKED)], RANKED),
                "similarity": plain.max(),
                "seen": seen(heads["answer"][at], plain.max(), lexical[name].known(words), lexical[name].shares(words)),
                "first_stage": [_filled(answers[best(stage, MEASURED)], MEASURED) for stage in stages],
            }
        )
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    columns["first_stage"] = columns["first_stage"].swapaxes(0, 1)
    return passages, asked, columns


def _offered(question: dict[str, Any], words: str, scores: Array, grades: Array, start: int) -> Asked:
    ranked = best(scores, RANKED)
    added = [place for place in np.flatnonzero(grades).tolist() if place not in set(ranked)][:ADDED]
    gap = RANKED - len(ranked) if added else 0
    return Asked(
        words,
        question["answerable"],
        [*(start + place for place in ranked), *[-1] * gap, *(start + place for place in added)],
        [*grades[ranked].tolist(), *[0] * gap, *grades[added].tolist()],
    )


def best(scores: Array, k: int) -> list[int]:
    """The places of the k highest scores, best first, equal ones in document order."""
    return [int(place) for place in np.argsort(-scores, kind="stable")[:k]]


def public_questions(folder: Path) -> tuple[list[str], list[Asked]]:
    """The passages and questions of the public sets, with wrong sentences from the same paragraph and article."""
    rng = random.Random(SEED)
    passages: list[str] = []
    asked: list[Asked] = []
    for name in _PUBLIC_SETS:
        for article in json.loads(gzip.decompress((folder / name).read_bytes()))["data"]:
            heading = article.get("title", "").replace("_", " ") or "article"
            first = len(passages)
            paragraphs = []
            for paragraph in article["paragraphs"]:
                spans = list(_spans(paragraph["context"]))
                paragraphs.append((paragraph["qas"], range(len(passages), len(passages) + len(spans)), spans))
                passages += [f"{heading}: {paragraph['context'][begin:end]}" for begin, end in spans]
            whole = range(first, len(passages))
            asked += [
                _public(question, places, answering, passages, rng.sample(whole, min(len(whole), _OTHERS)))
                for questions, places, spans in paragraphs
                for question in questions
                if (answering := _answering(question, spans, places.start)) or question.get("is_impossible", False)
            ]
    return passages, asked


def _public(
    question: dict[str, Any], places: Sequence[int], answering: list[int], passages: list[str], others: list[int]
) -> Asked:
    """A question with the sentences of its paragraph, those with most of its words first, and others."""
    words = _words(question["question"])
    own = sorted(places, key=lambda place: -len(words & _words(passages[place])))[:_OWN_PARAGRAPH]
    offered = list(dict.fromkeys([*own, *answering, *others]))[:RANKED]
    relevance = [ANSWERS if place in answering else 0 for place in offered]
    return Asked(question["question"], bool(answering), offered, relevance)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for end, after in [*((found.start(), found.end()) for found in _SENTENCE_END.finditer(text)), (len(text), 0)]:
        if end - begin > 8:
            yield begin, end
        begin = after


def _answering(question: dict[str, Any], spans: Sequence[tuple[int, int]], offset: int) -> list[int]:
    if question.get("is_impossible", False):
        return []
    starts = {answer["answer_start"] for answer in question["answers"]}
    return [offset + at for at, (begin, end) in enumerate(spans) if any(begin <= start < end for start in starts)]


def arrays(own: tuple[list[str], list[Asked], dict[str, Array]], public: tuple[list[str], list[Asked]]) -> ReaderData:
    """Everything as numbers, in one numbering of passages."""
    passages, asked, columns = own
    embedder = MiniLM()
    everyone = [*asked, *public[1]]
    candidates = np.full((len(everyone), RANKED + ADDED), -1, dtype=np.int32)
    relevance = np.zeros(candidates.shape, dtype=np.int8)
    for row, question in enumerate(everyone):
        width = len(question.candidates)
        shift = len(passages) if row >= len(asked) else 0
        candidates[row, :width] = [place + shift if place >= 0 else -1 for place in question.candidates]
        relevance[row, :width] = question.relevance
    fold = np.full(len(everyone), PUBLIC, dtype=np.int8)
    for held_out, (_, unseen) in enumerate(GroupKFold(FOLDS).split(columns["document"], groups=columns["document"])):
        fold[unseen] = held_out
    return ReaderData(
        questions=_pieces(embedder, [question.question for question in everyone], MOST_QUESTION_TOKENS),
        passages=_pieces(embedder, [*passages, *public[0]], MOST_PASSAGE_TOKENS),
        candidates=candidates,
        relevance=relevance,
        answerable=np.array([question.answerable for question in everyone]),
        fold=fold,
        **columns,
    )


def _pieces(embedder: MiniLM, texts: Sequence[str], most: int) -> Array:
    pieces = np.zeros((len(texts), most), dtype=np.uint16)
    for row, tokens in enumerate(embedder.tokens(texts)):
        pieces[row, : len(tokens[:most])] = tokens[:most]
    return pieces


def _filled(values: Array, width: int) -> Array:
    return np.pad(values, (0, width - len(values)))


def main() -> int:
    """Write the arrays."""
    parser = argparse.ArgumentParser(prog="python -m training.reader_data")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="holds training/*.jsonl and qa/*.json.gz"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    torch.set_num_threads(2)
    data = arrays(own_questions(prepare(options.data)), public_questions(options.data / "qa"))
    data.save(options.out)
    print(
        f"{options.out}: {data.n_own} questions on labels, {len(data.fold) - data.n_own} public ones", file=sys.stderr
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
