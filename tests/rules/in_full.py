"""What conversations come to in full, down to the place of every fact: the records that test_in_full.py compares with.

The cases (cases/*.yaml) name what matters to a pharmacist; the readings (readings/*.txt, a conversation a line, turns
parted by ||) name nothing. The records hold all that there is to compare, so that no change goes unseen: facts with
their spans, amounts, working, warnings, notes, citations. Of the questions of recognition (questions/*.txt, and some
of those written for training) and of every conversation of several turns, what is asked is recorded. After a change
that has been reviewed, `python tests/rules/in_full.py` renews the records.
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
ROOT = HERE.parent.parent
RECORDS = {kind: HERE / f"{kind}.jsonl" for kind in ("cases", "readings", "intents")}


def conversations(kind: str) -> Iterator[tuple[str, list[str]]]:
    """Each conversation of a record: its name and its turns."""
    from rules.yaml_reader import read_yaml

    if kind == "cases":
        for path in sorted((HERE / "cases").glob("*.yaml")):
            for case in read_yaml(path):
                yield f"{path.stem}: {case['name']}", case["says"] if isinstance(case["says"], list) else [case["says"]]
        return
    for path in sorted((HERE / "readings").glob("*.txt")):
        for line in _lines(path):
            yield f"{path.stem}: {line}", line.split(" || ")


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def intents() -> dict[str, str]:
    """What each question of recognition, and the last turn of each conversation of several, asks about a dose."""
    from rules.intent import intent_of

    of_tests, of_training = (
        sorted((HERE / "questions").glob("*.txt")),
        sorted((ROOT / "training/questions").glob("*.txt")),
    )
    asked = [[question] for path in of_tests for question in _lines(path)]
    asked += [[question] for path in of_training for question in _lines(path)[::6]]  # the others take too long
    asked += [["Good morning.", question] for (question,) in asked[::10]]
    asked += [turns for kind in ("cases", "readings") for _, turns in conversations(kind) if len(turns) > 1]
    return {" || ".join(turns): intent_of(turns).value for turns in asked}


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
        found = intents() if kind == "intents" else {name: in_full(name, turns) for name, turns in conversations(kind)}
        lines = [json.dumps({name: value}, ensure_ascii=False, separators=(",", ":")) for name, value in found.items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
