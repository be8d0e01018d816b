"""What a reader hands over, and how its lines become the text and the sections of a Monograph.

A reader knows one format and says of each line what it is. Everything after that is the same for all formats: the
normalised text, the tree of headings, the section codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.frequencies import is_frequency
from ingest.sections import code_of
from schema import Block, BlockKind, Section, SectionCode, Span

WHITE_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    A `level`, 1 outermost, makes it open a section of its name: headings have one, and so has a table header that
    labels the rows after it. A recovered heading is not in the source. A heading has a `code` where its document says
    what its section is about in a coded form; else its words tell. A table row, and a header whose columns are those of
    its rows, has `cells`, of which the text is made; an empty cell counts. `depth` is the number of lists that a list
    item's list is in; of a table header, 1 where it heads a part of the table.
    """

    kind: BlockKind
    text: str
    level: int = 0
    recovered: bool = False
    code: SectionCode | None = None
    cells: tuple[str, ...] = ()
    depth: int = 0


class NotAMonograph(ValueError):
    """A reader cannot make a monograph of what it was given: why, and what a person can do."""

    def __init__(self, why: str, remedy: str) -> None:
        self.why, self.remedy = why, remedy
        super().__init__(f"{why}. {remedy}")


@dataclass(slots=True)
class Draft:
    """The lines of a document, in order, and what it says about itself; empty strings where it says nothing.

    `part` tells apart the documents of one file.
    """

    lines: list[Line]
    title: str = ""
    drug: str = ""
    brand_names: tuple[str, ...] = ()
    publisher: str = ""
    audience: str = ""
    jurisdiction: str | None = None
    updated: str | None = None
    source_id: str | None = None
    part: str = ""


def collapsed(text: str) -> str:
    """The text with each run of white space as one space, and none at the ends."""
    return WHITE_SPACE.sub(" ", text).strip()


def in_characters(draft: Draft) -> Draft:
    """The draft where a reader left halves of UTF-16 characters: pairs joined, those without a pair marked as lost."""
    return replace(
        draft,
        lines=[replace(line, text=_in_characters(line.text)) for line in draft.lines],
        title=_in_characters(draft.title),
        drug=_in_characters(draft.drug),
        brand_names=tuple(map(_in_characters, draft.brand_names)),
        publisher=_in_characters(draft.publisher),
        jurisdiction=draft.jurisdiction and _in_characters(draft.jurisdiction),
        updated=draft.updated and _in_characters(draft.updated),
        source_id=draft.source_id and _in_characters(draft.source_id),
        part=_in_characters(draft.part),
    )


def _in_characters(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(slots=True)
class _Open:
    """The section being filled."""

    path: tuple[str, ...] = ()
    code: SectionCode = SectionCode.DESCRIPTION
    recovered: bool = False
    blocks: list[Block] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(self.code, self.path, tuple(self.blocks), self.recovered)


def laid_out(lines: Sequence[Line]) -> tuple[str, tuple[Section, ...]]:
    """The normalised text of a document and its sections, each down to the next heading of any level."""
    placed, text = _placed(lines)
    return text, tuple(_sections(placed))


def _placed(lines: Sequence[Line]) -> tuple[list[tuple[Line, Span]], str]:
    placed, texts, start = [], [], 0
    for line in lines:
        text = "" if line.recovered else collapsed(line.text)
        placed.append((line, Span(start, start + len(text))))
        if text:
            texts.append(text)
            start += len(text) + 1
    return placed, "\n".join(texts)


def _sections(placed: Sequence[tuple[Line, Span]]) -> Iterator[Section]:
    outline: list[tuple[int, str, SectionCode]] = []
    title = _title(placed)
    section = _Open()
    for line, span in placed:
        if line.level:
            if section.blocks or section.path:
                yield section.closed()
            if line is title:
                section = _Open(blocks=[Block(line.kind, span)])
                continue
            outline = [entry for entry in outline if entry[0] < line.level]
            heading = collapsed(line.text)
            path = (*(entry[1] for entry in outline), heading)
            code = line.code or code_of(path, outline[-1][2] if outline else SectionCode.OTHER)
            outline.append((line.level, heading, code))
            section = _Open(path, code, line.recovered)
            if not line.recovered:
                section.blocks.append(Block(line.kind, span))
            continue
        if _ends_frequency_list(line, section):
            yield section.closed()
            outline.pop()
            section = _Open(section.path[:-1], outline[-1][2] if outline else SectionCode.OTHER)
        if span.start < span.end:
            section.blocks.append(Block(line.kind, span, _cells(line, span), line.depth))
    if section.blocks or section.path:
        yield section.closed()


def _cells(line: Line, span: Span) -> tuple[Span, ...]:
    """Where the cells of a line stand; none where its text is not made of them."""
    texts = [collapsed(cell) for cell in line.cells]
    if " ".join(filter(None, texts)) != collapsed(line.text):
        return ()
    cells, start = [], span.start
    for cell in texts:
        cells.append(Span(start, start + len(cell)))
        start += len(cell) + 1 if cell else 0
    return tuple(cells)


def _title(placed: Sequence[tuple[Line, Span]]) -> Line | None:
    """The heading that is the document's title and so no part of a heading path: the only one of the first level."""
    first_level = [line for line, _ in placed if line.kind is BlockKind.HEADING and line.level == 1]
    return first_level[0] if len(first_level) == 1 else None


def _ends_frequency_list(line: Line, section: _Open) -> bool:
    """A frequency holds the items under it; a paragraph after a list, or where all of it are items, is its parent's."""
    if line.kind is not BlockKind.PARAGRAPH or not section.path or not is_frequency(section.path[-1]):
        return False
    kinds = [block.kind for block in section.blocks]
    return kinds[:1] == [BlockKind.TABLE_HEADER] or BlockKind.LIST_ITEM in kinds
