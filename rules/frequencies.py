"""How often, as clean text says it: the interval in hours between two administrations."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from rules.quantities import NUMBER, parse_number
from rules.text import before

DAY_H = Decimal(24)
_N = rf"(?P<n>{NUMBER})"
_FREQUENCIES: tuple[tuple[str, Decimal], ...] = (
    (
        r"every other day|every second day|alternat(?:e|ing) days?|alternate-day|on alternate days|"
        r"qod|eod|q2d|q\.?o\.?d\.?|every two days|every other(?! (?:weeks?|months?|hour))|other day",
        Decimal(48),
    ),
    (r"twice (?:a|per|each|every) week|twice weekly|two times (?:a|per) week|2x/? ?week", Decimal(84)),
    (r"three times (?:a|per) week|thrice weekly|3x/? ?week|three times weekly|tiw", Decimal(56)),
    (
        r"twice (?:a|per|each|every) ?day|twice daily|twice-daily|bid|b\.i\.d\.?|bd|b\.d\.?|"
        r"two times (?:a|per|each) day|two times daily|morning and (?:evening|night)|"
        r"2x/? ?(?:a ?)?(?:day|daily)|am and pm|twice in (?:a|one) day|2x",
        Decimal(12),
    ),
    (
        r"three times (?:a|per|each) day|three times daily|thrice daily|tid|tds|t\.i\.d\.?|"
        r"3x/? ?(?:a ?)?(?:day|daily)",
        Decimal(8),
    ),
    (r"four times (?:a|per|each) day|four times daily|qid|qds|q\.i\.d\.?|4x/? ?(?:a ?)?(?:day|daily)", Decimal(6)),
    (
        r"once (?:a|per|every|each) week|once weekly|weekly|every week|per week|a week|qwk|q\.?w\.?|"
        r"each week",
        Decimal(168),
    ),
    (r"once (?:a|per|every|each) month|once monthly|monthly|every month|per month", Decimal("730.5")),
    (r"fortnightly|every fortnight|every other week|biweekly|every two weeks", Decimal(336)),
    (
        r"once (?:a|per|every|each) ?day|once daily|once-daily|daily|every ?day|each day|per day|"
        r"a day|/ ?day|/ ?d|qd|od|o\.d\.?|nightly|at bedtime|every (?:morning|evening|night)|q\.d\.?|"
        r"once a night|every one day",
        DAY_H,
    ),
)
_FREQUENCY_PATTERNS = [
    (re.compile(rf"(?<![a-z0-9])(?:{phrases})(?![a-z0-9])"), hours) for phrases, hours in _FREQUENCIES
]
_EVERY_N = re.compile(
    rf"(?<![a-z])(?:every\s?{_N}|q\s?(?P<q>\d{{1,2}}))(?:\s?(?:-|to)\s?{NUMBER})?\s?-?(?P<unit>h|hr|hrs|hours?|hourly|"
    rf"d|days?|weeks?|wks?)(?![a-z])"
)
_N_HOURLY = re.compile(rf"{_N}[\s-]?(?P<unit>hourly|hrly)(?![a-z])")
_N_TIMES = re.compile(
    rf"{_N}\s?(?:\(\w+\)\s)?(?:x|times)\s?(?:/|a|per|each|every)?\s?(?P<unit>day|daily|week|weekly|d)(?![a-z])"
)
# How often somebody is dialysed is no frequency of a dose.
_DIALYSIS_BEFORE = re.compile(
    r"(?:dialy[sz]\w*|(?<![a-z])(?:hd|hdf|crrt|apd))\s(?:(?:sessions?|runs?|is|on|done)\s)?\Z"
)
_DIALYSIS_AFTER = re.compile(r"\s(?:in-?cent(?:er|re)\s|home\s)?(?:ha?emo|peritoneal )?(?:dialy[sz]|hd(?![a-z]))")
# Between an amount and its frequency no sentence ends, and one that is farther away is another medicine's.
_JUST_AFTER = re.compile(r"(?:[^?!;\n.]|\.(?!\s)){0,48}")
_JUST_BEFORE = re.compile(r"(?:[^?!;\n.]|\.(?!\s)){0,24}")


def frequency_near(text: str, start: int, end: int) -> Decimal | None:
    """The interval in hours that is said of the amount at [start, end): just after it, or just before."""
    found = sorted(frequencies(text))
    after = [hours for at, _, hours in found if at >= start and _JUST_AFTER.fullmatch(text, end, max(at, end))]
    before = [hours for _, last, hours in found if _JUST_BEFORE.fullmatch(text, last, start)]
    return after[0] if after else before[-1] if before else None


def only_frequency_h(text: str) -> Decimal | None:
    """The interval in hours that clean text names, where it names one only: "daily or twice a day" is a choice."""
    found = {hours for _, _, hours in frequencies(text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=64)
def frequencies(text: str) -> tuple[tuple[int, int, Decimal], ...]:
    """Each frequency in clean text: where it starts and ends, and the interval in hours; none inside another."""
    found: list[tuple[int, int, Decimal]] = []
    taken: set[int] = set()

    def add(match: re.Match[str], hours: Decimal) -> None:
        if taken.isdisjoint(range(*match.span())):
            taken.update(range(*match.span()))
            if not (_DIALYSIS_BEFORE.search(before(text, match.start())) or _DIALYSIS_AFTER.match(text, match.end())):
                found.append((*match.span(), hours))

    for match in _N_TIMES.finditer(text):
        times = parse_number(match["n"])
        if times is not None and times > 0:
            add(match, (DAY_H if match["unit"].startswith("d") else DAY_H * 7) / times)
    for match in [*_EVERY_N.finditer(text), *_N_HOURLY.finditer(text)]:
        count = parse_number(match["n"] or match.groupdict().get("q") or "")
        if count is not None and count > 0:
            add(match, count * {"h": Decimal(1), "d": DAY_H, "w": DAY_H * 7}[match["unit"][0]])
    for pattern, hours in _FREQUENCY_PATTERNS:
        for match in pattern.finditer(text):
            add(match, hours)
    return tuple(found)
