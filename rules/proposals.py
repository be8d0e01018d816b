"""The amounts that a turn proposes, apart from strengths, laboratory values and a dose already in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rules.facts import Proposal
from rules.frequencies import DAY_H, frequency_near
from rules.measures import WEIGHT_BEFORE
from rules.quantities import (
    BODY_UNITS,
    BY_NAME,
    NUMBER,
    Kind,
    Quantity,
    convert,
    format_number,
    format_quantity,
    parse_number,
)
from rules.text import before

MOST_AMOUNTS = 12  # a message with more of them proposes none in particular
_N = rf"(?P<n>{NUMBER})"
_PIECES = BY_NAME["containers"].spellings
_CONCENTRATION_AFTER = re.compile(
    rf"\s?(?:(?:/|per|=|is|equals)\s?(?:{NUMBER})?|in\s?(?:{NUMBER}))\s?(?:ml|mls|l|dl)(?![a-z])"
)
_CONTAINER_AFTER = re.compile(
    r"\s?-?(?:(?!from )[a-z]{4,}\s)?(?:pre-?filled\s)?(?:syringes?|pens?|vials?|tablets?|tabs?|capsules?|ampoules?|"
    r"strength|pfs|graduated)(?![a-z])"
)
_SUPPLY_AFTER = re.compile(
    rf"(?: of [a-z]+)? for (?:(?:{NUMBER}) (?:days|weeks|months)|an? (?:month|week|year)|the month)(?![a-z])"
)
_CURRENT = re.compile(
    r"(?<![a-z])(?:currently|been|already|was|were|is on|he's on|she's on|am on|i'm on|are on|on|"
    r"takes|taking|gets|getting|receiving|used to|stable on|started on|usual|normal|"
    r"regular)\s(?:\w+\s){0,3}$"
)
_ASKS_DOSE = re.compile(
    r"(?<![a-z])(?:what(?:'s| is| would| should)?|how much|how many|which|next (?:step|dose|rung)|room to)\b"
    r"(?! (?:if|about|happens))"
)
_VERB = re.compile(
    rf"(?<![a-z])(?:give|given|take|taking|use|inject|have|do|up to|go to|to|ordered|prescribed|"
    rf"orders?|prescribes|wants?|wrote|says?|said|only|about|double|at|is|was|suggests?|suggested|"
    rf"gets?|got|on|earlier,?|confirm|try|ok(?:ay)? (?:for|with)|raise to|increase to|"
    rf"of)\s(?:him\s|her\s|them\s|it\s|just\s)?{_N}(?!\s?-?(?!of\b)[a-z%/]|\d|[.,]\d)"
)
_TAIL_NUMBER = re.compile(
    rf"(?:^|\s)(?!one\b){_N}\s?(?:,\s?)?(?:ok(?:ay)?|right|fine|alright|correct|good|enough|too much|"
    rf"too high|too low|daily|a day|per day|qd|bid)?\s?\?+\s*$"
)
_COUNTING = re.compile(
    rf"(?<![a-z])(?:give|take|use|inject|have|do|need|draw up|double up on)\s(?:him\s|her\s|"
    rf"them\s)?{_N}(?:\s?(?:or|-|to)\s?(?P<high>{NUMBER}))?(?!\s?-?(?!of\b)[a-z%/]|\d|[.,]\d)"
)
_PIECES_OF_DRUG = re.compile(rf"{_N}\s(?!{NUMBER})(?:[a-z'-]{{3,}}\s){{1,2}}(?:{_PIECES})(?![a-z0-9])")
_ONE_PIECE = re.compile(rf"(?<![a-z0-9])an? (?:pre-?filled |single |whole |full )?(?:{_PIECES})(?![a-z0-9])")
_ALL_OF_IT = re.compile(r"(?<![a-z])(?:whole|full|entire)\s$")
_TIMES_BEFORE = re.compile(rf"{_N}\s?(?P<by>x|of the|of)?\s?$")
_BEYOND = re.compile(
    r"(?:(?:higher|more|greater|larger|bigger)(?: dose| amount)? than|above|over|exceed(?:ing)?|"
    r"beyond)\s$"
)
_CHOICE = re.compile(r"^[^.;?!\n]{0,20}\bor\b[^.;?!\n]{0,12}$")
_DOSE_KINDS = {Kind.MASS: "mg", Kind.VOLUME: "mL", Kind.ACTIVITY: "units", Kind.COUNT: "containers"}
NOT_DOSE_UNITS = (*BODY_UNITS, "L", "dL")
_LABORATORY = {"min", "1.73m2", "dL", "L", "mL"}


def read_proposals(
    text: str, quantities: Sequence[Quantity], taken: Sequence[tuple[int, int]] = ()
) -> tuple[Proposal, ...]:
    """The amounts that clean text proposes, left to right; what was read from `taken` is another fact."""
    if len(quantities) > MOST_AMOUNTS:
        return (Proposal(None, None, ""),)
    found: list[tuple[int, int, Proposal]] = []
    asks_dose = _ASKS_DOSE.search(text) is not None
    taken = list(taken)
    for quantity in quantities:
        if any(first <= quantity.start < last for first, last in taken):
            continue
        strength = _CONCENTRATION_AFTER.match(text, quantity.end) if quantity.unit.kind is Kind.MASS else None
        if strength is not None and not quantity.per:
            taken.append(strength.span())
            if frequency_near(text, quantity.start, strength.end()) is None:
                continue
        if _is_proposed(text, quantity, asks_dose):
            found.append((quantity.start, quantity.end, _proposal(text, quantity)))
    found += _pieces_of_drug(text, [*taken, *((first, last) for first, last, _ in found)])
    found = found or _one_piece(text)
    others = [*taken, *((quantity.start, quantity.end) for quantity in quantities)]
    return _with_choices(text, sorted(found, key=lambda entry: entry[0])) or _bare(text, others)


def _is_proposed(text: str, quantity: Quantity, asks_dose: bool) -> bool:
    unit, leading = quantity.unit, before(text, quantity.start)
    if unit.kind not in _DOSE_KINDS or unit.name in NOT_DOSE_UNITS or _LABORATORY & set(quantity.per):
        return False
    if text[quantity.end :].lstrip().startswith("%"):
        return False
    if unit.kind is Kind.COUNT and _SUPPLY_AFTER.match(text, quantity.end):
        return False
    if unit.name == "g" and WEIGHT_BEFORE.search(leading):
        return False
    if unit.kind is Kind.MASS and _CONTAINER_AFTER.match(text, quantity.end):
        return _count_before(text, quantity) is not None
    return not (asks_dose and _CURRENT.search(leading))


def _count_before(text: str, quantity: Quantity) -> Decimal | None:
    """How many of the pieces of this strength: "two 100 mg syringes", "3 x 100 mg", "the whole 100 mg syringe"."""
    if _ALL_OF_IT.search(before(text, quantity.start)):
        return Decimal(1)
    times = _TIMES_BEFORE.search(before(text, quantity.start))
    if times is None or (times["by"] is None and not _CONTAINER_AFTER.match(text, quantity.end)):
        return None
    return parse_number(times["n"])


def _proposal(text: str, quantity: Quantity) -> Proposal:
    unit = quantity.unit
    per = next((part for part in quantity.per if part in ("kg", "lb", "m2")), "")
    target = _DOSE_KINDS[unit.kind]
    count = (_count_before(text, quantity) if unit.kind is Kind.MASS else None) or Decimal(1)
    low, high = (
        None if value is None else convert(value, unit.name, target) * count for value in (quantity.low, quantity.high)
    )
    is_per_day = "d" in quantity.per
    near = frequency_near(text, quantity.start, quantity.end)
    interval = DAY_H if is_per_day else DAY_H * 7 if "wk" in quantity.per else near
    shown = _shown(text, quantity) if count == 1 else f"{format_number(count)} x {_shown(text, quantity)}"
    is_beyond = _BEYOND.search(before(text, quantity.start)) is not None
    return Proposal(low, high, target, per, interval, is_per_day, quantity.joint, shown, is_beyond)


def _pieces_of_drug(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int, Proposal]]:
    """Pieces with the drug's name in between: "two Kineret syringes"."""
    found = []
    for match in _PIECES_OF_DRUG.finditer(text):
        value = parse_number(match["n"])
        if value is not None and not any(first < match.end() and match.start() < last for first, last in taken):
            interval = frequency_near(text, match.start(), match.end())
            proposal = Proposal(value, value, "containers", "", interval, False, "", match.group().strip())
            found.append((match.start(), match.end(), proposal))
    return found


def _one_piece(text: str) -> list[tuple[int, int, Proposal]]:
    """One piece and how often: "a prefilled syringe every second day"."""
    for match in _ONE_PIECE.finditer(text):
        interval = frequency_near(text, match.start(), match.end())
        if interval is not None:
            proposal = Proposal(Decimal(1), Decimal(1), "containers", "", interval, False, "", match.group())
            return [(match.start(), match.end(), proposal)]
    return []


def _with_choices(text: str, found: Sequence[tuple[int, int, Proposal]]) -> tuple[Proposal, ...]:
    """The proposals, with "or" as the joint of one that the next is an alternative to: "1 shot or 2 shots"."""
    proposals = []
    for number, (_, end, proposal) in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        is_choice = following is not None and _CHOICE.match(text[end : following[0]]) is not None
        proposals.append(replace(proposal, joint="or") if is_choice else proposal)
    return tuple(proposals)


def _shown(text: str, quantity: Quantity) -> str:
    """A proposed amount as answers write it; pieces keep the user's word for them."""
    if quantity.unit.kind is Kind.COUNT or quantity.low is None or quantity.high is None:
        return text[quantity.start : quantity.end].strip()
    unit = "/".join([quantity.unit.name, *(part for part in quantity.per if part in ("kg", "lb", "m2", "d"))])
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
                return (
                    Proposal(value, value, "", "", frequency_near(text, start, end), False, joint, text[start:end]),
                )
    return ()
