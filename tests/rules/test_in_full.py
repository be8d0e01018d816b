"""Each case comes to exactly what was recorded: working, warnings, notes and citations included."""

import importlib.util
import json
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("in_full", Path(__file__).parent / "in_full.py")
assert _SPEC is not None and _SPEC.loader is not None
record = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(record)
RECORDED = dict(
    item for line in record.RECORD.read_text(encoding="utf-8").splitlines() for item in json.loads(line).items()
)
CASES = list(record.cases())


def test_every_case_is_recorded() -> None:
    assert [name for name, _ in CASES] == list(RECORDED)


@pytest.mark.parametrize(("name", "turns"), CASES, ids=[name for name, _ in CASES])
def test_a_case_comes_to_what_was_recorded(name: str, turns: list[str]) -> None:
    found = record.in_full(turns)
    assert json.loads(json.dumps(found)) == RECORDED[name]
