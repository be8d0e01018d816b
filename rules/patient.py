"""Age and sex, read from one turn."""

from __future__ import annotations

import re
from decimal import Decimal

from rules.corrections import corrected
from rules.facts import ADULT, TurnReader
from rules.intervals import Interval
from rules.quantities import NUMBER, parse_number
from rules.text import before
from rules.vocabulary import age_band, populations, vocabulary

OLDEST = 130  # years: beyond this, a number is no age
YEARS_IN = {"y": Decimal(1), "m": Decimal(12), "w": Decimal("52.1775"), "d": Decimal("365.25")}
_AGE_UNIT = r"(?P<unit>years?|yrs?|y|months?|mths?|mos?|weeks?|wks?|days?|d|w)"
_NO_UNIT = (
    r"(?![\s-]?(?:kgs?|kilos?|lbs?|mg|mcg|g|mls?|st|stones?|pounds?|feet|ft|foot|cm|months?|weeks?|wks?|days?|"
    r"hours?|hrs?|"
    r"minutes?|am|pm|times|units?|syringes?|shots?|x)\b|\s?[%/]|\d)"
)
_OLD = re.compile(rf"(?P<n>{NUMBER})[\s-]*(?:{_AGE_UNIT}[\s.-]*(?:olds?|of age)|y\.?[/ ]?o\.?(?![a-z]))")
_AGED = re.compile(
    rf"(?<![a-z])(?:aged?|ages?|age is|age of)\s*[:=]?\s*(?P<n>{NUMBER})(?:[\s-]*{_AGE_UNIT}(?![a-z0-9]))?"
    rf"(?:\s(?:and|or)\s(?P<other>{NUMBER}){_NO_UNIT})?"
)
_PLAIN = re.compile(rf"(?P<n>{NUMBER})[\s-]*(?P<unit>years?|yrs?|y|months?|mths?|mos?)(?![a-z0-9])")
_IS = re.compile(
    rf"(?<![a-z])(?:(?:she|he|who|patient|pt|child|kid|baby)(?:'s|\s(?:is|was|were))|i'm|i am)"
    rf"\s(?:now\s|only\s|just\s|about\s)?(?P<n>{NUMBER}){_NO_UNIT}"
)
_TURNED = re.compile(rf"(?<![a-z])(?:turned|reached)\s(?P<n>{NUMBER}){_NO_UNIT}(?!\s?(?:mg|ml|out|up|down))")
_WHO_IS = re.compile(
    r"(?<![a-z])(?:man|woman|lady|gentleman|male|female|boy|girl|patient|pt|guy|child|"
    r"mother|father|mum|mom|dad|sister|brother|son|daughter|husband|wife|aunt|uncle|nan|nana|gran|granny|grandma|"
    r"grandpa|grandad|grandmother|grandfather|niece|nephew|cousin|neighbou?r|(?:mr|mrs|ms|miss)\.? [a-z'-]+)"
    r"(?:,| of|, aged| who is| is|:)?\s"
    r"(?P<n>\d{1,3})(?=[,;.)](?!\d)|\s(?:with|and|on|has|who)\b|\s?$)"
)
_AGE_SEX = re.compile(r"(?<![\w.,/])(?P<n>\d{1,3})\s?-?(?:yo\s?)?(?P<sex>[mf])(?![a-z0-9/])")
_SEX_AGE = re.compile(
    r"(?<![a-z0-9'])(?<!\d\s)(?P<sex>[mf])(?:/|\s|,\s?)(?=\d{1,3}(?:\s?y|\s?yo|,|\s|$))|\d\s?(?:y|yo|yrs?|"
    r"years?)[\s,]+(?P<after>[mf])(?![a-z0-9])|(?:[,;]|\d\s?(?:kgs?|lbs?|cm))\s?(?P<alone>[mf])(?=[.,;?]|\s?$)"
)
_TURNS = re.compile(
    rf"(?<![a-z])(?:turns?|turning|about to turn|about to be|almost|nearly|not yet|not quite|just under|will be)\s"
    rf"(?P<n>{NUMBER})(?![\s-]?(?:kg|m[cg]|m?l\b|lbs?|st|%|h|hours|days|weeks|syringes?|times|kilo|stone|pound))"
    r"(?P<after>[^.;?\n]{0,16})"
)
_WHOSE_AGE = r"(?:age|aged|ages|children|kids|child|patients?|anyone|people|those|adults?|boys?|girls?|he is|she is)"
_BOUND = re.compile(
    rf"(?<![a-z]){_WHOSE_AGE}\s(?P<side>under|below|younger than|over|above|"
    rf"older than)\s(?P<n>{NUMBER})(?!\s?(?:kg|lb|kilo|st\b|mg|ml|pounds))"
    rf"|(?<![a-z])(?P<side2>under|below|younger than|over|above|"
    rf"older than)\s(?P<n2>{NUMBER})[\s-]?(?:years?|yrs?|yo|y\b)"
)
_DECADE = re.compile(r"(?<![a-z0-9])(?:in (?:his|her|their) (?:early |mid |late )?)(?P<n>\d0)'?s")
_COMPOUND = re.compile(
    rf"(?P<n>{NUMBER})[\s-]*(?P<unit>years?|yrs?|y|months?|mos?|weeks?|wks?)(?:\s?(?:,|and|&))?\s*"
    rf"(?P<more>{NUMBER})[\s-]*(?P<smaller>months?|mths?|mos?|m|weeks?|wks?|days?|d)(?![a-z0-9])(?:[\s-]*old)?"
)
_YEAR_BEFORE = re.compile(r"(?:years?|yrs?|months?|weeks?|days?)[\s-]$")
_OF_BUILD = re.compile(r"[\s-](?:sized?|build|height|weight|proportions)(?![a-z])")  # "nearly adult size"
_SPAN_BEFORE = re.compile(
    r"(?:for|past|last|over|within|every|in|since|after|x|first|next|another|once|of|than|each|per)\s$"
    r"|(?<![a-z])(?:been (?:on|taking|using|getting|having|receiving)|has had|have had|had|taken|used|took)"
    r"\s(?:[a-z-]+\s){1,2}$"
)
_SPAN_AFTER = re.compile(
    r"\s{0,4}(?:ago|later|history|duration|of (?:therapy|treatment|disease|symptoms)|course|supply|"
    r"apart|pregnant|gestation|from now|post)"
)
# "Three months on, same weight": time that has passed; abbreviated, it may well be an age ("8 y on prednisolone").
_TIME_SINCE = re.compile(r"(?:years?|months?|weeks?)\s(?:on|into|down the line|in(?=\s?[,.;]|\s?$))(?![a-z])")


def read_age(reader: TurnReader) -> tuple[Interval | None, str | None]:
    """The age that a turn states, as a value or as the band of its word for an age group, and that word's group."""
    text = reader.clean.text
    for value, start, end in _ages(text):
        if value is None or not 0 <= value <= OLDEST:
            reader.invalid.append("age")
        else:
            reader.note("age_years", value, start, end)
    bounded = _nearly(reader, text)
    stated = list(dict.fromkeys(reader.values("age_years")))
    population = _population(reader, text)
    if len(stated) > 1:
        kept = corrected(reader, "age_years")
        if kept is None:
            reader.unclear.append("age")
            return None, None
        stated = [kept]
    if stated:
        if population is not None and not _may_be(stated[0], population):
            reader.unclear.append("age")
            return None, None
        return Interval.point(stated[0]), population
    if bounded is not None:
        return bounded, population
    if population is None:
        return None, None
    low, high = age_band(population)
    return Interval(low, high, high_open=True), population


def _may_be(years: Decimal, population: str) -> bool:
    """Whether somebody of this age belongs to a group, adults and children being told apart, finer words not."""
    low, high = age_band(population)
    return years < ADULT if high is not None and high <= ADULT else years >= ADULT if low >= ADULT else True


def _ages(text: str) -> list[tuple[Decimal | None, int, int]]:
    found: list[tuple[Decimal | None, int, int]] = []
    taken: set[int] = set()
    for match in _COMPOUND.finditer(text):
        parts = _years(match["n"], match["unit"]), _years(match["more"], match["smaller"])
        found.append((None if None in parts else sum(filter(None, parts)) + Decimal(0), match.start(), match.end()))
        taken |= set(range(match.start(), match.end()))
    for pattern in (_OLD, _AGED, _PLAIN, _IS, _WHO_IS, _TURNED, _AGE_SEX):
        for match in pattern.finditer(text):
            if taken & set(range(match.start(), match.end())):
                continue
            if pattern is _PLAIN and (
                _SPAN_BEFORE.search(before(text, match.start()))
                or _SPAN_AFTER.match(text, match.end())
                or _TIME_SINCE.match(text, match.start("unit"))
            ):
                continue
            value = _years(match["n"], match.groupdict().get("unit"))
            if pattern in (_IS, _WHO_IS, _TURNED) and (value is None or value > OLDEST):
                continue
            found.append((value, match.start(), match.end()))
            if match.groupdict().get("other"):
                found.append((_years(match["other"], match["unit"]), match.start("other"), match.end("other")))
            taken |= set(range(match.start(), match.end()))
    return found


def _years(number: str, unit: str | None) -> Decimal | None:
    value = parse_number(number)
    return None if value is None else value / YEARS_IN[(unit or "y")[0]]


def _nearly(reader: TurnReader, text: str) -> Interval | None:
    for match in _DECADE.finditer(text):
        low = Decimal(match["n"])
        reader.note("age_band", str(low), match.start(), match.end())
        return Interval(low, low + 10, high_open=True)
    for match in _TURNS.finditer(text):
        value = parse_number(match["n"])
        if value is None or not 0 < value <= OLDEST or "today" in match["after"]:
            continue
        reader.reads[:] = [read for read in reader.reads if not (read.name == "age_years" and read.value == value)]
        reader.note("age_band", f"below {value}", match.start(), match.end("n"))
        return Interval(max(value - 1, Decimal(0)), value, high_open=True)
    for match in _BOUND.finditer(text):
        value = parse_number(match["n"] or match["n2"])
        side = match["side"] or match["side2"]
        if value is None or not 0 < value <= OLDEST:
            continue
        is_upper = side in ("under", "below", "younger than")
        reader.reads[:] = [read for read in reader.reads if not (read.name == "age_years" and read.value == value)]
        reader.note("age_band", f"{side} {value}", match.start(), match.end())
        return Interval(Decimal(0), value, high_open=True) if is_upper else Interval(value, None)
    return None


def _population(reader: TurnReader, text: str) -> str | None:
    names = []
    pregnancy = list(vocabulary("pregnancy").find(text))
    for term in populations().find(text):
        if _YEAR_BEFORE.search(text[: term.start]) and text.startswith("old", term.start):
            continue  # "57-year-old man" is no old man
        if _OF_BUILD.match(text, term.end):
            continue
        if any(other.start <= term.start and term.end <= other.end for other in pregnancy):
            continue  # "expecting a baby" says nothing of the age
        reader.note("population", term.name, term.start, term.end)
        names.append(term.name)
    bands = {name: age_band(name) for name in names}
    narrow = sorted(bands, key=lambda name: (bands[name][1] or Decimal("Infinity")) - bands[name][0])
    if not narrow:
        return None
    best = narrow[0]
    low, high = bands[best]
    for other in narrow[1:]:
        other_low, other_high = bands[other]
        if (high is not None and other_low >= high) or (other_high is not None and low >= other_high):
            reader.unclear.append("age_words")
            return None
    return best


def read_sex(reader: TurnReader) -> str | None:
    """The sex that a turn states, where it names one only."""
    text = reader.clean.text
    named = {term.name for term in vocabulary("sex").find(text)}
    text = _COMPOUND.sub("", text)  # the m of "2 y 6 m" is one of months
    for match in [*_AGE_SEX.finditer(text), *_SEX_AGE.finditer(text)]:
        letter = match.groupdict().get("sex") or match.groupdict().get("after") or match.groupdict().get("alone")
        named.add("male" if letter == "m" else "female")
    return named.pop() if len(named) == 1 else None
