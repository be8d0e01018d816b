"""A question set: one JSON object a line, with what a right answer has to hold.

Only `id` and `question` are needed to be answered; the other fields are what the measures score against, and a measure
leaves out the questions that lack what it needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from schema import AssistantError, Route


class Kind(StrEnum):
    """What a question puts to the test."""

    FACT = "fact"
    LIST = "list"
    CONFLICT = "conflict"
    UNANSWERABLE = "unanswerable"
    OTHER_DRUG = "other_drug"
    OFF_TOPIC = "off_topic"
    DOSING = "dosing"
    URGENT = "urgent"


ANSWERABLE = frozenset({Kind.FACT, Kind.LIST, Kind.CONFLICT})  # the monographs hold an answer
UNANSWERABLE = frozenset({Kind.UNANSWERABLE, Kind.OTHER_DRUG, Kind.OFF_TOPIC})  # they hold none, and saying so is right


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what is expected of its answer.

    Attributes:
        history: earlier messages of the user, oldest first.
        route: the acceptable ones; empty where any will do.
        must: of each inner tuple at least one string stands in the answer's text.
        must_not: none of these stands in it.
        evidence: verbatim passages of the monographs; a right citation overlaps one of them.
        dosing: the expected fields of the dosing result; `outcome` is a tuple of acceptable ones.
        other_keys: the keys of the record that mean nothing here, so that `check` can name a misspelt one.
    """

    id: str
    question: str
    kind: Kind | None = None
    history: tuple[str, ...] = ()
    route: tuple[Route, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    dosing: Mapping[str, Any] | None = None
    other_keys: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Question:
        """Read one record.

        Raises:
            MalformedQuestion: a field is missing or is not what it should be.
        """
        return cls(
            id=_id(record),
            question=_text(record, "question"),
            kind=_kind(record),
            history=_texts(record, "history"),
            route=_routes(record),
            must=_alternatives(record),
            must_not=_texts(record, "must_not"),
            evidence=_texts(record, "evidence"),
            dosing=_dosing(record),
            other_keys=tuple(sorted(record.keys() - set(FIELDS))),
        )


FIELDS = ("id", "question", "kind", "history", "route", "must", "must_not", "evidence", "dosing")


class MalformedQuestion(ValueError):
    """One record is not a question; says why, and what to write instead."""

    def __init__(self, why: str, remedy: str) -> None:
        self.why, self.remedy = why, remedy
        super().__init__(f"{why}. {remedy}")


class QuestionsError(AssistantError):
    """A question set cannot be used as it is."""

    def __init__(self, path: object, line: int | None, why: str, remedy: str) -> None:
        self.path, self.line, self.why, self.remedy = str(path), line, why, remedy
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}: {why}. {remedy}")


def read_questions(path: Path) -> list[Question]:
    """Read a question set, in its order; blank lines are passed over.

    Raises:
        QuestionsError: the file cannot be read, a line is malformed, an id stands twice, or there is no question.
    """
    questions: list[Question] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        question = _question(path, number, line)
        if question.id in line_of:
            why = f"the id {question.id!r} stands already in line {line_of[question.id]}"
            raise QuestionsError(path, number, why, "Give each question an id of its own.")
        line_of[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionsError(
            path, None, "there is no question in it", "Write one JSON object a line; docs/evaluation.md shows how."
        )
    return questions


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file."""

    path: Path
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


def read_sets(paths: Sequence[Path]) -> list[QuestionSet]:
    """Read several question sets that are scored together.

    Raises:
        QuestionsError: one of them cannot be used, or an id stands in two of them.
    """
    sets = [QuestionSet(path, tuple(read_questions(path))) for path in paths]
    set_of: dict[str, Path] = {}
    for one in sets:
        for question in one.questions:
            if question.id in set_of:
                why = f"the id {question.id!r} stands already in {set_of[question.id]}"
                raise QuestionsError(one.path, None, why, "Give each question an id of its own.")
            set_of[question.id] = one.path
    return sets


def _lines(path: Path) -> list[str]:
    try:
        # not splitlines(): JSON may hold a raw line separator (U+2028) inside a string
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionsError(path, None, f"it is not UTF-8 ({error.reason})", "Save it as UTF-8.") from None
    except OSError as error:
        raise QuestionsError(
            path, None, f"it cannot be read ({error.strerror})", "Name a readable file with one question a line."
        ) from None


def _question(path: Path, number: int, line: str) -> Question:
    try:
        record = json.loads(line)
    except ValueError as error:
        remedy = 'Write one JSON object on one line, for example {"id": "q1", "question": "..."}.'
        why = f"{error.msg}, at character {error.colno}" if isinstance(error, json.JSONDecodeError) else error
        raise QuestionsError(path, number, f"this is not JSON ({why})", remedy) from None
    except RecursionError:
        raise QuestionsError(path, number, "this is nested too deeply", "Write one flat JSON object.") from None
    if not isinstance(record, dict):
        raise QuestionsError(path, number, "this is not a JSON object", 'Put the fields in braces: {"id": "q1", ...}.')
    try:
        return Question.from_json(record)
    except MalformedQuestion as error:
        raise QuestionsError(path, number, error.why, error.remedy) from None


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise MalformedQuestion(f"{key!r} is {_shown(value)}", f'Write {key!r} as text: "{key}": "...".')
    return value


def _id(record: Mapping[str, Any]) -> str:
    question_id = _text(record, "id")
    if not question_id.strip():
        raise MalformedQuestion("'id' is empty", "Give each question an id of its own.")
    return question_id


def _texts(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = record.get(key)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise MalformedQuestion(f"{key!r} is {_shown(values)}", f'Write {key!r} as a list of texts: "{key}": ["..."].')
    return tuple(values)


def _kind(record: Mapping[str, Any]) -> Kind | None:
    if record.get("kind") is None:
        return None
    try:
        return Kind(record["kind"])
    except ValueError:
        known = ", ".join(Kind)
        raise MalformedQuestion(f"the kind {_shown(record['kind'])} is unknown", f"Use one of: {known}.") from None


def _routes(record: Mapping[str, Any]) -> tuple[Route, ...]:
    values = [record["route"]] if isinstance(record.get("route"), str) else _texts(record, "route")
    try:
        return tuple(Route(value) for value in values)
    except ValueError:
        known = ", ".join(Route)
        raise MalformedQuestion(f"'route' is {_shown(record['route'])}", f"List only: {known}.") from None


def _alternatives(record: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    groups = record.get("must")
    if groups is None:
        return ()
    if not isinstance(groups, list) or not all(_is_alternatives(group) for group in groups):
        raise MalformedQuestion(
            f"'must' is {_shown(groups)}",
            'Write a list of lists, each with the wordings of one fact: "must": [["100 mg"], ["daily", "every day"]].',
        )
    return tuple(tuple(group) for group in groups)


def _is_alternatives(group: object) -> bool:
    return isinstance(group, list) and bool(group) and all(isinstance(text, str) and text.strip() for text in group)


def _dosing(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    expected = record.get("dosing")
    if expected is None:
        return None
    if not isinstance(expected, dict):
        raise MalformedQuestion(f"'dosing' is {_shown(expected)}", 'Write an object: "dosing": {"outcome": ["dose"]}.')
    outcome = expected.get("outcome", [])
    outcomes = [outcome] if isinstance(outcome, str) else outcome
    if not isinstance(outcomes, list) or not all(isinstance(value, str) for value in outcomes):
        raise MalformedQuestion(
            f"'outcome' is {_shown(outcome)}", 'List the acceptable outcomes: "outcome": ["dose", "needs_input"].'
        )
    return {**expected, "outcome": tuple(outcomes)} if outcomes else expected


def _shown(value: object) -> str:
    """A value as a person would recognise it in the file, cut short."""
    if value is None:
        return "missing"
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "..."
