"""Each conversation comes to exactly what was recorded: facts with their places, working, warnings, citations."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

_SPEC = importlib.util.spec_from_file_location("in_full", Path(__file__).parent / "in_full.py")
assert _SPEC is not None and _SPEC.loader is not None
record = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(record)


def recorded(kind: str) -> dict[str, Any]:
    lines = record.RECORDS[kind].read_text(encoding="utf-8").splitlines()
    return dict(item for line in lines for item in json.loads(line).items())


CASES, READINGS = list(record.conversations("cases")), list(record.conversations("readings"))
OF_CASES, OF_READINGS, OF_QUESTIONS = recorded("cases"), recorded("readings"), recorded("intents")


def test_every_conversation_is_recorded() -> None:
    assert [name for name, _ in CASES] == list(OF_CASES)
    assert [name for name, _ in READINGS] == list(OF_READINGS)


@pytest.mark.parametrize(("name", "turns"), CASES, ids=[name for name, _ in CASES])
def test_a_case_comes_to_what_was_recorded(name: str, turns: list[str]) -> None:
    assert json.loads(json.dumps(record.in_full(name, turns))) == OF_CASES[name]


@pytest.mark.parametrize(("name", "turns"), READINGS, ids=[name for name, _ in READINGS])
def test_a_reading_comes_to_what_was_recorded(name: str, turns: list[str]) -> None:
    assert json.loads(json.dumps(record.in_full(name, turns))) == OF_READINGS[name]


def test_what_each_question_asks_is_what_was_recorded() -> None:
    now = record.intents()
    assert list(now) == list(OF_QUESTIONS)
    assert {said: intent for said, intent in now.items() if intent != OF_QUESTIONS[said]} == {}
