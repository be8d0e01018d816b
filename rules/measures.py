"""Weight, height and body surface, read from one turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rules.corrections import corrected
from rules.facts import TurnReader
from rules.quantities import NUMBER, Kind, Quantity, convert, parse_number
from rules.text import before

SMALLEST_M2, LARGEST_M2 = Decimal("0.1"), Decimal("3.5")  # of a newborn of 1 kg and of an adult of 300 kg
_WEIGHT = (
    r"(?<![a-z])(?:weigh(?:s|ing|t|ed)?|wt|bw)\.?(?:\s(?:is|of|was|about|around|approximately|"
    r"approx|only|now|at|just))*\s*[:=(]?\s*"
)
WEIGHT_BEFORE = re.compile(rf"{_WEIGHT}\Z")
_WEIGHT_WORD = re.compile(rf"{_WEIGHT}(?P<n>{NUMBER})(?![\d/%])")
_BOUND_BEFORE = re.compile(
    r"(?:[<>]=?|/|over|above|under|below|at least|more than|less than|(?<!is )(?<!now )up to|lost|gained|per)\s?$"
)
_AND = re.compile(r"[\s,&-]*(?:and\s?)?")
_BARE_POUNDS = re.compile(r"\s(?P<n>1[0-3]|\d)(?!\d|[.,]\d|\s?[a-z])")  # a stone has 14
_FEET = re.compile(
    r"(?P<feet>[4-7])\s?(?:'|ft|foot|feet)\s?(?P<inches>\d{1,2}(?:\.\d+)?)?\s?(?:\"|in|inches|'')?(?![a-z0-9])"
)


def read_weight(reader: TurnReader, quantities: Sequence[Quantity], is_small: bool) -> tuple[Decimal | None, str]:
    """The weight in kg that a turn states and how it was written; grams count for infants or after the word weight."""
    text = reader.clean.text
    end = 0
    for quantity, following in zip(quantities, [*quantities[1:], None], strict=False):
        if quantity.start < end or not _is_weight(text, quantity, is_small):
            continue
        value, end = _kilograms(text, quantity, following)
        if value is None or quantity.low != quantity.high:
            reader.unclear.append("weight") if value is not None else reader.invalid.append("weight")
            continue
        reader.note("weight_kg", value, quantity.start, end)
    if "weight" in reader.unclear:
        return None, ""
    return _one_weight(reader, text)


def _one_weight(reader: TurnReader, text: str) -> tuple[Decimal | None, str]:
    reads = [read for read in reader.reads if read.name == "weight_kg"]
    if not reads:
        return None, ""
    values = list(dict.fromkeys(read.value for read in reads))
    if len(values) > 1 and not _agree(values):
        kept = corrected(reader, "weight_kg")
        if kept is None:
            reader.unclear.append("weight")
            return None, ""
        reads = [read for read in reads if read.value == kept]
    in_kg = next((read for read in reads if "k" in read.text.lower()), reads[0])
    return in_kg.value, in_kg.text.strip()


def _agree(values: Sequence[Decimal]) -> bool:
    """Whether weights are one weight in two units, each rounded: "20 kg (44 lb)"."""
    return max(values) - min(values) < max(values) * Decimal("0.02")


def _is_weight(text: str, quantity: Quantity, is_small: bool) -> bool:
    if quantity.unit.kind is not Kind.MASS or quantity.per or quantity.unit.name in ("mg", "mcg", "ng", "oz"):
        return False
    leading = before(text, quantity.start)
    if _BOUND_BEFORE.search(leading):
        return False
    return quantity.unit.name != "g" or is_small or WEIGHT_BEFORE.search(leading) is not None


def _kilograms(text: str, quantity: Quantity, following: Quantity | None) -> tuple[Decimal | None, int]:
    """A weight in kg, with the smaller unit that follows, and where it ends: "8 lb 3 oz", "10 stone 4"."""
    if quantity.low is None:
        return None, quantity.end
    value, end = convert(quantity.low, quantity.unit.name, "kg"), quantity.end
    smaller = {"st": "lb", "lb": "oz"}.get(quantity.unit.name)
    if following is not None and following.unit.name == smaller and following.low:
        if _AND.fullmatch(text, end, following.start):
            return value + convert(following.low, following.unit.name, "kg"), following.end
    elif smaller == "lb" and (bare := _BARE_POUNDS.match(text, end)):
        return value + convert(Decimal(bare["n"]), "lb", "kg"), bare.end()
    return value, end


def unitless_weight(reader: TurnReader, quantities: Sequence[Quantity]) -> Decimal | None:
    """A number that follows a word for weight without a unit."""
    for match in _WEIGHT_WORD.finditer(reader.clean.text):
        start, end = match.span("n")
        if not any(quantity.start <= start < quantity.end for quantity in quantities):
            value = parse_number(match["n"])
            if value is None:
                reader.invalid.append("weight")
            else:
                reader.note("weight_without_unit", value, start, end)
                return value
    return None


def read_height(reader: TurnReader, quantities: Sequence[Quantity]) -> Decimal | None:
    """The height in cm that a turn states."""
    for match in _FEET.finditer(reader.clean.text):
        inches = Decimal(match["feet"]) * 12 + Decimal(match["inches"] or 0)
        reader.note("height_cm", inches * Decimal("2.54"), match.start(), match.end())
        return inches * Decimal("2.54")
    for quantity in quantities:
        if quantity.unit.name in ("cm", "m") and not quantity.per and quantity.low is not None:
            height = convert(quantity.low, quantity.unit.name, "cm")
            if 30 <= height <= 250:
                reader.note("height_cm", height, quantity.start, quantity.end)
                return height
    return None


def read_body_surface_area(reader: TurnReader, quantities: Sequence[Quantity]) -> Decimal | None:
    """The body surface area in m2 that a turn states by itself, not as what a rate or an eGFR is per."""
    for quantity in quantities:
        is_stated = quantity.unit.name == "m2" and not quantity.per and quantity.low == quantity.high
        if is_stated and quantity.low is not None and SMALLEST_M2 <= quantity.low <= LARGEST_M2:
            reader.note("body_surface_area_m2", quantity.low, quantity.start, quantity.end)
            return quantity.low
    return None
