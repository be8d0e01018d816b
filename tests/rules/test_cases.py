"""Every case of cases/*.yaml: what a user wrote, and what the rules must make of it. Pharmacists review those files."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from drugs import DrugNames
from rules.guardrail import consult, table_names
from rules.yaml_reader import read_yaml

NAMES = DrugNames(table_names())


def cases() -> list[dict[str, Any]]:
    return [case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")) for case in read_yaml(path)]


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    turns = case["says"] if isinstance(case["says"], list) else [case["says"]]
    dosage = consult(turns, NAMES)
    if case["outcome"] == "not about a dose":
        assert dosage is None
        return
    assert dosage is not None, "not recognised as a dosing question"
    result = dosage.to_json()
    assert result["outcome"] == case["outcome"]
    for key in ("dose_low", "dose_high", "interval_h", "max_daily", "volume_ml"):
        if key in case:
            assert plain(result[key]) == plain(case[key]), key
    for key in ("indication", "population", "drug", "route"):
        if key in case:
            assert result[key] == case[key], key
    assert set(case.get("missing", result["missing"])) == set(result["missing"])
    for step in case.get("steps", ()):
        assert step in result["steps"]
    for fact, value in case.get("facts", {}).items():
        assert plain(result["facts"].get(fact)) == plain(value), fact
