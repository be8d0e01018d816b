"""What conversations come to in full, down to the place of every fact: the records that test_in_full.py compares with.

The cases (cases/*.yaml) name what matters to a pharmacist; the readings (readings/*.txt, a conversation a line, turns
parted by ||) name nothing. The records hold all that there is to compare, so that no change goes unseen: facts with
their spans, amounts, working, warnings, notes, citations. After a change that has been reviewed,
`python tests/rules/in_full.py` renews them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drugs import DrugNames
    from rules.dosage import Dosage
    from rules.facts import Facts, Proposal, Read
    from rules.intervals import Interval
    from rules.table import Table

HERE = Path(__file__).parent
RECORDS = {"cases": HERE / "cases.jsonl", "readings": HERE / "readings.jsonl"}


def conversations(kind: str) -> Iterator[tuple[str, list[str]]]:
    """Each conversation of a record: its name and its turns."""
    from rules.yaml_reader import read_yaml

    if kind == "cases":
        for path in sorted((HERE / "cases").glob("*.yaml")):
            for case in read_yaml(path):
                yield f"{path.stem}: {case['name']}", case["says"] if isinstance(case["says"], list) else [case["says"]]
        return
    for path in sorted((HERE / "readings").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                yield f"{path.stem}: {line}", line.split(" || ")


def in_full(name: str, turns: list[str]) -> dict[str, Any]:
    """The facts of a conversation, and its result where it is about a dose."""
    from rules.guardrail import consult

    known, names = _tables(is_other=name.startswith("other_drugs"))
    dosage = consult(turns, names, known)
    facts = dosage.facts if dosage is not None and dosage.facts.proposals_by_turn else _read(turns, known)
    return {"facts": _known(facts), "result": None if dosage is None else _told(dosage)}


@cache
def _tables(is_other: bool) -> tuple[Mapping[str, Table], DrugNames]:
    from drugs import DrugNames
    from rules.guardrail import table_names
    from rules.table import tables

    known = tables(HERE / "tables") if is_other else tables()
    return known, DrugNames(table_names(known))


def _read(turns: list[str], known: Mapping[str, Table]) -> Facts:
    """The facts of a conversation without a result, for the table of the drug that it names, or for the first."""
    from rules.conversation import read_facts
    from rules.text import clean

    said = " ".join(turns).lower()
    table = next((table for drug, table in known.items() if drug in said), next(iter(known.values())))
    return read_facts([clean(turn) for turn in turns], table)


def _told(dosage: Dosage) -> dict[str, Any]:
    """A result with what the public contract leaves out, without what is empty."""
    warnings = [warning.id for warning in dosage.warnings]
    told = {"reason": dosage.reason, "notes": list(dosage.notes), "cites": list(dosage.cites), **dosage.details}
    told = {key: value for key, value in told.items() if value}
    result = {**dosage.to_json(), "warnings": warnings, "told": told}
    return {key: value for key, value in result.items() if key != "unit" and value not in (None, [], {})}


def _known(facts: Facts) -> dict[str, Any]:
    """Every field of the facts that is not as it is before anything has been said."""
    given = {field.name: (getattr(facts, field.name), field.default) for field in fields(facts)}
    return {name: _plain(value) for name, (value, default) in given.items() if value != default}


def _plain(value: Any) -> Any:
    from rules.facts import Proposal, Read
    from rules.intervals import Interval

    match value:
        case tuple():
            return [_plain(item) for item in value]
        case Read():
            return _read_as_text(value)
        case Proposal():
            return _proposal_as_text(value)
        case Interval():
            return _interval_as_text(value)
        case Decimal():
            return f"{value:.6g}"
    return value


def _read_as_text(read: Read) -> str:
    return f"{read.name} = {_plain(read.value)} from {read.turn}:{read.start}-{read.end} {read.text!r}"


def _proposal_as_text(proposal: Proposal) -> str:
    said = {field.name: getattr(proposal, field.name) for field in fields(proposal)}
    return ", ".join(f"{name} {_plain(value)}" for name, value in said.items() if not _is_unsaid(value))


def _is_unsaid(value: object) -> bool:
    return value is None or value is False or value == ""


def _interval_as_text(interval: Interval) -> str:
    first, last = "(" if interval.low_open else "[", ")" if interval.high_open else "]"
    return f"{first}{_plain(interval.low)}, {_plain(interval.high)}{last}"


def main() -> int:
    """Write the records anew."""
    for kind, path in RECORDS.items():
        lines = [json.dumps({name: in_full(name, turns)}, ensure_ascii=False) for name, turns in conversations(kind)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    sys.exit(main())
