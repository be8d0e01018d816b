"""Plain text of a saved monograph page, in the form of AHFS DI Essentials: headings are short lines, some are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.draft import Draft, Line, collapsed
from schema import BlockKind

_BULLET = re.compile(r"^\s*[•*-]\s+")
_MAJOR = re.compile(
    r"^(?:(?:uses|cautions|interactions) for .+|.+ (?:dosage and administration|pharmacokinetics|stability|actions)"
    r"|uses|dosage and administration|cautions|interactions|pharmacokinetics|stability|actions|advice to patients|preparations)$",
    re.I,
)


def read(text: str) -> Draft:
    """The draft of a saved page."""
    return Draft(lines=list(_lines(text)))


def _lines(text: str) -> Iterator[Line]:
    rows = [line.rstrip() for line in text.splitlines()]
    for row in rows:
        if not row.strip():
            continue
        if _BULLET.match(row):
            yield Line(BlockKind.LIST_ITEM, collapsed(_BULLET.sub("", row)))
        elif len(row) < 80 and not re.search(r"[.:;,]$", row) and row[:1].isupper():
            yield Line(BlockKind.HEADING, collapsed(row), 2 if _MAJOR.match(row) else 3)
        else:
            yield Line(BlockKind.PARAGRAPH, collapsed(row))
