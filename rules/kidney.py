"""Kidney function as one turn states it: clearance, eGFR, creatinine, dialysis, or only that the kidneys matter."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rules.context import is_over
from rules.facts import TurnReader
from rules.intervals import Interval
from rules.quantities import NUMBER, find_quantities, parse_number
from rules.text import before
from rules.vocabulary import vocabulary

UMOL_L_PER_MG_DL = Decimal("88.42")  # creatinine, molar mass 113.12 g/mol
_CREATININE_UNIT = (
    r"mg\s?/\s?dl|mg\s?%|[uμ]mol\s?/\s?l|micromol(?:es?)?\s?(?:/|per)\s?l(?:it(?:er|re))?|mmol\s?/\s?l|"
    r"mg\s?/\s?l|[uμ]mol"
)
_CHANGED = r"(?:fell|falls|dropped|drops|went|gone|rose|risen|declined|improved|worsened|increased|decreased|changed)"
_COMPARATOR = (
    r"(?P<comparator><=|>=|<|>|=|less than|below|under|lower than|above|over|more than|greater than|at least|at "
    r"most|"
    r"up to)?"
)
_FILLER = (
    r"(?:\s?(?:is|was|of|at|:|=|,|about|around|approximately|approx|roughly|now|only|just|"
    r"estimated|between|somewhere|anywhere|from|has|fell|dropped|went|gone|rose|risen|declined|improved|worsened|increased|"
    r"decreased|came back|comes out|calculated|as|~|\(|by cockcroft-gault|cockcroft-gault|to|down|"
    r"the|today|currently|level|value|with|a|on)(?![a-z]))*"
)
_VALUE = (
    rf"{_FILLER}\s?{_COMPARATOR}\s?(?P<low>{NUMBER})(?:\s?(?:-|to|and|or|then)\s?(?P<high>{NUMBER})"
    r"(?!\s?-?(?:kg|lbs?|st|y|mo|mg|mcg|cm|days|weeks|in\b)))?"
)
_CLEARANCE = re.compile(
    r"(?<![a-z])(?:crcl|clcr|ccr|cl\s?cr|cr\s?cl|cl-cr|crcl\.|creat(?:inine)?[\s-]+clear[ae]nce|"
    r"clearance|cockcroft[\s-]gault|ccl)\b"
    rf"{_VALUE}(?P<unit>\s?ml\s?/\s?(?:min|minute|m)(?![a-z0-9])(?:\s?/\s?1\.73\s?m2?)?)?"
)
_DENIED_BEFORE = re.compile(r"(?<![a-z])(?:not|no|without|isn't|never|non)[\s-](?:on\s)?$")
_EGFR = re.compile(rf"(?<![a-z])(?:e\s?-?gfr|gfr|glomerular filtration(?: rate)?)\b{_VALUE}")
_INDEXED = re.compile(rf"(?P<low>{NUMBER})\s?ml\s?/\s?min(?:ute)?\s?/\s?1\.73")
_CREATININE = re.compile(
    r"(?<![a-z])(?:s\.?\s?cr|serum creat(?:inine)?|creat(?:inine)?|creatinine level|cr)\b(?!\s?-?(?:cl\b|clear))"
    rf"{_FILLER}\s?(?P<low>{NUMBER})\s?(?P<unit>{_CREATININE_UNIT}|mg)?"
)


# "CrCl 22 last month, now 41", "fell from 60 to 22": the value that is in force comes last.
_NOW = re.compile(
    rf"[^.;?!\n]{{0,28}}?(?<![a-z])(?:now|today|currently|at present)(?:\s(?:is|at|it is|it's|"
    rf"only))?\s(?P<low>{NUMBER})"
    rf"(?:\s?(?P<unit>{_CREATININE_UNIT})|(?!\s?(?:kg|lb|y|mo|mg|mcg|days|weeks)))"
)
_FROM_TO = re.compile(
    rf"[^;?!\n]{{0,40}}?(?<![a-z]){_CHANGED}\sfrom\s(?:{NUMBER})(?:\s?(?:ml/min|mg/dl|[uμ]mol/l))?\s(?:down\s|"
    rf"up\s)?to\s(?P<low>{NUMBER})"
    rf"(?:\s?(?P<unit>{_CREATININE_UNIT}))?"
)


def read_kidney(reader: TurnReader) -> dict[str, Any]:
    """What a turn says of the kidneys, as fields of Facts; empty where it says nothing."""
    text = reader.clean.text
    said: dict[str, Any] = {}
    _read_words(reader, text, said)
    _read_clearance(reader, text, said)
    _read_egfr(reader, text, said)
    _read_creatinine(reader, text, said)
    clearance = said.get("creatinine_clearance")
    if clearance is not None and clearance.value is not None and clearance.value == said.get("egfr_ml_min_1_73m2"):
        del said["creatinine_clearance"]  # an eGFR under the other name: "eGFR 28, so CrCl is 28"
    return said


def _read_words(reader: TurnReader, text: str, said: dict[str, Any]) -> None:
    kidney = vocabulary("kidney")
    for term in kidney.find(text):
        reader.note("kidney", term.name, term.start, term.end)
        is_denied = _DENIED_BEFORE.search(before(text, term.start)) is not None
        if term.name == "dialysis" and is_over(text, term.start, term.end):
            said["kidney_is_mentioned"] = True
        elif term.name == "normal" or (is_denied and term.name == "mention"):
            said["kidney_is_normal"] = True
        elif is_denied:
            said["kidney_is_mentioned"] = True
        else:
            said[
                {"mention": "kidney_is_mentioned", "severe": "kidney_is_severe", "dialysis": "is_on_dialysis"}[
                    term.name
                ]
            ] = True
    if said.get("kidney_is_severe") or said.get("is_on_dialysis"):
        said.pop("kidney_is_normal", None)


def _read_clearance(reader: TurnReader, text: str, said: dict[str, Any]) -> None:
    found = []
    for match in _CLEARANCE.finditer(text):
        if "1.73" in (match["unit"] or ""):
            continue
        latest = _latest(text, match)
        found.append(_matched(reader, match if latest is None else latest))
    if not found and not _EGFR.search(text):
        flows = (one for one in find_quantities(text) if one.unit.name == "mL" and one.per == ("min",))
        found = [_interval(reader, flow.low, flow.high, (flow.start, flow.end)) for flow in flows]
    values = [interval for interval in found if interval is not None]
    if len(set(values)) > 1:
        reader.unclear.append("renal_function")
    elif values:
        said["creatinine_clearance"] = values[0]


def _latest(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """A later value that replaces the matched one in the same sentence."""
    return _FROM_TO.match(text, match.start()) or _NOW.match(text, match.end())


def _matched(reader: TurnReader, match: re.Match[str]) -> Interval | None:
    low = parse_number(match["low"])
    said = match.groupdict()
    high = parse_number(said["high"]) if said.get("high") else low
    return _interval(reader, low, high, match.span(), said.get("comparator"))


def _interval(
    reader: TurnReader, low: Decimal | None, high: Decimal | None, span: tuple[int, int], comparator: str | None = None
) -> Interval | None:
    """A clearance as it is stated; None, and noted as invalid, where its numbers cannot be one."""
    if low is None or high is None or low < 0:
        reader.invalid.append("renal_function")
        return None
    reader.note("creatinine_clearance_ml_min", low, *span)
    if comparator in ("<", "less than", "below", "under", "lower than"):
        return Interval(Decimal(0), low, high_open=True)
    if comparator in ("<=", "at most", "up to"):
        return Interval(Decimal(0), low)
    if comparator in (">", "above", "over", "more than", "greater than"):
        return Interval(low, None, low_open=True)
    if comparator in (">=", "at least"):
        return Interval(low, None)
    return Interval(min(low, high), max(low, high))


def _read_egfr(reader: TurnReader, text: str, said: dict[str, Any]) -> None:
    for match in [*_EGFR.finditer(text), *_INDEXED.finditer(text)]:
        value = parse_number(match["low"])
        if value is not None and value >= 0:
            reader.note("egfr_ml_min_1_73m2", value, match.start(), match.end())
            said["egfr_ml_min_1_73m2"] = value
            said["kidney_is_mentioned"] = True


def _read_creatinine(reader: TurnReader, text: str, said: dict[str, Any]) -> None:
    for match in _CREATININE.finditer(text):
        latest = _latest(text, match) or match
        value = parse_number(latest["low"])
        unit = re.sub(r"\s", "", latest["unit"] or match["unit"] or "")
        if value is None or value <= 0:
            reader.invalid.append("renal_function")
            continue
        said["kidney_is_mentioned"] = True
        if unit in ("mg/dl", "mg%"):
            milligrams = value
        elif unit.startswith(("umol", "μmol", "micromol")):
            milligrams = value / UMOL_L_PER_MG_DL
        elif unit == "mmol/l":
            milligrams = value * 1000 / UMOL_L_PER_MG_DL
        else:
            reader.unclear.append("creatinine_unit")
            continue
        reader.note("serum_creatinine_mg_dl", milligrams, match.start(), match.end())
        said["serum_creatinine_mg_dl"] = milligrams
