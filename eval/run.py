"""One run: every question answered as on the page, scored, and written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.environment import machine, versions
from eval.measures.base import AnswerObject
from eval.questions import Question, read_questions
from eval.report import render
from eval.scores import score, scores
from eval.sources import Sources
from library import Library, sha256_of
from schema import Answer, AssistantError, Route

ANSWERS, SCORES, REPORT = "answers.jsonl", "scores.json", "report.html"
SEED = 0


class Answering(Protocol):
    """What a run needs of an assistant."""

    @property
    def library(self) -> Library:
        """The monographs that it answers from."""

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """One answer; `history` holds the user's earlier messages, oldest first."""


def run(
    questions_path: Path,
    assistant: Answering,
    out: Path,
    settings: Mapping[str, Any],
    seed: int = SEED,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Answer and score a question set, write the three files into `out`, and give what scores.json holds.

    Args:
        questions_path: the question set.
        assistant: what answers.
        out: the folder for answers.jsonl, scores.json and report.html; they appear when they are complete.
        settings: what the run was started with, to be kept with its figures.
        seed: of the bootstrap.
        progress: called with the number of questions answered and of all, after each.

    Raises:
        AssistantError: the question set cannot be used, or `out` cannot be written.
    """
    questions = read_questions(questions_path)
    sources = Sources.of(assistant.library)
    try:
        out.mkdir(parents=True, exist_ok=True)
        records = _written(out / ANSWERS, _answer_records(assistant, questions, progress))
        answers = [answer_in(record) for record in records]
        scored = score(questions, answers, sources)
        result = {
            "questions": {"path": str(questions_path), "sha256": sha256_of(questions_path), "n": len(questions)},
            "index_version": assistant.library.index_version,
            "rules_version": _first(answers, "rules_version"),
            "generator": _first(answers, "generator"),
            "settings": dict(settings),
            "seed": seed,
            "machine": machine(),
            "versions": versions(),
            "unanswered": [record["id"] for record in records if "error" in record],
            "warnings": list(_warnings(questions, records, sources)),
            **scores(scored, seed),
        }
        _replace(out / SCORES, json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        _replace(out / REPORT, render(result, scored))
    except OSError as error:
        raise AssistantError(f"{out} cannot be written ({error.strerror}). Name another folder with --out.") from error
    return result


def answer_record(assistant: Answering, question: Question) -> AnswerObject:
    """The answer object of one question; where answering fails it holds the `error`, so that the others go on."""
    try:
        answer = assistant.answer(question.question, question.history)
        return _as_read_back(answer.to_json(question.id))
    except Exception as error:
        empty = Answer(question.question, Route.REFUSE, text="").to_json(question.id)
        return {**empty, "route": None, "error": f"{type(error).__name__}: {error}"}  # a failure is no refusal


def answer_in(record: AnswerObject) -> AnswerObject | None:
    """The record itself, or None where answering failed."""
    return None if "error" in record else record


def _as_read_back(record: AnswerObject) -> AnswerObject:
    """The record as a reader of answers.jsonl gets it, which is what is scored."""
    read_back: AnswerObject = json.loads(json.dumps(record, allow_nan=False))
    return read_back


def _answer_records(
    assistant: Answering, questions: Sequence[Question], progress: Callable[[int, int], None]
) -> Iterator[AnswerObject]:
    for done, question in enumerate(questions, start=1):
        yield answer_record(assistant, question)
        progress(done, len(questions))


def _written(path: Path, records: Iterator[AnswerObject]) -> list[AnswerObject]:
    """Write the records as they come beside `path`, move them there at the end, and give them."""
    partial = path.with_name(f"{path.name}.part")
    written = []
    with partial.open("w", encoding="utf-8", errors="backslashreplace") as file:  # a lone surrogate stays valid JSON
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            written.append(record)
    partial.replace(path)
    return written


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace")
    partial.replace(path)


def _first(answers: Sequence[AnswerObject | None], key: str) -> str | None:
    return next((answer[key] for answer in answers if answer and answer[key] is not None), None)


def _warnings(questions: Sequence[Question], records: Sequence[AnswerObject], sources: Sources) -> Iterator[str]:
    """What a reader of the figures has to know beside them."""
    failed = [record["id"] for record in records if "error" in record]
    if failed:
        yield f"{len(failed)} got no answer and count as failures: {', '.join(failed)}."
    if len({record["index_version"] for record in records if "error" not in record} - {None}) > 1:
        yield "The index was replaced during the run: run it again."
    lost = [question.id for question in questions if any(not sources.places(text) for text in question.evidence)]
    if lost:
        yield f"{len(lost)} have evidence that no loaded monograph holds (python -m eval check): {', '.join(lost)}."
    if sources.unread:
        files = ", ".join(sources.unread)
        yield f"Quotes are checked against the library alone, as these files cannot be read: {files}."
