"""Whether a conversation asks about a dose, and what about it.

It fails closed: what may be a dosing question is one. Questions on storage, effects, interactions and the like are told
apart by their own words, clause by clause, so that a message that asks two things is still a dosing question. A form of
question that is known shows what is asked (signs); for others the words are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from rules import cues, hints, mishaps, signs, topics, weighing
from rules.background import without_background
from rules.clauses import OPENS_A_QUESTION, clauses_of, is_about_something_else
from rules.grammar import DOSE, PIECE, UNIT, E
from rules.spelling import meant
from rules.statements import (
    LONGEST_STATEMENT,
    YES_NO,
    asks_whether_right,
    has_amount,
    is_check,
    is_terse_question,
    states_a_fact,
    states_a_patient,
)
from rules.text import clean


class Intent(StrEnum):
    """What is asked about a dose."""

    DOSE = "dose"
    MAXIMUM = "maximum"
    FREQUENCY = "frequency"
    DURATION = "duration"
    MISSED_DOSE = "missed_dose"
    DOSE_CHECK = "dose_check"
    CONVERSION = "conversion"
    OVERDOSE = "overdose"
    ADMINISTRATION = "administration"
    NONE = "none"

    @property
    def is_dosing(self) -> bool:
        """Whether the rules answer it; technique alone (administration) is answered from the monographs' own words."""
        return self not in (Intent.NONE, Intent.ADMINISTRATION)


# What words weigh (rules/weighing.py): above CONVINCING they need no sign, below DOUBTFUL they outweigh most signs.
CONVINCING, DOUBTFUL = 2.3, -1.0
SHORT = 5  # words; a clause that is no longer has room for its sign alone
NOTHING_BESIDE = 4  # words, the question mark one of them: a turn that is no longer is a sign alone, "how long for ?"
ELSEWHERE = -2.0  # a question that weighs less leaves the dose that the turns before it spoke of
_ORDER = (
    Intent.OVERDOSE,
    Intent.MISSED_DOSE,
    Intent.DOSE_CHECK,
    Intent.CONVERSION,
    Intent.MAXIMUM,
    Intent.DURATION,
    Intent.FREQUENCY,
    Intent.DOSE,
    Intent.ADMINISTRATION,
)
_ONLY_ADDS = re.compile(
    r"^\W*+(?:and|but|so|then|ok)?\W*+(?:with|if|what if|what about|how about|for|in|on|at|"
    r"every|once|twice|three|daily|weekly)\b"
    r"(?!.*\b(?:dos\w+|how|maximum|max|amount|what (?:is|would|should))\b)"
)
_SAYS_A_DOSE = re.compile(rf"{DOSE}|(?<![a-z])(?:{UNIT}|{PIECE}|amount|much|many){E}")
_HOW_LONG_ALONE = re.compile(r"^\W*+(?:and|but|so|ok)?\W*+(?:for )?how long(?: for| then| is that)?\W*+$")
_CLOSES = re.compile(
    r"^\W*+(?:thanks?|thank you|thx|ok(?:ay)?|great|got it|perfect|bye|goodbye|hello|hi|cool|cheers|good|noted)\b"
)
_CLOSING = re.compile(
    rf"{_CLOSES.pattern}(?:\W+(?:thanks?|you|very much|a lot|so much|great|bye|then|all|that's all))*\W*$"
)


def intent_of(turns: Sequence[str]) -> Intent:
    """What the last of a conversation's user turns asks about a dose, the earlier ones being its context."""
    if not turns:
        return Intent.NONE
    if len(turns) > 1 and _goes_on_with_another_topic(turns[-1], turns[:-1]):
        return Intent.NONE
    intent = _intent_of_turn(turns[-1])
    if intent.is_dosing:
        return intent
    text = _read(turns[-1])
    if _is_convincing(text) and (len(turns) == 1 or not _ONLY_ADDS.search(text)):
        return _likeliest(text)
    if intent is not Intent.NONE or len(turns) == 1 or not _may_continue(text):
        return intent
    earlier = intent_of(turns[:-1])
    if earlier.is_dosing:
        return earlier
    with_before = _read(f"{turns[-2]}\n{turns[-1]}")
    return _likeliest(with_before) if _is_convincing(with_before) else Intent.NONE


def _is_convincing(text: str) -> bool:
    """Whether the words of a message without a sign are enough to take it for one about a dose."""
    return weighing.weight(text) > CONVINCING and topics.ON_AN_EVENT.search(text) is None


def _read(turn: str) -> str:
    """The words of a turn as they were meant, without what it tells of other medicines than the one asked about."""
    text = meant(clean(turn).text)
    return text if _tells_a_mishap(text) else without_background(text)


def _tells_a_mishap(text: str) -> bool:
    return any(has_signs(text) for intent, has_signs in _SIGNS if intent in _MISHAPS)


def _goes_on_with_another_topic(turn: str, earlier: Sequence[str]) -> bool:
    """Whether "how long for?" follows a question on storage, effects or the like, with no dose asked for since."""
    if _HOW_LONG_ALONE.search(clean(turn).text) is None:
        return False
    for before in reversed(earlier):
        if topics.TOPICS.search(clean(before).text):
            return True
        if _intent_of_turn(before).is_dosing:
            return False
    return False


def asks_about_a_dose(turn: str) -> bool:
    """Whether one turn asks by itself, not only states facts."""
    text = _read(turn)
    return _asked_in(clauses_of(text)).is_dosing and _ONLY_ADDS.search(text) is None


def _may_continue(text: str) -> bool:
    """Whether a turn that asks nothing of its own may add to the question before it."""
    if len(text.split()) > LONGEST_STATEMENT or _CLOSING.search(text):
        return False
    if topics.TOPICS.search(text) or topics.FOLLOW_UP_IS_ELSE.search(text):
        return False
    if _ONLY_ADDS.search(text):
        return True
    turns_away = "?" in text or OPENS_A_QUESTION.search(text) or _CLOSES.search(text)
    if turns_away and weighing.weight(text) < ELSEWHERE:
        return False
    return not YES_NO.search(text) or states_a_fact(text)


def _intent_of_turn(turn: str) -> Intent:
    text = _read(turn)
    clauses = clauses_of(text)
    found = _asked_in(clauses)
    if found in (Intent.NONE, Intent.DOSE) and asks_whether_right(clauses):
        return Intent.DOSE_CHECK
    if found is Intent.NONE and not any(map(is_about_something_else, clauses)) and states_a_patient(text):
        return Intent.DOSE
    return found


def _likeliest(text: str) -> Intent:
    """What a message without a sign asks that weighs as one about a dose: the first intent that it speaks of."""
    spoken_of = weighing.evidence(text)
    return next((intent for intent, kinds in _SPEAKS_OF if kinds <= spoken_of), Intent.DOSE)


def _asked_in(clauses: Sequence[str]) -> Intent:
    turn = " ".join(clauses)
    intents = [_intent_of_clause(clause, turn) for clause in clauses]
    return next((intent for intent in _ORDER if intent in intents), Intent.NONE)


def _is_asking(clause: str) -> bool:
    return "?" in clause or signs.REQUEST.search(clause) is not None


def _intent_of_clause(clause: str, turn: str) -> Intent:
    """The first intent in the order of urgency whose signs a clause shows, unless its other words outweigh them."""
    found = next((intent for intent, has_signs in _SIGNS if has_signs(clause)), Intent.NONE)
    is_named = (found in _OF_AMOUNTS and has_amount(clause)) or (found in _MISHAPS and cues.names_a_drug(clause))
    if found.is_dosing and not is_named and _is_outweighed(clause, turn):
        return Intent.NONE
    return found


def _is_outweighed(clause: str, turn: str) -> bool:
    """Whether the words beside a sign say that it is about no dose.

    A short clause has room for its sign alone: "how frequent?" is about what the turn speaks of, "dose?" is not.
    """
    if _asks_of_a_dose(clause):
        return False
    is_short = len(clause.rstrip(" ?").split()) <= SHORT
    if (is_short and _SAYS_A_DOSE.search(clause)) or len(turn.split()) <= NOTHING_BESIDE:
        return False
    return weighing.weight(turn) < DOUBTFUL and (is_short or weighing.weight(clause) < DOUBTFUL)


def _asks_dose(clause: str) -> bool:
    return signs.DOSE_ASKED.search(clause) is not None or _asks_of_a_dose(clause)


def _asks_of_a_dose(clause: str) -> bool:
    """Whether a clause says "dose" itself, and not only to tell when something happened."""
    return signs.DOSE_WORD.search(signs.DOSE_INCIDENTAL.sub(" ", clause)) is not None


def _is_duration(clause: str) -> bool:
    return signs.DURATION.search(clause) is not None and topics.DURATION_IS_ELSE.search(clause) is None


def _shows(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda clause: pattern.search(clause) is not None


_SIGNS: tuple[tuple[Intent, Callable[[str], bool]], ...] = (
    (Intent.OVERDOSE, _shows(mishaps.OVERDOSE)),
    (Intent.MISSED_DOSE, _shows(mishaps.MISSED)),
    (Intent.MISSED_DOSE, mishaps.misses_a_drug),
    (Intent.NONE, lambda clause: not _is_asking(clause) or is_about_something_else(clause)),
    (Intent.CONVERSION, _shows(signs.CONVERSION)),
    (Intent.DOSE_CHECK, lambda clause: has_amount(clause) and _shows(signs.MAXIMUM)(clause) and is_check(clause)),
    (Intent.MAXIMUM, _shows(signs.MAXIMUM)),
    (Intent.DURATION, _is_duration),
    (Intent.DOSE_CHECK, is_check),
    (Intent.FREQUENCY, _shows(signs.FREQUENCY)),
    (Intent.DOSE, _asks_dose),
    (Intent.DOSE, cues.changes_a_drug),
    (Intent.MAXIMUM, cues.limits_a_drug),
    (Intent.DOSE, cues.counts_a_drug),
    (Intent.DOSE, cues.weighs_a_patient),
    (Intent.DOSE, cues.gives_by_the_kidneys),
    (Intent.CONVERSION, cues.converts_a_drug),
    (Intent.CONVERSION, _shows(hints.CONVERSION)),
    (Intent.DURATION, _shows(hints.DURATION)),
    (Intent.FREQUENCY, _shows(hints.FREQUENCY)),
    (Intent.DOSE, _shows(hints.AMOUNT)),
    (Intent.DOSE, _shows(hints.KIDNEY)),
    (Intent.DOSE, hints.moves_a_drug),
    (Intent.DOSE, hints.starts_a_drug),
    (Intent.DOSE, lambda clause: is_terse_question(clause) and hints.numbers_a_drug(clause)),
    (Intent.ADMINISTRATION, _shows(signs.ADMINISTRATION)),
    (Intent.DOSE_CHECK, lambda clause: has_amount(clause) and topics.NAMES_A_PRODUCT.search(clause) is None),
)

# Where an amount, or the drug that was missed or given twice, is named, nothing outweighs it.
_OF_AMOUNTS = (Intent.DOSE_CHECK, Intent.CONVERSION)
_MISHAPS = (Intent.MISSED_DOSE, Intent.OVERDOSE)

# The classes of words (rules/words_of_dosing.yaml) that each intent is told by where no sign tells it.
_SPEAKS_OF = tuple(
    (intent, frozenset(classes.split()))
    for intent, classes in (
        (Intent.MISSED_DOSE, "missed"),
        (Intent.MISSED_DOSE, "vomited"),
        (Intent.OVERDOSE, "excess taken"),
        (Intent.CONVERSION, "convert"),
        (Intent.MAXIMUM, "maximum"),
        (Intent.DURATION, "how_long"),
        (Intent.DURATION, "stop"),
        (Intent.DURATION, "continue"),
        (Intent.FREQUENCY, "often"),
        (Intent.FREQUENCY, "interval"),
        (Intent.FREQUENCY, "clock"),
        (Intent.DOSE_CHECK, "verdict"),
        (Intent.DOSE_CHECK, "doubt"),
    )
)
