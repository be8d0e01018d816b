"""What a message states, where it hardly asks: an amount that may be right or not, the measures of a patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rules import cues, hints, signs
from rules.clauses import is_about_something_else
from rules.grammar import PERSON, PIECE, UNIT, E
from rules.proposals import NOT_DOSE_UNITS, read_proposals
from rules.quantities import DOSED_KINDS, NUMBER, Kind, find_quantities, gives_a_body_weight
from rules.table import tables
from rules.vocabulary import Vocabulary, populations, vocabulary

LONGEST_STATEMENT = 14  # words; a longer message says itself what it asks
TERSE = 8  # words; below this, an amount with a question mark asks whether it is right
NAME_AND_NUMBER = 3  # words: "kineret 100 ?" asks whether 100 is right
_NOT_A_DOSE = re.compile(
    r"\s?/\s?d?l|\s?-?(?:single-dose )?(?:capsule|caps?\b|tablet|tab\b|pill|patch|bottle|bag|box|"
    r"pack|tube|jar|vial)"
)
_ASKING = re.compile(
    r"(?<![a-z])(?:what|why|who(?! (?:weighs?|is|has|was|takes|had)\b)|where|when|does|do|how|which)\b"
)
YES_NO = re.compile(r"^\W*+(?:is|are|does|do|can|could|will|has|have|was|should|would)\b")
_ASKS_FREQUENCY = re.compile(r"how (?:often|frequent|many times)|(?:what|which) (?:interval|frequency)|how far apart")
_AGE_ALONE = re.compile(r"(?<![a-z])(?:he|she|i|they|patient|pt|child|kid)(?:'s|'m|'re| is| am| was) \d{1,3}\W*$")
_NAMES_A_STRENGTH = re.compile(rf"(?<![\d.,])\d[\d.,]*+\s?{UNIT} {PIECE}{E}")
_VERDICT = re.compile(
    r"(?<![a-z])(?:ok(?:ay)?|right|correct|enough|appropriate|fine|reasonable|acceptable|"
    r"too (?:much|high|low|little|strong|big))(?![a-z])"
)
_WHAT_TO_DO = re.compile(
    rf"(?<![a-z])(?:what|how) (?:do|does|should|would|can|could|must|to) (?:{PERSON} )?(?:tell|advise|take|dispense|"
    rf"give|use|do|manage|go about){E}"
)


def is_check(clause: str) -> bool:
    """Whether a clause puts an amount forward and asks whether it is right: "Is 140 mg ok?", "kineret 100?"."""
    if _ASKS_FREQUENCY.search(clause):
        return False
    if has_amount(clause):
        return signs.CHECK_CUE.search(clause) is not None or is_terse_question(clause)
    bare = read_proposals(clause, find_quantities(clause))
    if _AGE_ALONE.search(clause):
        return False
    is_cued = signs.CHECK_CUE.search(clause) is not None or len(clause.split()) <= NAME_AND_NUMBER
    return bool(bare) and is_cued and is_terse_question(clause)


def judges_an_amount(clause: str) -> bool:
    """Whether a clause names an amount and a word for what is right or too much: "is 140 mg enough?"."""
    return has_amount(clause) and _VERDICT.search(clause) is not None


def has_amount(clause: str) -> bool:
    """Whether a clause names an amount that a patient may be given: no body weight, clearance or product."""
    return any(
        quantity.unit.kind in DOSED_KINDS
        and quantity.unit.name not in NOT_DOSE_UNITS
        and not (quantity.unit.kind is Kind.VOLUME and "min" in quantity.per)  # a clearance
        and {"L", "dL"}.isdisjoint(quantity.per)  # a laboratory's value
        and not _NOT_A_DOSE.match(clause, quantity.end)
        for quantity in find_quantities(clause)
    )


def is_terse_question(clause: str) -> bool:
    """Whether a clause is too short to ask in a sentence."""
    return len(clause.split()) <= TERSE and not _ASKING.search(clause) and not YES_NO.search(clause)


def asks_whether_right(clauses: Sequence[str]) -> bool:
    """Whether one clause gives an amount and another asks whether it is right: "I take 50 mg daily. Is it enough?"."""
    others = [clause for clause in clauses if not is_about_something_else(clause)]
    if not any(has_amount(part) or _NAMES_A_STRENGTH.search(part) or hints.COUNT_A_DAY.search(part) for part in others):
        return False
    return any(
        len(clause.split()) <= TERSE and (signs.ASKS_WHETHER_RIGHT.search(clause) or _WHAT_TO_DO.search(clause))
        for clause in others
    )


@cache
def _table_indications() -> Vocabulary:
    """What the drugs that have a table are given for."""
    return Vocabulary.of(
        term for table in tables().values() for indication in table.indications for term in indication.every_term
    )


def states_a_patient(text: str) -> bool:
    """Whether a message gives a patient's measure and a drug or diagnosis and asks nothing, as staff tersely do."""
    if _ASKING.search(text) or YES_NO.search(text) or len(text.split()) > LONGEST_STATEMENT:
        return False
    weighed = gives_a_body_weight(text)
    if weighed or not states_a_fact(text):
        return weighed
    if next(vocabulary("routes").find(text), None) is not None and cues.names_a_drug(text):
        return is_terse_question(text)
    return names_an_indication(text)


def states_a_case(text: str) -> bool:
    """Whether a message only states a patient with what a drug of a table is given for."""
    return states_a_patient(text) and names_an_indication(text)


def names_an_indication(text: str) -> bool:
    """Whether a text names what a drug of a table is given for."""
    return next(_table_indications().find(text), None) is not None


def states_a_kidney_value(text: str) -> bool:
    """Whether a text names the kidneys' function and a number."""
    return re.search(NUMBER, text) is not None and next(vocabulary("kidney").find(text), None) is not None


def states_a_fact(text: str) -> bool:
    """Whether a text holds a number, a word for an age group, or one for kidney function."""
    if re.search(NUMBER, text):
        return True
    return any(next(words.find(text), None) is not None for words in (populations(), vocabulary("kidney")))
