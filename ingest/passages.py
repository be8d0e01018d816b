"""A monograph's sections to passages: one sentence, a list with its lead-in, or a table row with its header."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.sentences import sentences
from schema import Block, BlockKind, Monograph, Passage, PassageKind, Section, Span

MAX_CHARS = 700  # the model reads 256 tokens; longer lists are split and repeat their lead-in
LONG_ITEM = 120  # an item longer than this, or with a dash or a full stop in it, says something by itself
SHORT = 25  # a sentence shorter than this says little by itself and joins the one before it


def passages_of(monograph: Monograph) -> list[Passage]:
    """The passages of a monograph in document order, each text once."""
    reader = _Passages(monograph)
    for section in monograph.sections:
        reader.read(section)
    return reader.passages()


@dataclass(slots=True)
class _Passages:
    monograph: Monograph
    found: dict[str, Passage] = field(default_factory=dict)
    lead_in: Span | None = None
    lead_in_depth: int = 0

    def passages(self) -> list[Passage]:
        return list(self.found.values())

    def read(self, section: Section) -> None:
        if len(section.heading_path) <= self.lead_in_depth:
            self.lead_in = None
        header: Span | None = None
        for kind, blocks in _runs(section.blocks):
            if kind is BlockKind.PARAGRAPH:
                for block in blocks:
                    self._paragraph(section, block)
            elif kind is BlockKind.LIST_ITEM:
                self._list(section, [block.span for block in blocks])
            elif kind is BlockKind.TABLE_HEADER:
                header = blocks[-1].span
            elif kind is BlockKind.TABLE_ROW:
                for block in blocks:
                    self._add(section, PassageKind.ROW, [*([header] if header else []), block.span])

    def _paragraph(self, section: Section, block: Block) -> None:
        self.lead_in = None
        spans = sentences(self.monograph.quote(block.span), block.span.start)
        if self.monograph.quote(spans[-1]).endswith(":"):
            self.lead_in, self.lead_in_depth = spans.pop(), len(section.heading_path)
        for span in _merged(spans):
            self._add(section, PassageKind.SENTENCE, [span])

    def _list(self, section: Section, items: Sequence[Span]) -> None:
        lead = [self.lead_in] if self.lead_in else []
        group: list[Span] = []
        size = 0
        for joined in self._joined(items):
            text = " ".join(self.monograph.quote(span) for span in joined)
            if _says_something(text):
                if group:
                    self._add(section, PassageKind.LIST, [*lead, *group])
                    group, size = [], 0
                self._add(
                    section, PassageKind.LIST if lead or len(joined) > 1 else PassageKind.SENTENCE, [*lead, *joined]
                )
                continue
            if size + len(text) > MAX_CHARS:
                self._add(section, PassageKind.LIST, [*lead, *group])
                group, size = [], 0
            group += joined
            size += len(text) + 1
        if group:
            self._add(section, PassageKind.LIST, [*lead, *group])

    def _joined(self, items: Sequence[Span]) -> Iterator[list[Span]]:
        """Items that end in "or" or "and" belong to the next: the last of them carries what is said of all."""
        group: list[Span] = []
        for span in items:
            group.append(span)
            if not self.monograph.quote(span).endswith((" or", " and", " or,", ", and")):
                yield group
                group = []
        if group:
            yield group

    def _add(self, section: Section, kind: PassageKind, spans: Sequence[Span]) -> None:
        text = " ".join(self.monograph.quote(span) for span in spans)
        if text in self.found:
            return
        identity = "\n".join([self.monograph.monograph_id, *section.heading_path, text])
        self.found[text] = Passage(
            passage_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
            monograph_id=self.monograph.monograph_id,
            drug=self.monograph.drug,
            kind=kind,
            section_code=section.code,
            heading_path=section.heading_path,
            spans=tuple(spans),
            text=text,
        )


def _says_something(item: str) -> bool:
    return len(item) > LONG_ITEM or "—" in item or item.endswith(".")


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[BlockKind, list[Block]]]:
    run: list[Block] = []
    for block in blocks:
        if run and run[-1].kind is not block.kind:
            yield run[-1].kind, run
            run = []
        run.append(block)
    if run:
        yield run[-1].kind, run


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Sentences of one line, a very short one joined to the one before it."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.end - span.start < SHORT:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged
