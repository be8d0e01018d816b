"""How current the monographs are, where a question asks that: of each the line that says when it was revised."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.compose import Draft, source_line
from assistant.sources import NOUN, sources_in
from library import Library
from prompts import text
from schema import BlockKind, Monograph, Passage, PassageKind, Section, Span

_DOCUMENT = rf"(?:{NOUN}|inserts?|write-?ups?|articles?|information|info|content|guide|sheets?|smpc|spc|pil)"
_STATE = r"(?:up[- ]to[- ]date|out[- ]of[- ]date|outdated|obsolete|current|recent|fresh|stale|old|new|dated)"
_REVISED = r"(?:updated|revised|reviewed|amended|modified|refreshed|published|written|issued|released|edited|authored)"
_REVISION = r"(?:updates?|revisions?|reviews?|edition|version|issue)"
_SUBJECT = r"(?:(?:the|this|that|these|those|your|our|its|their|it|they|all|both|two|each)\b)"
_ASKS = re.compile(
    rf"\bhow (?:\w+ )?{_STATE} (?:is|are|was|were)\b"
    rf"|\b(?:is|are) {_SUBJECT}[^.?!]{{0,60}}\b{_STATE}\W*(?:\Z|[.?!,;]|\b(?:or|enough|still|as of)\b)"
    rf"|\bwhen (?:was|were|is|are|has|have|did)\b[^.?!]*\b(?:{_REVISED}|{_REVISION}|update|revise|review)\b"
    rf"|\b(?:last|latest|newest|most recent(?:ly)?) (?:{_REVISED}|{_REVISION})\b"
    rf"|\b(?:date|year|month) of (?:the )?(?:last |latest )?(?:{_REVISION}|{_DOCUMENT})\b"
    rf"|\b(?:what|which)(?:'s| is)?(?: the)? (?:date|year|month|version|edition|revision)\b"
    rf"|\bwho (?:wrote|writes|published|publishes|reviewed|reviews|authored|edited|edits)\b"
)
_OF_A_PRODUCT = re.compile(r"\b(?:expir\w+|use[- ]by|discard|beyond[- ]use|batch|lot|approv\w+)\b")
_SAYS_WHEN = re.compile(
    r"\b(?:updated|revis(?:ed|ions?)|review(?:ed)?|amended|modified|approved|prepared|issued|effective|published)\b",
    re.I,
)
LONGEST_LINE = 40  # words of a line that tells of the document; longer ones tell of the medicine


def asks_how_current(question: str, monographs: Iterable[Monograph]) -> bool:
    """Whether a lower-case question asks when the monographs of a drug were revised, or by whom they were written."""
    if not _ASKS.search(question) or _OF_A_PRODUCT.search(question):
        return False
    said = sources_in(question, tuple(monographs))
    return bool(re.search(rf"\b{_DOCUMENT}\b", question) or said.aside or said.compared)


def told_how_current(question: str, drug: str, library: Library) -> Draft:
    """What each monograph of a drug, or each that the question names, says of its revision; the newest first."""
    monographs = library.monographs_of(drug)
    aside = sources_in(question, monographs).aside
    draft = Draft(library)
    for monograph in (one for one in monographs if one.monograph_id not in aside):
        draft.lines.append(source_line(monograph, library))
        told = revision_line(monograph)
        if told:
            draft.add(told, told.spans)
        else:
            draft.lines.append(text("answers.dated_by_file" if monograph.updated else "answers.undated"))
    return draft


def revision_line(monograph: Monograph) -> Passage | None:
    """The line that gives the date of a monograph, as a passage; None where only its file does, or nothing."""
    lines = [
        (section, block.kind is not BlockKind.BOILERPLATE, block.span)
        for section in monograph.sections
        for block in section.blocks
        if _gives_date(monograph.quote(block.span), monograph.updated)
    ]
    if not lines:
        return None
    section, _, span = min(lines, key=lambda line: line[1])
    return _passage(monograph, section, span)


def _gives_date(line: str, updated: str | None) -> bool:
    is_short = len(line.split()) <= LONGEST_LINE
    return bool(updated and updated[:4] in line and is_short and _SAYS_WHEN.search(line))


def _passage(monograph: Monograph, section: Section, span: Span) -> Passage:
    return Passage(
        passage_id=f"{monograph.monograph_id}#revision",
        monograph_id=monograph.monograph_id,
        drug=monograph.drug,
        kind=PassageKind.SENTENCE,
        section_code=section.code,
        heading_path=section.heading_path,
        spans=(span,),
        text=monograph.quote(span),
    )
