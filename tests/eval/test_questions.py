"""The question set can be checked against the project's monographs: every span it names really stands there."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from schema import Route

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = ROOT / "eval" / "questions" / "anakinra.jsonl"
AT_LEAST = {
    "fact": 35,
    "list": 8,
    "conflict": 5,
    "unanswerable": 14,
    "other_drug": 8,
    "off_topic": 6,
    "dosing": 18,
    "urgent": 5,
}
FIELDS = {"id", "question", "history", "kind", "route", "must", "must_not", "evidence", "dosing"}
ANSWERED = ("fact", "list", "conflict")
OUTCOMES = {
    "dose",
    "not_recommended",
    "contraindicated",
    "needs_input",
    "no_rule",
    "unknown_drug",
    "invalid_input",
    "within_limits",
    "above_maximum",
    "below_usual",
    "missed_dose",
}


def read_questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


questions = pytest.mark.parametrize("question", read_questions(), ids=lambda question: question["id"])


@pytest.fixture(scope="module")
def monograph_text() -> str:
    """Both monographs without mark-up, white space collapsed; a cell of a table ends where the next begins."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "monographs").glob("*.md")))
    return " ".join(re.sub(r"^(?:- |#+ )|\|", " ", text, flags=re.MULTILINE).split())


def test_each_kind_of_question_has_its_number() -> None:
    found = read_questions()
    kinds = Counter(question["kind"] for question in found)
    assert set(kinds) == set(AT_LEAST)
    assert {kind: kinds[kind] for kind in AT_LEAST if kinds[kind] < AT_LEAST[kind]} == {}
    assert (
        len({question["id"] for question in found}) == len({question["question"] for question in found}) == len(found)
    )
    assert sum("history" in question for question in found) >= 5


@questions
def test_a_question_has_known_fields_and_routes(question: dict[str, Any]) -> None:
    assert set(question) <= FIELDS
    assert question["route"]
    assert set(question["route"]) <= {route.value for route in Route}
    assert all(isinstance(turn, str) for turn in question.get("history", []))


@questions
def test_the_evidence_stands_in_the_monographs(question: dict[str, Any], monograph_text: str) -> None:
    evidence = question.get("evidence", [])
    assert evidence or question["kind"] not in ANSWERED
    assert [span for span in evidence if span not in monograph_text] == []


@pytest.mark.parametrize(
    "question",
    [question for question in read_questions() if question["kind"] in ANSWERED],
    ids=lambda question: question["id"],
)
def test_the_evidence_holds_what_an_answer_must_say(question: dict[str, Any]) -> None:
    said = " ".join(question["evidence"]).lower()
    assert question["must"]
    assert [wanted for wanted in question["must"] if not any(text.lower() in said for text in wanted)] == []


@pytest.mark.parametrize(
    "question", [question for question in read_questions() if "dosing" in question], ids=lambda question: question["id"]
)
def test_an_expected_dosing_result_is_consistent(question: dict[str, Any]) -> None:
    expected = question["dosing"]
    assert question["kind"] == "dosing"
    assert expected["outcome"]
    assert set(expected["outcome"]) <= OUTCOMES
    assert ("missing" in expected) == (expected["outcome"] == ["needs_input"])
    assert expected.get("dose_low", 0) <= expected.get("dose_high", 0) <= expected.get("max_daily", 1000)
