"""The amounts in a turn that are another medicine's, taken beside the one that is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drugs.lexicon import lexicon
from drugs.stems import has_drug_stem
from rules.quantities import Quantity
from rules.text import before
from rules.vocabulary import words

_NAME_BEFORE = re.compile(
    r"(?P<name>[a-z][a-z-]+)(?:\s(?:is|at|of|dose|dosed|po|oral|sc|daily|weekly|once|tablets?|now|only|"
    r"about)){0,3}\s?[:=]?\s?\(?$"
)
_NAME_AFTER = re.compile(
    r"\s?(?:(?:a|per|each|every)\s(?:day|week)\s|daily\s|weekly\s)?(?:of\s)?(?:oral\s)?(?P<name>[a-z][a-z-]+)"
)


def amounts_of_others(text: str, quantities: Sequence[Quantity], own: Iterable[str]) -> list[tuple[int, int]]:
    """The places of the amounts that stand right beside the name of another drug than `own` (lower case)."""
    names = set(own)
    return [
        (quantity.start, quantity.end)
        for quantity in quantities
        if _is_of_another(before(text, quantity.start), text[quantity.end :], names)
    ]


def _is_of_another(leading: str, after: str, own: set[str]) -> bool:
    named = [match["name"] for match in (_NAME_AFTER.match(after), _NAME_BEFORE.search(leading)) if match]
    if any(name in own for name in named):
        return False
    return any(is_drug(name) for name in named)


def is_drug(word: str) -> bool:
    """Whether a lower-case word is the name of a medicine, of any drug."""
    return word in lexicon() or word in words()["drug_abbreviations"] or has_drug_stem(word)
