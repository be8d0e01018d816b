"""One question through the assistant, as the page asks it, with the ranking that the answer was made from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from eval.measures.base import AnswerObject
from eval.questions import Question
from library import Library
from retriever.ranker import Evidence
from retriever.retriever import Retriever
from schema import Answer, Route

RANKED = 100  # passages kept of each ranking; no measure looks further down


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
    """

    record: AnswerObject
    ranking: tuple[str, ...] | None = None
    answerability: float | None = None

    @property
    def answer(self) -> AnswerObject | None:
        """The answer object, or None where answering failed."""
        return None if "error" in self.record else self.record

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Asked:
        """Read back what `to_json` gave."""
        ranking = line["ranking"]
        return cls(line["record"], None if ranking is None else tuple(ranking), line["answerability"])

    def to_json(self) -> dict[str, Any]:
        """What a journal keeps of it."""
        return {"record": self.record, "ranking": self.ranking, "answerability": self.answerability}


def ask(assistant: Answering, question: Question) -> Asked:
    """Ask one question; a failure becomes a record that holds the `error`, so that the others go on."""
    try:
        with _searches() as searches:
            answer = assistant.answer(question.question, question.history)
        record = _as_read_back(answer.to_json(question.id))
    except Exception as error:
        empty = Answer(question.question, Route.REFUSE, text="").to_json(question.id)
        # a failure is no refusal
        return Asked({**empty, "route": None, "error": f"{type(error).__name__}: {error}"})
    if not searches:
        return Asked(record)
    ranking = tuple(ranked.passage.passage_id for ranked in searches[0].ranking[:RANKED])
    return Asked(record, ranking, round(float(searches[0].answerability), 4))


@contextmanager
def _searches() -> Iterator[list[Evidence]]:
    """The rankings made meanwhile, first one first; an answer does not show the ranking that it was made from."""
    seen: list[Evidence] = []
    rank = Retriever.rank

    def watched(self: Retriever, *args: Any, **kwargs: Any) -> Evidence:
        evidence = rank(self, *args, **kwargs)
        seen.append(evidence)
        return evidence

    Retriever.rank = watched  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Retriever.rank = rank  # type: ignore[method-assign]


def _as_read_back(record: AnswerObject) -> AnswerObject:
    """The record as a reader of answers.jsonl gets it, which is what is scored."""
    read_back: AnswerObject = json.loads(json.dumps(record, allow_nan=False))
    return read_back
