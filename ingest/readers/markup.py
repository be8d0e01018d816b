"""Marked-up text to lines: paragraphs, list items, tables with their header, headings.

HTML and the narrative of Structured Product Labeling mark the same things with other names; both are read here, element
by element, without recursion, so that no depth of nesting is too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.cues import BULLETS, INNER_BULLETS
from ingest.draft import Line, collapsed
from ingest.questions import parted
from ingest.readers.elements import BLOCKS, BREAKS, HEADINGS, UNSHOWN, events, is_bold, is_power, name_of
from ingest.readers.table import below, table_lines
from schema import BlockKind

LEAD_IN_WORDS = 5  # a bold line of more words that ends in a colon opens a list
HEADING_WORDS = 15  # a bold line of more words is an emphasised paragraph
_ITEMS = frozenset(("li", "item", "dd"))
_LISTS = frozenset(("list", "ul"))
_BULLET = re.compile(rf"(?:^|\s+)[{BULLETS}]\s+")
# The sign of an item that stands as a text of its own, or the style of its list, and how deep lists with it are: SPL
# sets what is one list in two columns, and the lists in it, as lists in cells of their own.
_SIGNS = {**dict.fromkeys("•●·➢", 0), **dict.fromkeys(INNER_BULLETS, 1), **dict.fromkeys("▪■□", 2)}
_STYLES = {"circle": 1, "square": 2}
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")


@dataclass(slots=True)
class _Buffer:
    """The text of the block being read, and how much of it is bold."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)

    def is_bold(self, text: str) -> bool:
        return bool(text) and collapsed("".join(self.bold)) == text


class Blocks:
    """Reads the lines below an element."""

    def __init__(self, level: int = 2, unshown: frozenset[str] = UNSHOWN) -> None:
        """Take the level of the heading that the element stands under."""
        self._under = level
        self._unshown = unshown
        self._buffer = _Buffer()
        self._items: list[Any] = []
        self._sign = ""
        self._styles: list[int] = []
        self._heading = 0
        self._bold_depth = 0
        self._lines: list[Line] = []

    def read(self, root: Any) -> list[Line]:
        """The lines of an element, in order."""
        skipping = None
        for kind, thing in events(root, self._unshown):
            if skipping is not None:
                skipping = None if kind == "end" and thing is skipping else skipping
            elif kind == "text":
                self._text(thing)
            elif kind == "start" and name_of(thing) == "table":
                self._flush()
                self._lines += self._table(thing)
                skipping = thing
            else:
                self._boundary(kind, thing)
        self._flush()
        return self._lines

    def _text(self, characters: str) -> None:
        self._buffer.parts.append(characters)
        if self._bold_depth:
            self._buffer.bold.append(characters)

    def _boundary(self, kind: str, element: Any) -> None:
        name = name_of(element)
        if name in BREAKS and kind == "start":
            self._break()
        elif kind == "start" and is_power(element, self._buffer.parts):
            self._buffer.parts.append(" ")
        if name in BLOCKS:
            self._flush()
        if is_bold(element):
            self._bold_depth += 1 if kind == "start" else -1
        if name in _LISTS:
            self._styles = [*self._styles, _depth_of_style(element)] if kind == "start" else self._styles[:-1]
        if name in _ITEMS:
            self._items = [*self._items, element] if kind == "start" else self._items[:-1]
        if name in HEADINGS:
            self._heading = HEADINGS[name] if kind == "start" else 0

    def _break(self) -> None:
        text = collapsed("".join(self._buffer.parts))
        if not self._items and not self._heading and self._buffer.is_bold(text):
            self._flush()
        else:
            self._buffer.parts.append(" ")
            self._buffer.bold.append(" ")

    def _flush(self) -> None:
        text = collapsed("".join(self._buffer.parts))
        was_bold = self._buffer.is_bold(text)
        self._buffer = _Buffer()
        if not text:
            return
        if self._heading:
            self._under = self._heading
            self._lines.append(Line(BlockKind.HEADING, text, self._heading))
        elif self._items:
            self._item(text)
        elif _BULLET.search(text):
            self._lines += _bulleted(text)
        elif was_bold and is_heading(text):
            self._lines.append(Line(BlockKind.HEADING, text, self._under + 1))
        else:
            for piece, is_question in parted(text):
                kind, level = (BlockKind.HEADING, self._under + 1) if is_question else (BlockKind.PARAGRAPH, 0)
                self._lines.append(Line(kind, piece, level))

    def _item(self, text: str) -> None:
        if text in _SIGNS or _NUMBER.fullmatch(text):
            self._sign = text
            return
        shown = f"{self._sign} {text}" if self._sign and self._sign not in _SIGNS else text
        depth = max(len(self._items) - 1, _SIGNS.get(self._sign, 0), *self._styles[-1:])
        self._sign = ""
        self._lines.append(Line(BlockKind.LIST_ITEM, shown, depth=depth))

    def _table(self, table: Any) -> list[Line]:
        lines = table_lines(table, self._unshown)
        if lines is not None:
            return lines
        flow: list[Line] = []
        for cell in below(table, ("td", "th", "caption")):
            # A cell that holds a table of its own gives that table; reading it as a cell ends the nesting.
            flow += Blocks(self._under, self._unshown).read(cell)
        return flow


def _depth_of_style(element: Any) -> int:
    style = f"{element.get('styleCode') or ''} {element.get('type') or ''}".lower()
    return next((depth for name, depth in _STYLES.items() if name in style), 0)


def _bulleted(text: str) -> Iterator[Line]:
    """A list whose items are only set apart by bullets, with what opens it."""
    opening, *items = _BULLET.split(text)
    if opening:
        yield Line(BlockKind.PARAGRAPH, opening)
    yield from (Line(BlockKind.LIST_ITEM, item) for item in items if item)


def is_heading(text: str) -> bool:
    """Whether a line that is set apart by bold type or the like reads as a heading."""
    return (
        len(text.split()) <= HEADING_WORDS
        and not re.search(r"[.!;,]$", text)
        and not (text.endswith(":") and len(text.split()) > LEAD_IN_WORDS)
        and bool(re.search(r"[^\W\d_]{2}", text))
        and text[0] not in "(•*†‡§"
    )


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """The lines without a heading that stands twice in a row."""
    kept: list[Line] = []
    for line in lines:
        if kept and line.kind is kept[-1].kind is BlockKind.HEADING and line.text == kept[-1].text:
            kept[-1] = replace(line, level=min(line.level, kept[-1].level))
            continue
        kept.append(line)
    return kept
