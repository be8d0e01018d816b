"""The form of EU product information: its headings, also where they run into the text, and the active substance.

The regulator's template fixes the headings and their order, so a heading that a copy glued to the paragraph after it is
told by its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.draft import Line, collapsed
from ingest.headings import TemplateHeading, qrd
from ingest.readers.markup import HEADING_WORDS
from schema import BlockKind, SectionCode

TEMPLATE_TITLE = re.compile(r"^(?:(?:b\. )?package leaflet|patient information leaflet|pil)\b", re.I)
FEWEST_WORDS = 3  # shorter paragraphs before the first heading of the template are no text of it
ENOUGH = 3  # main headings of the template make a document one of its form
_NAMED = (
    r"What (.+?) (?:is|are) and what (?:it is|they are) used for",
    r"How to store (.+)",
    r"What (.+) contains",
)
_FREQUENT = re.compile(r"\b(?:un)?common\b|\brare\b|\bnot known\b", re.I)
_OPEN_ENDED = re.compile(r":$|(?:^|\s)[a-z]+[,;]?$")  # a line that another goes on with
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+")
_NAME = r"(?:this medicine|[\w®™\N{LEFT SINGLE QUOTATION MARK}’./()+-]+(?: [\w®™’./()+%-]+){0,7}?)"


@dataclass(frozen=True, slots=True)
class _Pattern:
    heading: TemplateHeading
    whole: re.Pattern[str]
    run_in: re.Pattern[str]


def is_of_form(lines: Sequence[Line]) -> bool:
    """Whether a document has the template's main headings."""
    mains = {
        pattern.heading.number
        for line in lines
        if line.kind is BlockKind.HEADING
        for pattern in _patterns("")
        if pattern.heading.is_main and pattern.whole.fullmatch(_plain(line.text))
    }
    return len(mains) >= ENOUGH


def audience_of(lines: Sequence[Line]) -> str:
    """Whom a document of this form is for: a summary of product characteristics professionals, a leaflet patients."""
    return "professional" if _form(lines, _patterns("")) == "smpc" else "patient"


def _form(lines: Sequence[Line], patterns: Sequence[_Pattern]) -> str:
    """The document of the template that most headings are of."""
    forms = Counter(found.document for line in lines if line.level and (found := _match(line.text, patterns)))
    return forms.most_common(1)[0][0] if forms else "leaflet"


def without_template_title(lines: Sequence[Line]) -> list[Line]:
    """The lines with "Package leaflet: Information for the user", which is no title of its own, as none of the text."""
    return [
        replace(line, kind=BlockKind.BOILERPLATE, level=0) if TEMPLATE_TITLE.match(line.text) else line
        for line in lines
    ]


def structured(lines: Sequence[Line]) -> list[Line]:
    """The lines with the template's headings told, coded and put on their levels."""
    names = "|".join(sorted(map(re.escape, product_names(lines)), key=len, reverse=True))
    return list(_Template(_patterns(names), lines).lines())


class _Template:
    """Goes through the lines once, knowing the part of the template that is open."""

    def __init__(self, patterns: Sequence[_Pattern], lines: Sequence[Line]) -> None:
        form = _form(lines, patterns)
        self._patterns = [pattern for pattern in patterns if pattern.heading.document == form]
        self._source = lines
        mains = [
            line for line in lines if (found := _match(line.text, self._patterns)) and found.is_main and line.level
        ]
        self._are_numbered = any(_NUMBER.match(line.text) for line in mains)
        self._main = max(2, min((line.level for line in mains), default=2))
        self._open: TemplateHeading | None = None
        self._titled = False
        self._before: Line | None = None

    def lines(self) -> Iterator[Line]:
        for line in self._source:
            if not self._open and line.kind is BlockKind.PARAGRAPH and len(line.text.split()) < FEWEST_WORDS:
                yield replace(line, kind=BlockKind.BOILERPLATE)  # "unavailable"
                continue
            for own in self._structured(line):
                if own.level and not self._open and not self._titled:
                    self._titled, own = True, replace(own, level=1, code=None)
                self._before = own
                yield own

    def _structured(self, line: Line) -> Iterator[Line]:
        if line.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            yield line
            return
        found = _match(line.text, self._patterns)
        if line.level and not found:
            line = self._unmarked(line)
        elif line.text[:1].islower() and " " in line.text and self._goes_on(line):
            line = replace(line, kind=BlockKind.LIST_ITEM)
        if line.kind is BlockKind.LIST_ITEM:
            if found and found.is_main:  # of the table of contents
                yield replace(line, kind=BlockKind.BOILERPLATE)
                return
            found = None
        if found and found.is_main and self._are_numbered and not _NUMBER.match(line.text) and found.code:
            found = None
        if found and found.code is None:
            yield replace(line, kind=BlockKind.BOILERPLATE, level=0)
        elif found:
            self._open = found
            yield Line(BlockKind.HEADING, line.text, self._level(found), code=found.code)
        elif line.kind is not BlockKind.HEADING and self._open:
            yield from self._run_in(line)
        else:
            yield line

    def _unmarked(self, line: Line) -> Line:
        """A line that is marked as a heading and is none of the template's, as what it is."""
        if not self._open and not self._titled:  # a title with strengths and forms has as many words as it needs
            return line
        if len(line.text.split()) > HEADING_WORDS:
            return Line(BlockKind.PARAGRAPH, line.text)
        if self._open and line.text[:1].islower():  # headings begin with capitals, items of a sentence do not
            return Line(BlockKind.LIST_ITEM, line.text)
        if self._open and line.text.endswith(".") and not (_FREQUENT.search(line.text) or self._is_of_template(line)):
            return Line(BlockKind.LIST_ITEM if self._goes_on(line) else BlockKind.PARAGRAPH, line.text)
        return line

    def _is_of_template(self, line: Line) -> bool:
        return any(pattern.whole.fullmatch(_plain(line.text)) for pattern in self._patterns)

    def _goes_on(self, line: Line) -> bool:
        """Whether the line before opens what comes after it, or is an item that this one may be the next of."""
        before = self._before
        if not (self._open and before):
            return False
        if before.kind is BlockKind.LIST_ITEM:  # "blood in your urine." and "Swallow the tablet." are of no one list
            return line.text[:1].islower() or before.text[:1].isupper()
        return before.kind is BlockKind.PARAGRAPH and _OPEN_ENDED.search(before.text) is not None

    def _run_in(self, line: Line) -> Iterator[Line]:
        """A line; a heading that is glued into it becomes one of its own, and so does what follows it.

        "Do not take X if ..." is a whole sentence; where its heading is lost, it stands first in its part.
        """
        found = self._first_run_in(line.text)
        if found is None:
            yield line
            return
        heading, start, end = found
        rest = line.text[end:].lstrip(" :")
        if line.text[:start].strip():
            yield replace(line, text=line.text[:start].strip())
        is_sentence = rest[:1].islower() or rest[:1] in ("-", "•")
        self._open = heading
        text = line.text[start:end].strip(" :")
        yield Line(BlockKind.HEADING, text, self._level(heading), recovered=is_sentence, code=heading.code)
        if rest:
            yield from self._run_in(Line(BlockKind.PARAGRAPH, line.text[start:] if is_sentence else rest))

    def _first_run_in(self, text: str) -> tuple[TemplateHeading, int, int] | None:
        """The template's heading that comes first in a line, and its place."""
        places = []
        for pattern in self._patterns:
            found = pattern.run_in.search(text)
            if not found or pattern.heading.code is None:
                continue
            rest = text[found.end() :].lstrip(" :")
            if rest[:1].islower() and not (found.start() == 0 and self._open and self._open.is_main):
                continue
            if (
                pattern.heading.code is SectionCode.CONTRAINDICATIONS
                and self._open
                and self._open.number != pattern.heading.number
            ):
                continue  # "Do not use this medicine after ..." of its storage
            places.append((found.start(), -found.end(), pattern.heading))
        if not places:
            return None
        start, end, heading = min(places, key=lambda place: place[:2])
        return heading, start, -end

    def _level(self, heading: TemplateHeading) -> int:
        return self._main if heading.is_main else self._main + 1


def _match(text: str, patterns: Sequence[_Pattern]) -> TemplateHeading | None:
    plain, is_sentence = _plain(text), text.rstrip().endswith(".")
    found = (pattern.heading for pattern in patterns if pattern.whole.fullmatch(plain))
    return next((heading for heading in found if heading.is_main or not is_sentence), None)


def _plain(text: str) -> str:
    return _NUMBER.sub("", collapsed(text)).rstrip(" :.…")


def product_names(lines: Sequence[Line]) -> set[str]:
    """The product's name as the headings "1. What X is and what it is used for" and "5. How to store X" have it."""
    names = set()
    for line in lines:
        for form in (
            r"What (.+?) (?:is|are) and what (?:it is|they are) used for",
            r"How to store (.+)",
            r"What (.+) contains",
        ):
            if found := re.fullmatch(form, _plain(line.text), re.I):
                names.add(found[1])
    return {name for name in names if len(name) < 60}


@cache
def _patterns(names: str) -> tuple[_Pattern, ...]:
    name = f"(?:(?:{names}|this medicine)(?![\\w-])|{_NAME})" if names else _NAME
    known = f"(?:{names}|this medicine)" if names else "this medicine"
    return tuple(
        _Pattern(
            heading,
            re.compile(heading.text.replace("{X}", name), re.I),
            re.compile(_run_in(heading, known)),
        )
        for heading in qrd()
    )


def _run_in(heading: TemplateHeading, name: str) -> str:
    """The heading as it stands glued between other text: in its own capitals, then a capital or the end of the line.

    One that names the product is told anywhere, a plainer one where a sentence may begin; "Do not take X" may go on.
    """
    if heading.is_main:
        return r"(?!)"
    is_sentence = heading.code is SectionCode.CONTRAINDICATIONS
    text = heading.text.replace("[\\w ]*", f"[a-z ]*?(?: (?i:{name}))?").replace("{X}", f"(?i:{name})")
    before = r"(?:^|(?<=\s))" if "{X}" in heading.text and not is_sentence else r"(?:^|(?<=[.!?)] ))"
    after = r"(?=\s*:?(?:\s+(?:[A-Z]|[-•] |if\b|unless\b)|\s*$))" if is_sentence else r"(?=\s*:?(?:\s+[A-Z]|\s*$))"
    return rf"{before}{text}{after}"
