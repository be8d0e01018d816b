"""PDF: labels and product information as their publishers print them, to headings, paragraphs, lists and tables.

What a row is, its place tells: a bookmark, bold type or a row by itself makes a heading, a gap or a capital after a
full stop a paragraph. Running heads and page numbers are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium

from ingest.draft import Draft, Line, NotAMonograph, collapsed
from ingest.headings import is_section_name
from ingest.readers.documents import drafts_of
from ingest.readers.markup import is_heading
from ingest.readers.pdf_page import Row, rows_of
from schema import BlockKind

MAX_PAGES = 2_000
TEXT_A_PAGE = 40  # characters on the average; a document with fewer is made of pictures
BOOKMARKS = 4  # with fewer, headings are not told by them
_BULLET = re.compile(r"^(?:[•●▪◦■□◆➢\uf0b7\uf0a7\uf02d]|[-–—](?=\s)|o(?=\s))\s*")
_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[A-Z])")
_CAPTION = re.compile(r"^table \d+", re.I)
_ENDS = re.compile(r"[.:;!?][)\"”’]?$")
_DIGITS = re.compile(r"\d+")
SHORT = 0.6  # of the width of the text: a row that ends before it was not broken at the margin


def read(content: bytes) -> list[Draft]:
    """The drafts of a document: one, or a summary and a leaflet.

    Raises:
        NotAMonograph: it is damaged, encrypted, without text, or something else.
    """
    document = _opened(content)
    try:
        title = collapsed(document.get_metadata_dict().get("Title") or "")
        bookmarks = {_key(mark.get_title()): mark.level for mark in document.get_toc()}
        pages = [rows_of(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise NotAMonograph(f"it is a damaged PDF ({error})", "Download it again.") from error
    finally:
        document.close()
    if sum(len(row.text) for page in pages for row in page) < TEXT_A_PAGE * len(pages):
        raise NotAMonograph(
            "its pages are pictures without text", "Run text recognition (OCR) on it, or save the monograph as text."
        )
    return drafts_of(list(_Lines(_without_running_heads(pages), bookmarks).lines()), title)


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotAMonograph("it is encrypted", "Save it without a password.") from error
        raise NotAMonograph(f"it is no PDF, or a damaged one ({error})", "Download it again.") from error
    if not 0 < len(document) <= MAX_PAGES:
        pages = len(document)
        document.close()
        raise NotAMonograph(f"it has {pages:,} pages, not 1 to {MAX_PAGES:,}", "Split it into one file a monograph.")
    return document


def _key(text: str) -> str:
    return "".join(text.lower().split()).strip("*")


def _without_running_heads(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows without those that stand at the top or at the foot of many pages, whatever their numbers."""

    def edges(page: Sequence[Row]) -> list[Row]:
        return [*page[:2], *page[-2:]]

    seen = Counter(key for page in pages for key in {_DIGITS.sub("#", row.text) for row in edges(page)})
    often = max(3, len(pages) // 4)
    kept = []
    for page in pages:
        heads = {id(row) for row in edges(page) if _is_running_head(row, seen, often)}
        kept.append([row for row in page if id(row) not in heads])
    return kept


def _is_running_head(row: Row, seen: Mapping[str, int], often: int) -> bool:
    masked = _DIGITS.sub("#", row.text)
    return bool(re.fullmatch(r"(?:page )?#(?: (?:of|/) ?#)?", masked, re.I)) or (
        seen[masked] >= often and row.table < 0
    )


@dataclass(frozen=True, slots=True)
class _Measure:
    """The usual measures of a document: size of type, pitch of rows, and the edges of its text."""

    size: float
    pitch: float
    left: float
    right: float

    @classmethod
    def of(cls, pages: Sequence[Sequence[Row]]) -> _Measure:
        prose = [row for page in pages for row in page if row.table < 0]
        sizes = Counter[float]()
        lefts, gaps = Counter[int](), Counter[float]()
        for row in prose:
            sizes[round(row.size * 2) / 2] += len(row.text)
            lefts[round(row.left / 4)] += len(row.text)
        for page in pages:
            for before, row in pairwise(page):
                if before.table < 0 and row.table < 0 and before.bottom > row.bottom:
                    gaps[round(before.bottom - row.bottom)] += 1
        rights = sorted(row.right for row in prose)
        return cls(
            sizes.most_common(1)[0][0],
            gaps.most_common(1)[0][0] if gaps else 14.0,
            4.0 * lefts.most_common(1)[0][0],
            rights[int(0.95 * (len(rights) - 1))],
        )


class _Lines:
    """Rows to lines, one at a time, knowing the paragraph that is open."""

    def __init__(self, pages: Sequence[Sequence[Row]], bookmarks: Mapping[str, int]) -> None:
        self._rows = [row for page in pages for row in page]
        self._measure = _Measure.of(pages)
        self._bookmarks = bookmarks if len(bookmarks) > BOOKMARKS else {}
        self._open: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._indent = 0.0
        self._last: Row | None = None

    def lines(self) -> Iterator[Line]:
        """The lines of the document."""
        place = 0
        while place < len(self._rows):
            row = self._rows[place]
            if row.table >= 0:
                yield from self._closed()
                rows = self._table_from(place)
                yield from _table(rows)
                place += len(rows)
                self._last = None
                continue
            following = self._rows[place + 1] if place + 1 < len(self._rows) else None
            if row.bold and _CAPTION.match(row.text):
                yield from self._closed()
                used = 1 + self._goes_on(row, following)
                yield Line(BlockKind.TABLE_HEADER, " ".join(own.text for own in self._rows[place : place + used]))
                place += used
                self._last = None
                continue
            level, used = self._heading(row, following)
            if level:
                yield from self._closed()
                text = " ".join(own.text for own in self._rows[place : place + used])
                yield Line(BlockKind.HEADING, text, level)
                place += used
                self._last = self._rows[place - 1]
                continue
            if self._begins(row):
                yield from self._closed()
                self._start(row)
            else:
                self._open.append(row.text)
            self._last = row
            place += 1
        yield from self._closed()

    def _table_from(self, place: int) -> list[Row]:
        rows = []
        for row in self._rows[place:]:
            if row.table != self._rows[place].table:
                break
            rows.append(row)
        return rows

    def _closed(self) -> Iterator[Line]:
        text = collapsed(re.sub(r"(?<=[^\W\d_])-\n(?=[a-z])", "-", "\n".join(self._open)))
        self._open = []
        if text:
            yield Line(self._kind, text)

    def _start(self, row: Row) -> None:
        bulleted = _BULLET.match(row.text)
        is_item = bool(bulleted) or row.left > self._measure.left + self._measure.size
        self._kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
        self._indent = row.left
        self._open = [_BULLET.sub("", row.text)]

    def _begins(self, row: Row) -> bool:
        """Whether a row begins a paragraph or an item, and does not go on with the open one."""
        before = self._last
        if before is None or not self._open or _BULLET.match(row.text):
            return True
        gap = before.bottom - row.bottom
        if gap < 0:  # a new page or column: a sentence goes on
            return bool(_ENDS.search(before.text)) and row.text[:1].isupper()
        if gap > 1.35 * self._measure.pitch:
            return True
        shifted = abs(row.left - before.left) > 0.5 * self._measure.size and row.left < self._indent
        is_short = before.right < self._measure.left + 0.85 * (self._measure.right - self._measure.left)
        ended = bool(_ENDS.search(before.text)) or is_short
        return shifted or (ended and is_short and row.text[:1].isupper())

    # -- headings ------------------------------------------------------------------------------------------------------

    def _heading(self, row: Row, following: Row | None) -> tuple[int, int]:
        """The level of the heading that begins with a row, 0 for none, and how many rows it takes."""
        if self._bookmarks:
            if level := self._bookmarks.get(_key(row.text), -1) + 1:
                return 1 + level, 1
            if following and (level := self._bookmarks.get(_key(row.text + following.text), -1) + 1):
                return 1 + level, 2
        if not is_heading(row.text) or _BULLET.match(row.text) or row.text[:1].islower():
            return 0, 0
        if row.bold or row.size > 1.15 * self._measure.size:
            if self._is_broken(row, following) and following and not is_heading(following.text):
                return 0, 0  # a sentence in bold type
            used = 1 + self._goes_on(row, following)
            number = _NUMBER.match(row.text)
            return (2 + number["number"].count(".") if number else self._bold_level(row)), used
        return (self._bold_level(row) + 1, 1) if self._stands_apart(row, following) else (0, 0)

    def _bold_level(self, row: Row) -> int:
        if is_section_name(row.text) or row.size > 1.15 * self._measure.size or row.text.isupper():
            return 2
        return 5 if self._bookmarks else 4

    def _goes_on(self, row: Row, following: Row | None) -> bool:
        """Whether a bold heading was broken at the margin."""
        return (
            following is not None
            and self._is_broken(row, following)
            and is_heading(following.text)
            and not _NUMBER.match(following.text)
        )

    def _is_broken(self, row: Row, following: Row | None) -> bool:
        """Whether a row goes to the margin, and the next goes on in the same type."""
        return (
            following is not None
            and following.table < 0
            and following.bold == row.bold
            and row.right > self._measure.left + 0.8 * (self._measure.right - self._measure.left)
            and 0 < row.bottom - following.bottom < 1.35 * self._measure.pitch
        )

    def _stands_apart(self, row: Row, following: Row | None) -> bool:
        """Whether a row in ordinary type is a heading: short, after a gap, and what follows begins anew."""
        width = self._measure.right - self._measure.left
        gap = self._last.bottom - row.bottom if self._last else 99.0
        return (
            following is not None
            and following.table < 0
            and len(row.text.split()) <= 8
            and row.right < self._measure.left + SHORT * width
            and row.left < self._measure.left + self._measure.size
            and not row.cells
            and not row.text.endswith((":", ")"))
            and (gap > 1.35 * self._measure.pitch or gap < 0)
            and following.text[:1].isupper()
            and not _BULLET.match(following.text)
            and following.right > row.right
            and len(following.text.split()) > 4
        )


def _table(rows: Sequence[Row]) -> Iterator[Line]:
    """The rows of a ruled table; the bold ones at its top are its header."""
    header: list[str] = []
    body = list(rows)
    while body and body[0].bold and len(body) > 1 and len(body[0].cells) > 1:
        header.append(body.pop(0).text)
    if header:
        yield Line(BlockKind.TABLE_HEADER, " ".join(header))
    yield from (Line(BlockKind.TABLE_ROW, row.text, cells=row.cells) for row in body)
