"""The drug and the brand names that a document is about, as its title and the lines that name them say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from drugs.lexicon import lexicon
from ingest.draft import Line
from ingest.readers.substance import active_substance
from schema import BlockKind

_FORMS = (
    r"injection|injectable|tablets?|capsules?|caplets?|oral(?: solution| suspension)?|solution|suspension|cream"
    r"|ointment|gel|lotion|syrup|drops|spray|patch(?:es)?|suppositor(?:y|ies)|granules|powder|concentrate"
    r"|(?:film|enteric)[- ]coated|(?:delayed|extended|modified|prolonged|sustained)[- ]release"
)
# The drug of a title such as "Anakinra (subcutaneous route)" or of a heading such as "Uses for Anakinra".
_PARTS = re.compile(r"\s*[(:|–—]\s*|\s-\s")
_BEFORE_DRUG = re.compile(
    r"^(?:about|taking|using|how (?:and when )?to (?:take|use|give)|what (?:is|are)"
    r"|(?:(?:common|possible) )?side effects of|uses of|(?:medication|medicines?) guide(?: for)?"
    r"|(?:patient|drug) information(?: for| on| about)?)\s+",
    re.I,
)
_AFTER_DRUG = re.compile(
    rf"\b(?:{_FORMS}"
    r"|(?:subcutaneous|intravenous|intramuscular|topical|ophthalmic|inhalation|rectal|vaginal|nasal|transdermal)"
    r"(?: route)?"
    r"|monograph|side effects?|dosage|uses|prescribing information|for subcutaneous use"
    r"|for (?:adults|children|babies|patients|professionals)|(?:consumer|patient) (?:medicines? )?information"
    r"|(?:package|information) leaflet|medication guide|(?:drug|medicines?) (?:information|facts))\b.*$",
    re.I,
)
_STRENGTH = re.compile(r"\s+\d.*$")
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]{2,60}?)[®™]?\s*\((?P<inner>[^()]+)\)")
_HEADING_DRUG = re.compile(
    r"^(?:uses for|cautions for|interactions for) (?P<drug>[\w -]+)$"
    r"|^(?P<drug2>[\w -]+) (?:dosage and administration|pharmacokinetics|interactions|cautions|uses)$",
    re.I,
)
_GENERIC = re.compile(
    r"^(?:generic names?|active (?:ingredient|substance)(?P<several>s|\(s\))?)(?: \([^)]*\))?(?::\s*|$)(?P<said>.*)",
    re.I,
)
_SUBSTANCES = re.compile(
    r"(?!(?:each|the|this|one)\b)[^\W\d_][\w ,/&+-]*?(?=,? (?:usp|bp)\b|\s*[\[(.;*]|,?\s\d|$)", re.I
)
_BRANDS = re.compile(
    r"^(?:us |canadian |uk |other |common )?(?:brand|trade) names?(?! of\b)(?P<in> in [a-z .]+)?(?: include)?:?\s*"
    r"(?P<names>.*)$",
    re.I,
)
_FIELD = re.compile(r"\s(?=[A-Z][a-z]+(?: [a-z]+){0,2}:\s)")
_ASIDE = re.compile(r"\s*\([^)]*\)")  # "Humira (pen)"
_NO_BRAND = re.compile(r"(?i)(?:generics?|various|others?|show|see|view|more|none)\b")
_FORM_AFTER_BRAND = re.compile(rf",?\s+(?:\d[\d.,]*\s*(?:mg|mcg|g|ml|%|units?)\b|(?:{_FORMS})\b).*$", re.I)
LONGEST_LIST = 200  # characters of a line that lists brand names


def names_of(title: str, lines: Sequence[Line]) -> tuple[str, tuple[str, ...]]:
    """The drug of a document, empty where it names none, and its brand names.

    The drug is what its headings name, or a line of its own, or what the document calls the active substance of what
    its title names; else the title. Brand names are those listed, or that of the title.
    """
    name, brand = names_in(title)
    said = next(_named(lines), "") or ("" if brand else _substance_of(name, lines))
    drug = _voted(lines) or said or name.lower()
    own = name if said and said not in name.lower() else brand
    return drug, brands_in(lines) or ((own,) if own else ())


def _substance_of(name: str, lines: Sequence[Line]) -> str:
    """What a document says the active substance of its product is; a sentence on other medicines tells nothing."""
    of_product = re.compile(rf"\b{re.escape(name)}\b.*\bactive (?:ingredient|substance)", re.I)
    return active_substance([line for line in lines if name and of_product.search(line.text)], [name])


def brands_in(lines: Sequence[Line]) -> tuple[str, ...]:
    """The brand names that a document lists, each once."""
    return tuple(dict.fromkeys(name for listed in _listed(lines) if (name := plain_brand(listed))))


def _voted(lines: Sequence[Line]) -> str:
    """The drug that headings such as "Uses for Anakinra" name more than once."""
    votes = Counter(
        (found["drug"] or found["drug2"]).strip().lower()
        for line in lines
        if line.kind is BlockKind.HEADING and (found := _HEADING_DRUG.match(line.text))
    )
    return next((drug for drug, count in votes.most_common(1) if count > 1), "")


def names_in(title: str) -> tuple[str, str]:
    """The drug that a title names and the brand, if it gives one: "HUMIRA (adalimumab)", "Anakinra (oral route)"."""
    found = _IN_BRACKETS.match(title)
    if found and _is_substance(found["inner"]) and _is_brand(found["name"], title):
        return _cleaned(found["inner"]), plain_brand(found["name"])
    return next((name for part in _PARTS.split(title) if (name := _cleaned(part))), ""), ""


def plain_brand(name: str) -> str:
    """A brand name without the mark of its owner and without the strength and form of a product."""
    return _FORM_AFTER_BRAND.sub("", re.sub(r"[®™*]", "", _ASIDE.sub("", name))).strip(" -–,")


def _cleaned(part: str) -> str:
    name = _AFTER_DRUG.sub("", _BEFORE_DRUG.sub("", part))
    return re.sub(r"[®™]", "", _STRENGTH.sub("", name)).strip(" ,.-")


def _is_substance(inner: str) -> bool:
    """Whether what stands in brackets may be a drug: in small letters, and neither a route nor a form."""
    return inner[:1].islower() and not _AFTER_DRUG.search(inner)


def _is_brand(name: str, title: str) -> bool:
    """Whether a title's name is a brand: marked as one there, in capitals, or known as the brand of a drug."""
    known = lexicon().get(name.lower(), name.lower())
    return bool(re.search(rf"{re.escape(name)}\s?[®™]", title)) or name.isupper() or known != name.lower()


def _named(lines: Sequence[Line]) -> Iterator[str]:
    """What lines such as "Generic name: anakinra" name; the name of one substance may stand in the next line."""
    texts = [text for line in lines for text in _fields(line.text)]
    for text, following in pairwise([*texts, ""]):
        label = _GENERIC.match(text)
        said = label["said"] or ("" if label["several"] else following) if label else ""
        if found := _SUBSTANCES.match(said):
            yield found[0].strip(" ,").lower()


def _listed(lines: Sequence[Line]) -> Iterator[str]:
    """The names in a section, a list or a line of brand names."""
    under_heading = in_list = False
    for line in lines:
        labels = [found for text in _fields(line.text) if (found := _BRANDS.match(text))]
        if line.kind is BlockKind.HEADING:
            under_heading, in_list = any(not found["names"] for found in labels), False
        elif under_heading or (in_list and line.kind is BlockKind.LIST_ITEM):
            yield from _names(line.text)
        else:
            in_list = bool(labels) and line.text.endswith(":")
            for found in labels:
                yield from _names(found["names"])


def _fields(text: str) -> list[str]:
    """A line cut before each label in it: pages set "Generic name: ... Brand names: ..." apart by line breaks only."""
    return _FIELD.split(text)


def _names(listed: str) -> Iterator[str]:
    names = _ASIDE.sub("", listed)
    if len(names) < LONGEST_LIST and not names.endswith("."):
        found = (name.strip(" ®™") for name in re.split(r"[,;…]| and |\.{3}", names))
        yield from (name for name in found if name and not _NO_BRAND.match(name))
