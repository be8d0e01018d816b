"""Plain text: a saved page of AHFS DI Essentials where it has that form, else any document with headings.

A heading of plain text is a short line by itself that closes with no punctuation and is numbered, set in capitals, or
names a section that monographs have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.draft import Draft, Line, collapsed
from ingest.readers import ahfs, saved_page
from ingest.sections import code_of
from schema import BlockKind, SectionCode

FORM_PARTS = 3  # so many major parts of AHFS DI Essentials make a page one of its own
_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+[A-Z]")
_PREAMBLE = re.compile(r"^(?:package leaflet|patient information leaflet|skip to (?:main )?content)\b", re.I)
_BULLET = re.compile(r"^\s*[•●▪◦*-]\s+")


def read(text: str) -> Draft:
    """The draft of a plain text."""
    if len({part for line in text.splitlines() if (part := ahfs.part_of(collapsed(line)))}) >= FORM_PARTS:
        return saved_page.read(text)
    return Draft(lines=list(_lines(text)))


def _lines(text: str) -> Iterator[Line]:
    """Lines of a paragraph broken at a width are joined; a blank line, a bullet or a heading ends it."""
    paragraph: list[str] = []
    titled, after_blank, numbered = False, True, 0
    for raw in [*text.splitlines(), ""]:
        line = collapsed(_BULLET.sub("", raw))
        bullet = bool(_BULLET.match(raw))
        number = None if bullet else _NUMBER.match(line)
        is_heading = bool(line) and not bullet and (after_blank or bool(number)) and (not titled or _is_heading(line))
        if paragraph and (not line or bullet or is_heading):
            yield Line(BlockKind.PARAGRAPH, " ".join(paragraph))
            paragraph = []
        if _PREAMBLE.match(line):
            yield Line(BlockKind.BOILERPLATE, line)
        elif is_heading:
            numbered = number["number"].count(".") + 1 if number else numbered
            yield Line(BlockKind.HEADING, line, 1 if not titled else 1 + numbered if number else 2 + numbered)
            titled = True
        elif bullet:
            yield Line(BlockKind.LIST_ITEM, line)
        elif line:
            paragraph.append(line)
        after_blank = not line


def _is_heading(line: str) -> bool:
    if len(line) > 90 or re.search(r"[.:;,!]$", line):
        return False
    names_section = code_of((line,), SectionCode.OTHER) is not SectionCode.OTHER and len(line.split()) <= 8
    return bool(_NUMBER.match(line)) or line.isupper() or (names_section and line[0].isupper())
