"""Words that ask about a dose only together with a medicine's name or a patient's weight.

"How many" may ask for anything; "how many paracetamol" asks for an amount. All is for clean, lower-case text.
"""

from __future__ import annotations

import re

from rules.beside import is_drug
from rules.grammar import CHANGE, GIVE, PERSON, TAKE, B, E
from rules.quantities import gives_a_body_weight
from rules.text import before

_WORD = re.compile(r"(?<![a-z0-9'-])[a-z][a-z-]{3,}(?![a-z0-9'-])")
_COUNTED = re.compile(
    rf"{B}(?:how|too) (?:many|much)(?: more)?(?: of)?(?: \d+ ?m?c?g)? (?P<what>[a-z-]{{4,}})(?! (?:levels?|conc))"
)
_CONVERTED = re.compile(r"^\W*+(?P<old>[a-z-]+)(?: \w+)? (?:to|into|vs|=) (?P<new>[a-z-]+)\W*$")
_CHANGED = re.compile(
    rf"(?:^|[,:]|\b(?:should|can|could|may|must|shall|do|would) {PERSON}|\b(?:to|please|just))\W{{0,4}}{CHANGE}{E}"
)
_MOVED = re.compile(rf"{B}(?:go|come|goes|comes|move|step)(?: (?:back|right))? (?:up|down|higher|lower){E}")
NEAR = 32  # characters: how far from the verb the medicine's name may stand
_CAP = rf"cap(?=\W*$| (?:on|for|of|to|at|in|per|is|here|there|if|when|with|her|his|him|it|the){E})"  # else a capsule
_LIMITED = re.compile(rf"{B}(?:{_CAP}|limit|ceiling|maximum|as (?:high|low)|how (?:high|low)){E}")
_OF_A_PATIENT = re.compile(rf"{B}(?:{TAKE}|{GIVE}|start\w*|mg|how|what|for|or){E}")
_KIDNEY = re.compile(rf"{B}(?:ckd\d?|aki|dialysis|hd|esrd|eskd|crcl|clcr|e?gfr|renal|kidneys?|cirrhosis|child-pugh){E}")
_WHAT = re.compile(rf"{B}(?:what|how|which)\b.{{0,30}}{B}(?:{PERSON} (?:{TAKE}|{GIVE}|start)|{GIVE}|use|start){E}")


def counts_a_drug(clause: str) -> bool:
    """Whether a number of a named medicine is asked: "how many paracetamol is too many?"."""
    return any(is_drug(match["what"]) for match in _COUNTED.finditer(clause))


def changes_a_drug(clause: str) -> bool:
    """Whether a named medicine is to be raised or lowered: "reduce the rivaroxaban?", "can the furosemide go up?"."""
    objects = [clause[match.end() : match.end() + NEAR] for match in _CHANGED.finditer(clause)]
    subjects = [before(clause, match.start(), NEAR) for match in _MOVED.finditer(clause)]
    return any(map(names_a_drug, objects + subjects))


def limits_a_drug(clause: str) -> bool:
    """Whether a limit is asked of a named medicine: "is there a cap on citalopram?"."""
    return _LIMITED.search(clause) is not None and names_a_drug(clause)


def weighs_a_patient(clause: str) -> bool:
    """Whether a medicine is named beside a patient's weight, and something asked of it."""
    return gives_a_body_weight(clause) and _OF_A_PATIENT.search(clause) is not None and names_a_drug(clause)


def gives_by_the_kidneys(clause: str) -> bool:
    """Whether what to give of a named medicine is asked for kidneys or a liver that do not work well."""
    return _KIDNEY.search(clause) is not None and _WHAT.search(clause) is not None and names_a_drug(clause)


def converts_a_drug(clause: str) -> bool:
    """Whether a clause is only the names of two medicines: "prednisone to methylprednisolone"."""
    match = _CONVERTED.search(clause)
    return match is not None and is_drug(match["old"]) and is_drug(match["new"])


def names_a_drug(clause: str) -> bool:
    """Whether a clause names a medicine, of any drug."""
    return any(is_drug(word) for word in _WORD.findall(clause))
