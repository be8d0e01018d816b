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
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from retriever.embedder import MiniLM
from retriever.lexical import LexicalIndex
from retriever.ranker import (
    lexical_text,
    reciprocal_rank,
    seen,
)
from retriever.reader import MOST_PASSAGE_TOKENS, MOST_QUESTION_TOKENS, read_text
from training.adapter import HEADS, TrainingSet, folds_of, held_out_scores, passages_that_hold, prepare
from training.documents import is_written
from training.prepared import ADDED, ANSWERS, ELSEWHERE, MEASURED, PUBLIC, RANKED, SEED, TEMPTS, ReaderData

_PUBLIC_SETS = ("squad2_dev_half.json.gz", "covid_qa.json.gz")
_OWN_PARAGRAPH, _OTHERS = 40, 24  # sentences of the paragraph and of the article, offered for a public question
_SENTENCE_END = re.compile(r'(?<=[.!?])\s+(?=[A-Z\["(0-9])')

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates by their place in a list of passages."""

    question: str
    answerable: bool
    candidates: Sequence[int]
    relevance: Sequence[int]


def own_questions(data: TrainingSet) -> tuple[list[str], list[Asked], dict[str, Array]]:
    """The passages, the questions on labels, leaflets and written monographs, and the arrays that describe them."""
    start: dict[str, int] = {}
    lexical: dict[str, LexicalIndex] = {}
    passages: list[str] = []
    for name, document in data.documents.items():
        start[name] = len(passages)
        passages += [read_text(passage) for passage in document.passages]
        lexical[name] = LexicalIndex([lexical_text(passage) for passage in document.passages])
    heads = {head.name: held_out_scores(head, data) for head in HEADS}
    tempting = passages_that_hold("near", data.questions, data.documents)
    others = _other_documents(data.questions)
    asked: list[Asked] = []
    rows: list[dict[str, Any]] = []
    for at, question in enumerate(data.questions):
        name = question["document"]
        words = data.words[at]
        plain, by_words = _first_stages(data, at, name, lexical[name])
        scores = heads["rank"][at]
        answers = data.relevant[at].numpy()
        grades = np.where(answers, ANSWERS, np.where(tempting[at].numpy(), TEMPTS, 0))
        asked.append(_offered(question, words, scores, grades, start[name]))
        stages = (plain, by_words, reciprocal_rank(plain) + by_words, scores)
        rows.append(
            {
                "document": list(start).index(name),
                "written": is_written(name),
                "n_relevant": answers.sum(),
                "score": _filled(scores[best(scores, RANKED)], RANKED),
                "similarity": plain.max(),
                "seen": seen(heads["answer"][at], plain.max(), lexical[name].known(words), lexical[name].shares(words)),
                "first_stage": [_filled(answers[best(stage, MEASURED)], MEASURED) for stage in stages],
                "elsewhere": _elsewhere(data, at, {other: (start[other], lexical[other]) for other in others[at]}),
            }
        )
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    columns["first_stage"] = columns["first_stage"].swapaxes(0, 1)
    columns["fold"] = folds_of(data.questions)
    return passages, asked, columns


def _first_stages(data: TrainingSet, at: int, name: str, lexical: LexicalIndex) -> tuple[Array, Array]:
    """A question's scores of the passages of a document: the cosine by the published model, and by BM25 ranks."""
    plain: Array = (data.plain_vectors[name] @ data.question_vectors[at]).numpy()
    return plain, reciprocal_rank(lexical.scores(data.words[at]))


def _other_documents(questions: Sequence[dict[str, Any]]) -> list[list[str]]:
    """For each question other documents of its fold, drawn at random."""
    rng = random.Random(SEED)
    folds = folds_of(questions)
    of_fold: dict[int, set[str]] = defaultdict(set)
    for question, fold in zip(questions, folds.tolist(), strict=True):
        of_fold[fold].add(question["document"])
    drawn = []
    for question, fold in zip(questions, folds.tolist(), strict=True):
        others = sorted(of_fold[fold] - {question["document"]})
        drawn.append(rng.sample(others, min(len(others), ELSEWHERE[0])))
    return drawn


def _elsewhere(data: TrainingSet, at: int, others: Mapping[str, tuple[int, LexicalIndex]]) -> Array:
    """The rows of what documents that a question was not written on have nearest to it, as in `ReaderData`."""
    rows = np.full(ELSEWHERE, -1, dtype=np.int32)
    for row, (name, (start, lexical)) in zip(rows, others.items(), strict=False):
        plain, by_words = _first_stages(data, at, name, lexical)
        nearest = best(reciprocal_rank(plain) + by_words, len(row))
        row[: len(nearest)] = start + np.array(nearest)
    return rows


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
    return ReaderData(
        questions=_pieces(embedder, [question.question for question in everyone], MOST_QUESTION_TOKENS),
        passages=_pieces(embedder, [*passages, *public[0]], MOST_PASSAGE_TOKENS),
        candidates=candidates,
        relevance=relevance,
        answerable=np.array([question.answerable for question in everyone]),
        fold=np.concatenate([columns.pop("fold"), np.full(len(public[1]), PUBLIC, dtype=np.int8)]),
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
        f"{options.out}: {data.n_own} questions on drug documents, {len(data.fold) - data.n_own} public ones",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
