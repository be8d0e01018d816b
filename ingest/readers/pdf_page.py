"""One page of a PDF: its characters to rows in reading order, columns told apart and ruled tables kept whole.

A PDF knows characters and strokes, no lines, no columns and no tables. Rows are characters on one baseline; a gutter
that prose does not cross makes two columns; strokes that cross each other make a table.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

GAP = 1.6  # times the size of the type: a wider gap in a row is one between columns or cells
BOLD = 600  # weight of a bold face
THIN = 2.5  # points; a path no higher or no wider is a stroke
NEAR = 3.0  # points; strokes nearer than this are one
FILLED = 0.55  # of a column's width that prose fills on the average; the cells of a table fill less
PROSE = 6  # rows; fewer side by side are no columns


@dataclass(frozen=True, slots=True)
class Character:
    """A character, its box and its face; the box is as high as the type, so that all on a line overlap.

    `index` counts the page's characters in the order of its text, `spaced` tells that white space comes before.
    """

    index: int
    text: str
    spaced: bool
    left: float
    bottom: float
    right: float
    top: float
    bold: bool


@dataclass(slots=True)
class Row:
    """Characters on one baseline without a wide gap, or a row of a table: then its cells."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    cells: tuple[str, ...] = ()
    table: int = -1


@dataclass(slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def touches(self, other: tuple[float, float, float, float]) -> bool:
        left, bottom, right, top = other
        return not (
            left > self.right + NEAR or right < self.left - NEAR or bottom > self.top + NEAR or top < self.bottom - NEAR
        )

    def take(self, other: _Box) -> None:
        self.left, self.bottom = min(self.left, other.left), min(self.bottom, other.bottom)
        self.right, self.top = max(self.right, other.right), max(self.top, other.top)
        self.rules += other.rules


def rows_of(page: pdfium.PdfPage) -> list[Row]:
    """The rows of a page in reading order."""
    characters = list(_characters(page))
    tables = list(_tables(page))
    rows: list[Row] = []
    for number, table in enumerate(tables):
        inside = [own for own in characters if _within(own, table)]
        if found := _table_rows(inside, table, number):
            rows += found
            characters = [own for own in characters if not _within(own, table)]
    return _in_order([*_rows(characters), *rows])


def _characters(page: pdfium.PdfPage) -> Iterator[Character]:
    text_page = page.get_textpage()
    raw, box, spaced = text_page.raw, pdfium_c.FS_RECTF(), True
    face, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        text = "-" if code in (2, 0xFFFE) else chr(code)  # both are how pdfium tells a hyphen at the end of a line
        if code == 0 or text.isspace():
            spaced = True
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, box):
            continue
        pdfium_c.FPDFText_GetFontInfo(raw, index, face, 128, flags)
        is_bold = b"bold" in face.value.lower() or pdfium_c.FPDFText_GetFontWeight(raw, index) >= BOLD
        yield Character(index, text, spaced, box.left, box.bottom, box.right, box.top, is_bold)
        spaced = False


def _rows(characters: Sequence[Character]) -> list[Row]:
    """Characters to rows: by baseline, from left to right, cut at wide gaps."""
    lines: list[list[Character]] = []
    for own in sorted(characters, key=lambda own: (-(own.top + own.bottom), own.left)):
        line = next((line for line in reversed(lines[-4:]) if _is_on(own, line[0])), None)
        if line is None:
            lines.append([own])
        else:
            line.append(own)
    return [row for line in lines for row in _cut(sorted(line, key=lambda own: own.left))]


def _is_on(own: Character, first: Character) -> bool:
    """Whether a character overlaps a line's first one by half the height of the lower of them."""
    overlap = min(own.top, first.top) - max(own.bottom, first.bottom)
    return overlap >= 0.5 * min(own.top - own.bottom, first.top - first.bottom)


def _cut(line: Sequence[Character]) -> Iterator[Row]:
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or line[place].left - line[place - 1].right > GAP * _height(line[place - 1]):
            piece = line[start:place]
            # A bullet stands apart from its item by a tab.
            if place < len(line) and len(piece) <= 2 and line[place].left - piece[-1].right < 4 * _height(line[place]):
                continue
            yield _row(piece)
            start = place


def _height(own: Character) -> float:
    return max(own.top - own.bottom, 1.0)


def _row(piece: Sequence[Character]) -> Row:
    sizes = sorted(_height(own) for own in piece)
    bold = sum(own.bold for own in piece if own.text.isalnum())
    letters = sum(own.text.isalnum() for own in piece)
    return Row(
        text=_text(piece),
        left=piece[0].left,
        right=piece[-1].right,
        top=max(own.top for own in piece),
        bottom=min(own.bottom for own in piece),
        size=sizes[len(sizes) // 2],
        bold=letters > 0 and bold >= 0.9 * letters,
    )


def _text(piece: Sequence[Character]) -> str:
    """The characters with a space wherever they stand apart."""
    parts = [piece[0].text]
    for before, own in pairwise(piece):
        far = own.left - before.right > 0.2 * min(_height(own), _height(before))
        apart = own.spaced if own.index > before.index and own.index - before.index <= 2 else far
        parts.append(f" {own.text}" if apart else own.text)
    return "".join(parts)


# -- tables -----------------------------------------------------------------------------------------------------------


def _tables(page: pdfium.PdfPage) -> Iterator[_Box]:
    """The places where strokes make at least two rows."""
    boxes: list[_Box] = []
    for rule in _rules(page):
        own = _Box(*rule, rules=[rule])
        rest = []
        for box in boxes:
            if box.touches(rule):
                own.take(box)
            else:
                rest.append(box)
        boxes = [*rest, own]
    for box in boxes:
        if len(_levels(box, vertical=True)) > 2 and len(_levels(box, vertical=False)) > 2:
            yield box


def _rules(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        wide, high = right - left, top - bottom
        if (wide <= THIN and high > 6) or (high <= THIN and wide > 6):
            yield left, bottom, right, top


def _levels(box: _Box, *, vertical: bool) -> list[float]:
    """Where the strokes between rows (vertical), or between columns, lie: from the top down, from left to right."""
    at: list[float] = []
    for left, bottom, right, top in box.rules:
        if vertical and top - bottom <= THIN:
            at.append(-(top + bottom) / 2)
        elif not vertical and right - left <= THIN:
            at.append((left + right) / 2)
    levels: list[float] = []
    for place in sorted(at):
        if not levels or place - levels[-1] > NEAR:
            levels.append(place)
    return levels


def _within(own: Character, box: _Box) -> bool:
    x, y = (own.left + own.right) / 2, (own.top + own.bottom) / 2
    return box.left - 1 <= x <= box.right + 1 and box.bottom - 1 <= y <= box.top + 1


def _table_rows(characters: Sequence[Character], box: _Box, number: int) -> list[Row]:
    tops, lefts = _levels(box, vertical=True), _levels(box, vertical=False)
    grid: dict[tuple[int, int], list[Character]] = {}
    for own in characters:
        place = _band(tops, -(own.top + own.bottom) / 2), _band(lefts, (own.left + own.right) / 2)
        grid.setdefault(place, []).append(own)
    rows = []
    for band in sorted({row for row, _ in grid}):
        columns = [grid[band, column] for column in sorted(column for row, column in grid if row == band)]
        cells = tuple(text for own in columns if (text := " ".join(row.text for row in _rows(own))))
        inside = [own for column in columns for own in column]
        if cells:
            row = _row(sorted(inside, key=lambda own: own.left))
            row.text, row.cells, row.table = " ".join(cells), cells, number
            rows.append(row)
    return rows


def _band(levels: Sequence[float], place: float) -> int:
    return sum(level <= place for level in levels)


# -- columns ----------------------------------------------------------------------------------------------------------


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows from top to bottom; where two columns of prose stand side by side, the left one first."""
    ordered = sorted(rows, key=lambda row: (-round(row.top), row.left))
    gutter = _gutter(ordered)
    if gutter is None:
        return _on_one_line(ordered)
    result: list[Row] = []
    beside: list[Row] = []
    for row in ordered:
        if row.left < gutter < row.right:
            result += _columns(beside, gutter)
            beside = []
            result.append(row)
        else:
            beside.append(row)
    return [*result, *_columns(beside, gutter)]


def _columns(rows: Sequence[Row], gutter: float) -> list[Row]:
    left, right = [row for row in rows if row.right <= gutter], [row for row in rows if row.right > gutter]
    if not (_is_prose(left, gutter) and _is_prose(right, gutter)):
        return _on_one_line(rows)
    return [*_on_one_line(left), *_on_one_line(right)]


def _is_prose(rows: Sequence[Row], gutter: float) -> bool:
    if len(rows) < PROSE:
        return False
    width = max(row.right for row in rows) - min(row.left for row in rows)
    return sum(row.right - row.left for row in rows) / len(rows) >= FILLED * width


def _gutter(rows: Sequence[Row]) -> float | None:
    """The upright band in the middle of the page that the fewest rows cross, if it is narrow and most do not."""
    if len(rows) < 2 * PROSE:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    middle = range(math.ceil(left + 0.35 * (right - left)), math.floor(left + 0.65 * (right - left)))
    crossed = {x: sum(row.left < x < row.right for row in rows) for x in middle}
    best = min(crossed, key=lambda x: (crossed[x], abs(x - (left + right) / 2)), default=None)
    if best is None or crossed[best] > 0.4 * len(rows):
        return None
    beside = sum(row.left > best for row in rows)
    return float(best) if beside >= PROSE else None


def _on_one_line(rows: Sequence[Row]) -> list[Row]:
    """Rows with those on one baseline joined: outside columns a wide gap is a tab."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and before.table < 0 and row.table < 0 and abs(before.bottom - row.bottom) < 0.3 * row.size:
            before.cells = (*(before.cells or (before.text,)), row.text)
            before.text = f"{before.text} {row.text}"
            before.right, before.bold = max(before.right, row.right), before.bold and row.bold
        else:
            joined.append(row)
    return joined
