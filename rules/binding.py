"""Which sentence of the library carries each rule: its figures and terms, in the right section, word for word.

A rule whose figures stand in no loaded sentence is suspended; the wording of a monograph is never assumed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from library import Library
from rules.table import Evidence, Table
from rules.text import clean
from schema import Monograph, Passage, PassageKind, Span

_SPELLINGS = (
    (r"(?<![a-z])(?:milligrams?|milligrammes?)\s?\(mg\)|(?<![a-z])(?:milligrams?|milligrammes?)\b", "mg"),
    (r"(?<![a-z])(?:micrograms?|microgrammes?)\s?\(mcg\)|(?<![a-z])(?:micrograms?|microgrammes?)\b", "mcg"),
    (r"(?<![a-z])(?:kilograms?|kilogrammes?)\s?\(kg\)|(?<![a-z])(?:kilograms?|kilogrammes?)\b", "kg"),
    (r"(?<![a-z])(?:millilit(?:er|re)s?)\s?\(ml\)|(?<![a-z])(?:millilit(?:er|re)s?)\b", "ml"),
    (r"(?<=\d) ?(?=(?:mg|mcg|ml|kg|g)\b)", " "),
    (r"\s?/\s?minute\b|\s(?:per|a) min(?:ute)?\b", "/min"),
    (r"\s?/\s?kg\b|\s(?:per|for (?:each|every)|for each) kg\b", "/kg"),
    (r"\s?/\s?day\b", " per day"),
    (r"(?<=\d)\s?(?:to|-)\s?(?=\d)", "-"),
    (r"\b(\d+(?:\.\d+)?)(?: mg| ml)?-(\d+(?:\.\d+)?)", r"\1-\2"),
    (r"\s+", " "),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _SPELLINGS)


@dataclass(frozen=True, slots=True)
class Binding:
    """A sentence that carries a part of a rule: `sha256` is of its exact words, so that a changed one is noticed."""

    owner: str
    supports: str
    monograph_id: str
    passage: Passage
    span: Span
    sha256: str


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """A text with units, ranges and rates in one spelling: "1 to 2 milligrams (mg) per kilogram" is "1-2 mg/kg"."""
    text = clean(text).text
    for pattern, replacement in _COMPILED:
        text = pattern.sub(replacement, text)
    return text.strip()


class Bindings:
    """The sentences of a library that carry a table's rules, warnings and products."""

    def __init__(self, table: Table, library: Library) -> None:
        """Look for the evidence of every entry of `table` in the monographs of its drug."""
        self._found: dict[str, list[Binding]] = {}
        self.suspended: set[str] = set()
        passages = library.passages_by_drug.get(table.drug, ())
        monographs = library.monographs_of(table.drug)
        self.monograph_ids = {monograph.monograph_id for monograph in monographs}
        for owner, evidence in _owners(table):
            bound = [
                binding
                for monograph in monographs
                for binding in _bind(
                    owner, evidence, monograph, [p for p in passages if p.monograph_id == monograph.monograph_id]
                )
            ]
            self._found[owner] = bound
            needed = {item.supports for item in evidence if not item.optional}
            if not needed or needed - {binding.supports for binding in bound}:
                self.suspended.add(owner)

    @property
    def owners(self) -> tuple[str, ...]:
        """The ids of the entries that evidence was looked for."""
        return tuple(self._found)

    def of(self, owner: str) -> list[Binding]:
        """The sentences that carry a rule, a warning or a product, of the newest monograph first."""
        return self._found.get(owner, [])


def _owners(table: Table) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    for rule in table.rules:
        yield rule.id, rule.evidence
    for warning in table.warnings:
        yield warning.id, warning.evidence
    for remark in table.remarks:
        yield remark.id, remark.evidence
    for product in table.products:
        yield product.id, product.evidence


def _bind(owner: str, evidence: Iterable[Evidence], monograph: Monograph, passages: list[Passage]) -> Iterator[Binding]:
    """At most one sentence of a monograph for each part of an entry: the first that carries it best.

    Of a list it is an item before a lead-in, which alone says little: "hypersensitivity to any of the following:".
    """
    done: set[str] = set()
    for item in evidence:
        candidates = [
            ((matched, not _leads_a_list(passage, span)), passage, span)
            for passage in passages
            if item.supports not in done and passage.section_code in item.section
            for span in passage.spans
            if (matched := carries(item, monograph, passage, span))
        ]
        if candidates:
            done.add(item.supports)
            _, passage, span = max(candidates, key=lambda candidate: candidate[0])
            digest = hashlib.sha256(monograph.quote(span).encode()).hexdigest()
            yield Binding(owner, item.supports, monograph.monograph_id, passage, span, digest)


def _leads_a_list(passage: Passage, span: Span) -> bool:
    return passage.kind is PassageKind.LIST and span in passage.spans[: passage.leads]


def carries(item: Evidence, monograph: Monograph, passage: Passage, span: Span) -> int:
    """How well a sentence carries an evidence entry; 0 where it does not.

    The figures and one list of terms at least stand in the sentence itself; the other terms may stand in its line, its
    list or its headings: "100 mg daily" under the heading "Rheumatoid arthritis" needs no more words.
    """
    words = monograph.quote(span)
    sentence = comparable(words)
    if (item.quote is not None and item.quote not in words) or not all(_stands_in(it, sentence) for it in item.figures):
        return 0
    start = monograph.text.rfind("\n", 0, span.start) + 1
    end = monograph.text.find("\n", span.end)
    line = monograph.text[start : end if end >= 0 else len(monograph.text)]
    around = " ".join(comparable(text) for text in (line, passage.text, " ".join(passage.heading_path)))
    own = sum(any(_stands_in(term, sentence) for term in terms) for terms in item.terms)
    if not all(any(_stands_in(term, f"{sentence} {around}") for term in terms) for terms in item.terms):
        return 0
    return own + bool(item.figures or item.quote)


def _stands_in(phrase: str, text: str) -> bool:
    phrase = comparable(phrase)
    return re.search(rf"(?<![a-z0-9])(?<!\d[.,]){re.escape(phrase)}(?![a-z0-9]|[.,]\d)", text) is not None
