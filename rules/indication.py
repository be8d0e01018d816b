"""What a turn says a drug is given for: an indication of its table, a broader name, or a diagnosis that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from rules.context import is_so
from rules.facts import Facts, TurnReader
from rules.table import Table
from rules.vocabulary import Term, Vocabulary, words

_TREATS = re.compile(
    r"(?<![a-z])(?:for|in|treat|treating|about|of|have|has|with)\s(?:(?:a|an|the|his|her|my|acute|"
    r"severe|mild|chronic|adult|refractory)\s){0,2}$"
)
_NOT_THIS = re.compile(
    r"(?<![a-z])(?:not?|instead of|rather than|isn't|no longer|other than|without)\s(?:for\s|the\s|a\s)?$"
)
_ABOUT = re.compile(r"(?<![a-z])(?:for|about|treat|treating)\s(?:(?:a|an|the|acute|severe|adult|refractory)\s){0,2}$")


@cache
def _indications(table: Table) -> Vocabulary:
    return Vocabulary(
        (term, indication.name)
        for indication in table.indications
        for term in (*indication.terms, *(term for variant in indication.variants for term in variant.terms))
    )


@cache
def _broader(table: Table) -> Vocabulary:
    return Vocabulary((term, i.name) for i in table.indications for term in i.broader_terms)


@cache
def _diagnoses(table: Table) -> tuple[Vocabulary, Vocabulary, Vocabulary, re.Pattern[str]]:
    listed = words()["diagnoses"]
    known = [term for entry in (*table.indications, *table.conditions) for term in entry.terms]
    return (
        Vocabulary.of(listed["words"]),
        Vocabulary.of(listed["generic"]),
        Vocabulary.of((*listed["not"], *known)),
        re.compile(rf"(?<![a-z])[a-z]{{3,}}(?:{'|'.join(listed['endings'])})(?![a-z])"),
    )


def read_indication(reader: TurnReader, facts: Facts, table: Table, changes: dict[str, Any]) -> None:
    """Add what a turn names as treated to the changes of the facts, in place of what was named before."""
    text = reader.clean.text
    found = [term for term in _indications(table).find(text) if not _NOT_THIS.search(text[: term.start])]
    found = found or list(_indications(table).find_misspelt(text))
    longer = [other for other in _diagnoses(table)[0].find(text) if not any(_is_same(other, term) for term in found)]
    found = [term for term in found if not _lies_in(term, longer)]
    names = tuple(dict.fromkeys(term.name for term in found))
    for term in found:
        reader.note("indication", term.name, term.start, term.end)
    if names:
        changes.update(indications=names, broader_indication=None, unlisted_indication=None)
        return
    specific = _diagnoses(table)[0]
    for term in _broader(table).find(text):
        if not facts.indications and not _lies_in(term, specific.find(text)):
            reader.note("broader_indication", term.name, term.start, term.end)
            changes.update(broader_indication=text[term.start : term.end], unlisted_indication=None)
            return
    unlisted = _unlisted(text, table, is_switch=bool(facts.indications))
    if unlisted is not None:
        reader.note("unlisted_indication", text[unlisted.start : unlisted.end], unlisted.start, unlisted.end)
        changes.update(unlisted_indication=text[unlisted.start : unlisted.end], indications=(), broader_indication=None)


def _is_same(one: Term, other: Term) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _unlisted(text: str, table: Table, is_switch: bool) -> Term | None:
    """A diagnosis that the table does not hold, named as what is treated."""
    specific, generic, known, endings = _diagnoses(table)
    taken = list(known.find(text))
    found = [*specific.find(text), *(Term(match.group(), *match.span()) for match in endings.finditer(text))]
    for term in sorted(found, key=lambda term: term.start):
        is_asked = is_so(text, term.start, term.end) and (not is_switch or _ABOUT.search(text[: term.start]))
        if is_asked and not _lies_in(term, taken):
            return term
    for term in generic.find(text):
        if not is_switch and _TREATS.search(text[: term.start]) and not _lies_in(term, taken):
            return term
    return None


def _lies_in(term: Term, taken: Iterable[Term]) -> bool:
    return any(other.start <= term.start and term.end <= other.end for other in taken)
