"""Marked-up text to lines: paragraphs, list items, tables with their header, headings.

HTML and the narrative of Structured Product Labeling mark the same things with other names; both are read here, element
by element, without recursion, so that no depth of nesting is too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ingest.draft import Line, collapsed
from ingest.questions import has_heading, parted
from schema import BlockKind

LAYOUT_ROW = 1_000  # a row of more characters is a page laid out as a table, not a row of values
LEAD_IN_WORDS = 5  # a bold line of more words that ends in a colon opens a list
HEADING_WORDS = 15  # a bold line of more words is an emphasised paragraph
_ITEMS = frozenset(("li", "item", "dd"))
_LISTS = frozenset(("list", "ul"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "header html item legend li list main nav ol p paragraph pre section summary table tbody td tfoot th thead tr ul "
    "text title".split()
) | frozenset(_HEADINGS)
_BREAKS = frozenset(("br", "hr"))
UNSHOWN = frozenset("script style noscript template head svg math iframe object renderMultiMedia".lower().split())
_BULLET = re.compile(r"(?:^|\s+)[•●▪◦■□○∘]\s+")
# The sign of an item that stands as a text of its own, or the style of its list, and how deep lists with it are: SPL
# sets what is one list in two columns, and the lists in it, as lists in cells of their own.
_SIGNS = {**dict.fromkeys("•●·➢", 0), **dict.fromkeys("o○◦∘", 1), **dict.fromkeys("▪■□", 2)}
_STYLES = {"circle": 1, "square": 2}
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")
_FOOTNOTES = frozenset(("footnote",))  # SPL sets a note where its sign stands
_BOLD = frozenset(("b", "strong"))


def name_of(element: Any) -> str:
    """The tag of an element without its namespace, in lower case; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def events(root: Any, unshown: frozenset[str] = UNSHOWN) -> Iterator[tuple[str, Any]]:
    """Walk through an element in document order: ("start", element), ("text", characters), ("end", element)."""
    stack: list[tuple[str, Any]] = [("element", root)]
    while stack:
        kind, thing = stack.pop()
        if kind != "element":
            yield kind, thing
            continue
        if name_of(thing) in unshown or not name_of(thing):
            continue
        yield "start", thing
        stack.append(("end", thing))
        for child in reversed(list(thing)):
            if child.tail:
                stack.append(("text", child.tail))
            stack.append(("element", child))
        if thing.text:
            yield "text", thing.text


def text_of(element: Any, unshown: frozenset[str] = UNSHOWN) -> str:
    """The text of an element; what stands in blocks of its own is set apart by a space."""
    parts: list[str] = []
    for kind, thing in events(element, unshown):
        if kind == "text":
            parts.append(thing)
        elif name_of(thing) in _BLOCKS or name_of(thing) in _BREAKS or (kind == "start" and _is_power(thing, parts)):
            parts.append(" ")
    return collapsed("".join(parts))


def _is_power(element: Any, before: Sequence[str]) -> bool:
    """Whether a raised number would run into a number before it: "10" and "6" are never "106"."""
    return (
        name_of(element) in ("sup", "sub")
        and bool(before and before[-1][-1:].isdigit())
        and (element.text or "").strip()[:1].isdigit()
    )


def is_bold(element: Any) -> bool:
    """Whether an element sets its text in bold."""
    style = f"{element.get('styleCode') or ''} {element.get('style') or ''} {element.get('class') or ''}".lower()
    return name_of(element) in _BOLD or bool(re.search(r"\bbold\b|font-weight: ?[6-9]00", style))


@dataclass(slots=True)
class _Buffer:
    """The text of the block being read, and how much of it is bold."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    broken_after: str = ""  # the bold text before the first line break

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
        self._deepest = level
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
        if name in _BREAKS and kind == "start":
            self._break()
        elif kind == "start" and _is_power(element, self._buffer.parts):
            self._buffer.parts.append(" ")
        if name in _BLOCKS:
            self._flush()
        if is_bold(element):
            self._bold_depth += 1 if kind == "start" else -1
        if name in _LISTS:
            self._styles = [*self._styles, _depth_of_style(element)] if kind == "start" else self._styles[:-1]
        if name in _ITEMS:
            self._items = [*self._items, element] if kind == "start" else self._items[:-1]
        if name in _HEADINGS:
            self._heading = _HEADINGS[name] if kind == "start" else 0

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
            self._under = self._deepest = self._heading
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
        inner = Blocks(self._under, self._unshown)
        flow: list[Line] = []
        for cell in _below(table, ("td", "th", "caption")):
            # A cell that holds a table of its own gives that table; reading it as a cell ends the nesting.
            flow += Blocks(inner._under, self._unshown).read(cell)
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


def table_lines(table: Any, unshown: frozenset[str] = UNSHOWN) -> list[Line] | None:
    """The lines of a table: caption and header, then rows, then notes; None where it only lays out a page."""
    rows = [(row, part) for row, part in _rows(table)]
    in_cells = unshown | _FOOTNOTES
    grid = [tuple(text_of(cell, in_cells) for cell in _cells(row)) for row, _ in rows]
    texts = [tuple(filter(None, cells)) for cells in grid]
    widest = max(map(len, texts), default=0)
    if widest < 2 or any(len(row) > LAYOUT_ROW or has_heading(row) for row in map(" ".join, texts)):
        return None
    parts = _parts(rows, texts, widest)
    headers = _header_rows(rows) - parts
    head = [number for number, cells in enumerate(texts) if number in headers and cells]
    columns = (
        grid[head[0]]
        if len(head) == 1 and _is_regular([row for at, (row, _) in enumerate(rows) if at not in parts])
        else ()
    )

    def line(number: int) -> Line:
        if number in parts:
            return Line(BlockKind.TABLE_HEADER, texts[number][0], depth=1)
        if rows[number][1] == "tfoot" or _is_note(texts[number], widest):
            return Line(BlockKind.PARAGRAPH, " ".join(texts[number]))
        return Line(BlockKind.TABLE_ROW, " ".join(texts[number]), cells=grid[number] if columns else texts[number])

    body = [line(number) for number, cells in enumerate(texts) if number not in headers and cells]
    captions = [text_of(cell, in_cells) for cell in _below(table, ("caption",))]
    notes = [line for line in body if line.kind is BlockKind.PARAGRAPH]
    notes += [Line(BlockKind.PARAGRAPH, text) for note in _footnotes(table) if (text := text_of(note, unshown))]
    return [
        *(Line(BlockKind.TABLE_HEADER, caption) for caption in captions if caption),
        *([Line(BlockKind.TABLE_HEADER, " ".join(" ".join(texts[at]) for at in head), cells=columns)] if head else []),
        *(line for line in body if line.kind is not BlockKind.PARAGRAPH),
        *notes,
    ]


def _footnotes(table: Any) -> Iterator[Any]:
    return (element for element in table.iter() if name_of(element) in _FOOTNOTES)


def _parts(rows: Sequence[tuple[Any, str]], texts: Sequence[Sequence[str]], widest: int) -> frozenset[int]:
    """The rows that head a part of the table ("Cardiac disorders"): of one short cell, with rows of values below them.

    A first row of that kind is the title of the table, unless the table has others.
    """
    shown = [(number, texts[number]) for number, (_, part) in enumerate(rows) if part != "tfoot" and texts[number]]
    parts = [
        number
        for (number, cells), (_, below) in pairwise(shown)
        if len(cells) == 1 and len(below) > 1 and not _is_note(cells, widest)
    ]
    is_title = len(parts) == 1 and parts[0] == shown[0][0]
    return frozenset() if is_title else frozenset(parts)


def _is_regular(rows: Sequence[Any]) -> bool:
    """Whether the rows of a table all have the same columns, and so the n-th cell of each stands under one heading."""
    cells = [_cells(row) for row in rows]
    spanning = any((cell.get(name) or "1") != "1" for own in cells for cell in own for name in ("colspan", "rowspan"))
    return not spanning and len(set(map(len, cells))) == 1


def _is_note(cells: Sequence[str], widest: int) -> bool:
    """A row of one long cell below a table is a note on it."""
    return len(cells) == 1 and widest > 1 and len(cells[0]) > 80


def _rows(table: Any) -> Iterator[tuple[Any, str]]:
    """The rows of a table, not of the tables in it, each with the part that it is in."""
    for child in table:
        if name_of(child) == "tr":
            yield child, "tbody"
        elif name_of(child) in ("thead", "tbody", "tfoot"):
            for row in child:
                if name_of(row) == "tr":
                    yield row, name_of(child)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if name_of(cell) in ("td", "th")]


def _header_rows(rows: Sequence[tuple[Any, str]]) -> frozenset[int]:
    """The rows of `thead`; else those at the top whose every cell is a `th` or bold."""
    marked = frozenset(number for number, (_, part) in enumerate(rows) if part == "thead")
    if marked:
        return marked
    found = []
    for number, (row, part) in enumerate(rows):
        if part == "tfoot":
            continue
        if not all(name_of(cell) == "th" or _is_all_bold(cell) for cell in _cells(row)):
            break
        found.append(number)
    return frozenset(found) if len(found) < len(rows) else frozenset(found[:1])


def _is_all_bold(cell: Any) -> bool:
    text = text_of(cell)
    return (
        not text
        or collapsed(" ".join(text_of(part) for part in cell.iter() if name_of(part) and is_bold(part))) == text
    )


def _below(table: Any, names: Sequence[str]) -> Iterator[Any]:
    """The cells or the caption of a table, not of the tables in it."""
    for child in table:
        if name_of(child) in names:
            yield child
        elif name_of(child) in ("thead", "tbody", "tfoot", "tr"):
            yield from _below(child, names)


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """The lines without a heading that stands twice in a row."""
    kept: list[Line] = []
    for line in lines:
        if kept and line.kind is kept[-1].kind is BlockKind.HEADING and line.text == kept[-1].text:
            kept[-1] = replace(line, level=min(line.level, kept[-1].level))
            continue
        kept.append(line)
    return kept
