"""The amounts that a turn proposes and how often, apart from strengths, laboratory values and a dose already in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rules.facts import Proposal
from rules.quantities import NUMBER, Kind, Quantity, convert, parse_number

DAY_H = Decimal(24)
_N = rf"(?P<n>{NUMBER})"
_FREQUENCIES: tuple[tuple[str, Decimal | None], ...] = (
    (
        r"every other day|every second day|alternat(?:e|ing) days?|alternate-day|on alternate days|"
        r"qod|eod|q2d|q\.?o\.?d\.?|every two days|every other|other day",
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
        r"a day|/ ?day|/ ?d|qd|od|o\.d\.?|nightly|every (?:morning|evening|night)|q\.d\.?|"
        r"once a night|every one day",
        DAY_H,
    ),
)
_FREQUENCY_PATTERNS = [
    (re.compile(rf"(?<![a-z0-9])(?:{phrases})(?![a-z0-9])"), hours) for phrases, hours in _FREQUENCIES
]
_EVERY_N = re.compile(
    rf"(?<![a-z])(?:every|q)\s?{_N}(?:\s?(?:-|to)\s?{NUMBER})?\s?-?(?P<unit>h|hr|hrs|hours?|hourly|"
    rf"d|days?|weeks?|wks?)(?![a-z])"
)
_N_HOURLY = re.compile(rf"{_N}[\s-]?(?P<unit>hourly|hrly)(?![a-z])")
_N_TIMES = re.compile(rf"{_N}\s?(?:x|times)\s?(?:/|a|per|each|every)?\s?(?P<unit>day|daily|week|weekly|d)(?![a-z])")
_CONCENTRATION_AFTER = re.compile(rf"\s?(?:/|in|per|=|is|equals)\s?(?:{NUMBER})?\s?(?:ml|mls|l|dl)(?![a-z])")
_CONTAINER_AFTER = re.compile(
    r"\s?-?(?:pre-?filled\s)?(?:syringes?|pens?|vials?|tablets?|tabs?|capsules?|ampoules?|"
    r"strength|pfs|graduated)(?![a-z])"
)
_CURRENT = re.compile(
    r"(?<![a-z])(?:currently|been|already|was|were|is on|he's on|she's on|am on|i'm on|are on|on|"
    r"takes|taking|gets|getting|receiving|used to|stable on|started on|usual|normal|"
    r"regular)\s(?:\w+\s){0,3}$"
)
_ASKS_DOSE = re.compile(
    r"(?<![a-z])(?:what(?:'s| is| would| should)?|how much|how many|which)\b(?! (?:if|about|happens))"
)
_VERB = re.compile(
    rf"(?<![a-z])(?:give|given|take|taking|use|inject|have|do|up to|go to|to|ordered|prescribed|"
    rf"orders?|prescribes|wants?|wrote|says?|said|only|about|double|at|is|was|suggests?|suggested|"
    rf"gets?|got|on|earlier,?|confirm|try|ok(?:ay)? (?:for|with)|raise to|increase to|"
    rf"of)\s(?:him\s|her\s|them\s|it\s|just\s)?{_N}(?!\s?-?[a-z%/]|\d|[.,]\d)"
)
_TAIL_NUMBER = re.compile(
    rf"(?:^|\s){_N}\s?(?:,\s?)?(?:ok(?:ay)?|right|fine|alright|correct|good|enough|too much|"
    rf"too high|too low|daily|a day|per day|qd|bid)?\s?\?+\s*$"
)
_COUNTING = re.compile(
    rf"(?<![a-z])(?:give|take|use|inject|have|do|need|draw up|double up on)\s(?:him\s|her\s|"
    rf"them\s)?{_N}(?:\s?(?:or|-|to)\s?(?P<high>{NUMBER}))?(?!\s?-?[a-z%/]|\d|[.,]\d)"
)


def frequency_h(text: str, start: int = 0) -> Decimal | None:
    """The interval in hours of the first frequency in clean text from `start`, else of the first one anywhere."""
    found = sorted(_all_frequencies(text))
    after = [hours for at, hours in found if at >= start]
    return after[0] if after else found[0][1] if found else None


def _all_frequencies(text: str) -> list[tuple[int, Decimal]]:
    found: list[tuple[int, Decimal]] = []
    for pattern, hours in _FREQUENCY_PATTERNS:
        for match in pattern.finditer(text):
            if hours is not None and not any(at <= match.start() < at + 6 for at, _ in found):
                found.append((match.start(), hours))
    for match in [*_EVERY_N.finditer(text), *_N_HOURLY.finditer(text)]:
        value = parse_number(match["n"])
        if value:
            unit = match["unit"][0]
            found.append((match.start(), value * {"h": Decimal(1), "d": DAY_H, "w": DAY_H * 7}[unit]))
    for match in _N_TIMES.finditer(text):
        value = parse_number(match["n"])
        if value and value > 0:
            found.append((match.start(), (DAY_H if match["unit"].startswith("d") else DAY_H * 7) / value))
    return found


def read_proposals(text: str, quantities: Sequence[Quantity]) -> tuple[Proposal, ...]:
    """The amounts that clean text proposes, left to right."""
    found = []
    asks_dose = _ASKS_DOSE.search(text) is not None
    skip_until = -1
    for quantity in quantities:
        if quantity.start < skip_until:
            continue
        concentration = _CONCENTRATION_AFTER.match(text, quantity.end) if quantity.unit.kind is Kind.MASS else None
        if concentration is not None and not quantity.per:
            skip_until = concentration.end()
            continue
        if _is_proposed(text, quantity, asks_dose):
            found.append(_proposal(text, quantity))
    return tuple(found) or _bare(text, quantities)


def _is_proposed(text: str, quantity: Quantity, asks_dose: bool) -> bool:
    unit = quantity.unit
    if unit.kind not in (Kind.MASS, Kind.VOLUME, Kind.ACTIVITY, Kind.COUNT) or unit.name in (
        "kg",
        "lb",
        "st",
        "oz",
        "L",
        "dL",
    ):
        return False
    if {"min", "1.73m2", "dL", "L"} & set(quantity.per) or text[quantity.end :].lstrip().startswith(
        ("/dl", "/ dl", "/l", "%")
    ):
        return False
    if (
        unit.name == "g"
        and quantity.low is not None
        and re.search(r"(?:weigh\w*|wt|weight)\W*$", text[: quantity.start])
    ):
        return False
    if unit.kind is Kind.MASS and _CONTAINER_AFTER.match(text, quantity.end):
        return False
    return not (asks_dose and _CURRENT.search(text[max(0, quantity.start - 40) : quantity.start]))


def _proposal(text: str, quantity: Quantity) -> Proposal:
    unit = quantity.unit
    per = next((part for part in quantity.per if part in ("kg", "lb", "m2")), "")
    target = {Kind.MASS: "mg", Kind.VOLUME: "mL", Kind.ACTIVITY: "units", Kind.COUNT: "containers"}[unit.kind]
    low, high = (
        None if value is None else convert(value, unit.name, target) for value in (quantity.low, quantity.high)
    )
    interval = frequency_h(text, quantity.start)
    if "wk" in quantity.per:
        interval = DAY_H * 7
    is_per_day = "d" in quantity.per
    return Proposal(
        low,
        high,
        target,
        per,
        DAY_H if is_per_day else interval,
        is_per_day,
        quantity.joint,
        text[quantity.start : quantity.end].strip(),
    )


def _bare(text: str, quantities: Sequence[Quantity]) -> tuple[Proposal, ...]:
    """A number without a unit where an amount is meant: "doctor ordered 150, ok?", "can I give two"."""
    for pattern in (_COUNTING, _TAIL_NUMBER, _VERB):
        for match in pattern.finditer(text):
            start, end = match.span("n")
            if any(quantity.start <= start < quantity.end for quantity in quantities):
                continue
            value = parse_number(match["n"])
            if value is not None and value > 0:
                joint = "or" if match.groupdict().get("high") else ""
                return (Proposal(value, value, "", "", frequency_h(text, start), False, joint, text[start:end]),)
    return ()
