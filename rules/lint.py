"""What is wrong with a rule table: gaps, overlaps, missing evidence, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from rules.table import TABLES, Band, Outcome, Rule, Table, TableError, Warning_, read_table
from rules.vocabulary import words
from rules.yaml_reader import line_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a table that needs a person's look."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def lint(directory: Path = TABLES) -> list[Finding]:
    """The findings of every table of a directory, in the order of their lines."""
    findings: list[Finding] = []
    for path in sorted(directory.glob("*.yaml")):
        try:
            table = read_table(path)
        except TableError as error:
            findings.append(Finding(error.path, error.line, error.what))
        else:
            findings += sorted(_of_table(path, table), key=lambda finding: finding.line)
    return findings


def _of_table(path: Path, table: Table) -> Iterator[Finding]:
    yield from _names(path, table)
    yield from _evidence(path, table)
    for indication in table.indications:
        for name in ("age_years", "weight_kg", "creatinine_clearance_ml_min"):
            yield from _bands(path, table, indication.name, name)


def _names(path: Path, table: Table) -> Iterator[Finding]:
    indications = {indication.name for indication in table.indications}
    conditions = {condition.name for condition in table.conditions}
    beside = {drugs.name for drugs in table.concurrent_drugs}
    ids = [rule.id for rule in table.rules]
    for index, rule in enumerate(table.rules):
        line = line_of(path, "rules", index)
        named = rule.patient_characteristic
        unknown: dict[str, set[str | None]] = {
            "indication": {None, *rule.indication, *rule.except_indication} - indications,
            "condition": {named.condition} - conditions - {None},
            "concurrent drug": {named.concurrent_drug} - beside - {None},
            "rule": {rule.adjusts, rule.followed_by} - set(ids) - {None},
        }
        for kind, names in unknown.items():
            for name in sorted(filter(None, names)):
                yield Finding(path, line, f"rule {rule.id} names the {kind} {name!r}, which the table does not define")
        if ids.count(rule.id) > 1:
            yield Finding(path, line, f"two rules have the id {rule.id}")
    for name in sorted(indications - {name for rule in table.rules for name in rule.indication}):
        yield Finding(path, line_of(path, "indications"), f"no rule is for the indication {name!r}")
    yield from _warning_names(path, table, indications, conditions)


def _warning_names(path: Path, table: Table, indications: set[str], conditions: set[str]) -> Iterator[Finding]:
    populations = {group["name"] for group in words()["populations"]}
    for index, warning in enumerate(table.warnings):
        unknown = set(warning.indication) - indications | set(warning.condition) - conditions
        unknown |= set(warning.population) - populations | set(warning.mention) - {"kidney", "liver"}
        for name in sorted(unknown):
            yield Finding(
                path, line_of(path, "warnings", index), f"warning {warning.id} names {name!r}, which is not defined"
            )


def _evidence(path: Path, table: Table) -> Iterator[Finding]:
    kinds: tuple[tuple[str, tuple[Rule | Warning_, ...]], ...] = (("rules", table.rules), ("warnings", table.warnings))
    for kind, entries in kinds:
        for index, entry in enumerate(entries):
            line = line_of(path, kind, index)
            if not entry.evidence:
                yield Finding(path, line, f"{entry.id} has no evidence: it can never be bound, so it will never apply")
            elif (
                isinstance(entry, Rule) and entry.outcome is Outcome.DOSE and not any(e.figures for e in entry.evidence)
            ):
                yield Finding(path, line, f"{entry.id} states a dose, but its evidence names no figure")


def _bands(path: Path, table: Table, indication: str, name: str) -> Iterator[Finding]:
    """Gaps and overlaps between the bands of one characteristic, where rules differ in nothing else."""
    groups: dict[str, list[tuple[int, Rule, Band]]] = {}
    for index, rule in enumerate(table.rules):
        band = getattr(rule.patient_characteristic, name)
        if indication in rule.indication and rule.adjusts is None:
            rest = repr(rule.patient_characteristic.model_copy(update={name: None}))
            if band is not None:
                groups.setdefault(rest, []).append((index, rule, band))
    for rules in groups.values():
        rules.sort(key=lambda entry: _start(entry[2]))
        yield from _between(path, name, rules)


def _between(path: Path, name: str, rules: Sequence[tuple[int, Rule, Band]]) -> Iterator[Finding]:
    for (_, first, low), (index, second, high) in pairwise(rules):
        line = line_of(path, "rules", index)
        end, start = _end(low), _start(high)
        if end > start:
            yield Finding(path, line, f"{first.id} and {second.id} overlap in {name} below {end[0]}")
        elif end < start:
            yield Finding(
                path, line, f"no rule covers {name} between {end[0]} ({first.id}) and {start[0]} ({second.id})"
            )


def _start(band: Band) -> tuple[Decimal, int]:
    """Where a band starts, as a cut between numbers: before its first value, or just after an open end."""
    if band.above is not None:
        return band.above, 1
    return (band.from_, 0) if band.from_ is not None else (Decimal("-Infinity"), 0)


def _end(band: Band) -> tuple[Decimal, int]:
    if band.up_to is not None:
        return band.up_to, 1
    return (band.below, 0) if band.below is not None else (Decimal("Infinity"), 0)
