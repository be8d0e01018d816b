"""Whether a conversation asks about a dose, and what about it.

What is asked is weighed (rules/weighing.py): words, and the forms of question that are known (signs), clause by clause.
Nothing outweighs a clause that asks for a dose by that word: a message that asks two things is a dosing question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache

from rules import cues, hints, mishaps, signs, topics, weighing
from rules.background import without_background
from rules.clauses import OPENS_A_QUESTION, clauses_of, is_about_something_else
from rules.spelling import meant
from rules.statements import (
    LONGEST_STATEMENT,
    asks_whether_right,
    has_amount,
    is_check,
    is_terse_question,
    judges_an_amount,
    names_an_indication,
    states_a_case,
    states_a_fact,
    states_a_kidney_value,
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


NOTHING_BESIDE = 3  # words; in a turn that is no longer nothing outweighs a sign: "how long for?"
# A question that weighs less leaves the dose that the turns before it asked for, one that states a fact, and another.
ELSEWHERE, DOUBTFUL = -2.0, -0.5
BEYOND_DOUBT = 2.0  # of messages by others that weigh so much 3 % are about something else (docs/rules.md)
FAR_FROM_IT = -4.0  # below it a statement without a fact of the patient is about something else
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
_LEADS_ON = re.compile(r"^(?:\W*+(?:and|but|so|also|then|ok(?:ay)?|thanks|ta|great|right)(?![a-z]))+")
_ASKS = re.compile(r"(?<![a-z])(?:asks|asking|wonders|wondering|wants to know)(?![a-z])")
# Words of a dose or a mishap that tell of neither.
_IN_PASSING = re.compile(
    r"\bforg[eo]t(?:ten)? to (?:say|mention|add|tell|ask|note|include|write)\b"
    r"|\b(?:daily|everyday|day[- ]to[- ]day) (?:life|lives|living|activit(?:y|ies)|routines?|tasks?|chores?)\b"
)
_GIVEN_HOW_OFTEN = re.compile(
    r"\bhow (?:often|many times|frequently) (?:is|are|should|do|does|can|may|must|will|to)\b[^?.]{0,40}"
    r"\b(?:gives?|given|takes?|taken|inject(?:s|ed)?|uses?|used|dosed|administer(?:ed)?)\b"
)
# What takes up the question before it, whatever that was about.
_TAKES_UP = re.compile(
    r"^\W*+(?:and|but|so|ok)?\W*+(?:(?:for )?how long(?: for| then| is that)?"
    r"|(?:is (?:it|that) )?(?:the )?(?:same|ditto) (?:for|in|with|if|goes for) [^.?]{1,40})\W*+$"
)
_CLOSING = re.compile(
    r"^\W*+(?:thanks?|thank you|thx|ok(?:ay)?|great|got it|perfect|bye|goodbye|hello|hi|cool|cheers|good|noted)\b"
    r"(?:\W+(?:thanks?|you|very much|a lot|so much|great|bye|then|all|that's all))*\W*$"
)


def intent_of(turns: Sequence[str]) -> Intent:
    """What the last of a conversation's user turns asks about a dose, the earlier ones being its context."""
    if not turns or _goes_on_with_another_topic(turns[-1], turns[:-1]):
        return Intent.NONE
    text = _read(turns[-1])
    shown = _intent_of_turn(turns[-1])
    weight = weighing.weight(evidence_of(turns))
    adds = len(turns) > 1 and _ONLY_ADDS.search(text) is not None and not any(map(_opens, clauses_of(text)[1:]))
    heavy = weight > 0 and (shown.is_dosing or not (adds or topics.ON_AN_EVENT.search(text)))
    if heavy or _is_plain(text, shown):
        return shown if shown.is_dosing else _likeliest(text)
    if len(turns) == 1 or not _may_continue(text) or (not adds and _turns_away(text, weight)):
        return Intent.NONE if shown.is_dosing else shown
    earlier = intent_of(turns[:-1])
    return earlier if earlier.is_dosing else intent_of(["\n".join(turns[-2:])])


def _read(turn: str) -> str:
    """The words of a turn as they were meant, without what it tells of other medicines than the one asked about."""
    text = _IN_PASSING.sub("", meant(clean(turn).text))
    return text if _tells_a_mishap(text) else without_background(text)


def _tells_a_mishap(text: str) -> bool:
    return any(has_signs(text) for intent, has_signs in _SIGNS if intent in (Intent.MISSED_DOSE, Intent.OVERDOSE))


def evidence_of(turns: Sequence[str]) -> frozenset[str]:
    """What is weighed of a conversation: of its last turn words, signs and what it asks last, of the others classes."""
    text = _read(turns[-1])
    clauses = clauses_of(text)
    asked = [clause for clause in clauses if "?" in clause] or clauses
    return frozenset().union(
        weighing.evidence(text),
        (f"asked {name}" for name in (weighing.classes_in(asked[-1]) if asked else ())),
        (f"sign {_intent_of_clause(clause)}" for clause in clauses),
        ("elsewhere" for clause in clauses if is_about_something_else(clause)),
        (f"shown {_intent_of_turn(turns[-1])}",),
        (f"before {name}" for turn in turns[:-1] for name in weighing.classes_in(meant(clean(turn).text))),
    )


def _turns_away(text: str, weight: float) -> bool:
    """Whether a turn asks for something else than the dose that the turns before it asked for."""
    if not _asks(text):
        return weight < FAR_FROM_IT and not states_a_fact(text)
    return weight < (ELSEWHERE if states_a_fact(text) else DOUBTFUL)


def _asks(text: str) -> bool:
    return "?" in text or _ASKS.search(text) is not None or any(map(_opens, clauses_of(text)))


def _opens(clause: str) -> bool:
    return OPENS_A_QUESTION.search(_LEADS_ON.sub("", clause)) is not None


def may_ask_for_none(turns: Sequence[str]) -> bool:
    """Whether the last turn, the first about a dose, is so neither by a sign and all of its words nor plainly.

    One that asks plainly does so unless its words weigh far against it: "the relative infant dose in a study".
    """
    *earlier, last = turns
    text, shown = _read(last), _intent_of_turn(last)
    only_together = _asks(text) and not shown.is_dosing
    if any(map(asks_about_a_dose, earlier)) or not (only_together or intent_of([last]).is_dosing):
        return False
    weight = max(weighing.weight(evidence_of(read)) for read in ([last], turns))
    if _is_plain(text, shown):
        return weight < FAR_FROM_IT
    return not shown.is_dosing or weight <= BEYOND_DOUBT


def _is_plain(text: str, shown: Intent) -> bool:
    """Whether a turn shows by more than a sign that it asks about a dose: then nothing outweighs it."""
    if not shown.is_dosing:
        return is_terse_question(text) and _asks_of_a_dose(text) and cues.names_a_drug(text)
    if len(text.split()) <= NOTHING_BESIDE or states_a_case(text):
        return True
    if shown is Intent.DOSE_CHECK and has_amount(text) and names_an_indication(text):
        return True
    asking = [clause for clause in clauses_of(text) if _intent_of_clause(clause).is_dosing]
    return any(map(_asks_plainly, asking))


def _goes_on_with_another_topic(turn: str, earlier: Sequence[str]) -> bool:
    """Whether "how long for?", "same for kids?" follow a question on storage or effects, no dose asked for since."""
    if _TAKES_UP.search(clean(turn).text) is None:
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
    if "?" not in text and states_a_kidney_value(text):
        return True  # whoever tells it: "the lab called, her clearance is 19"
    return topics.TOPICS.search(text) is None and topics.FOLLOW_UP_IS_ELSE.search(text) is None


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
    intents = [_intent_of_clause(clause) for clause in clauses]
    return next((intent for intent in _ORDER if intent in intents), Intent.NONE)


def _is_asking(clause: str) -> bool:
    return "?" in clause or signs.REQUEST.search(clause) is not None


@lru_cache(maxsize=64)
def _intent_of_clause(clause: str) -> Intent:
    """The first intent in the order of urgency whose signs a clause shows."""
    return next((intent for intent, has_signs in _SIGNS if has_signs(clause)), Intent.NONE)


def _asks_dose(clause: str) -> bool:
    return signs.DOSE_ASKED.search(clause) is not None or _asks_of_a_dose(clause)


def _asks_of_a_dose(clause: str) -> bool:
    """Whether a clause says "dose" itself, and not only to tell when something happened."""
    return signs.DOSE_WORD.search(signs.DOSE_INCIDENTAL.sub("", clause)) is not None


def _asks_plainly(clause: str) -> bool:
    return _asks_of_a_dose(clause) or judges_an_amount(clause) or _GIVEN_HOW_OFTEN.search(clause) is not None


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
