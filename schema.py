"""The frozen records that every package shares, and the errors that a person reads.

Records carry text spans as half-open character offsets into `Monograph.text`, the normalised text: mark-up dropped,
white space collapsed, one block (heading, paragraph, list item, table row) to a line. Nothing here reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Any


class SectionCode(StrEnum):
    """What a section is about, whatever its document calls it (docs/glossary.md maps them to LOINC)."""

    DESCRIPTION = "description"
    INDICATIONS = "indications"
    CONTRAINDICATIONS = "contraindications"
    BOXED_WARNING = "boxed_warning"
    DOSAGE = "dosage"
    ADMINISTRATION = "administration"
    MISSED_DOSE = "missed_dose"
    OVERDOSE = "overdose"
    WARNINGS = "warnings"
    PRECAUTIONS = "precautions"
    INTERACTIONS = "interactions"
    ADVERSE_REACTIONS = "adverse_reactions"
    PREGNANCY = "pregnancy"
    LACTATION = "lactation"
    PEDIATRIC = "pediatric"
    GERIATRIC = "geriatric"
    RENAL = "renal"
    HEPATIC = "hepatic"
    MECHANISM = "mechanism"
    PHARMACOKINETICS = "pharmacokinetics"
    STORAGE = "storage"
    PREPARATIONS = "preparations"
    MONITORING = "monitoring"
    PATIENT_ADVICE = "patient_advice"
    OTHER = "other"


class BlockKind(StrEnum):
    """How a line of the normalised text stood in its document.

    A table header names what the rows after it are about: a header row, or the label of one drug's rows. Boilerplate
    (copyright, navigation, document ids) never becomes a passage.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_HEADER = "table_header"
    TABLE_ROW = "table_row"
    BOILERPLATE = "boilerplate"


class PassageKind(StrEnum):
    """How a passage is put together: one sentence, a list with its lead-in, or a table row with its header."""

    SENTENCE = "sentence"
    LIST = "list"
    ROW = "row"


class Route(StrEnum):
    """Which way a question was answered."""

    ANSWER = "answer"
    DOSING = "dosing"
    CLARIFY = "clarify"
    REFUSE = "refuse"
    URGENT = "urgent"


class Reason(StrEnum):
    """Why there is no answer; the four are counted apart."""

    NOT_IN_MONOGRAPH = "not_in_monograph"
    DRUG_NOT_IN_LIBRARY = "drug_not_in_library"
    NEEDS_FACTS = "needs_facts"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, [start, end), within one line of a monograph's normalised text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the normalised text and what it was in the document.

    The `cells` of a table row, and of a header whose columns are those of its rows; an empty cell is an empty span.
    `depth` is the number of lists that a list item's list is in; of a table header, 1 where it heads a part of its
    table.
    """

    kind: BlockKind
    span: Span
    cells: tuple[Span, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a monograph: its blocks down to the next heading of any level.

    `heading_path` runs from the outermost heading to this one, without the document's title; a heading that was
    recovered, not read, stands in it like any other, and `recovered` is true.
    """

    code: SectionCode
    heading_path: tuple[str, ...]
    blocks: tuple[Block, ...]
    recovered: bool = False


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Monograph:
    """One document of the library.

    `source_id` identifies it at its publisher, with its version ("SET-ID version 3"). `damage` says what is known to be
    wrong with the copy that was read, in one sentence: such a copy's quantities are not to be relied on.
    """

    monograph_id: str
    title: str
    drug: str
    brand_names: tuple[str, ...]
    publisher: str
    audience: str
    jurisdiction: str | None
    updated: str | None
    path: str
    text: str
    sections: tuple[Section, ...]
    source_id: str | None = None
    damage: str | None = None

    def quote(self, span: Span) -> str:
        """The characters at `span`, word for word."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, ranked and quoted.

    `spans` are in document order and each lies within one line: one for a sentence; lead-in then items for a list.
    `text` joins them with spaces; what is embedded besides (drug, heading path) is never part of it. The first `leads`
    spans of a list are its lead-ins: that of the list, and those of the lists that it is in; those of a row are the
    headers of the table and of the part of it that the row is in.
    """

    passage_id: str
    monograph_id: str
    drug: str
    kind: PassageKind
    section_code: SectionCode
    heading_path: tuple[str, ...]
    spans: tuple[Span, ...]
    text: str
    leads: int = 1

    def parts(self) -> list[str]:
        """The text of each span: the lead-ins and items of a list, the headers and cells of a row."""
        ends = accumulate(span.end - span.start + 1 for span in self.spans)
        return [
            self.text[end - (span.end - span.start) - 1 : end - 1] for span, end in zip(self.spans, ends, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score and 1-based rank; ties are broken by passage_id."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its place: `quote == monograph.text[start:end]`."""

    n: int
    monograph: str
    publisher: str
    updated: str | None
    path: str
    section: str
    section_code: str
    quote: str
    start: int
    end: int
    monograph_id: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question; `to_json` gives the object of the public contract.

    `reader_version` is that of the trained reader that passages were ranked with; None where none was at hand.
    """

    question: str
    route: Route
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    dosing: dict[str, Any] | None = None
    drug: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    index_version: str | None = None
    rules_version: str | None = None
    generator: str = "extractive"
    latency_ms: float = 0.0
    reader_version: str | None = None

    def to_json(self, question_id: str | None = None) -> dict[str, Any]:
        """The answer object, keys in the order of the contract (docs/contracts.md)."""
        return {
            "id": question_id,
            "question": self.question,
            "route": self.route.value,
            "text": self.text,
            "statements": [
                {"text": statement.text, "citations": list(statement.citations)} for statement in self.statements
            ],
            "citations": [
                {
                    "n": citation.n,
                    "monograph": citation.monograph,
                    "publisher": citation.publisher,
                    "updated": citation.updated,
                    "path": citation.path,
                    "section": citation.section,
                    "section_code": citation.section_code,
                    "quote": citation.quote,
                    "start": citation.start,
                    "end": citation.end,
                }
                for citation in self.citations
            ],
            "dosing": self.dosing,
            "drug": self.drug,
            "slots": self.slots,
            "reason": self.reason.value if self.reason else None,
            "index_version": self.index_version,
            "rules_version": self.rules_version,
            "generator": self.generator,
            "latency_ms": round(self.latency_ms, 1),
        }


class AssistantError(Exception):
    """Base of every error meant for a person: the message names the thing, the place and the remedy."""


class IndexMissing(AssistantError):
    """There is no finished index at the place named."""

    def __init__(self, index_dir: object) -> None:
        self.index_dir = str(index_dir)
        super().__init__(
            f"There is no finished index in {index_dir}. Build one: python -m ingest monographs --index {index_dir}"
        )


class IndexDamaged(AssistantError):
    """A finished index does not match its own manifest."""

    def __init__(self, place: object, what: str) -> None:
        self.place, self.what = str(place), what
        super().__init__(
            f"The index at {place} is damaged: {what}. Build it again with python -m ingest, from the sources."
        )


class IndexMismatch(AssistantError):
    """An index was built by another embedding model, layout or library version than this program uses."""

    def __init__(self, place: object, what: str, built_with: object, expected: object) -> None:
        self.place, self.what, self.built_with, self.expected = str(place), what, built_with, expected
        super().__init__(
            f"The index at {place} was built with {what} {built_with}; this program uses {expected}. "
            "Build it again with python -m ingest, from the sources."
        )


class UnreadableMonograph(AssistantError):
    """A file could not be read as a monograph."""

    def __init__(self, path: object, why: str, remedy: str) -> None:
        self.path, self.why, self.remedy = str(path), why, remedy
        super().__init__(f"{path}: {why}. {remedy}")


class ModelUnusable(AssistantError):
    """The embedding weights are absent or are not the published ones."""


class IndexBusy(AssistantError):
    """Another process is writing this index."""

    def __init__(self, index_dir: object, pid: str) -> None:
        self.index_dir, self.pid = str(index_dir), pid
        super().__init__(f"Process {pid} is building the index in {index_dir}. Wait until it ends, or stop it.")
