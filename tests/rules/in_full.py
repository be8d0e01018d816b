"""What each case of cases/*.yaml comes to in full: the record that test_in_full.py compares with.

The cases name what matters to a pharmacist; this record holds the rest (working, warnings, notes, what is cited), so
that no change of it goes unseen. After a change that has been reviewed, `python tests/rules/in_full.py` renews it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
RECORD = Path(__file__).parent / "in_full.jsonl"


def cases() -> Iterator[tuple[str, list[str]]]:
    """Each case's file and name, and its turns."""
    from rules.yaml_reader import read_yaml

    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")):
        for case in read_yaml(path):
            yield f"{path.stem}: {case['name']}", case["says"] if isinstance(case["says"], list) else [case["says"]]


def in_full(turns: list[str]) -> dict[str, Any] | None:
    """The result of a conversation, with what the public contract leaves out."""
    from drugs import DrugNames
    from rules.guardrail import consult, table_names

    dosage = consult(turns, DrugNames(table_names()))
    if dosage is None:
        return None
    found = dosage.to_json()
    warnings = [warning.id for warning in dosage.warnings]
    told = {"reason": dosage.reason, "notes": list(dosage.notes), "cites": list(dosage.cites), **dosage.details}
    told = {key: value for key, value in told.items() if value}
    result = {**found, "warnings": warnings, "told": told}
    return {key: value for key, value in result.items() if key not in ("unit", "fhir") and value not in (None, [], {})}


def main() -> int:
    """Write the record anew."""
    lines = [json.dumps({name: in_full(turns)}, ensure_ascii=False) for name, turns in cases()]
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
