"""The second net under the dosing path: what an answer may not quote, and what a dosing message asks besides.

Recognition in rules/ decides what is a dosing question. Should it ever miss one, no passage that states a dose is
quoted by an answer that the rules have not made.
"""

from __future__ import annotations

import re

from rules.background import asked_of_both
from rules.intent import Intent, intent_of
from rules.text import clean
from schema import Monograph, Passage, SectionCode

_AMOUNT = re.compile(
    r"\d[\d.,]*\s*(?:(?:to|or|-|–)\s*\d[\d.,]*\s*)?(?:mg|mcg|µg|ug|micrograms?|milligrams?|g|grams?|ml|milliliters?|units?|iu"
    r"|meq|mmol|tablets?|capsules?|puffs?|drops?|sprays?|syringes?|vials?|patch(?:es)?)\b",
    re.IGNORECASE,
)
# What a copy without its characters outside ASCII may tell wrongly of an amount: a unit that had a µ ("10 g"), a range
# without its dash ("2 4 mg"), a count without its fraction ("1 tablet"), a limit without its sign ("clearance 30").
_CHANGED = re.compile(
    r"\d\s*(?:g|l|m|mol|kat|Ci|Sv)\b|\d\s+\d|\d\s*(?:tablets?|capsules?|sachets?|pieces)\b"
    r"|\b(?:clearance|cr ?cl|e?gfr|counts?|anc|platelets|levels?|patients|children|adults|weigh\w*|weight|aged?)\s+\d",
    re.IGNORECASE,
)
# Sections that tell how a drug is dosed; elsewhere an amount describes a study, a preparation or a blood level.
_DOSING_SECTIONS = frozenset(
    {
        SectionCode.DOSAGE,
        SectionCode.ADMINISTRATION,
        SectionCode.MISSED_DOSE,
        SectionCode.INDICATIONS,
        SectionCode.PEDIATRIC,
        SectionCode.GERIATRIC,
        SectionCode.RENAL,
        SectionCode.HEPATIC,
        SectionCode.OTHER,
    }
)
_PARTS = re.compile(
    r"(?<=[?!;])\s+|(?<=[.])\s+(?=[A-Z])|,?\s+(?:and|also|plus)\s+(?=(?:also\s+)?(?:what|how|is|are|can|could|does|do|should|which|where|when|why|will)\b)"
)
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:also\W+)?(?:what|how|is|are|can|could|does|do|should|which|where|when|why|will|tell me|list)\b",
    re.I,
)
_FEWEST_WORDS = 3  # shorter parts ("thanks?", "or not?") ask nothing of their own


def states_a_dose(passage: Passage) -> bool:
    """Whether a passage tells how much to give; such passages belong to the rules."""
    return tells_how_much(passage.text, passage.section_code)


def is_of_a_dose(passage: Passage) -> bool:
    """Whether a passage states a dose or stands where doses are told of."""
    return passage.section_code in (SectionCode.DOSAGE, SectionCode.MISSED_DOSE) or states_a_dose(passage)


def tells_how_much(words: str, section: SectionCode) -> bool:
    """Whether words of a section tell how much to give."""
    return section in _DOSING_SECTIONS and names_an_amount(words)


def names_an_amount(words: str) -> bool:
    """Whether words name an amount of a medicine, whatever for."""
    return _AMOUNT.search(words) is not None


def may_have_changed(passage: Passage, monograph: Monograph) -> bool:
    """Whether a passage of a damaged copy states an amount that the damage may have changed."""
    return bool(monograph.damage) and names_an_amount(passage.text) and bool(_CHANGED.search(passage.text))


def other_part(question: str) -> str | None:
    """What a dosing message asks besides the dose, of two medicines together or in another part; or None."""
    if both := asked_of_both(clean(question).text):
        return both
    parts = [part.strip() for part in _PARTS.split(question) if part.strip()]
    if len(parts) < 2:
        return None
    others = [
        part
        for part in parts
        if _ASKS.search(part)
        and len(part.split()) >= _FEWEST_WORDS
        and intent_of([part]) in (Intent.NONE, Intent.ADMINISTRATION)
    ]
    return " ".join(others) or None
