"""A monograph's sections to passages: one sentence, a list with its lead-in, or a table row with its header."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from ingest.sentences import sentences
from schema import Block, BlockKind, Monograph, Passage, PassageKind, Section, SectionCode, Span

MAX_CHARS = 700  # the model reads 256 tokens; longer lists are split and repeat their lead-in
LONG_ITEM = 120  # an item longer than this, or with a dash or a full stop in it, says something by itself
SHORT = 25  # a sentence shorter than this says little by itself and joins the one before it
PAIR = 300  # a sentence that leans on the one before it joins it up to this length
SPELLED_OUT = 300  # an item longer than this is left out where the items after it say the same one by one

_LEANS = re.compile(
    r"^(?:(?:it|they|these|this) (?:is|are|was|may|can|will|should|must|includes?)\b|these\b|however,|otherwise,"
    r"|because of this|in these cases|to help with these|if (?:so|not|this happens)\b)",
    re.I,
)
_STOPS = re.compile(r"[.!?][)\"”]?$")
_POINTS_AHEAD = re.compile(r"\b(?:following|below|listed here)\b", re.I)
_CROSS_REFERENCE = re.compile(r"^\((?:also )?see [^()]*\)\.?$", re.I)
# What a sentence is about where its section holds several things; the heading's code stands for all others.
_OWN_CODE: tuple[tuple[SectionCode, SectionCode, re.Pattern[str]], ...] = (
    (SectionCode.DESCRIPTION, SectionCode.PREPARATIONS, re.compile(r"\b(?:dosage forms?|available (?:as|in)\b)", re.I)),
    (
        SectionCode.DESCRIPTION,
        SectionCode.INDICATIONS,
        re.compile(r"\b(?:is|are)(?: also)? (?:indicated|used) |\bused (?:alone|to treat|for the)\b", re.I),
    ),
    (
        SectionCode.PREPARATIONS,  # US labels have "How supplied" and "Storage and handling" under one heading
        SectionCode.STORAGE,
        re.compile(r"\b(?:store[ds]?|refrigerat\w*|excursions)\b|\bprotect(?:ed)? from\b|\bdo not freeze\b", re.I),
    ),
    (
        SectionCode.PRECAUTIONS,
        SectionCode.CONTRAINDICATIONS,
        re.compile(r"\bshould not be used (?:in|by) (?:patients|people)|\bcontraindicated\b", re.I),
    ),
)


def passages_of(monograph: Monograph) -> list[Passage]:
    """The passages of a monograph in document order, each text once."""
    cutter = _Cutter(monograph)
    for section in monograph.sections:
        cutter.cut(section)
    return list(cutter.passages.values())


@dataclass(slots=True)
class _Cutter:
    """Goes through the sections once; a list's lead-in may stand before the heading that the list is under."""

    monograph: Monograph
    passages: dict[str, Passage] = field(default_factory=dict)
    lead_in: Span | None = None
    lead_in_depth: int = 0
    lead_in_used: bool = True  # one that no list follows opens the paragraph after it

    def cut(self, section: Section) -> None:
        if len(section.heading_path) <= self.lead_in_depth:
            self.lead_in = None
        self.lead_in_used = True
        runs = _runs(section.blocks)
        header: Span | None = None
        for (kind, spans), (next_kind, _) in zip_longest(runs, runs[1:], fillvalue=(None, [])):
            match kind:
                case BlockKind.PARAGRAPH:
                    for span in spans[:-1]:
                        self._paragraph(section, span)
                    self._paragraph(section, spans[-1], before_list=next_kind is BlockKind.LIST_ITEM)
                case BlockKind.LIST_ITEM:
                    self._list(section, spans, self.lead_in or header)
                case BlockKind.TABLE_HEADER:
                    header = spans[-1] if next_kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM) else None
                    for span in spans[:-1] if header else spans:
                        self._add(section, PassageKind.SENTENCE, [span])
                case BlockKind.TABLE_ROW:
                    for span in spans:
                        self._add(section, PassageKind.ROW, [*([header] if header else []), span])

    def _paragraph(self, section: Section, line: Span, before_list: bool = False) -> None:
        spans = self._sentences(line)
        opened = [self.lead_in] if self.lead_in and not self.lead_in_used else []
        self.lead_in = self._lead_in(spans, before_list)
        if self.lead_in:
            self.lead_in_depth, self.lead_in_used = len(section.heading_path), False
            spans.remove(self.lead_in)
        for span in self._merged(spans):
            self._add(section, PassageKind.LIST if opened else PassageKind.SENTENCE, [*opened, span])
            opened = []

    def _lead_in(self, spans: Sequence[Span], before_list: bool) -> Span | None:
        """The sentence that opens the list after it: one with a colon at its end, or one that names "the following"."""
        if spans and self.monograph.quote(spans[-1]).endswith(":"):
            return spans[-1]
        ahead = [span for span in spans if before_list and _POINTS_AHEAD.search(self.monograph.quote(span))]
        return ahead[-1] if ahead else None

    def _list(self, section: Section, items: Sequence[Span], opening: Span | None) -> None:
        lead = [opening] if opening else []
        self.lead_in_used = True
        group: list[Span] = []
        for joined in self._joined(self._said_once(items)):
            text = " ".join(map(self.monograph.quote, joined))
            alone = len(text) > LONG_ITEM or "—" in text or (_STOPS.search(text) and not text[0].islower())
            if group and (alone or sum(span.end - span.start + 1 for span in group) + len(text) > MAX_CHARS):
                self._add(section, PassageKind.LIST, [*lead, *group])
                group = []
            if not alone:
                group += joined
            elif text.endswith(":") and len(joined) == 1:
                lead = joined  # an item that opens a list of its own
            else:
                self._item(section, lead, joined)
        if group:
            self._add(section, PassageKind.LIST, [*lead, *group])

    def _item(self, section: Section, lead: Sequence[Span], item: Sequence[Span]) -> None:
        kind = PassageKind.LIST if lead or len(item) > 1 else PassageKind.SENTENCE
        if len(item) > 1:
            self._add(section, kind, [*lead, *item])
            return
        spans = self._sentences(item[0])
        whole = [Span(spans[0].start, spans[-1].end)] if spans else []
        for span in whole if sum(own.end - own.start for own in whole) <= MAX_CHARS else self._merged(spans):
            self._add(section, kind, [*lead, span])

    def _said_once(self, items: Sequence[Span]) -> list[Span]:
        """The items without those that say again, run together or in part, what other items of the list say."""
        texts = {span: self.monograph.quote(span) for span in items}
        kept = [span for span in items if not _is_run_together(texts[span], [t for s, t in texts.items() if s != span])]
        return [
            span
            for number, span in enumerate(kept)
            if not any(
                texts[span] in texts[other] and (texts[span] != texts[other] or place < number)
                for place, other in enumerate(kept)
                if other != span and (len(texts[span]) > SHORT or texts[span] == texts[other])
            )
        ]

    def _joined(self, items: Sequence[Span]) -> Iterator[list[Span]]:
        """Items that end in "or" or "and" belong to the next: the last of them carries what is said of all."""
        group: list[Span] = []
        for span in items:
            group.append(span)
            if not re.search(r"[ ,](?:or|and),?$", self.monograph.quote(span)):
                yield group
                group = []
        if group:
            yield group

    def _merged(self, spans: Sequence[Span]) -> list[Span]:
        """Neighbouring sentences of one line, those that say nothing by themselves joined to the one before."""
        merged: list[Span] = []
        for span in spans:
            before = merged[-1] if merged else None
            leans = _LEANS.match(self.monograph.quote(span))
            if (
                before
                and span.start - before.end <= 1
                and (span.end - span.start < SHORT or (leans and span.end - before.start <= PAIR))
            ):
                merged[-1] = Span(before.start, span.end)
            else:
                merged.append(span)
        return merged

    def _sentences(self, line: Span) -> list[Span]:
        """The sentences of a line without those that only refer to another place."""
        spans = sentences(self.monograph.quote(line), line.start)
        return [span for span in spans if not _CROSS_REFERENCE.match(self.monograph.quote(span))]

    def _add(self, section: Section, kind: PassageKind, spans: Sequence[Span]) -> None:
        text = " ".join(map(self.monograph.quote, spans))
        if not re.search(r"\w", text) or text in self.passages:
            return
        identity = "\n".join([self.monograph.monograph_id, *section.heading_path, text])
        self.passages[text] = Passage(
            passage_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
            monograph_id=self.monograph.monograph_id,
            drug=self.monograph.drug,
            kind=kind,
            section_code=_code(section, text),
            heading_path=section.heading_path,
            spans=tuple(spans),
            text=text,
        )


def _code(section: Section, text: str) -> SectionCode:
    return next(
        (own for heading, own, said in _OWN_CODE if heading is section.code and said.search(text)), section.code
    )


def _is_run_together(text: str, others: Sequence[str]) -> bool:
    """Whether a long item is two or more other items run together behind a label."""
    if len(text) <= SPELLED_OUT:
        return False
    parts = [other for other in sorted(others, key=len, reverse=True) if len(other) > SHORT and other in text]
    rest, used = text, 0
    for part in parts:
        used += part in rest
        rest = rest.replace(part, "")
    return used > 1 and (not rest.strip() or rest.strip().endswith(":"))


def _runs(blocks: Sequence[Block]) -> list[tuple[BlockKind, list[Span]]]:
    """The blocks that can be quoted, in runs of one kind."""
    quotable = (block for block in blocks if block.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE))
    return [(kind, [block.span for block in run]) for kind, run in groupby(quotable, key=lambda block: block.kind)]
