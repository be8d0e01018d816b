"""The active substance, the brand and the company of EU product information, as its own sentences give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.draft import Draft, Line
from ingest.readers.qrd import product_names
from schema import BlockKind

_SUBSTANCE = r"active (?:substance|ingredient|component)s?"
_OF_PRODUCT = r"(?: (?:in|of) [\w®™/. -]{2,60}?)?"
# In the order in which they are believed: the list of contents, the first sentence of a leaflet, a passing remark.
_SAID = (
    re.compile(rf"\bThe {_SUBSTANCE}{_OF_PRODUCT} (?:is|are)(?: called)?\s?:? (?P<name>.+)", re.I),
    re.compile(
        rf"\bcontain(?:s|ing)? (?:an?|the|two|three|four|as)? ?{_SUBSTANCE},? ?(?:called |named |of )?"
        r"(?P<name>[a-z].+)",
        re.I,
    ),
    re.compile(rf"\b{_SUBSTANCE},? (?P<name>[a-z][\w-]+),", re.I),
    re.compile(r"\b(?:medicines?|antidiabetic|product|tablets?|solution) (?:that )?contain(?:ing|s) (?P<name>[a-z].+)"),
)  # fmt: skip
_AFTER = re.compile(
    r"[,:;]? \b(?:which|that|who|as|an?|the|each|every|in|is|are|belongs?|produced|this|one|it|corresponding|has|"
    r"equivalent|works?|for|with|(?<!extract )from|used|present|"
    r"contained|derived|so-called|at|on|obtained|made|known|also|when|"
    r"bound|per|to|plus|not|released|after|other|by|its|whose|based|both|these)\b"
    r"|[.](?:\s|\*|$)|[;:*]|\s[\d.,]+ ?(?:mg|g|ml|%|micrograms?|units?|iu)\b"
    r"|\s-\s|[,]\s(?!(?:[\w-]+ ?){1,4}(?:,| and\b))|,\s(?=\w+ing\b)|\.{3}|®|\s\d",
    re.I,
)  # fmt: skip
_AMOUNT = re.compile(r"^[\d.,]+ ?(?:mg|g|ml|micrograms?|units?|iu)(?: of)? ", re.I)
_NO_NAME = re.compile(
    r"^(?:any|or|and|in|of|released|not|also|the|an?|other|this|from|by|contained|has|may|can|is|are|naturally|based|"
    r"less|more|highly|human medicin|sugar|lactose)\b",
    re.I,
)
_COMPANY = re.compile(
    r"^(?P<name>[^/:\d]{3,60}?\b(?:GmbH(?: & Co\.? (?:oHG|KG))?|Limited|Ltd|B\.?V|S\.?A\.?S?|A\.?B|A/S|Inc|AG|N\.?V|"
    r"EEIG|DAC|S\.?p\.?A|UC|plc|PLC|KG|S\.?r\.?l|Oyj?|Corporation|AbbVie|S\.L))\b\.?",
)
_HOLDER = re.compile(r"\bmarketing authori[sz]ation holder(?: and manufacturer)?:?\s*(?P<rest>.*)", re.I)
LONGEST = 9  # words


def active_substance(lines: Sequence[Line], names: Iterable[str]) -> str:
    """What a document says its active substance is, in lower case; empty where it does not say.

    Args:
        lines: of the document.
        names: of the product, which no substance's name goes on with.
    """
    product = re.compile(r"\s*\b(?:" + "|".join([*map(re.escape, names), r"(?!)"]) + r")\b", re.I)
    texts = [_without_brackets(line.text) for line in lines if line.kind is not BlockKind.BOILERPLATE]
    for said in _SAID:
        for text in texts:
            for found in said.finditer(text):
                if name := _cleaned(found["name"], product):
                    return name
    return ""


def _without_brackets(text: str) -> str:
    for _ in range(2):  # one pair within another
        text = re.sub(r"\s*\([^()]*\)", "", text)
    return text.partition(" (")[0] if text.count("(") > text.count(")") else text


def _cleaned(said: str, product: re.Pattern[str]) -> str:
    said = _AMOUNT.sub("", re.sub(r"^(?:an?|the) ", "", said.strip(" ‘’'\"“”-")))
    name = _AFTER.split(f"{said} ", maxsplit=1)[0]
    name = product.split(name, maxsplit=1)[0] or name
    name = re.sub(r"(?<=[a-z]{3})\d(?=\s|$)", "", name).strip(" ,.'\"“”‘’").lower()
    is_name = not _NO_NAME.match(name) and len(name.split()) <= LONGEST and re.search(r"[a-z]{3}", name)
    return name if is_name else ""


def as_printed(name: str, lines: Sequence[Line]) -> str:
    """A product's name with the capitals that its document mostly prints it with."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)
    found = Counter(match for line in lines if line.level == 0 for match in word.findall(line.text))
    return found.most_common(1)[0][0] if found else name


def holder(lines: Sequence[Line]) -> str:
    """The marketing authorisation holder; empty where the company's name cannot be told from its address."""
    if named := next((own.text for line, own in pairwise(lines) if line.level and _HOLDER.search(line.text)), ""):
        return named.partition(",")[0] if len(named) < 60 else ""
    names = (found["name"] for text in _after_holder(lines) if (found := _COMPANY.match(text)))
    return next((name for name in names if not re.search(r"\b(?:holder|manufacturer)", name, re.I)), "")


def _after_holder(lines: Sequence[Line]) -> Iterator[str]:
    at = -9
    for number, line in enumerate(lines):
        if found := re.search(
            r"\bmarketing authori[sz]ation holder(?: and manufacturer)?:?\s*(?P<rest>.*)", line.text, re.I
        ):
            at = number
            yield found["rest"].lstrip(": ")
        elif number <= at + 1:
            yield line.text


def name_product(draft: Draft) -> None:
    """Give a draft of EU product information its drug, its brand and its publisher."""
    names = sorted(product_names(draft.lines), key=len)
    draft.drug = active_substance(draft.lines, [*names, draft.title]) or (names[0].lower() if names else "")
    brand = as_printed(names[0] if names else draft.title, draft.lines)
    if brand.lower() != draft.drug:
        draft.brand_names = (brand,)
    draft.title = as_printed(draft.title, draft.lines)
    draft.publisher = draft.publisher or holder(draft.lines)
