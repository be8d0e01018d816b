"""The active substance, the brand and the company of EU product information, as its own sentences give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.company import HOLDER, company_after
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


def name_product(draft: Draft) -> None:
    """Give a draft of EU product information its drug, its brand and its publisher."""
    names = sorted(product_names(draft.lines), key=len)
    draft.drug = active_substance(draft.lines, [*names, draft.title]) or (names[0].lower() if names else "")
    brand = as_printed(names[0] if names else draft.title, draft.lines)
    if brand.lower() != draft.drug:
        draft.brand_names = (brand,)
    draft.title = as_printed(draft.title, draft.lines)
    draft.publisher = draft.publisher or company_after([line.text for line in draft.lines], HOLDER)
