"""Labels as the openFDA API returns them: one or many results, each section one string without line breaks.

A section that another one repeats inside itself is read there, once; so are tables, which the API gives again as HTML.
The highlights of a label say again, each with the number of its section, what that section says; they are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ingest.draft import Draft, Line, NotAMonograph, collapsed
from ingest.encoding import decoded
from ingest.headings import LabelSection, us_label
from ingest.readers.fda_table import LabelTable, begins_with_table, is_within_table, marked, unmarked
from ingest.readers.highlights import without_highlights
from ingest.readers.run_together import Part, lines_of, split_heading
from schema import BlockKind, SectionCode

_REMEDY = "Give a response of the openFDA drug label API (https://api.fda.gov/drug/label.json)."
_TABLE = "_table"
_PACKAGE = "package_label_principal_display_panel"  # what stands printed on the box: no text to quote
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
LEVEL = 2


def read(content: bytes) -> list[Draft]:
    """The drafts of a response, one for each label in it.

    Raises:
        NotAMonograph: it is no JSON, or no such response.
    """
    try:
        response = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotAMonograph):
            raise
        raise NotAMonograph(f"it is not JSON ({error})", "Download it again.") from error
    drafts = [_draft(label) for label in _labels(response)]
    if len(drafts) > 1:
        for number, draft in enumerate(drafts, 1):
            draft.part = f"{draft.drug} {(draft.source_id or str(number))[:8]}"
    return drafts


def _labels(response: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(response, dict) and isinstance(response.get("error"), dict):
        message = collapsed(str(response["error"].get("message", "")))
        raise NotAMonograph(f"it is an error message of the openFDA API ({message})", "Download the label again.")
    results = response.get("results") if isinstance(response, dict) else response
    labels = results if isinstance(results, list) else [response]
    found = [label for label in labels if isinstance(label, dict) and any(True for _ in _values(label))]
    if not found:
        raise NotAMonograph("it is JSON, but no drug label of openFDA", _REMEDY)
    return found


def _values(label: Mapping[str, Any]) -> Iterator[tuple[LabelSection, str]]:
    """The sections of a label with their texts, in the order of a label."""
    for section in us_label():
        if section.number is not None:
            yield from ((section, text) for text in _strings(label.get(section.field)))


def _strings(value: object) -> list[str]:
    """The texts of a field: the API gives lists of strings, files that were edited may hold a string."""
    values = value if isinstance(value, list) else [value]
    return [text for own in values if isinstance(own, str) and (text := collapsed(own))]


def _draft(label: Mapping[str, Any]) -> Draft:
    about = label.get("openfda")
    names = about if isinstance(about, dict) else {}
    generic, brand, substance = (
        tuple(dict.fromkeys(_strings(names.get(key)))) for key in ("generic_name", "brand_name", "substance_name")
    )
    drug = _drug(generic, brand, substance) or _drug_of_product_data(label)
    plain = (_BRACKETS.sub("", name) for name in brand)  # "NATPARA (parathyroid hormone)"
    shown = [name for name in plain if name.lower() != drug.lower()]
    set_id, version = collapsed(str(label.get("set_id") or "")), collapsed(str(label.get("version") or ""))
    maker = _strings(names.get("manufacturer_name"))
    return Draft(
        lines=list(_lines(label)),
        title=f"{shown[0]} ({drug.lower()})" if shown else drug.capitalize(),
        drug=drug,
        brand_names=tuple(shown),
        publisher=maker[0] if maker else "US Food and Drug Administration",
        audience="professional",
        jurisdiction="US",
        updated=_date(label.get("effective_time")),
        source_id=(f"{set_id} version {version}" if version else set_id) or None,
    )


def _drug(generic: Sequence[str], brand: Sequence[str], substance: Sequence[str]) -> str:
    """The generic name; some labels give a brand name there, and the substance tells."""
    if generic and generic[0].lower() in map(str.lower, brand) and len(substance) == 1:
        words = (set(name.lower().split()) for name in (generic[0], substance[0]))
        if set.isdisjoint(*words):
            return substance[0]
    return generic[0] if generic else " and ".join(substance)


def _drug_of_product_data(label: Mapping[str, Any]) -> str:
    """The name that product data give twice, once as the product's and once as its substance's."""
    words = " ".join(_strings(label.get("spl_product_data_elements"))[:1]).split()
    for length in (3, 2, 1):
        for place in range(min(6, len(words) - 2 * length + 1)):
            name, again = words[place : place + length], words[place + length : place + 2 * length]
            if [word.lower() for word in name] == [word.lower() for word in again]:
                return " ".join(name)
    return ""


def _date(written: object) -> str | None:
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", str(written))
    return "-".join(found.groups()) if found else None


def _lines(label: Mapping[str, Any]) -> Iterator[Line]:
    values = [(section, text) for section, text in _values(label)]
    for place, (section, text) in enumerate(values):
        others = [other for number, (_, other) in enumerate(values) if number != place]
        if any(text in other and (text != other or others.index(other) < place) for other in others):
            continue
        inner = [(own, other) for own, other in values if other != text and other in text]
        yield from _section(section, text, inner, _tables(label, section, inner))


def _tables(
    label: Mapping[str, Any], section: LabelSection, inner: Sequence[tuple[LabelSection, str]]
) -> list[LabelTable]:
    fields = dict.fromkeys([section.field, *(own.field for own, _ in inner)])
    return [LabelTable(value, LEVEL) for field in fields for value in _strings(label.get(field + _TABLE))]


def _section(
    section: LabelSection, text: str, inner: Sequence[tuple[LabelSection, str]], tables: Sequence[LabelTable]
) -> Iterator[Line]:
    number = re.match(r"(\d{1,2})\.?\s", text)
    if section.field == _PACKAGE:
        yield Line(BlockKind.HEADING, section.name, LEVEL, recovered=True, code=section.code)
        yield Line(BlockKind.BOILERPLATE, text)
        return
    heading, rest = ("", text) if begins_with_table(text, tables) else split_heading(text, section.name)
    yield Line(BlockKind.HEADING, heading or section.name, LEVEL, recovered=not heading, code=section.code)
    if number or section.code is SectionCode.BOXED_WARNING:
        rest = without_highlights(rest, number[1] if number else "")
    for line in _with_tables(rest, number[1] if number else "", inner, tables):
        yield replace(line, code=section.code) if line.level and section.code is SectionCode.OTHER else line


def _with_tables(
    text: str, number: str, inner: Sequence[tuple[LabelSection, str]], tables: Sequence[LabelTable]
) -> Iterator[Line]:
    """The lines of a text, its tables in their places instead of their run-together cells."""
    with_marks, found = marked(text, tables)
    parts = [part for part in _parts(text, inner) if not is_within_table(with_marks, part.start)]
    for line in lines_of(with_marks, LEVEL + 1, number, parts):
        yield from unmarked(line, found)


def _parts(text: str, inner: Sequence[tuple[LabelSection, str]]) -> Iterator[Part]:
    for section, own in inner:
        if (start := text.find(own)) >= 0:
            yield Part(start, start + len(own), section.name if section.code else "", section.code)
