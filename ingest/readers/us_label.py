"""US labels as people see them: highlights and contents before the full text, and a title that gives both names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.draft import Line
from schema import BlockKind

_HIGHLIGHTS = re.compile(r"^highlights of prescribing information$", re.I)
_CONTENTS = re.compile(r"^full prescribing information: contents\W*$", re.I)
_FULL = re.compile(r"^full prescribing information$", re.I)
_SIGNS = re.compile(
    r"^(?:highlights of prescribing information|full prescribing information|drug facts|labeler - .*"
    r"|(?:1\.? )?indications (?:and|&) usage)$",
    re.I,
)
_PACKAGE = re.compile(
    r"^(?:package[ /-]*label|principal display panel|product information$|ingredients and appearance)", re.I
)
# DailyMed heads a label "HUMIRA- adalimumab injection, solution", its maker "HUMIRA (adalimumab) injection".
_TITLES = (
    re.compile(r"^(?P<brand>[^()]{2,80}?)\s*- (?P<drug>[a-z][^()]*)"),
    re.compile(r"^(?P<brand>[^()\n]{2,60}?)[®™\s]*\((?P<drug>[a-z][^()]+)\)", re.I),
)
_PREAMBLE = re.compile(
    r"^.{0,80}?These highlights do not include.*?See full prescribing information for [^.]*\.\s*", re.I
)
_FORM = re.compile(
    r",?\s*\b(?:injection|tablets?|capsules?|kit|solution|suspension|cream|gel|ointment|patch|powder|spray|lotion|aerosol|"
    r"granules?|film|syrup|elixir|emulsion|liquid|oil|suppository|implant|for oral|for injection)\b.*$",
    re.I,
)
_STRENGTH = re.compile(r"\s+\d[\d.,]*\s*(?:mg|mcg|g|ml|%).*$", re.I)


def is_us_label(lines: Sequence[Line]) -> bool:
    """Whether a document has a heading or a line that only US labels have."""
    return any(_SIGNS.match(line.text) for line in lines)


def without_highlights(lines: Sequence[Line]) -> list[Line]:
    """The lines with highlights and contents marked as none of the text, where the full text follows them."""
    full = next((place for place, line in enumerate(lines) if _FULL.match(line.text)), None)
    start = next(
        (place for place, line in enumerate(lines) if _HIGHLIGHTS.match(line.text) or _CONTENTS.match(line.text)), None
    )
    if full is None or start is None or start > full:
        return list(lines)
    apart = [replace(line, kind=BlockKind.BOILERPLATE, level=0) for line in lines[start : full + 1]]
    return [*lines[:start], *apart, *lines[full + 1 :]]


def without_package_label(lines: Sequence[Line]) -> list[Line]:
    """The lines with what is printed on the box, and the tables of product data after it, as none of the text."""
    result, on_the_box = [], False
    for line in lines:
        if line.level:
            on_the_box = bool(_PACKAGE.match(line.text))
        result.append(replace(line, kind=BlockKind.BOILERPLATE, level=0) if on_the_box else line)
    return result


def names_of(title: str) -> tuple[str, str]:
    """The brand and the generic name that a label's title gives, the latter in lower case; empty where it does not."""
    plain = _PREAMBLE.sub("", title)
    for form in _TITLES:
        if found := form.match(plain):
            drug = _STRENGTH.sub("", _FORM.sub("", found["drug"])).strip(" ,")
            return _STRENGTH.sub("", found["brand"]).strip(" -"), drug.lower()
    return "", ""
