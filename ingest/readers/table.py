"""A table to lines: its captions and header, then its rows, then its notes; one that lays out a page is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from ingest.draft import Line, collapsed
from ingest.questions import has_heading
from ingest.readers.elements import UNSHOWN, is_bold, name_of, text_of
from schema import BlockKind

LAYOUT_ROW = 1_000  # a row of more characters is a page laid out as a table, not a row of values
_FOOTNOTES = frozenset(("footnote",))  # SPL sets a note where its sign stands


def table_lines(table: Any, unshown: frozenset[str] = UNSHOWN) -> list[Line] | None:
    """The lines of a table: caption and header, then rows, then notes; None where it only lays out a page."""
    rows = list(_rows(table))
    in_cells = unshown | _FOOTNOTES
    grid = [tuple(text_of(cell, in_cells) for cell in _cells(row)) for row, _ in rows]
    texts = [tuple(filter(None, cells)) for cells in grid]
    widest = max(map(len, texts), default=0)
    if widest < 2 or any(len(row) > LAYOUT_ROW or has_heading(row) for row in map(" ".join, texts)):
        return None
    parts = _parts([() if part == "tfoot" else own for (_, part), own in zip(rows, texts, strict=True)])
    headers = _header_rows(rows) - parts
    head = [number for number, cells in enumerate(texts) if number in headers and cells]
    is_regular = _is_regular([row for at, (row, _) in enumerate(rows) if at not in parts])
    columns = grid[head[0]] if len(head) == 1 and is_regular else ()

    def line(number: int) -> Line:
        if number in parts:
            return Line(BlockKind.TABLE_HEADER, texts[number][0], depth=1)
        if rows[number][1] == "tfoot" or _is_note(texts[number], widest):
            return Line(BlockKind.PARAGRAPH, " ".join(texts[number]))
        return Line(BlockKind.TABLE_ROW, " ".join(texts[number]), cells=grid[number] if columns else texts[number])

    body = [line(number) for number, cells in enumerate(texts) if number not in headers and cells]
    captions = [text_of(cell, in_cells) for cell in below(table, ("caption",))]
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


def lines_of(rows: Sequence[tuple[str, ...]], columns: int) -> Iterator[Line]:
    """The lines of a table of a form that marks no parts: header, which is its first row, then rows, then notes.

    Args:
        rows: their cells; the empty ones count.
        columns: of the table; a row with fewer cells has some that span several.
    """
    texts = [tuple(filter(None, cells)) for cells in rows]
    parts = _parts(texts)
    head = next((number for number in range(len(rows)) if number not in parts), None)
    notes = [number for number, cells in enumerate(texts) if number != head and _is_note(cells, columns)]
    body = [number for number in range(len(rows)) if number != head and number not in notes]
    for number in [*([] if head is None else [head]), *body]:
        cells = rows[number] if len(rows[number]) == columns else texts[number] if number != head else ()
        if number in parts:
            yield Line(BlockKind.TABLE_HEADER, texts[number][0], depth=1)
        elif texts[number]:
            kind = BlockKind.TABLE_HEADER if number == head else BlockKind.TABLE_ROW
            yield Line(kind, " ".join(texts[number]), cells=cells)
    yield from (Line(BlockKind.PARAGRAPH, " ".join(texts[number])) for number in notes)


def _parts(texts: Sequence[Sequence[str]]) -> frozenset[int]:
    """The rows that head a part of the table ("Cardiac disorders"): of one short cell, with rows of values below them.

    A first row of that kind is the title of the table, unless the table has others. Rows without text are passed over.
    """
    shown = [(number, cells) for number, cells in enumerate(texts) if cells]
    parts = [
        number
        for (number, cells), (_, below) in pairwise(shown)
        if len(cells) == 1 and len(below) > 1 and not _is_note(cells, len(below))
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


def below(table: Any, names: Sequence[str]) -> Iterator[Any]:
    """The cells or the caption of a table, not of the tables in it."""
    for child in table:
        if name_of(child) in names:
            yield child
        elif name_of(child) in ("thead", "tbody", "tfoot", "tr"):
            yield from below(child, names)
