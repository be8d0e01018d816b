"""Questions through the assistant, as the page asks them, with the ranking that each answer was made from."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Protocol

from eval.measures.base import AnswerObject
from eval.questions import Question
from library import Library
from retriever.ranker import Evidence
from retriever.retriever import Retriever
from schema import Answer, Route

RANKED = 100  # passages kept of each ranking; no measure looks further down
_seen: ContextVar[list[Evidence] | None] = ContextVar("_seen", default=None)  # what this thread's question ranked


class Answering(Protocol):
    """What a run needs of an assistant."""

    @property
    def library(self) -> Library:
        """The monographs that it answers from."""

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """One answer; `history` holds the user's earlier messages, oldest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one asking of a question gave.

    Attributes:
        record: the answer object; where answering failed `route` is null and `error` says why.
        ranking: ids of the ranked passages, best first; None where nothing was searched.
        answerability: the score by which it was decided to answer; None where nothing was searched.
        is_timed: whether it was asked alone, so that its latency is that of a person who asks alone.
    """

    record: AnswerObject
    ranking: tuple[str, ...] | None = None
    answerability: float | None = None
    is_timed: bool = True

    @property
    def answer(self) -> AnswerObject | None:
        """The answer object, or None where answering failed."""
        return None if "error" in self.record else self.record

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Asked:
        """Read back what `to_json` gave."""
        ranking = line["ranking"]
        return cls(line["record"], None if ranking is None else tuple(ranking), line["answerability"], line["is_timed"])

    def to_json(self) -> dict[str, Any]:
        """What a journal keeps of it."""
        return {
            "record": self.record,
            "ranking": self.ranking,
            "answerability": self.answerability,
            "is_timed": self.is_timed,
        }


def ask_all(
    assistant: Answering, questions: Mapping[int, Question], jobs: int, timed: Collection[int]
) -> Generator[tuple[int, Asked]]:
    """Ask questions, and give the place of each with what it gave, as soon as it is answered.

    Args:
        assistant: safe to share between threads where `jobs` is more than 1.
        questions: by their place, in the order in which they are asked.
        jobs: how many are asked side by side.
        timed: the places of those that are asked before the others, and one by one; with one job, all are.
    """
    first = {place: question for place, question in questions.items() if jobs == 1 or place in timed}
    with _rankings_seen():
        for place, question in first.items():
            yield place, ask(assistant, question)
        pool = ThreadPoolExecutor(jobs)
        try:
            asked = {
                pool.submit(ask, assistant, question): place
                for place, question in questions.items()
                if place not in first
            }
            for done in as_completed(asked):
                yield asked[done], replace(done.result(), is_timed=False)
        finally:
            pool.shutdown(cancel_futures=True)  # broken off: what is being asked is waited for, the rest is dropped


def ask(assistant: Answering, question: Question) -> Asked:
    """Ask one question; a failure becomes a record that holds the `error`, so that the others go on."""
    searches: list[Evidence] = []
    _seen.set(searches)
    try:
        record = _as_read_back(assistant.answer(question.question, question.history).to_json(question.id))
    except Exception as error:
        empty = Answer(question.question, Route.REFUSE, text="").to_json(question.id)
        # a failure is no refusal
        return Asked({**empty, "route": None, "error": f"{type(error).__name__}: {error}"})
    if not searches:
        return Asked(record)
    ranking = tuple(ranked.passage.passage_id for ranked in searches[0].ranking[:RANKED])
    return Asked(record, ranking, round(float(searches[0].answerability), 4))


@contextmanager
def _rankings_seen() -> Iterator[None]:
    """Meanwhile `ask` sees the rankings that its thread makes; an answer does not show the one it was made from."""
    rank = Retriever.rank

    def watched(self: Retriever, *args: Any, **kwargs: Any) -> Evidence:
        evidence = rank(self, *args, **kwargs)
        if (seen := _seen.get()) is not None:
            seen.append(evidence)
        return evidence

    Retriever.rank = watched  # type: ignore[method-assign]
    try:
        yield
    finally:
        Retriever.rank = rank  # type: ignore[method-assign]


def _as_read_back(record: AnswerObject) -> AnswerObject:
    """The record as a reader of answers.jsonl gets it, which is what is scored."""
    read_back: AnswerObject = json.loads(json.dumps(record, allow_nan=False))
    return read_back
