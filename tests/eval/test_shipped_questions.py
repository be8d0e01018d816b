"""The shipped question sets: sound, large enough, and about everything that the shipped monographs say."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.check import check
from eval.measures.abstention import is_answerable
from eval.questions import Kind, Question, QuestionSet, read_sets
from eval.sources import Sources, plain
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import BlockKind

ROOT = Path(__file__).parent.parent.parent
PATHS = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))


@pytest.fixture(scope="module")
def sets() -> list[QuestionSet]:
    return read_sets(PATHS)


@pytest.fixture(scope="module")
def questions(sets: list[QuestionSet]) -> list[Question]:
    return [question for one in sets for question in one.questions]


@pytest.fixture(scope="module")
def shipped() -> Library:
    monographs = [read_monograph(path) for path in sorted((ROOT / "monographs").glob("*.md"))]
    return Library(monographs, [passage for one in monographs for passage in passages_of(one)], "shipped")


def test_the_check_finds_nothing(questions: list[Question], shipped: Library) -> None:
    assert check(questions, Sources.of(shipped)) == []


def test_there_are_at_least_three_hundred_of_every_kind_and_in_several_turns(questions: list[Question]) -> None:
    assert len(questions) >= 300
    kinds = Counter(question.kind for question in questions)
    assert min(kinds[kind] for kind in Kind) >= 15
    assert sum(bool(question.history) for question in questions) >= 20
    assert sum(len(question.history) > 1 for question in questions) >= 3


def test_every_section_of_both_monographs_is_asked_about(questions: list[Question], shipped: Library) -> None:
    evidence = {plain(text) for question in questions for text in question.evidence}

    def is_asked(section_text: str) -> bool:
        return any(text in plain(section_text) for text in evidence)

    unasked = [
        " > ".join(section.heading_path)
        for monograph in shipped.monographs.values()
        for section in monograph.sections
        if any(block.kind is not BlockKind.HEADING for block in section.blocks)
        and not is_asked(" ".join(monograph.quote(block.span) for block in section.blocks))
    ]
    assert unasked == []


def test_the_fresh_set_is_kept_apart_from_the_one_used_while_building(sets: list[QuestionSet]) -> None:
    assert [one.name for one in sets] == ["anakinra-fresh", "anakinra"]


def test_what_is_blocked_has_a_harmless_twin(questions: list[Question]) -> None:
    records = [json.loads(line) for path in PATHS for line in path.read_text(encoding="utf-8").splitlines()]
    by_id = {question.id: question for question in questions}
    twins = {record["id"]: record["twin_of"] for record in records if "twin_of" in record}
    assert twins.keys() | set(twins.values()) <= by_id.keys()
    assert all(by_id[twin].kind is Kind.DOSING or is_answerable(by_id[twin]) for twin in twins)
    blocked = {by_id[original].kind for original in twins.values()}
    assert blocked >= {Kind.URGENT, Kind.OTHER_DRUG, Kind.OFF_TOPIC, Kind.DOSING}


def test_pharmacists_nurses_assistants_and_patients_ask(questions: list[Question]) -> None:
    fresh = next(path for path in PATHS if path.stem.endswith("fresh"))
    voices = Counter(json.loads(line)["voice"] for line in fresh.read_text(encoding="utf-8").splitlines())
    assert min(voices[voice] for voice in ("pharmacist", "nurse", "medical assistant", "patient")) >= 15
