"""Each hazard of docs/hazard-log.md is whole and names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from drugs import DrugNames
from library import Library
from prompts import text
from rules.yaml_reader import read_yaml

ROOT = Path(__file__).parent.parent
HAZARD = re.compile(r"^## (H\d\d) (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
HAZARDS = HAZARD.findall((ROOT / "docs" / "hazard-log.md").read_text(encoding="utf-8"))
TEST_ID = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[(.+?)\])?`")


@cache
def functions(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def case_names() -> frozenset[str]:
    files = (ROOT / "tests" / "rules" / "cases").glob("*.yaml")
    return frozenset(case["name"] for file in files for case in read_yaml(file))


def missing_tests(hazard: str) -> list[str]:
    return [
        f"{file}::{function}[{case}]" if case else f"{file}::{function}"
        for file, function, case in TEST_ID.findall(hazard)
        if function not in functions(file) or (case and case not in case_names())
    ]


def part(hazard: str, name: str) -> str:
    found = re.search(rf"^- {name}: (.+?)(?=^- |\Z)", hazard, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(("hazard_id", "name", "hazard"), HAZARDS, ids=[hazard[0] for hazard in HAZARDS])
def test_a_hazard_has_cause_harm_control_and_tests_that_exist(hazard_id: str, name: str, hazard: str) -> None:
    assert all(part(hazard, field) for field in ("Cause", "Harm", "Control")), f"{hazard_id} {name} is not whole"
    tests = part(hazard, "Tests")
    assert TEST_ID.search(tests), f"{hazard_id} {name} has no test"
    assert tests.count("`") == 2 * len(TEST_ID.findall(tests)), f"a test id of {hazard_id} cannot be read"
    assert missing_tests(tests) == []


def test_hazards_are_numbered_without_a_gap() -> None:
    assert [hazard_id for hazard_id, _, _ in HAZARDS] == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert missing_tests("`tests/rules/test_cases.py::test_nothing`") == ["tests/rules/test_cases.py::test_nothing"]
    assert missing_tests("`tests/rules/test_cases.py::test_case[no such case]`")
    assert missing_tests("`tests/test_nowhere.py::test_case`")


def test_not_listed_is_never_called_safe() -> None:
    said = text("refusals.interaction", drug="anakinra", other="warfarin", titles="Anakinra")
    assert "not a statement that the two are safe together" in " ".join(said.split())


def test_a_dosing_answer_asks_to_be_checked(index_of_monographs: Path) -> None:
    from assistant.dosing import DosingDesk

    library = Library.open(index_of_monographs)
    answer = DosingDesk(library, DrugNames(library.drugs)).answer(["Dose of anakinra for an adult with RA?"])
    assert answer is not None
    assert answer.text.endswith(text("dosing.closing"))
