"""The numbers in a text, and those among them that are amounts of a medicine."""

from __future__ import annotations

import re
from decimal import Decimal

_MARKER = re.compile(r"\[\d+\]")
# A digit glued to a letter, or to an abbreviation by a hyphen, is part of a name: B12, COVID-19, IL-1.
_NUMBER = re.compile(r"(?<![^\W\d_])(?<![A-Z]-)(?<!\d)(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)")
# The units in which a medicine is measured out, spelt as ISMP asks and as monographs do.
_UNIT = r"(?:mg|mcg|[uµμ]g|g|ng|ml|l|units?|iu|meq|mmol|milligrams?|micrograms?|grams?|millilit(?:er|re)s?)"
_AMOUNT = re.compile(rf"({_NUMBER.pattern})(?:\s*(?:-|–|to)\s*({_NUMBER.pattern}))?\s*{_UNIT}\b", re.IGNORECASE)


def numbers(text: str) -> set[Decimal]:
    """Every number of a text, thousands commas and trailing zeros set aside; citation markers are not numbers.

    >>> sorted(numbers("1-2 mg of 1,000 mg in 0.50 mL for COVID-19 [3]"))
    [Decimal('0.50'), Decimal('1'), Decimal('2'), Decimal('1000')]
    """
    return {_decimal(match[0]) for match in _NUMBER.finditer(_MARKER.sub(" ", text))}


def amounts(text: str) -> set[Decimal]:
    """The numbers of a text that carry a unit in which a medicine is measured out; both ends of a range.

    >>> sorted(amounts("1 to 2 mg per kg daily, at most 8 mg, for 24 weeks [1]"))
    [Decimal('1'), Decimal('2'), Decimal('8')]
    """
    found = _AMOUNT.findall(_MARKER.sub(" ", text))
    return {_decimal(number) for ends in found for number in ends if number}


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))
