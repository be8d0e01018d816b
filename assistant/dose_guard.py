"""The second net under the dosing path: what a ranked answer may not quote, and what a dosing message asks besides.

Recognition in rules/ decides what is a dosing question. Should it ever miss one, no passage that states a dose is
quoted by an answer that the rules have not made.
"""

from __future__ import annotations

import re

from rules.intent import Intent, intent_of
from schema import Passage, SectionCode

_AMOUNT = re.compile(
    r"\d[\d.,]*\s*(?:(?:to|or|-|–)\s*\d[\d.,]*\s*)?(?:mg|mcg|µg|ug|micrograms?|milligrams?|g|grams?|ml|milliliters?|units?|iu"
    r"|meq|mmol|tablets?|capsules?|puffs?|drops?|sprays?|syringes?|vials?|patch(?:es)?)\b",
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
    return passage.section_code in _DOSING_SECTIONS and _AMOUNT.search(passage.text) is not None


def other_part(question: str) -> str | None:
    """What a dosing message asks besides the dose, or None."""
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
