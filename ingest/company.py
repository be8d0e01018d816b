"""The company that a text names where a postal address follows the name in the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

# Legal forms and how they are abbreviated, of the kinds that ISO 20275 lists (GLEIF, Entity Legal Forms): in the EU,
# the UK, Iceland, Norway, Switzerland, the USA, Canada, Australia, India and Japan.
_FORMS = (
    r"GmbH(?: & Co\.? (?:KGaA|KG|oHG))?|KGaA|m\.?b\.?H|L\.?L\.?C|L\.?L\.?P|plc|DAC|EEIG|S\.p\.A|S\.r\.l"
    r"|S\.[aà]\.? ?r\.l|S\.A\.S|S\.A|N\.V|B\.V"
    r"|S\.L\.U|S\.L|d\.o\.o|d\.d|s\.r\.o|a\.s|Kft|Nyrt|Zrt|Sp\. ?z ?o\. ?o|ehf|Oyj|ApS|A/S"
    r"|L\.P|Lda|EOOD|OOD|UAB"
)
# Words of English, and of two letters, are legal forms only in their own capitals: "the company", "as".
_AS_PRINTED = (
    r"(?:Pty\.?|Private|Pvt\.?|Co\.,?) (?:Limited|Ltd)|Limited|LIMITED|Ltd|LTD|Incorporated|INCORPORATED|Inc|INC"
    r"|Corporation|CORPORATION|Corp|CORP|Company|COMPANY"
    r"|AB|AG|AS|Oy|SA|SE|SL|NV|BV|KG|UC|LP|SRL|SAS|SARL|SpA|Srl"
)
_FORM = rf"(?:(?i:{_FORMS})|{_AS_PRINTED})(?![\w&/-])\.?"
_WITH_FORM = re.compile(rf"^.{{2,60}}?(?<!\d)[ ,]{_FORM}(?:,? (?:\([^)]*\) )?{_FORM})*")  # "5349 AB" is a postcode
_FORM_FIRST = re.compile(rf"^{_FORM} ")
_STREET = re.compile(
    r",|\s(?=\(?\d|(?:rue|avenue|boulevard|via|viale|calle|street|road|plaza)\b|C/"
    r"|\w+(?:stra(?:ss|ß)e|straat|weg|laan|plein|gatan|vej)\b)",
    re.I,
)
_IN_CAPITALS = re.compile(r"^[A-Z&.-]{2,}(?: [A-Z&.-]{2,})+(?= [A-Z][a-z])")
_ABBREVIATED = re.compile(r"(?:\.\w|\b(?:Inc|Ltd|Co|Corp|Kft|ehf|Lda))\.$", re.I)
_SMALL_WORDS = frozenset("and of de du des et la le di für und the for".split())
_LABEL = re.compile(r"\b(?:holder|manufacturer|address|sponsor)\b", re.I)
LONGEST = 60  # characters of a name

HOLDER = re.compile(
    r"(?<!the )(?<!this )\b(?:marketing authori[sz]ation|product licen[cs]e) holder(?:s|\(s\))?"
    r"(?:(?: and|/|,) ?manufacturer)?",
    re.I,
)


def company_in(text: str) -> str:
    """The name of the company that a text begins with, without the address after it; empty where none can be told."""
    form_first = _FORM_FIRST.match(text)  # "N.V. Organon", "UAB Teva Baltics"
    if not form_first and (found := _WITH_FORM.match(text)):
        return _closed(found[0])
    street = _STREET.search(text, form_first.end() if form_first else 0)
    name = text[: street.start()] if street else text
    if capitals := _IN_CAPITALS.match(name):
        name = capitals[0]
    name = name.strip(" .;:(®™")
    return name if 1 < len(name) <= LONGEST and _is_name(name) else ""


def company_after(texts: Sequence[str], label: re.Pattern[str]) -> str:
    """The first company that is named after a label, in its line or in the next; empty where there is none."""
    found = map(company_in, _labelled(texts, label))
    return next((name for name in found if name and not _LABEL.search(name)), "")


def _labelled(texts: Sequence[str], label: re.Pattern[str]) -> Iterator[str]:
    for text, following in pairwise([*texts, ""]):
        for found in label.finditer(text):
            yield text[found.end() :].lstrip(" :–—-") or following


def _closed(name: str) -> str:
    """The name without a full stop after it, unless its legal form is abbreviated with one."""
    return name if _ABBREVIATED.search(name) else name.rstrip(".")


def _is_name(name: str) -> bool:
    words = name.split()
    return all(word[:1].isupper() or word[:1].isdigit() or word in _SMALL_WORDS | {"&", "+"} for word in words)
