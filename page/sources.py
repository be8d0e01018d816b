"""The sources panel: each citation in the section that it stands in, its passage marked, grouped by monograph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

import prompts
from page.answers import source_id
from page.dates import format_revision, is_stale
from page.escaping import escaped
from schema import Answer, Block, BlockKind, Citation, Monograph, Route, Section

NEIGHBOURS = 1  # lines shown on either side of a marked one; the rest of the section is folded, one click away
_NOUNS = {BlockKind.PARAGRAPH: "paragraphs", BlockKind.LIST_ITEM: "items", BlockKind.TABLE_ROW: "rows"}


def format_sources(answer: Answer, monographs: Mapping[str, Monograph], turn: int, today: date) -> str:
    """The panel of one answer: a group for each monograph, in it a card for each section cited, in order of number."""
    groups: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        groups.setdefault(citation.monograph_id or citation.path, []).append(citation)
    body = "".join(_group(group, monographs.get(key), turn, today) for key, group in groups.items())
    is_ranked = answer.generator == "extractive" and answer.route is not Route.CLARIFY
    reader = (answer.reader_version or "none") if is_ranked else None
    versions = " · ".join(
        f"{name} {version}"
        for name, version in (("Index", answer.index_version), ("Rules", answer.rules_version), ("Reader", reader))
        if version
    )
    return (
        f'<section class="turn"><p class="asked">{escaped(answer.question)}</p>'
        + (body or f'<p class="quiet">{escaped(prompts.text("page.no_sources"))}</p>')
        + (f'<p class="imprint">{escaped(versions)}</p>' if versions else "")
        + "</section>"
    )


def format_panel(turns: Sequence[str]) -> str:
    """The panels of a conversation; the style sheet shows the newest, or the one that a marker was followed to."""
    return f'<div class="turns"><h2>{escaped(prompts.text("page.sources"))}</h2>{"".join(turns)}</div>'


def format_imprint(publisher: str, updated: str | None, monograph: Monograph | None, today: date) -> str:
    """Who published a monograph, for whom and when, and a warning where that is over a year ago."""
    audience = f"for {monograph.audience.removesuffix('s')}s" if monograph and monograph.audience else ""
    jurisdiction = monograph.jurisdiction if monograph else None
    parts = (publisher, audience, jurisdiction, format_revision(updated, today))
    stale = f'<p class="stale">{escaped(prompts.text("page.stale"))}</p>' if is_stale(updated, today) else ""
    return f'<p class="imprint">{escaped(" · ".join(part for part in parts if part))}</p>{stale}'


def _group(citations: Sequence[Citation], monograph: Monograph | None, turn: int, today: date) -> str:
    first = citations[0]
    sections = {citation.n: _section_of(citation, monograph) if monograph else None for citation in citations}
    cards: dict[object, list[Citation]] = {}
    for citation in citations:
        section = sections[citation.n]
        cards.setdefault(id(section) if section else citation.n, []).append(citation)
    return (
        f'<div class="source"><h3>{escaped(first.monograph)}</h3>'
        f"{format_imprint(first.publisher, first.updated, monograph, today)}"
        f"{''.join(_card(card, monograph, sections[card[0].n], turn) for card in cards.values())}</div>"
    )


def _section_of(citation: Citation, monograph: Monograph) -> Section | None:
    """The section that holds the quote where it is said to be; None where the text there is another by now."""
    if monograph.text[citation.start : citation.end] != citation.quote:
        return None
    for section in monograph.sections:
        if any(block.span.start <= citation.start and citation.end <= block.span.end for block in section.blocks):
            return section
    return None


def _card(citations: Sequence[Citation], monograph: Monograph | None, section: Section | None, turn: int) -> str:
    if monograph and section:
        path, body = " › ".join(section.heading_path), "".join(_Excerpt(monograph, section, citations, turn).html())
    else:
        path = citations[0].section
        quotes = "".join(f"<p>{_mark(citation.quote, (citation,), (citation,), turn)}</p>" for citation in citations)
        body = f'{quotes}<p class="quiet">{escaped(prompts.text("page.section_changed"))}</p>'
    numbers = "".join(f'<span class="number">{label}</span>' for label in _ranges([cited.n for cited in citations]))
    lone = " lone" if len(citations) == 1 else ""
    return f'<div class="card{lone}"><h4>{numbers}{escaped(path)}</h4><div class="text">{body}</div></div>'


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Citation numbers one by one, runs of three and more as first and last."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        first, *rest = [n for _, n in run]
        if len(rest) < 2:
            yield from map(str, (first, *rest))
        else:
            yield f"{first}–{rest[-1]}"


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A section and the citations that fall into it, as shown for one turn."""

    monograph: Monograph
    section: Section
    citations: Sequence[Citation]
    turn: int

    def html(self) -> Iterator[str]:
        """The whole section in order; lines far from every mark are folded, not left out."""
        lines = [block for block in self.section.blocks if block.kind is not BlockKind.HEADING]
        marked = [at for at, line in enumerate(lines) if self._cited_in(line)]
        near = {at + step for at in marked for step in range(-NEIGHBOURS, NEIGHBOURS + 1)}
        for is_near, run in groupby(range(len(lines)), near.__contains__):
            stretch = [lines[at] for at in run]
            html = "".join(self._stretch(stretch))
            if is_near or len(stretch) == 1:
                yield html
            else:
                kinds = {line.kind for line in stretch}
                noun = _NOUNS[kinds.pop()] if len(kinds) == 1 else "lines"
                summary = prompts.text("page.fold", count=len(stretch), noun=noun)
                yield f"<details><summary>{escaped(summary)}</summary>{html}</details>"

    def _cited_in(self, line: Block) -> list[Citation]:
        return [cited for cited in self.citations if cited.start < line.span.end and line.span.start < cited.end]

    def _stretch(self, lines: Sequence[Block]) -> Iterator[str]:
        for kind, run in groupby(lines, lambda line: line.kind):
            if kind is BlockKind.LIST_ITEM:
                yield f"<ul>{''.join(f'<li>{self._line(line)}</li>' for line in run)}</ul>"
            else:
                yield "".join(f'<p class="{kind.value}">{self._line(line)}</p>' for line in run)

    def _line(self, line: Block) -> str:
        """A line cut wherever a citation begins or ends, so that overlapping citations are all marked."""
        cited = self._cited_in(line)
        edges = {edge for citation in cited for edge in (citation.start, citation.end)}
        start, end = line.span.start, line.span.end
        cuts = sorted({start, end} | {edge for edge in edges if start < edge < end})
        return "".join(
            _mark(
                self.monograph.text[left:right],
                [citation for citation in cited if citation.start <= left and right <= citation.end],
                [citation for citation in cited if citation.start == left],
                self.turn,
            )
            for left, right in pairwise(cuts)
        )


def _mark(text: str, citations: Sequence[Citation], beginning: Sequence[Citation], turn: int) -> str:
    """A piece of text, marked where it is cited; where a citation begins stand its number and its id."""
    if not citations:
        return escaped(text)
    anchors = "".join(f'<sup id="{source_id(turn, cited.n)}" class="number">{cited.n}</sup>' for cited in beginning)
    names = " ".join(f"cited-{citation.n}" for citation in citations)
    return f'{anchors}<mark class="{names}">{escaped(text)}</mark>'
