"""Lines that belong to a line before them: side effects to their frequency, conditions to "Do not take X".

What a document sets as a list or in paragraphs, and what a copy glued together, comes out the same: the line that opens
a group, then its items. A group is left too early rather than too late: an item without its frequency says less, one
under another's frequency says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.cues import ACTS, END, opens
from ingest.draft import Line
from ingest.frequencies import ends_group, is_frequency, labels
from ingest.sections import code_of
from ingest.sentences import sentences
from schema import BlockKind, SectionCode

LONGEST_ITEM = 400  # characters; of a longer paragraph only the first sentence is an item, unless it ends like one
_CONTINUES = re.compile(r"[;,]$|[ ,](?:or|and),?$")
# "If you have asthma" is an item; "If you are not sure, ask your doctor" says what to do.
_CONDITION = re.compile(r"^(?:If|You|Your|When)\b")
_DIRECTS = re.compile(
    rf"\b{ACTS}\b"
    r"|\b(?:do|must|should|will|may) not\b|\b(?:you|doctor|nurse|provider) (?:should|must|will|may|can)\b"
    r"|\b(?:not sure|unsure|appl(?:y|ies) to you)\b",
    re.I,
)
# Headings whose items say the opposite, or nothing, without them: of EU leaflets and of the Drug Facts of US labels.
_INSTRUCTS = re.compile(
    r"^(?:do not|you (?:must|should) (?:not|never)|who (?:must|should) not|take special care|ask (?:a|your) doctor"
    r"|talk to your|tell your|stop use|.{2,60} (?:must|should) not be (?:given|used|taken)\b)"
    r"(?!.*[.?](?:\s|$))",
    re.I,
)


def grouped(lines: Sequence[Line]) -> list[Line]:
    """The lines with each frequency as the header of a section of its own, and what belongs to a line as its items."""
    return list(_Grouping().lines(lines))


def _opens(text: str) -> bool:
    return text.endswith(":") or opens(text)


@dataclass(slots=True)
class _Grouping:
    """Goes through the lines once, knowing what the group is that is open."""

    level: int = 1
    of_side_effects: int = 0  # the level of the heading that the side effects stand under
    is_of_frequency: bool = False
    opening: str = ""  # what the paragraphs after it are items of
    continues: bool = False  # whether the line before ends like an item that others follow
    holds_list: bool = False  # whether the line is an item with a list of its own after it

    def lines(self, lines: Sequence[Line]) -> Iterator[Line]:
        for line, after in zip_longest(lines, lines[1:]):
            self.holds_list = after is not None and after.depth > line.depth
            if line.kind is BlockKind.BOILERPLATE:
                yield line
            elif line.level and not self._labels(line):
                yield self._entered(line)
            elif line.kind in (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW) and not (
                self._labels(line) and (line.kind is BlockKind.TABLE_ROW or line.depth)
            ):
                yield line
            else:
                yield from self._parts(line)

    def _entered(self, heading: Line) -> Line:
        """The heading of a section; one that its items cannot be read without is their header."""
        if not is_frequency(heading.text):
            self.level = heading.level
            if heading.level <= self.of_side_effects:
                self.of_side_effects = 0
            code = heading.code or code_of((heading.text,), SectionCode.OTHER)
            if not self.of_side_effects and code is SectionCode.ADVERSE_REACTIONS:
                self.of_side_effects = heading.level
        instructs = bool(_INSTRUCTS.match(heading.text)) and not heading.recovered and heading.level > 1
        self.is_of_frequency, self.continues = False, False
        self.opening = heading.text if instructs or _opens(heading.text) else ""
        return replace(heading, kind=BlockKind.TABLE_HEADER) if instructs else heading

    def _labels(self, line: Line) -> bool:
        """Whether the whole line is a frequency: one with its scale anywhere, a bare word among side effects.

        A heading of one word has its own mark-up, and is a label as it is.
        """
        if any(line.text[start:end].strip() == line.text for start, end in labels(line.text)):
            return True
        is_among = bool(self.of_side_effects) or self.is_of_frequency
        return not line.level and is_among and is_frequency(line.text)

    def _parts(self, line: Line) -> Iterator[Line]:
        """The line, parted where a frequency stands in it."""
        places = [(0, len(line.text))] if self._labels(line) else list(labels(line.text))
        begin = 0
        for start, end in places:
            yield from self._item(line, line.text[begin:start].strip())
            self.is_of_frequency, self.opening = True, line.text[start:end].strip()
            level = max(line.level, self.level + 1)
            yield Line(BlockKind.TABLE_HEADER, self.opening, level, code=SectionCode.ADVERSE_REACTIONS)
            begin = end
        yield from self._item(line, line.text[begin:].strip())

    def _item(self, line: Line, text: str) -> Iterator[Line]:
        if not text:
            return
        if self.is_of_frequency:
            yield from self._of_frequency(line, text)
            return
        first = text if line.kind is BlockKind.LIST_ITEM else self._first_item(text)
        last = sentences(first)[-1] if first.endswith(":") and not self.holds_list else None
        if last and last.start and ends_group(first[last.start :], is_first=False):
            first = first[: last.start].strip()  # what opens the next list was glued to the last item of this one
        if first:
            self.continues = bool(_CONTINUES.search(first[-END:]))
            yield line if line.kind is BlockKind.LIST_ITEM and first == line.text else Line(BlockKind.LIST_ITEM, first)
        if rest := text[len(first) :].strip():
            self.continues, self.opening = False, rest if _opens(rest) else ""
            yield line if rest == line.text and not line.level else Line(BlockKind.PARAGRAPH, rest)

    def _of_frequency(self, line: Line, text: str) -> Iterator[Line]:
        """The part of a line that is of the frequency as an item, and what is not as a paragraph."""
        is_listed = line.kind is BlockKind.LIST_ITEM
        for number, span in enumerate(sentences(text)):
            said = text[span.start : span.end]
            may_end = number or not is_listed or said.endswith(":")
            if may_end and ends_group(said, is_first=not number and not is_listed):
                if text[: span.start].strip():
                    yield Line(BlockKind.LIST_ITEM, text[: span.start].strip())
                self.is_of_frequency, self.opening = False, text if _opens(text) else ""
                yield Line(BlockKind.PARAGRAPH, text[span.start :])
                return
        yield line if is_listed and text == line.text else Line(BlockKind.LIST_ITEM, text)

    def _first_item(self, text: str) -> str:
        """What of a paragraph is an item of the line that opened the group; empty where nothing is."""
        if not self.opening:
            return ""
        span = sentences(text)[0]
        said = text[: span.end]
        ends_like_one = bool(_CONTINUES.search(text[-END:]))
        is_item = said[:1].islower() or ends_like_one
        if not is_item and not ((self.continues or _CONDITION.match(said)) and not _DIRECTS.search(said)):
            return ""
        return text if len(text) <= LONGEST_ITEM or ends_like_one else said
