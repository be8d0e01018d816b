"""The rules' commands: `route`, `lint` and `check`; docs/rules.md explains them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from library import Library
from rules.binding import Bindings
from rules.intent import intent_of
from rules.lint import lint
from rules.table import TABLES, tables
from schema import AssistantError


def route() -> int:
    """Write, for each question on standard input, whether it asks about a dose and what."""
    for line in sys.stdin:
        if line.strip():
            record = json.loads(line)
            intent = intent_of([*(record.get("history") or ()), record["question"]])
            print(json.dumps({"id": record.get("id"), "dosing": intent.is_dosing, "intent": intent.value}))
    return 0


def print_findings(directory: Path) -> int:
    """Print what is wrong with the tables."""
    findings = lint(directory)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings in {directory}" if findings else f"no findings in {directory}")
    return 1 if findings else 0


def check(index_dir: Path, directory: Path) -> int:
    """Print, for each rule, the sentences of the index that carry it."""
    library = Library.open(index_dir)
    suspended = 0
    for drug, table in tables(directory).items():
        if drug not in library.drugs:
            print(f"{drug}: no monograph in this index; its rules are not used")
            continue
        bindings = Bindings(table, library)
        for owner in [entry.id for entry in table.rules] + [entry.id for entry in table.warnings]:
            for binding in bindings.of(owner):
                monograph = library.monographs[binding.monograph_id]
                place = " > ".join(binding.passage.heading_path)
                print(f"{owner} [{binding.supports}]: {monograph.path}, {place}: {monograph.quote(binding.span)}")
            if owner in bindings.suspended:
                suspended += 1
                print(f"{owner}: SUSPENDED, no sentence of the loaded monographs carries it")
    print(f"{suspended} suspended" if suspended else "every rule is supported")
    return 1 if suspended else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 1 where it has findings, 2 on bad usage."""
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("route", help="say of each question on standard input whether it asks about a dose")
    of_tables = commands.add_parser("lint", help="say what is wrong with the tables")
    of_tables.add_argument("--tables", type=Path, default=TABLES)
    of_index = commands.add_parser("check", help="show the sentence of an index that carries each rule")
    of_index.add_argument("--index", type=Path, required=True)
    of_index.add_argument("--tables", type=Path, default=TABLES)
    given = parser.parse_args(arguments)
    try:
        if given.command == "route":
            return route()
        return print_findings(given.tables) if given.command == "lint" else check(given.index, given.tables)
    except (AssistantError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
