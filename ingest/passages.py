"""A monograph's sections to passages: one sentence, a list with its lead-in, or a table row with its header."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from ingest.cues import ACTS, opens
from ingest.items import SHORT, joined_items, said_once
from ingest.sentences import sentences
from schema import Block, BlockKind, Monograph, Passage, PassageKind, Section, SectionCode, Span

MAX_CHARS = 700  # the model reads 256 tokens; longer lists are split and repeat their lead-in
LONG_ITEM = 120  # an item longer than this, or with a dash or a full stop in it, says something by itself
PAIR = 300  # a sentence that leans on the one before it joins it up to this length
LABEL_WORDS = 3  # a line of no more words before a list is what the list is of: "Lung problems."

_LEANS = re.compile(
    r"^(?:(?:it|they|these|this) (?:is|are|was|may|can|will|should|must|includes?)\b|these\b|however,|otherwise,"
    r"|because of this|in these cases|to help with these|if (?:so|not|this happens)\b)",
    re.I,
)
_STOPS = re.compile(r"[.!?][)\"”]?$")
_POINTS_AHEAD = re.compile(r"\b(?:following|below|listed here)\b", re.I)
_ACTS = re.compile(rf"\b{ACTS}\b", re.I)
_FREQUENT = re.compile(r"\b(?:un)?(?:common|known)\b|\brare\b", re.I)
_BEGINS_ANEW = re.compile(r"(?:Other|Additional|Further|Some|Possible|Serious)\b")
_DESCRIBES = re.compile(r"\bfrequenc|\bcategor|\bhow often\b|\bchance of\b", re.I)
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
    cutter.close()
    return list(cutter.passages.values())


@dataclass(slots=True)
class _Cutter:
    """Goes through the sections once; a list's lead-in may stand before the heading that the list is under."""

    monograph: Monograph
    passages: dict[str, Passage] = field(default_factory=dict)
    lead_in: Span | None = None
    lead_in_section: Section | None = None
    quoted: set[Span] = field(default_factory=set)
    spent: Span | None = None  # the lead-in of a list that stands before any label
    label: Span | None = None  # the header that a section opens with
    depths: dict[Span, int] = field(default_factory=dict)
    openings: dict[int, list[Span]] = field(default_factory=dict)  # of the lists of the section, by their depth
    last_depth: int = 0  # the depth of the last item

    def cut(self, section: Section) -> None:
        self._enter(section)
        runs = _runs(section.blocks)
        headers: list[Span] = []  # of the table, and of the part of it
        for (kind, spans), (next_kind, following) in zip_longest(runs, runs[1:], fillvalue=(None, [])):
            match kind:
                case BlockKind.PARAGRAPH:
                    for span in spans[:-1]:
                        self._paragraph(section, span)
                    self._paragraph(section, spans[-1], following if next_kind is BlockKind.LIST_ITEM else ())
                case BlockKind.LIST_ITEM:
                    self._lists(section, spans, self._opening(headers[:1]))
                case BlockKind.TABLE_HEADER:
                    leads = next_kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM) or spans[-1] == self.label
                    headers = self._headers(section, spans, headers, leads)
                case BlockKind.TABLE_ROW:
                    for span in spans:
                        self._add(section, PassageKind.ROW, [*headers, span], len(headers))
        self._exit(section)

    def close(self) -> None:
        """What has to be done after the last section."""
        self._leave()

    def _enter(self, section: Section) -> None:
        if self.lead_in_section and len(section.heading_path) <= len(self.lead_in_section.heading_path):
            self._leave()
        self.depths = {block.span: block.depth for block in section.blocks}
        self.openings, self.last_depth = {}, 0
        self.label = self._label(section)
        if self.label and _BEGINS_ANEW.match(self.monograph.quote(self.label)):
            self._leave()  # "Other side effects include Common ...": no longer those to see a doctor about at once

    def _headers(self, section: Section, spans: Sequence[Span], before: Sequence[Span], leads: bool) -> list[Span]:
        """What the rows after some headers are quoted with; a header that leads nothing is a sentence.

        The header of a part leaves that of the table in place.
        """
        whole = [span for span in spans if not self.depths[span]] or [span for span in before if not self.depths[span]]
        headers = [*whole[-1:], *(span for span in spans if self.depths[span])] if leads else []
        for span in spans:
            if span not in headers:
                self._add(section, PassageKind.SENTENCE, [span])
        return headers

    def _exit(self, section: Section) -> None:
        if self.label and self.label not in self.quoted:
            self._add(section, PassageKind.SENTENCE, [self.label])

    def _label(self, section: Section) -> Span | None:
        """The heading of a section that its items cannot be read without: a frequency, "Do not take X"."""
        first = section.blocks[0] if section.blocks else None
        is_label = first and first.kind is BlockKind.TABLE_HEADER and section.heading_path
        if not first or not is_label or self.monograph.quote(first.span) != section.heading_path[-1]:
            return None
        if not any(block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW) for block in section.blocks):
            return None
        return first.span

    def _opening(self, header: Sequence[Span]) -> list[Span]:
        """What a list is quoted with: its lead-in, and the label of its section; else the header of the table."""
        lead_in = self.lead_in
        if not self.label:
            self.spent = lead_in
        elif lead_in and (lead_in == self.spent or _FREQUENT.search(self.monograph.quote(lead_in))):
            lead_in = None  # it opened items, or names a frequency, of its own
        spans = {span for span in (self.label, lead_in) if span} or set(header)
        return sorted(spans, key=lambda span: span.start)

    def _leave(self) -> None:
        """Forget the lead-in; one that opened nothing is a sentence like any other."""
        if self.lead_in and self.lead_in_section and self.lead_in not in self.quoted:
            self._add(self.lead_in_section, PassageKind.SENTENCE, [self.lead_in])
        self.lead_in, self.lead_in_section = None, None

    def _paragraph(self, section: Section, line: Span, items: Sequence[Span] = ()) -> None:
        """A paragraph, and the items that come after it."""
        spans = self._sentences(line)
        lead_in = self._lead_in(spans, items)
        if lead_in:
            spans.remove(lead_in)
        is_opened = spans and self.lead_in_section is section and self.lead_in not in self.quoted
        opened = [self.lead_in] if is_opened and self.lead_in else []
        self.quoted.update(opened)
        self._leave()
        for span in self._merged(spans):
            self._add(section, PassageKind.LIST if opened else PassageKind.SENTENCE, [*opened, span], len(opened))
            opened = []
        if lead_in:
            self.lead_in, self.lead_in_section = lead_in, section

    def _lead_in(self, spans: Sequence[Span], items: Sequence[Span]) -> Span | None:
        """The sentence that opens the list after it: one that ends like one, or one that names "the following".

        One that has no end, where the first item goes on in small letters, opens it too. One that says what frequencies
        there are is read with none of them.
        """
        last = self.monograph.quote(spans[-1]) if spans else ""
        if last.endswith(":") and not (_DESCRIBES.search(last) and not items):
            return spans[-1]
        if spans and items:
            goes_on = not _STOPS.search(last) and self.monograph.quote(items[0])[:1].islower()
            if goes_on or opens(last) or (len(spans) == 1 and len(last.split()) <= LABEL_WORDS):
                return spans[-1]
        ahead = [span for span in spans if items and _POINTS_AHEAD.search(self.monograph.quote(span))]
        return ahead[-1] if ahead else None

    def _lists(self, section: Section, items: Sequence[Span], opening: list[Span]) -> None:
        """Items in a row; those that are less deep than the first go on with the list before the opening."""
        while items:
            depth = self.depths[items[0]]
            if not opening and depth < self.last_depth:  # after a sentence below an inner list
                opening = self.openings.get(depth, [])
            ends = (at for at, item in enumerate(items) if self.depths[item] < depth)
            end = next(ends, len(items))
            self.openings = {**{at: own for at, own in self.openings.items() if at < depth}, depth: opening}
            self.last_depth = self.depths[items[end - 1]]
            self._list(section, items[:end], opening)
            items = items[end:]
            outer = self.depths[items[0]] if items else 0
            opening = self.openings.get(outer, [self.label] if self.label else [])

    def _list(self, section: Section, items: Sequence[Span], opening: Sequence[Span]) -> None:
        lead = list(opening)
        group: list[Span] = []
        nested: list[Span] = []  # the item that opened a list of its own, and the first item of that list

        def close(with_lead: bool = True) -> None:
            if group:
                self._add(section, PassageKind.LIST, [*lead, *group], len(lead))
                group.clear()
            if not with_lead and len(nested) == 1:  # it opened nothing
                self._add_item(section, lead[:-1], lead[-1])

        quote = self.monograph.quote
        for joined in joined_items(said_once(items, quote, self.depths), quote):
            text = " ".join(map(quote, joined))
            if nested and (kept := self._kept(joined[0], nested, opening)) is not None:
                close(with_lead=False)
                lead, nested = kept, []
            alone = len(text) > LONG_ITEM or "—" in text or (_STOPS.search(text) and not text[0].islower())
            if alone or sum(span.end - span.start + 1 for span in group) + len(text) > MAX_CHARS:
                close()
            if text.endswith(":") and len(joined) == 1 and joined[0] != items[-1]:
                close(with_lead=False)
                spans = self._sentences(joined[0])
                if len(spans) > 1:  # an item, and what opens the items after it
                    self._add_item(section, lead, Span(spans[0].start, spans[-2].end))
                is_within = self._is_within(spans[-1], opening, joined[0], items)
                lead, nested = [*(opening if is_within else ()), spans[-1]], [joined[0]]
                continue
            nested += joined[:1] if len(nested) == 1 else []
            if alone:
                self._item(section, lead, joined)
            else:
                group += joined
        close(with_lead=False)

    def _is_within(self, lead: Span, opening: Sequence[Span], item: Span, items: Sequence[Span]) -> bool:
        """Whether a list that an item opens is part of what the list around it says, or only stands after it."""
        said = self.monograph.quote(lead)
        after = items[items.index(item) + 1]
        is_deeper = self.depths.get(after, 0) > self.depths.get(item, 0)
        return is_deeper or said[:1].islower() or (self.label in opening and not _ACTS.search(said))

    def _kept(self, item: Span, nested: Sequence[Span], opening: Sequence[Span]) -> list[Span] | None:
        """The lead-ins of an item that is no longer of the list that an item before it opened; None while it is.

        Its depth tells. In a copy that has put all items on one level it is one that begins like the item that opened
        the list, and not like those in it ("if you have any of these:", "asthma", "gout", "if you have a migraine"), or
        a sentence where those in it are none.
        """
        if len(nested) < 2:
            return None
        outer, inner = nested
        if self.depths.get(inner, 0) > self.depths.get(outer, 0):
            return list(opening) if self.depths.get(item, 0) <= self.depths.get(outer, 0) else None
        said, outer_said, inner_said = map(self.monograph.quote, (item, outer, inner))
        if said.split()[0] == outer_said.split()[0] != inner_said.split()[0]:
            return list(opening)
        is_sentence = _STOPS.search(said) and said[0].isupper() and len(said) > SHORT
        label = [self.label] if self.label else []
        return label if is_sentence and not _STOPS.search(inner_said) else None

    def _item(self, section: Section, lead: Sequence[Span], item: Sequence[Span]) -> None:
        if len(item) > 1:
            self._add(section, PassageKind.LIST, [*lead, *item], len(lead))
            return
        spans = self._sentences(item[0])
        whole = [Span(spans[0].start, spans[-1].end)] if spans else []
        for span in whole if sum(own.end - own.start for own in whole) <= MAX_CHARS else self._merged(spans):
            self._add_item(section, lead, span)

    def _add_item(self, section: Section, lead: Sequence[Span], item: Span) -> None:
        self._add(section, PassageKind.LIST if lead else PassageKind.SENTENCE, [*lead, item], len(lead))

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

    def _add(self, section: Section, kind: PassageKind, spans: Sequence[Span], leads: int = 1) -> None:
        self.quoted.update(spans)
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
            leads=leads,
        )


def _code(section: Section, text: str) -> SectionCode:
    return next(
        (own for heading, own, said in _OWN_CODE if heading is section.code and said.search(text)), section.code
    )


def _runs(blocks: Sequence[Block]) -> list[tuple[BlockKind, list[Span]]]:
    """The blocks that can be quoted, in runs of one kind."""
    quotable = (block for block in blocks if block.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE))
    return [(kind, [block.span for block in run]) for kind, run in groupby(quotable, key=lambda block: block.kind)]
