"""What is wrong with a rule table: gaps, overlaps, unreachable rules, missing evidence, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

from drugs.moiety import one_name_each
from rules.engine import is_exclusion
from rules.table import TABLES, Band, Outcome, PatientCharacteristic, Rule, Table, TableError, Warning_, read_table
from rules.vocabulary import words
from rules.yaml_reader import line_of

BANDED = ("age_years", "weight_kg", "creatinine_clearance_ml_min")
_NO_EVIDENCE = "has no evidence, so no sentence can carry it and it never applies"
_LOWEST = (Decimal(0), 0)
_HIGHEST = (Decimal("Infinity"), 0)


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
    held_as = one_name_each([table.drug])[table.drug]
    if held_as != table.drug:
        yield Finding(path, line_of(path, "drug"), f"a library holds this drug as {held_as!r}, whatever its salt")
    for index, rule in enumerate(table.rules):
        for what in [
            *_undefined(rule, table),
            *_unreachable(rule, index, table),
            *_unevidenced(rule),
            *_shares_evidence(rule, table.rules[:index]),
        ]:
            yield Finding(path, line_of(path, "rules", index), what)
    for index, warning in enumerate(table.warnings):
        for what in _undefined_in_warning(warning, table):
            yield Finding(path, line_of(path, "warnings", index), what)
    for kind in ("products", "warnings", "remarks"):
        for index, entry in enumerate(getattr(table, kind)):
            if not entry.evidence:
                yield Finding(path, line_of(path, kind, index), f"{entry.id} {_NO_EVIDENCE}")
    yield from _of_indications(path, table)


def _of_indications(path: Path, table: Table) -> Iterator[Finding]:
    for number, indication in enumerate(table.indications):
        rules = [
            (index, rule)
            for index, rule in enumerate(table.rules)
            if indication.name in rule.indication and rule.adjusts is None and not is_exclusion(rule)
        ]
        declared = [
            (rules[0][0], Rule(id="uncovered", outcome=Outcome.NO_RULE, patient_characteristic=patients))
            for patients in (indication.uncovered if rules else ())
        ]
        if not rules:
            yield Finding(
                path, line_of(path, "indications", number), f"no rule is for the indication {indication.name!r}"
            )
        for index, what in [*_overlaps([*declared, *rules]), *_gaps([*rules, *declared], indication.name)]:
            yield Finding(path, line_of(path, "rules", index), what)


def _undefined(rule: Rule, table: Table) -> Iterator[str]:
    named = rule.patient_characteristic
    known: dict[str, tuple[set[str | None], set[str | None]]] = {
        "indication": (
            {*rule.indication, *rule.except_indication},
            {indication.name for indication in table.indications},
        ),
        "condition": ({named.condition}, {condition.name for condition in table.conditions}),
        "concurrent drug": ({named.concurrent_drug}, {drugs.name for drugs in table.concurrent_drugs}),
        "rule": ({rule.adjusts, rule.followed_by}, {other.id for other in table.rules}),
    }
    for kind, (used, defined) in known.items():
        for name in sorted(filter(None, used - defined)):
            yield f"{rule.id} names the {kind} {name!r}, which the table does not define"


def _undefined_in_warning(warning: Warning_, table: Table) -> Iterator[str]:
    unknown = set(warning.indication) - {indication.name for indication in table.indications}
    unknown |= set(warning.condition) - {condition.name for condition in table.conditions}
    unknown |= set(warning.population) - {group["name"] for group in words()["populations"]}
    unknown |= set(warning.mention) - {"kidney", "liver"}
    for name in sorted(unknown):
        yield f"{warning.id} names {name!r}, which is not defined"


def _unreachable(rule: Rule, index: int, table: Table) -> Iterator[str]:
    if any(other.id == rule.id for other in table.rules[:index]):
        yield f"two rules have the id {rule.id}"
    followed = {other.followed_by for other in table.rules}
    if (
        not rule.indication
        and not is_exclusion(rule)
        and rule.outcome is not Outcome.MISSED_DOSE
        and rule.id not in followed
        and rule.adjusts is None
    ):
        yield f"{rule.id} is unreachable: it names no indication, no condition, and follows no other rule"
    for other in table.rules[:index]:
        same = other.patient_characteristic == rule.patient_characteristic
        comes_first = not other.indication or (rule.indication and set(rule.indication) <= set(other.indication))
        if is_exclusion(rule) and same and comes_first:
            yield f"{rule.id} is unreachable: {other.id} comes first for the same patients"
            return


def _unevidenced(rule: Rule) -> Iterator[str]:
    if not rule.evidence:
        yield f"{rule.id} {_NO_EVIDENCE}"
    elif rule.outcome is Outcome.DOSE and not any(item.figures for item in rule.evidence):
        yield f"{rule.id} states a dose, but its evidence names no figure"


def _shares_evidence(rule: Rule, earlier: Sequence[Rule]) -> Iterator[str]:
    """A dose of another indication with the same figures and terms would be bound to the same sentence."""
    for other in earlier:
        if _asks_for(rule) & _asks_for(other) and not set(rule.indication) & set(other.indication):
            yield (
                f"{rule.id} asks for the same sentence as {other.id}, which is for another indication; "
                "name the indication in `terms` of the evidence"
            )


def _asks_for(rule: Rule) -> set[tuple[object, ...]]:
    """What the sentence that carries the dose of an indication must hold."""
    if rule.outcome is not Outcome.DOSE or not rule.indication:
        return set()
    return {(item.figures, item.terms, item.quote) for item in rule.evidence if item.supports == "dose"}


def _overlaps(rules: Sequence[tuple[int, Rule]]) -> Iterator[tuple[int, str]]:
    for (_, first), (index, second) in combinations(rules, 2):
        if _may_be_both(first.patient_characteristic, second.patient_characteristic):
            yield index, f"{first.id} and {second.id} overlap: one patient can fall under both"


def _may_be_both(one: PatientCharacteristic, other: PatientCharacteristic) -> bool:
    for name in BANDED:
        first, second = getattr(one, name), getattr(other, name)
        if (
            first is not None
            and second is not None
            and (_end(first) <= _start(second) or _end(second) <= _start(first))
        ):
            return False
    if one.child_pugh and other.child_pugh and not set(one.child_pugh) & set(other.child_pugh):
        return False
    return one.sex is None or other.sex is None or one.sex == other.sex


def _gaps(rules: Sequence[tuple[int, Rule]], indication: str) -> Iterator[tuple[int, str]]:
    """Values of a characteristic that no rule covers, among rules that differ in nothing else."""
    for name in BANDED:
        groups: dict[str, list[tuple[int, Rule, Band]]] = {}
        for index, rule in rules:
            band = getattr(rule.patient_characteristic, name)
            if band is not None:
                rest = repr(rule.patient_characteristic.model_copy(update={name: None}))
                groups.setdefault(rest, []).append((index, rule, band))
        if rules and all(getattr(rule.patient_characteristic, name) is not None for _, rule in rules):
            every = sorted((band for group in groups.values() for _, _, band in group), key=_start)
            index = rules[0][0]
            yield from ((index, f"no rule for {indication} covers {name} {what}") for what in _open_ends(every))
        for group in groups.values():
            group.sort(key=lambda entry: _start(entry[2]))
            for (_, first, low), (index, second, high) in pairwise(group):
                if _end(low) < _start(high):
                    where = f"from {_end(low)[0]} ({first.id}) to {_start(high)[0]} ({second.id})"
                    yield index, f"no rule for {indication} covers {name} {where}"


def _open_ends(bands: Sequence[Band]) -> Iterator[str]:
    remedy = "; where the sources give none, name them under `uncovered` of the indication"
    if bands and _start(bands[0]) > _LOWEST:
        yield f"below {_start(bands[0])[0]}{remedy}"
    if bands and max(map(_end, bands)) < _HIGHEST:
        yield f"from {max(map(_end, bands))[0]}{remedy}"


def _start(band: Band) -> tuple[Decimal, int]:
    """Where a band starts, as a cut between numbers: before its first value, or just after an open end."""
    if band.above is not None:
        return band.above, 1
    return (band.from_, 0) if band.from_ is not None else _LOWEST


def _end(band: Band) -> tuple[Decimal, int]:
    if band.up_to is not None:
        return band.up_to, 1
    return (band.below, 0) if band.below is not None else _HIGHEST
