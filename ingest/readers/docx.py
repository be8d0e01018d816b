"""Word documents (.docx): headings by their style or in bold type, lists and tables as marked.

The file is a ZIP archive: what it would unpack to is checked before any of it is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from ingest.draft import Draft, Line, NotAMonograph, collapsed
from ingest.headings import is_section_name
from ingest.readers.documents import drafts_of
from ingest.readers.markup import is_heading
from ingest.readers.table import lines_of
from schema import BlockKind

MAX_UNPACKED = 200_000_000  # bytes; a Word document of a thousand pages with pictures is a tenth of this
MAX_FILES = 10_000
_HEADING = re.compile(r"heading (\d)", re.I)
_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[A-Z])")
_BULLET = re.compile(r"^[•●▪◦■□\uf0b7*–-]\s+")


def read(content: bytes) -> list[Draft]:
    """The drafts of a document.

    Raises:
        NotAMonograph: it is no Word document, a damaged one, or would unpack to more than a document can hold.
    """
    _check(content)
    try:
        document = Document(io.BytesIO(content))
        lines = [line for part in document.iter_inner_content() for line in _lines(part)]
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise NotAMonograph(f"it is a damaged Word document ({error})", "Save it again.") from error
    if not lines:
        raise NotAMonograph("there is no text in it", "Save the monograph again.")
    return drafts_of(lines, collapsed(document.core_properties.title or "") or lines[0].text)


def _check(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except zipfile.BadZipFile as error:
        raise NotAMonograph(
            "it is no Word document, or a damaged or encrypted one", "Save it again as .docx."
        ) from error
    unpacked = sum(file.file_size for file in files)
    if unpacked > MAX_UNPACKED or len(files) > MAX_FILES:
        raise NotAMonograph(
            f"it would unpack to {unpacked / 1e6:,.0f} MB in {len(files):,} files, more than a document holds",
            "Save the text of it in a new document.",
        )


def _lines(part: Paragraph | Table) -> Iterator[Line]:
    if isinstance(part, Table):
        yield from _table(part)
    elif text := collapsed(part.text):
        yield _line(part, text)


def _line(paragraph: Paragraph, text: str) -> Line:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    if style == "Title":
        return Line(BlockKind.HEADING, text, 1)
    if found := _HEADING.match(style):
        return Line(BlockKind.HEADING, text, int(found[1]) + 1)
    if _BULLET.match(text) or style.lower().startswith("list") or _is_numbered(paragraph):
        return Line(BlockKind.LIST_ITEM, _BULLET.sub("", text))
    if is_heading(text) and _is_bold(paragraph):
        number = _NUMBER.match(text)
        return Line(BlockKind.HEADING, text, 2 + number["number"].count(".") if number else 3 - is_section_name(text))
    return Line(BlockKind.PARAGRAPH, text)


def _is_numbered(paragraph: Paragraph) -> bool:
    properties: Any = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _is_bold(paragraph: Paragraph) -> bool:
    by_style = bool(paragraph.style is not None and paragraph.style.font.bold)
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold or (run.bold is None and by_style) for run in runs)


def _table(table: Table) -> Iterator[Line]:
    """The lines of a table, of its rows where it has one column; a merged cell is read once."""
    grid = [list(dict.fromkeys((cell._tc, collapsed(cell.text)) for cell in row.cells)) for row in table.rows]
    rows = [tuple(text for _, text in cells) for cells in grid if any(text for _, text in cells)]
    if len(table.columns) < 2:
        yield from (Line(BlockKind.PARAGRAPH, " ".join(filter(None, cells))) for cells in rows)
    else:
        yield from lines_of(rows, len(table.columns))
