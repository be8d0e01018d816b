"""Saved web pages: the article without the page around it.

Headings, lists and tables are read as marked. What belongs to the site (navigation, advertisements, lists of links) is
left out by its element, its role or its class; pages in the form of EU leaflets and labels that carry LOINC codes are
read by those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import lxml.html
from lxml import etree

from ingest.draft import Draft, Line, NotAMonograph, collapsed
from ingest.headings import us_label
from ingest.readers import qrd
from ingest.readers.elements import UNSHOWN, name_of, text_of
from ingest.readers.markup import Blocks, without_repeats
from ingest.readers.substance import name_product
from ingest.readers.us_label import names_of, without_highlights, without_package_label
from ingest.revision import stated_date
from ingest.sections import code_of
from schema import BlockKind, SectionCode

_SITE = frozenset("nav footer aside form button select textarea dialog menu input label".split())
_SITE_ROLES = frozenset("navigation banner contentinfo search complementary dialog alert menu".split())
_SITE_WORDS = frozenset(
    "nav navbar navigation menu breadcrumb breadcrumbs sidebar footer cookie cookies share sharing social advert ads "
    "ad advertisement newsletter subscribe promo toolbar pagination skip banner popup modal comments highlights "
    "toc".split()
)
_MAIN = (".//main", ".//*[@role='main']", ".//article")
_MAIN_IDS = re.compile(r"^(?:main|main-?content|content|mplus-content|article-?body)$", re.I)
_SITE_TITLE = re.compile(r":\s*MedlinePlus.*$|\s+(?:package leaflet|patient information leaflet)\b.*$", re.I)
_PIECES = re.compile(r"\s+[|–—»-]\s+|\s*::\s*")
_FURNITURE = re.compile(
    r"^(?:(?:an?|the) )?official (?:[\w.]+ )?(?:web)?site\b|^(?:home(?: ?page)?|welcome|menu|search)\b", re.I
)
_MODIFIED = ("article:modified_time", "datemodified", "last-modified")
SHARE = 0.5  # of a page's words: what holds more is not the page's frame, whatever its class says
LINKS = 0.8  # of a list's characters: a list with more of them in links is navigation


def read(text: str) -> Draft:
    """The draft of a page.

    Raises:
        NotAMonograph: there is no text on it.
    """
    root = _parsed(text)
    head = {**dict(_meta(root)), "title": collapsed(root.findtext(".//title") or "")}
    main = _main(root)
    _strip(main)
    lines = without_repeats(_lines(main))
    if not lines:
        raise NotAMonograph("there is no text on the page", "Save the page as it is shown, not its frame.")
    draft = Draft(lines=_without_contents(lines), publisher=_publisher(head))
    if not stated_date([line.text for line in lines]):  # a site is changed more often than its documents
        draft.updated = next((head[name][:10] for name in _MODIFIED if head.get(name)), None)
    if set_id := head.get("documentsetid"):
        version = head.get("documentversionnumber")
        draft.source_id, draft.jurisdiction = f"{set_id} version {version}" if version else set_id, "US"
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", head.get("documenteffectivetime", "")):
        draft.updated = "-".join(found.groups())
    _entitle(draft, head)
    return draft


def _parsed(text: str) -> Any:
    try:
        return lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except etree.ParserError as error:
        raise NotAMonograph("there is no text on the page", "Save the page again.") from error


def _meta(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        yield name.lower(), collapsed(meta.get("content") or "")


def _publisher(head: dict[str, str]) -> str:
    return next((head[name] for name in ("og:site_name", "publisher", "dc.publisher", "author") if head.get(name)), "")


def _main(root: Any) -> Any:
    """The element that holds the article: the smallest marked one that holds its headings; else the body."""
    body = root.find(".//body")
    body = root if body is None else body
    words = len(text_of(body).split())
    marked = [element for path in _MAIN for element in root.iterfind(path)]
    marked += [element for element in body.iter() if name_of(element) and _MAIN_IDS.match(element.get("id") or "")]
    for element in marked:
        if len(text_of(element).split()) >= SHARE * words:
            return element
    return body


def _strip(main: Any) -> None:
    """Take out what belongs to the site."""
    words = max(len(text_of(main).split()), 1)
    for element in [own for own in main.iter() if name_of(own)]:
        if element is main or element.getparent() is None:
            continue
        if (_is_site(element) and len(text_of(element).split()) < SHARE * words) or _is_link_list(element):
            element.drop_tree()


def _is_site(element: Any) -> bool:
    tokens = re.split(r"[\s_-]+", f"{element.get('class') or ''} {element.get('id') or ''}".lower())
    return (
        name_of(element) in _SITE
        or (element.get("role") or "").lower() in _SITE_ROLES
        or not _SITE_WORDS.isdisjoint(tokens)
        or element.get("hidden") is not None
        or (element.get("aria-hidden") == "true")
        or bool(re.search(r"display:\s*none", element.get("style") or "", re.I))
    )


def _is_link_list(element: Any) -> bool:
    """Whether a list only leads elsewhere; one that a sentence with a colon opens is a list of the text."""
    if name_of(element) not in ("ul", "ol") or len(element) < 3:
        return False
    before = element.getprevious()
    opening = text_of(before) if before is not None and name_of(before) else ""
    text = text_of(element)
    linked = " ".join(text_of(link) for link in element.iter("a"))
    return bool(text) and len(linked) >= LINKS * len(text) and not opening.endswith(":")


def _lines(main: Any) -> list[Line]:
    """The lines of the article; in a label that carries LOINC codes, its headings have theirs."""
    lines = Blocks(level=1, unshown=UNSHOWN).read(main)
    codes = dict(_coded_headings(main))
    if codes:
        lines = without_package_label(without_highlights(lines))
        lines = [replace(line, code=codes.get(line.text)) if line.level else line for line in lines]
    if qrd.is_of_form(lines):
        lines = qrd.structured(qrd.without_template_title(lines))
    return lines


def _coded_headings(main: Any) -> Iterator[tuple[str, SectionCode]]:
    sections = {section.loinc: section.code for section in us_label()}
    for element in main.iter():
        code = sections.get(element.get("data-sectioncode") or "") if name_of(element) else None
        if code is None:
            continue
        heading = next((own for own in element.iter() if re.fullmatch(r"h[1-6]", name_of(own)) and text_of(own)), None)
        if heading is not None:
            yield text_of(heading), code


def _without_contents(lines: list[Line]) -> list[Line]:
    """The lines, a table of contents marked as none of the text: its items are the headings after it."""
    headings = {_plain(line.text) for line in lines if line.kind is BlockKind.HEADING}
    return [
        replace(line, kind=BlockKind.BOILERPLATE)
        if line.kind is BlockKind.LIST_ITEM and _plain(line.text) in headings
        else line
        for line in lines
    ]


def _plain(text: str) -> str:
    return re.sub(r"^\W*\d+[.)]?\s+", "", text).lower()


def _entitle(draft: Draft, head: dict[str, str]) -> None:
    """Title, drug and brand of a page; a leaflet names its active substance, any other page itself."""
    draft.title = _title(draft.lines, head)
    if draft.source_id:
        draft.audience = "professional"
        headings = (line.text for line in draft.lines if line.kind is BlockKind.HEADING and line.level <= 2)
        brand, drug = next((names for text in headings if all(names := names_of(text))), ("", ""))
        if drug:
            draft.drug = drug
            draft.title, draft.brand_names = f"{brand} ({draft.drug})", (brand,)
    if not qrd.is_of_form(draft.lines):
        return
    is_british = any(re.search(r"\bYellow Card\b|\bMHRA\b", line.text) for line in draft.lines)
    draft.jurisdiction = "UK" if is_british else "EU"
    draft.audience = qrd.audience_of(draft.lines)
    name_product(draft)


def _title(lines: Sequence[Line], head: dict[str, str]) -> str:
    """The heading that the page's own title names, else the first before its sections, else the page's title."""
    pieces = [piece.strip() for piece in _PIECES.split(_SITE_TITLE.sub("", head["title"]))]
    page_title = next((piece for piece in pieces if piece and not _is_furniture(piece, head)), "")
    headings = [text for text in _headings_before_sections(lines, page_title) if not _is_furniture(text, head)]
    named = (text for text in headings if page_title and _letters(text) in _letters(head["title"]))
    return next(named, next(iter(headings), page_title))


def _headings_before_sections(lines: Sequence[Line], page_title: str) -> Iterator[str]:
    """The headings of a page that may be its title: those above its sections, and one that is the page's title."""
    for line in lines:
        if line.kind is not BlockKind.HEADING or qrd.TEMPLATE_TITLE.match(line.text):
            continue
        if code_of((line.text,), SectionCode.OTHER) is SectionCode.OTHER and line.level <= 2:
            yield line.text
        elif line.level > 1:
            return
        elif _letters(line.text) == _letters(page_title):  # "Anakinra: Uses, Dosage, Side Effects"
            yield line.text


def _is_furniture(text: str, head: dict[str, str]) -> bool:
    """Whether a heading, or a piece of a page's title, is the site's and not the document's."""
    return bool(_FURNITURE.match(text)) or _letters(text) == _letters(_publisher(head))


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
