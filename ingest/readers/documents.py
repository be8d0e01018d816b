"""Documents without mark-up of their own for what they are: told by their headings.

A product information of the EMA holds a summary for professionals and a leaflet for patients, which are two documents;
the labelling and the conditions between them are printed on the box or meant for the company, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.draft import Draft, Line, NotAMonograph
from ingest.readers import qrd
from ingest.readers.substance import name_product
from ingest.readers.us_label import is_us_label, names_of, without_highlights, without_package_label
from ingest.sections import code_of
from schema import BlockKind, SectionCode

OPENING = 8  # lines in which a document says what it is
PARTS = 3  # different sections of a monograph; a document with fewer is something else
_ANNEX = re.compile(r"^(?P<part>annex (?:i|ii|iii|iv|v)\b|a\. labelling|b\. package leaflet)", re.I)
_INN = re.compile(r"^(?P<brand>[^,]+?),? INN[- ]+(?P<drug>[^;]+)")


def drafts_of(lines: Sequence[Line], title: str) -> list[Draft]:
    """The drafts of a document by its form: a product information, a leaflet, or a label.

    Args:
        lines: of the whole document.
        title: what the file gives as its title.

    Raises:
        NotAMonograph: it has hardly a section that monographs have.
    """
    drafts = _by_form(_without_contents(lines), title)
    for draft in drafts:
        codes = {code_of((line.text,), SectionCode.OTHER) for line in draft.lines if line.level}
        if len(codes - {SectionCode.OTHER}) < PARTS:
            raise NotAMonograph(
                "it does not read as a drug monograph: it has hardly a section that a monograph has",
                "Give a label, a product information or a leaflet.",
            )
    return drafts


def _by_form(lines: Sequence[Line], title: str) -> list[Draft]:
    parts = _annexes(lines)
    if parts:
        named = _INN.match(title)
        drafts = []
        for name, audience in (("annex i", "professional"), ("b. package leaflet", "patient")):
            if own := parts.get(name):
                draft = Draft(qrd.structured(own), title, audience=audience, jurisdiction="EU", part=_PART[audience])
                name_product(draft)
                if named:
                    draft.drug, draft.brand_names = _plain_substance(named["drug"]), (named["brand"],)
                    draft.title = f"{named['brand']} ({draft.drug})"
                drafts.append(draft)
        return drafts
    if qrd.is_of_form(lines):
        draft = Draft(qrd.structured(qrd.without_template_title(lines)), audience=qrd.audience_of(lines))
        draft.jurisdiction = "UK" if any("Yellow Card" in line.text or "MHRA" in line.text for line in lines) else "EU"
        draft.title = next((line.text for line in draft.lines if line.level == 1), title)
        name_product(draft)
        return [draft]
    return [_label(lines, title)]


_PART = {"professional": "summary", "patient": "leaflet"}


def _plain_substance(name: str) -> str:
    """The substances of an EMA title: "Bictegravir/Emtricitabine" are two."""
    return re.sub(r"\s*/\s*", " and ", re.sub(r"\s*\([^()]*\)", "", name)).strip().lower()


def _annexes(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The parts of a product information by their headings; empty where the document is none."""
    parts: dict[str, list[Line]] = {}
    name = ""
    for line in lines:
        if found := _ANNEX.match(line.text):
            name = found["part"].lower()
            parts.setdefault(name, [])
        elif name:
            parts[name].append(line)
    return parts if "annex i" in parts and len(parts) > 2 else {}


def _label(lines: Sequence[Line], title: str) -> Draft:
    """A US label, or any other document with headings."""
    draft = Draft(lines=without_package_label(without_highlights(lines)))
    if not is_us_label(lines):
        draft.title = _title(lines, title)
        draft.lines = _entitled(draft.lines, draft.title)
        return draft
    first = [line.text for line in lines[:OPENING]]
    brand, drug = next((names for text in [*first, title] if all(names := names_of(text))), ("", ""))
    draft.drug = drug
    draft.brand_names = (brand,) if brand and brand.lower() != drug else ()
    draft.title = f"{brand} ({drug})" if draft.brand_names else drug.capitalize() or title or first[0]
    draft.jurisdiction, draft.audience = "US", "professional"
    if all(names_of(lines[0].text)):
        draft.lines = _entitled(draft.lines, lines[0].text)
    return draft


def _title(lines: Sequence[Line], title: str) -> str:
    """The title that a file gives where its first lines say the same, else its first heading, else its first line.

    What a file gives is often that of a template, or of another document ("Microsoft Word - Document1").
    """
    first = [line for line in lines[:OPENING] if not qrd.TEMPLATE_TITLE.match(line.text)] or lines[:1]
    if title and any(title.lower() in line.text.lower() or line.text.lower() in title.lower() for line in first):
        return title
    headings = (
        line.text for line in first if line.level and code_of((line.text,), SectionCode.OTHER) is SectionCode.OTHER
    )
    return next(headings, first[0].text)


def _entitled(lines: Sequence[Line], title: str) -> list[Line]:
    """The lines, that of the title above all other headings."""
    at = next((place for place, line in enumerate(lines[:OPENING]) if line.text == title), None)
    return [replace(line, kind=BlockKind.HEADING, level=1) if place == at else line for place, line in enumerate(lines)]


def _without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines, a table of contents marked as none of the text: headings without text that come again."""
    later = {line.text.lower(): place for place, line in enumerate(lines) if line.kind is BlockKind.HEADING}
    result = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        is_empty = following is not None and 0 < following.level <= line.level
        comes_again = later.get(line.text.lower(), place) > place
        result.append(
            replace(line, kind=BlockKind.BOILERPLATE, level=0)
            if line.kind is BlockKind.HEADING and is_empty and comes_again and _is_unlike_annex(line)
            else line
        )
    return result


def _is_unlike_annex(line: Line) -> bool:
    return not _ANNEX.match(line.text)
