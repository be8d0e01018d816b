"""The amounts that a turn proposes and how often, apart from strengths, laboratory values and a dose already in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rules.facts import Proposal
from rules.quantities import NUMBER, Kind, Quantity, convert, format_number, format_quantity, parse_number

DAY_H = Decimal(24)
_N = rf"(?P<n>{NUMBER})"
_FREQUENCIES: tuple[tuple[str, Decimal], ...] = (
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
    rf"of)\s(?:him\s|her\s|them\s|it\s|just\s)?{_N}(?!\s?-?(?!of\b)[a-z%/]|\d|[.,]\d)"
)
_TAIL_NUMBER = re.compile(
    rf"(?:^|\s){_N}\s?(?:,\s?)?(?:ok(?:ay)?|right|fine|alright|correct|good|enough|too much|"
    rf"too high|too low|daily|a day|per day|qd|bid)?\s?\?+\s*$"
)
_COUNTING = re.compile(
    rf"(?<![a-z])(?:give|take|use|inject|have|do|need|draw up|double up on)\s(?:him\s|her\s|"
    rf"them\s)?{_N}(?:\s?(?:or|-|to)\s?(?P<high>{NUMBER}))?(?!\s?-?(?!of\b)[a-z%/]|\d|[.,]\d)"
)


def frequency_h(text: str, start: int = 0) -> Decimal | None:
    """The interval in hours of the first frequency in clean text from `start`, else of the first one anywhere."""
    found = sorted(_frequencies(text))
    after = [hours for at, _, hours in found if at >= start]
    return after[0] if after else found[0][2] if found else None


def only_frequency_h(text: str) -> Decimal | None:
    """The interval in hours that clean text names, where it names one only: "daily or twice a day" is a choice."""
    found = {hours for _, _, hours in _frequencies(text)}
    return found.pop() if len(found) == 1 else None


def _frequencies(text: str) -> list[tuple[int, int, Decimal]]:
    """Each frequency in clean text: where it starts and ends, and the interval in hours; none inside another."""
    found: list[tuple[int, int, Decimal]] = []

    def add(match: re.Match[str], hours: Decimal) -> None:
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), hours))

    for match in _N_TIMES.finditer(text):
        times = parse_number(match["n"])
        if times is not None and times > 0:
            add(match, (DAY_H if match["unit"].startswith("d") else DAY_H * 7) / times)
    for match in [*_EVERY_N.finditer(text), *_N_HOURLY.finditer(text)]:
        count = parse_number(match["n"])
        if count is not None and count > 0:
            add(match, count * {"h": Decimal(1), "d": DAY_H, "w": DAY_H * 7}[match["unit"][0]])
    for pattern, hours in _FREQUENCY_PATTERNS:
        for match in pattern.finditer(text):
            add(match, hours)
    return found


def read_proposals(
    text: str, quantities: Sequence[Quantity], taken: Sequence[tuple[int, int]] = ()
) -> tuple[Proposal, ...]:
    """The amounts that clean text proposes, left to right; what was read from `taken` is another fact."""
    found = []
    asks_dose = _ASKS_DOSE.search(text) is not None
    skip_until = -1
    for quantity in quantities:
        if quantity.start < skip_until or any(first <= quantity.start < last for first, last in taken):
            continue
        concentration = _CONCENTRATION_AFTER.match(text, quantity.end) if quantity.unit.kind is Kind.MASS else None
        if concentration is not None and not quantity.per:
            skip_until = concentration.end()
            continue
        if _is_proposed(text, quantity, asks_dose):
            found.append(_proposal(text, quantity))
    others = [*taken, *((quantity.start, quantity.end) for quantity in quantities)]
    return tuple(found) or _bare(text, others)


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
        _shown(text, quantity),
    )


def _shown(text: str, quantity: Quantity) -> str:
    """A proposed amount as answers write it; pieces keep the user's word for them."""
    if quantity.unit.kind is Kind.COUNT or quantity.low is None or quantity.high is None:
        return text[quantity.start : quantity.end].strip()
    unit = "/".join([quantity.unit.name, *(part for part in quantity.per if part in ("kg", "m2", "d"))])
    unit = unit.replace("/d", "/day")
    if quantity.low == quantity.high:
        return format_quantity(quantity.low, unit)
    return f"{format_number(quantity.low)} to {format_quantity(quantity.high, unit)}"


def _bare(text: str, taken: Sequence[tuple[int, int]]) -> tuple[Proposal, ...]:
    """A number without a unit where an amount is meant: "doctor ordered 150, ok?", "can I give two"."""
    for pattern in (_COUNTING, _TAIL_NUMBER, _VERB):
        for match in pattern.finditer(text):
            start, end = match.span("n")
            if any(first <= start < last for first, last in taken):
                continue
            value = parse_number(match["n"])
            if value is not None and value > 0:
                joint = "or" if match.groupdict().get("high") else ""
                return (Proposal(value, value, "", "", frequency_h(text, start), False, joint, text[start:end]),)
    return ()
