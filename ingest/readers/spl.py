"""HL7 v3 Structured Product Labeling, DailyMed's form: sections by their LOINC codes, nested as the label nests them.

Entities are refused, not expanded: labels have none, and a document that brings its own is an attack or a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.draft import Draft, Line, NotAMonograph
from ingest.headings import LabelSection, us_label
from ingest.readers.elements import UNSHOWN, text_of
from ingest.readers.markup import Blocks
from ingest.readers.us_label import names_of
from schema import BlockKind, SectionCode

_NS = "{urn:hl7-org:v3}"
_PACKAGE = "51945-4"  # what stands printed on the box: no text to quote
_LOINC = "2.16.840.1.113883.6.1"
_DOWNLOAD = "Download the label again from DailyMed, as XML."
_GIVE = "Give a drug label in Structured Product Labeling (HL7 v3)."
_UNSHOWN = UNSHOWN | {"rendermultimedia"}
TOP = 2  # the level of the headings of a label


def read(content: bytes) -> list[Draft]:
    """The draft of a label.

    Raises:
        NotAMonograph: it is no XML, brings entities of its own, or is no drug label.
    """
    root = _root(content)
    if root.tag != f"{_NS}document":
        raise NotAMonograph(f"it is XML of another kind ({_local(root.tag)})", _GIVE)
    code = root.find(f"{_NS}code")
    kind = (code.get("displayName") or "") if code is not None else ""
    sections = [*root.iterfind(f"{_NS}component/{_NS}structuredBody/{_NS}component/{_NS}section")]
    lines = [line for section in sections for line in _section(section, TOP)]
    known = (_known(section) for section in root.iter(f"{_NS}section"))
    if not lines or not any(section and section.code for section in known):
        raise NotAMonograph(f"it is no drug label but {kind or 'a document without sections'!r}", _GIVE)
    return [_draft(root, lines)]


def _root(content: bytes) -> Any:
    try:
        return fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotAMonograph("it defines entities, which are never expanded", _DOWNLOAD) from error
    except (ParseError, ValueError) as error:
        raise NotAMonograph(f"it is not well-formed XML ({error})", _DOWNLOAD) from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _draft(root: Any, lines: list[Line]) -> Draft:
    products = list(_products(root))
    title = _text(root.find(f"{_NS}title"))
    drug = next((generic for _, generic in products if generic), names_of(title)[1])
    brands = dict.fromkeys(brand for brand, _ in products if brand and brand.lower() != drug.lower())
    set_id, version = (_attribute(root, path) for path in (("setId", "root"), ("versionNumber", "value")))
    effective = re.match(r"(\d{4})(\d{2})(\d{2})", _attribute(root, ("effectiveTime", "value")))
    author = root.find(f"{_NS}author/{_NS}assignedEntity/{_NS}representedOrganization/{_NS}name")
    brand = next(iter(brands), "")
    return Draft(
        lines=lines,
        title=f"{brand} ({drug.lower()})" if brand and drug else title or brand or drug.capitalize(),
        drug=drug,
        brand_names=tuple(brands),
        publisher=_text(author) or "US Food and Drug Administration",
        audience="professional",
        jurisdiction="US",
        updated="-".join(effective.groups()) if effective else None,
        source_id=(f"{set_id} version {version}" if version else set_id) or None,
    )


def _products(root: Any) -> Iterator[tuple[str, str]]:
    """The brand name and the generic name of each product, or the active substances where it gives none."""
    for product in root.iter(f"{_NS}manufacturedProduct"):
        name = product.find(f"{_NS}name")
        if name is None:
            continue
        generic = product.find(f"{_NS}asEntityWithGeneric/{_NS}genericMedicine/{_NS}name")
        active = [
            _text(substance)
            for ingredient in product.iter(f"{_NS}ingredient")
            if (ingredient.get("classCode") or "").startswith("ACTI")
            for substance in ingredient.iterfind(f"{_NS}ingredientSubstance/{_NS}name")
        ]
        yield _text(name), _text(generic) or " and ".join(dict.fromkeys(own.lower() for own in active))


def _attribute(root: Any, path: tuple[str, str]) -> str:
    element = root.find(f"{_NS}{path[0]}")
    return (element.get(path[1]) or "") if element is not None else ""


def _text(element: Any) -> str:
    return text_of(element) if element is not None else ""


def _section(section: Any, level: int, of_other: bool = False) -> Iterator[Line]:
    """The lines of a section and of those in it; what only repeats the label (highlights, product data) is left out.

    A part of a section that is `other`, such as a clinical study, is so too.
    """
    known = _known(section)
    if known and known.number is None:
        return
    heading = _text(section.find(f"{_NS}title"))
    if known and known.code is SectionCode.BOXED_WARNING and level > TOP and not heading:
        known = None  # a box around some lines of a section
    code = (known.code if known else None) or (SectionCode.OTHER if of_other else None)
    shown = heading or (known.name if known and known.code else "")
    text = section.find(f"{_NS}text")
    inner = [*section.iterfind(f"{_NS}component/{_NS}section")]
    opening = Line(BlockKind.HEADING, shown, level, recovered=not heading, code=code)
    if shown and (text is not None or inner):
        yield opening
    if text is not None:
        for line in Blocks(level, _UNSHOWN).read(text):
            yield replace(line, kind=BlockKind.BOILERPLATE, level=0) if known and known.loinc == _PACKAGE else line
    is_below = False  # a heading of a section within this one
    for own in inner:
        lines = [*_section(own, level + 1 if shown else level, code is SectionCode.OTHER)]
        if is_below and shown and lines and not lines[0].level:
            yield replace(opening, recovered=True)  # a section without a title is no part of the one before it
        is_below = is_below or any(line.level for line in lines)
        yield from lines


def _known(section: Any) -> LabelSection | None:
    code = section.find(f"{_NS}code")
    if code is None or code.get("codeSystem") not in (_LOINC, None):
        return None
    return next((known for known in us_label() if known.loinc == code.get("code")), None)
