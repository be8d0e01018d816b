"""The figures of a passage with what each one measures, so that those of two monographs can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from retriever.lexical import terms
from rules.quantities import find_quantities
from rules.text import clean

BEFORE, AFTER = 9, 6  # words around a figure that say what it measures
ASIDES = re.compile(
    r"\[\s*(?:see|also)\b[^\]]*\]|\(\s*(?:see|also)\b[^()]*\)|\(\s*\d+(?:\.\d+)*(?:\s*,\s*\d+(?:\.\d+)*)*\s*\)",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:\s?%?\s?(?:to|-)\s?(?P<high>\d+(?:\.\d+)?))?\s?(?P<unit>%)")
_CELSIUS = re.compile(r"(?P<low>\d+)\s?(?:°\s?c?)?(?:\s?(?:to|-|and)\s?(?P<high>\d+))?\s?(?P<unit>°\s?c)\b")
_WORD = re.compile(r"\S+")
_NUMERIC = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount or a range in the base unit of its dimension, and the terms of the words around it."""

    dimension: tuple[str, ...]
    low: Decimal
    high: Decimal
    about: frozenset[str]

    def agrees(self, other: Figure, damaged: bool) -> bool:
        """Whether they are equal, or one is a value inside the other: "about 5" and "4 to 6" can both be so.

        A damaged copy may have lost the dash of a range, of which the last number is left.
        """
        if (self.low, self.high) == (other.low, other.high):
            return True
        value, wide = sorted((self, other), key=lambda figure: figure.high - figure.low)
        inside = wide.low < value.low < wide.high or (damaged and value.high == wide.high)
        return value.low == value.high and inside


@lru_cache(maxsize=4096)
def figures_in(text: str) -> tuple[Figure, ...]:
    """The figures of a passage, with per cent and degrees Celsius besides the units that dosing knows."""
    said = clean(ASIDES.sub(" ", text)).text
    found = [
        Figure(
            (quantity.unit.kind.value, *quantity.per),
            quantity.base(quantity.low),
            quantity.base(quantity.high),
            _around(said, quantity.start, quantity.end),
        )
        for quantity in find_quantities(said)
        if quantity.low is not None and quantity.high is not None
    ]
    for pattern in (_PER_CENT, _CELSIUS):
        for match in pattern.finditer(said):
            low, high = Decimal(match["low"]), Decimal(match["high"] or match["low"])
            found.append(Figure((match["unit"].replace(" ", ""),), low, high, _around(said, *match.span())))
    return tuple(found)


def _around(text: str, start: int, end: int) -> frozenset[str]:
    """The terms of the words around [start, end), without numbers."""
    before = " ".join(_WORD.findall(text[:start])[-BEFORE:])
    after = " ".join(_WORD.findall(text[end:])[:AFTER])
    return frozenset(term for term in terms(f"{before} {after}") if not _NUMERIC.search(term))
