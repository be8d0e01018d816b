"""Lines that are the page's and not the monograph's: copyright, navigation, document ids. They become no passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.draft import Line
from ingest.sections import code_of
from schema import BlockKind, SectionCode

_NAVIGATION = re.compile(
    r"^(?:skip to (?:main )?content|reload page\b.*|frequently asked questions|products & services|print|share|menu"
    r"|home|related (?:links|articles)"
    r"|more about .*|view (?:all|more)\b.*|advertisement|sign up .*|log ?in|back to top)$",
    re.I,
)
_FOOTER = re.compile(
    r"©|\bcopyright\b|\ball rights reserved\b|drug information provided by|^portions of this document last updated"
    r"|^(?:medically )?reviewed\b.*\d{4}|^(?:this (?:leaflet|document) was )?last (?:updated|revised|reviewed)\b"
    r"|^[A-Z]{2,5}-?\d{4,}(?:-[\d.]+)*$|^(?:revised|issued)\W{0,2}(?:[a-z]+\W|\d{1,2}/)\d{4}$|^logo$|^† ",
    re.I,
)


def marked(lines: Sequence[Line]) -> list[Line]:
    """The lines with boilerplate marked; after a copyright notice all is boilerplate down to a monograph heading."""
    result, in_footer = [], False
    for line in lines:
        if line.kind is BlockKind.HEADING:
            if code_of((line.text,), SectionCode.OTHER) is not SectionCode.OTHER:
                in_footer = False
            result.append(line)
            continue
        copyright_notice = "©" in line.text or "copyright" in line.text.lower()
        own = _NAVIGATION.match(line.text) or _FOOTER.search(line.text)
        in_footer = in_footer or copyright_notice
        result.append(replace(line, kind=BlockKind.BOILERPLATE) if own or in_footer else line)
    return result
