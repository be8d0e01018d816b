"""Tables of openFDA labels: given as HTML, and again run together in the text of their section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import lxml.html
from lxml import etree

from ingest.draft import Line
from ingest.questions import has_heading
from ingest.readers.elements import text_of
from ingest.readers.markup import Blocks

_MARK = "\ue000{}"  # characters for private use, which no label has
_FILL = "\ue001"
MARKED = re.compile(r"\ue000(\d+)\ue001+")
SHORTEST = 12  # characters; the text of a smaller table might stand anywhere


class LabelTable:
    """One table."""

    def __init__(self, markup: str, level: int) -> None:
        """Take its HTML, and the level of the heading that it stands under."""
        self._root = _parsed(markup)
        self._level = level

    @cached_property
    def squeezed(self) -> str:
        """Its text in document order without white space."""
        return "".join(text_of(self._root).split()) if self._root is not None else ""

    @cached_property
    def lines(self) -> list[Line]:
        """Its caption, header, rows and notes; a page laid out as a table gives its paragraphs and lists.

        What is set in bold there is a heading only in a document for patients.
        """
        if self._root is None:
            return []
        lines = Blocks(self._level).read(self._root)
        return lines if has_heading(text_of(self._root)) else [replace(line, level=0) for line in lines]


def _parsed(markup: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        return etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError:
        try:
            return lxml.html.fragment_fromstring(markup, create_parent="div")
        except etree.ParserError:
            return None


def begins_with_table(text: str, tables: Sequence[LabelTable]) -> bool:
    """Whether a text begins with one of the tables, and so has no heading before it."""
    squeezed = "".join(text.split())
    return any(len(table.squeezed) >= SHORTEST and squeezed.startswith(table.squeezed) for table in tables)


def marked(text: str, tables: Sequence[LabelTable]) -> tuple[str, dict[str, LabelTable]]:
    """The text with each table's run-together cells replaced by a mark of the same length, and the table of each mark.

    A table is looked for after the one before it, since they are given in order; then anywhere.
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    squeezed = "".join(text.split())
    found: dict[str, LabelTable] = {}
    cursor = 0
    for number, table in enumerate(tables):
        if len(table.squeezed) < SHORTEST:
            continue
        at = squeezed.find(table.squeezed, cursor)
        if at < 0:
            at = squeezed.find(table.squeezed)
        if at < 0:
            continue
        start, end = places[at], places[at + len(table.squeezed) - 1] + 1
        mark = _MARK.format(number)
        text = text[:start] + mark + _FILL * (end - start - len(mark)) + text[end:]
        squeezed = squeezed[:at] + _FILL * len(table.squeezed) + squeezed[at + len(table.squeezed) :]
        cursor = at + len(table.squeezed)
        found[str(number)] = table
    return text, found


def is_within_table(text: str, place: int) -> bool:
    """Whether a place of a marked text is after the beginning of a table and in it."""
    return text[place] == _FILL


def unmarked(line: Line, tables: Mapping[str, LabelTable]) -> Iterator[Line]:
    """A line that may hold marks: its text around them, and the lines of the tables."""
    pieces = MARKED.split(line.text)
    for place, piece in enumerate(pieces):
        if place % 2:
            yield from tables[piece].lines
        elif piece.strip():
            yield replace(line, text=piece.strip())
