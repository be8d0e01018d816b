"""A table row as a line of text."""

from __future__ import annotations

from collections.abc import Sequence

from schema import Monograph, Span


def row_line(monograph: Monograph, leads: Sequence[Span], row: Span) -> str:
    """A table row as a line: each cell after the heading of its column, and before them what the row stands under.

    The words are those of the spans, only their order is another.
    """
    cells = [monograph.quote(cell) for cell in _cells_at(monograph, row)]
    columns = next((lead for lead in leads if len(_cells_at(monograph, lead)) == len(cells) > 1), None)
    under = " · ".join(monograph.quote(lead).rstrip(":") for lead in leads if lead != columns)
    if columns:
        pairs = zip(map(monograph.quote, _cells_at(monograph, columns)), cells, strict=True)
        said = "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs if cell)
    else:
        said = " · ".join(filter(None, cells)) or monograph.quote(row)
    return f"*{under}:* {said}" if under else said


def _cells_at(monograph: Monograph, line: Span) -> tuple[Span, ...]:
    blocks = (block for section in monograph.sections for block in section.blocks)
    return next((block.cells for block in blocks if block.span == line), ())
