"""Dosing answers: what the rules say, in fixed sentences, with the monographs' own words as evidence.

No model and no retrieval stands on this path. A figure in the text is the rules' or stands in a quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.compose import Draft
from assistant.dose_guard import may_have_changed
from assistant.dosing_text import Line, describe
from assistant.forgetting import Memory, remembered
from drugs import DrugNames
from library import Library
from retriever.lexical import terms
from rules.approvals import Approvals
from rules.binding import Bindings
from rules.dosage import Dosage
from rules.guardrail import consult
from rules.table import tables
from schema import Answer, Citation, Passage, Reason, Route, SectionCode, Span, Statement

MOST_QUOTES = 3  # sentences on an overdose: enough to find the place, too few to bury it
_REASONS = {
    "needs_input": Reason.NEEDS_FACTS,
    "invalid_input": Reason.NEEDS_FACTS,
    "unknown_drug": Reason.DRUG_NOT_IN_LIBRARY,
    "no_rule": Reason.NOT_IN_MONOGRAPH,
}


@dataclass(frozen=True, slots=True)
class DosingAnswer:
    """What a dosing question is answered with; `dosing` is the object of the public contract.

    `has_table` is false where the library holds the drug and no table doses it: its monographs can only be quoted.
    """

    route: Route
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    dosing: dict[str, Any]
    drug: str | None
    slots: dict[str, Any]
    reason: Reason | None
    rules_version: str | None
    has_table: bool

    def to(self, question: str) -> Answer:
        """The answer to the question as it was typed."""
        return Answer(
            question=question,
            route=self.route,
            text=self.text,
            statements=self.statements,
            citations=self.citations,
            dosing=self.dosing,
            drug=self.drug,
            slots=self.slots,
            reason=self.reason,
            rules_version=self.rules_version,
            generator="rules",
        )


class DosingDesk:
    """Answers dosing questions over the tables of the drugs that a library holds."""

    def __init__(self, library: Library | None, names: DrugNames, approvals: Approvals | None = None) -> None:
        """Bind every rule to its sentences; without a library the rules stand alone and cite nothing.

        Args:
            library: where the sentences are looked for.
            names: the names of the library's drugs.
            approvals: the sentences that reviewers have seen; a rule whose sentence changed since is suspended.
        """
        self._library = library
        self._names = names
        self._tables = {drug: table for drug, table in tables().items() if library is None or drug in library.drugs}
        self._bindings = (
            {} if library is None else {drug: Bindings(table, library) for drug, table in self._tables.items()}
        )
        self._suspended = {
            drug: bindings.suspended | (approvals.changed(bindings) if approvals is not None else set())
            for drug, bindings in self._bindings.items()
        }

    def answer(self, turns: Sequence[str]) -> DosingAnswer | None:
        """The answer to the last of a conversation's user turns, oldest first; None where it is not about a dose."""
        held = tuple(self._library.drugs) if self._library is not None else None
        dosage = consult(turns, self._names, self._tables, self._suspended, held)
        if dosage is None:
            return None
        table = self._tables.get(dosage.drug or "")
        page = _Page(self._library, self._bindings.get(dosage.drug or ""))
        for line in describe(dosage, table, self._sources(dosage.drug)):
            page.write(line)
        if dosage.reason == "overdose":
            self._quote_overdose(page, dosage.drug or "", turns[-1])
        is_unnamed = dosage.reason in ("which_drug", "look_alike")
        return DosingAnswer(
            route=Route.CLARIFY if is_unnamed else Route.DOSING,
            text="\n\n".join(page.lines),
            statements=tuple(page.statements),
            citations=tuple(page.draft.citations) if page.draft else (),
            dosing=dosage.to_json(),
            drug=dosage.drug,
            slots=_slots(dosage),
            reason=_REASONS.get(dosage.outcome),
            rules_version=f"{table.drug} {table.version}" if table else None,
            has_table=dosage.reason != "no_table",
        )

    def remembered(self, turns: Sequence[str]) -> Memory:
        """A conversation without what its later turns take back."""
        return remembered(turns, self._names, tables().values())  # all: a weight is read without the drug's own table

    def has_table(self, drug: str) -> bool:
        """Whether the rules dose a drug."""
        return drug in self._tables

    def _sources(self, drug: str | None) -> str:
        if self._library is None or drug is None:
            return ""
        return "; ".join(f"{monograph.title}, {monograph.publisher}" for monograph in self._library.monographs_of(drug))

    def _quote_overdose(self, page: _Page, drug: str, question: str) -> None:
        """Quote what a drug's monographs say of an overdose: the sentences that share most words with the question."""
        asked = set(terms(question))
        if self._library is None or page.draft is None:
            return
        passages = [
            passage
            for passage in self._library.passages_by_drug.get(drug, ())
            if passage.section_code is SectionCode.OVERDOSE
            and not may_have_changed(passage, self._library.monographs[passage.monograph_id])
        ]
        ranked = sorted(passages, key=lambda passage: -len(asked & set(terms(passage.text))))[:MOST_QUOTES]
        for passage in ranked:
            page.quote(passage, passage.spans[0])


class _Page:
    """The lines of an answer, with its statements and the citations that they stand on."""

    def __init__(self, library: Library | None, bindings: Bindings | None) -> None:
        self.draft = Draft(library) if library is not None else None
        self.lines: list[str] = []
        self.statements: list[Statement] = []
        self._bindings = bindings

    def write(self, line: Line) -> None:
        """Add a sentence, marked with the citations of the entries that it stands on."""
        numbers: list[int] = []
        quoted: list[tuple[Passage, Span]] = []
        for owner in line.owners:
            for binding in self._bindings.of(owner) if self._bindings and self.draft else ():
                assert self.draft is not None
                number = self.draft.cite(binding.passage, binding.span)
                if number not in numbers:
                    numbers.append(number)
                    quoted.append((binding.passage, binding.span))
        if line.shows_quotes:
            self.lines += [line.text] if quoted else []
            for passage, span in quoted:
                self.quote(passage, span)
            return
        marked = f"{line.text} {''.join(f'[{number}]' for number in numbers)}".rstrip()
        if line.goes_on and self.lines:
            self.lines[-1] += f" {marked}"
        else:
            self.lines.append(marked)
        if numbers:
            self.statements.append(Statement(line.text, tuple(numbers)))

    def quote(self, passage: Passage, span: Span) -> None:
        """Add a sentence of a monograph, word for word."""
        assert self.draft is not None
        number = self.draft.cite(passage, span)
        words = self.draft.library.monographs[passage.monograph_id].quote(span)
        self.lines.append(f"> {words} [{number}]")
        self.statements.append(Statement(words, (number,)))


def _slots(dosage: Dosage) -> dict[str, Any]:
    """The facts with the words that each was read from."""
    return {
        read.name: {"value": str(read.value) if isinstance(read.value, Decimal) else read.value, "text": read.text,
                    "turn": read.turn, "start": read.start, "end": read.end}
        for read in dosage.facts.reads
    }  # fmt: skip
