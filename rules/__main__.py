"""The rules' commands: `route`, `lint`, `check` and `approve`; docs/rules.md explains them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from library import Library
from rules.approvals import Approvals
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
    library, approvals = Library.open(index_dir), Approvals.read(index_dir)
    suspended = 0
    for drug, table in tables(directory).items():
        if drug not in library.drugs:
            print(f"{drug}: no monograph in this index; its rules are not used")
            continue
        bindings = Bindings(table, library)
        changed = approvals.changed(bindings)
        approvals.remember(bindings, table.reviewer)
        for owner in [entry.id for entry in table.rules] + [entry.id for entry in table.warnings]:
            for binding in bindings.of(owner):
                monograph = library.monographs[binding.monograph_id]
                place = " > ".join(binding.passage.heading_path)
                print(f"{owner} [{binding.supports}]: {monograph.path}, {place}: {monograph.quote(binding.span)}")
            if owner in bindings.suspended:
                suspended += 1
                print(f"{owner}: SUSPENDED, no sentence of the loaded monographs carries it")
            elif owner in changed:
                suspended += 1
                print(f"{owner}: SUSPENDED, its sentence has changed; review it: {_approval_command(index_dir, owner)}")
    approvals.write()
    print(f"{suspended} suspended" if suspended else "every rule is supported")
    return 1 if suspended else 0


def approve(index_dir: Path, directory: Path, reviewer: str, rule: str) -> int:
    """Record that a reviewer has read the sentences that carry a rule now."""
    library, approvals = Library.open(index_dir), Approvals.read(index_dir)
    for drug, table in tables(directory).items():
        bindings = Bindings(table, library) if drug in library.drugs else None
        if bindings is not None and rule in bindings.owners:
            for binding in bindings.of(rule):
                print(f"{rule} [{binding.supports}]: {library.monographs[binding.monograph_id].quote(binding.span)}")
            approvals.approve(rule, reviewer, bindings)
            approvals.write()
            print(f"{rule}: approved by {reviewer}")
            return 0
    raise AssistantError(f"There is no rule {rule!r} of a drug in {index_dir}. `python -m rules check` lists them.")


def _approval_command(index_dir: Path, rule: str) -> str:
    return f"python -m rules approve --index {index_dir} --reviewer NAME {rule}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 1 where it has findings, 2 on bad usage."""
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("route", help=route.__doc__)
    of_tables = commands.add_parser("lint", help=print_findings.__doc__)
    of_tables.add_argument("--tables", type=Path, default=TABLES)
    of_index = commands.add_parser("check", help=check.__doc__)
    of_index.add_argument("--index", type=Path, required=True)
    of_index.add_argument("--tables", type=Path, default=TABLES)
    of_review = commands.add_parser("approve", help=approve.__doc__)
    of_review.add_argument("--index", type=Path, default=Path("index"))
    of_review.add_argument("--tables", type=Path, default=TABLES)
    of_review.add_argument("--reviewer", required=True)
    of_review.add_argument("rule")
    given = parser.parse_args(arguments)
    try:
        if given.command == "route":
            return route()
        if given.command == "lint":
            return print_findings(given.tables)
        if given.command == "approve":
            return approve(given.index, given.tables, given.reviewer, given.rule)
        return check(given.index, given.tables)
    except (AssistantError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
