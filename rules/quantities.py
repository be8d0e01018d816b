"""Numbers with units, read from clean text and written for people: Decimal throughout, a closed list of units.

Text in another notation is not guessed at: a number that can be read in two ways, or not at all, is `UNREADABLE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a unit measures."""

    MASS = "mass"
    VOLUME = "volume"
    TIME = "time"
    LENGTH = "length"
    AREA = "area"
    COUNT = "count"
    ACTIVITY = "activity"
    SUBSTANCE = "substance"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the closed list: `factor` of the base unit of its kind (mg, mL, h, cm, m2)."""

    name: str
    kind: Kind
    factor: Decimal
    spellings: str


def _unit(name: str, kind: Kind, factor: str, spellings: str) -> Unit:
    return Unit(name, kind, Decimal(factor), spellings)


# What a medicine is measured out in, and the units of mass that a body is weighed in and no dose is.
DOSED_KINDS = (Kind.MASS, Kind.VOLUME, Kind.ACTIVITY, Kind.COUNT, Kind.SUBSTANCE)
BODY_UNITS = ("kg", "lb", "st", "oz")
TEXTS_KEPT = 32  # clauses whose quantities are kept: the signs of a question each look at all of them

POUND_IN_MG = "453592.37"  # the international avoirdupois pound, exact by definition (1959)
UNITS = (
    _unit("mg", Kind.MASS, "1", r"mg|mgs|milligrams?|milligrammes?|miligrams?|milligs?"),
    _unit("mcg", Kind.MASS, "0.001", r"mcg|mcgs|ug|ugs|μg|μgs|micrograms?|microgrammes?"),
    _unit("ng", Kind.MASS, "0.000001", r"ng|nanograms?"),
    _unit("g", Kind.MASS, "1000", r"g|gm|gms|grams?|grammes?"),
    _unit("kg", Kind.MASS, "1000000", r"kg|kgs|kilos?|kilograms?|kilogrammes?|kilogramos?"),
    _unit("lb", Kind.MASS, POUND_IN_MG, r"lb|lbs|pounds?|#"),
    _unit("st", Kind.MASS, "6350293.18", r"st|stones?"),
    _unit("oz", Kind.MASS, "28349.523125", r"oz|ounces?"),
    _unit("mL", Kind.VOLUME, "1", r"ml|mls|cc|ccs|millilit(?:er|re)s?|mililit(?:er|re)s?"),
    _unit("L", Kind.VOLUME, "1000", r"l|lit(?:er|re)s?"),
    _unit("dL", Kind.VOLUME, "100", r"dl|decilit(?:er|re)s?"),
    _unit("tsp", Kind.VOLUME, "5", r"tsp|teaspoons?|teaspoonfuls?"),
    _unit("tbsp", Kind.VOLUME, "15", r"tbsp|tablespoons?|tablespoonfuls?"),
    _unit("min", Kind.TIME, "0.0166666666666666666667", r"min|mins|minutes?"),
    _unit("h", Kind.TIME, "1", r"h|hr|hrs|hours?|hourly"),
    _unit("d", Kind.TIME, "24", r"d|days?|daily"),
    _unit("wk", Kind.TIME, "168", r"wk|wks|weeks?|weekly"),
    _unit("mo", Kind.TIME, "730.5", r"mo|mos|mths?|months?|monthly"),
    _unit("a", Kind.TIME, "8766", r"y|yr|yrs|years?|yearly"),
    _unit("cm", Kind.LENGTH, "1", r"cm|cms|centimet(?:er|re)s?"),
    _unit("m", Kind.LENGTH, "100", r"m|met(?:er|re)s?"),
    _unit("in", Kind.LENGTH, "2.54", r"in|inch|inches"),
    _unit("ft", Kind.LENGTH, "30.48", r"ft|foot|feet"),
    _unit("m2", Kind.AREA, "1", r"m2|m\^2|sq\.?\s?m|square\s?met(?:er|re)s?"),
    _unit("units", Kind.ACTIVITY, "1", r"units?|iu|ius|u|i\.u\.|international\s?units?"),
    _unit("umol", Kind.SUBSTANCE, "1", r"umols?|μmols?|mcmols?|micromol(?:e|ar|s|es)?"),
    _unit("mmol", Kind.SUBSTANCE, "1000", r"mmols?|millimol(?:e|s|es)?"),
    _unit(
        "containers",
        Kind.COUNT,
        "1",
        r"syringes?|syringefuls?|pre-?filled\s?syringes?|pfs|shots?|injections?|jabs?|pens?|autoinjectors?|vials?|"
        r"ampoules?|ampules?|amps|tablets?|tabs?|pills?|capsules?|caps|puffs?|drops?|patches|patch|sachets?",
    ),
)

BY_NAME = {unit.name: unit for unit in UNITS}

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: Decimal(value) for value, word in enumerate(f"{_ONES} eighteen nineteen".split())}
WORDS |= {word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), start=1)}
WORDS |= {"fourty": Decimal(40), "half": Decimal("0.5"), "quarter": Decimal("0.25"), "couple": Decimal(2)}
WORDS |= {"dozen": Decimal(12), "both": Decimal(2), "double": Decimal(2)}
SCALES = {"hundred": Decimal(100), "thousand": Decimal(1000)}

# Possessive quantifiers throughout: a message of 4,000 digits is read once, not once for each of its digits.
_WORD = rf"(?:{'|'.join(sorted([*WORDS, *SCALES], key=len, reverse=True))})(?![a-z])"
_DIGITS = r"(?:\d[\d.,]*+|[.,]\d[\d.,]*+)(?:e[-+]?\d++)?"
_SIGN = r"(?:(?<![\w.,)])-|(?<![a-z])(?:minus|negative)\s)"
NUMBER = (
    rf"(?:{_SIGN}|(?<![a-z\d.,]))(?:{_DIGITS})(?:\s\d/\d(?!\d)|/[2-9](?![\d]))?"
    rf"|(?<![a-z])(?:an?[\s-])?{_WORD}(?:[\s-]++(?:and[\s-]++)?(?:an?[\s-])?{_WORD}){{0,6}}"
    r"|(?<![a-z])(?<!my )(?<!his )(?<!her )(?<!our )(?:nan|inf|infinity)(?![a-z])"
)
UNIT = "|".join(f"(?:{unit.spellings})(?![a-z0-9])" for unit in UNITS)
_PER_WORD = r"(?:\s?/\s?|\s?per\s?|\s(?:an?|each|every|for (?:every|each))\s)"
_PER = (
    rf"{_PER_WORD}"
    rf"(?:dose|administration|time|(?:1\.73\s?)?(?:{UNIT}))(?![a-z0-9])(?:\s(?:of\s)?(?:body[\s-]?weight|bw))?"
)
PER = re.compile(_PER)
QUANTITY = re.compile(
    rf"(?P<low>{NUMBER})(?:\s?(?P<joint>-|to|or|and|up to|through)\s?(?P<high>{NUMBER}))?"
    rf"\s?-?(?:\s?(?:of\s)?(?:an?|the|of)\s)?\s?(?P<unit>{UNIT})\.?(?![a-z0-9])(?P<per>(?:{_PER}){{0,3}})"
)
BARE_NUMBER = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount or a range in a unit, per nothing or per kg, m2, day and the like, and its place in the clean text.

    `low` and `high` are None where the number cannot be read in exactly one way; `joint` is the word between them.
    """

    low: Decimal | None
    high: Decimal | None
    unit: Unit
    per: tuple[str, ...]
    start: int
    end: int
    joint: str = ""

    def base(self, value: Decimal) -> Decimal:
        """`value` of this quantity's unit in the base unit of its kind."""
        return value * self.unit.factor


def unit_of(spelling: str) -> Unit | None:
    """The unit that a spelling stands for, or None where it is not on the closed list."""
    return next((unit for unit in UNITS if re.fullmatch(unit.spellings, spelling)), None)


def gives_a_body_weight(text: str) -> bool:
    """Whether clean text holds the weight of a person: ounces alone weigh none, and "per kg" is a part of a dose."""
    return any(quantity.unit.name in ("kg", "lb", "st") and not quantity.per for quantity in find_quantities(text))


@lru_cache(maxsize=TEXTS_KEPT)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every number with a unit in clean text, left to right."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    for match in QUANTITY.finditer(text):
        unit = unit_of(match["unit"])
        if unit is None or _is_ordinal(match, unit, text):
            continue
        if match["joint"] == "and" and not text[: match.start()].rstrip().endswith("between"):
            # "she is 6 and 20 kg" is two facts; only the second number has the unit.
            value = parse_number(match["high"])
            yield Quantity(value, value, unit, _per(match["per"]), match.start("high"), match.end())
            continue
        low = parse_number(match["low"])
        high = parse_number(match["high"]) if match["high"] else low
        yield Quantity(low, high, unit, _per(match["per"]), match.start(), match.end(), match["joint"] or "")


def _is_ordinal(match: re.Match[str], unit: Unit, text: str) -> bool:
    """Whether "1st" or "21st" is meant, not a weight of so many stone."""
    if unit.name != "st" or match["unit"] != "st" or match.start("unit") != match.end("low"):
        return False
    ends_in_one = match["low"].endswith("1") and not match["low"].endswith("11")
    return ends_in_one and re.match(r"\.?\s?\d{1,2}\s?(?:lbs?|pounds?)(?![a-z])", text[match.end("unit") :]) is None


def _per(text: str) -> tuple[str, ...]:
    pers = []
    for match in PER.finditer(text):
        word = re.sub(rf"^{_PER_WORD}", "", match.group())
        word = re.sub(r"\s(?:of\s)?(?:body[\s-]?weight|bw)$", "", word)
        if word.startswith("1.73"):
            pers.append("1.73m2")
        elif word in ("dose", "administration", "time"):
            pers.append("dose")
        elif (unit := unit_of(word)) is not None:
            pers.append(unit.name)
    return tuple(pers)


def parse_number(text: str) -> Decimal | None:
    """The value of one number in clean text, or None where it can be read in two ways or in none.

    A decimal comma is read (`1,5`); `1,000` is a thousand, as numbers are written in English; `1.000` could be either.
    """
    text = text.strip()
    if text[:1].isalpha() and not text.startswith(("minus ", "negative ")):
        return _number_in_words(text)
    sign = Decimal(-1) if text.startswith(("-", "minus ", "negative ")) else Decimal(1)
    text = re.sub(r"^(?:-|minus\s|negative\s)", "", text).strip()
    whole, _, fraction = text.rpartition(" ") if "/" in text else (text, "", "")
    value = _digits(whole) if whole else Decimal(0)
    if fraction:
        top, _, bottom = fraction.partition("/")
        numerator, denominator = _digits(top), _digits(bottom)
        if numerator is None or not denominator or value is None:
            return None
        value += numerator / denominator
    return None if value is None else sign * value


def _digits(text: str) -> Decimal | None:
    text = text.rstrip(".,")
    if len(text) > 15:
        return None
    if re.fullmatch(r"\d+|\d*\.\d+", text) and not re.fullmatch(r"[1-9]\d{0,2}\.\d00", text):
        return Decimal(text)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"\d+,\d{1,2}|0,\d+", text):
        return Decimal(text.replace(",", "."))
    return None


def _number_in_words(text: str) -> Decimal | None:
    if text in ("nan", "inf", "infinity"):
        return None
    total, current = Decimal(0), Decimal(0)
    for word in re.split(r"[\s-]+", text):
        if word in SCALES:
            current = (current or Decimal(1)) * SCALES[word]
            if word == "thousand":
                total, current = total + current, Decimal(0)
        elif word in WORDS:
            current += WORDS[word]
    return total + current


def convert(value: Decimal, unit: str, target: str) -> Decimal:
    """`value` of `unit` in `target`, exactly; both of one kind.

    Raises:
        ValueError: the units measure different things.
    """
    if BY_NAME[unit].kind is not BY_NAME[target].kind:
        raise ValueError(f"{unit} and {target} measure different things")
    return value * BY_NAME[unit].factor / BY_NAME[target].factor


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """`value` to so many decimal places, half up: the last step before a number is shown."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def format_number(value: Decimal) -> str:
    """A number as ISMP's list of error-prone notation asks: 0.5, 1, 1,500; never .5, 1.0 or 1500."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_quantity(value: Decimal, unit: str) -> str:
    """A number and its unit as shown to people: `0.5 mg`, `1,500 mg`, `2 mg per kg`, `50 mL per minute`."""
    shown = {"units": "unit" if value == 1 else "units", "d": "day" if value == 1 else "days", "h": "hours"}
    name = shown.get(unit, unit.replace("/min", "/minute").replace("/", " per "))
    return f"{format_number(value)} {name}"
