"""Whether a conversation asks about a dose, and what about it.

It fails closed: what may be a dosing question is one. Questions on storage, effects, interactions and the like are told
apart by their own words, clause by clause, so that a message that asks two things is still a dosing question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache

from rules import cues, hints, mishaps, signs, topics, weighing
from rules.grammar import PERSON, PIECE, UNIT, E
from rules.proposals import read_proposals
from rules.quantities import NUMBER, Kind, find_quantities
from rules.spelling import meant
from rules.table import tables
from rules.text import clean
from rules.vocabulary import Vocabulary, populations, vocabulary


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


LONGEST_FOLLOW_UP = 14  # words; a longer message says itself what it asks
TERSE = 8  # words; below this, an amount with a question mark asks whether it is right
NAME_AND_NUMBER = 3  # words: "kineret 100 ?" asks whether 100 is right
# What a clause weighs (rules/weighing.py): without a sign it is about a dose above CONVINCING, with one unless below DOUBTFUL.
CONVINCING, DOUBTFUL = 1.8, -1.0
SHORT = 4  # words; a clause that is no longer has room for its sign alone
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
_ASKING = re.compile(
    r"(?<![a-z])(?:what|why|who(?! (?:weighs?|is|has|was|takes|had)\b)|where|when|does|do|how|which)\b"
)
_YES_NO = re.compile(r"^\W*+(?:is|are|does|do|can|could|will|has|have|was|should|would)\b")
_ASKS_FREQUENCY = re.compile(r"how (?:often|frequent|many times)|(?:what|which) (?:interval|frequency)|how far apart")
_AGE_ALONE = re.compile(r"(?<![a-z])(?:he|she|i|they|patient|pt|child|kid)(?:'s|'m|'re| is| am| was) \d{1,3}\W*$")
_ONLY_ADDS = re.compile(
    r"^\W*+(?:and|but|so|then|ok)?\W*+(?:with|if|what if|what about|how about|for|in|on|at|"
    r"every|once|twice|three|daily|weekly)\b"
    r"(?!.*\b(?:dos\w+|how|maximum|max|amount|what (?:is|would|should))\b)"
)
_SECOND_QUESTION = re.compile(
    r",? (?:and|also|plus|but) (?:also )?(?=(?:how|what|where|when|is|are|can|could|does|do|should|which|who|why)\b)"
)
_QUESTION_AFTER_COMMA = re.compile(
    r",\s(?=(?:what|which|how|when|why|where|should|is|are|was|does|do|can|could|may|will|would)\s)"
)
_OPENS_A_QUESTION = re.compile(
    r"^\W*+(?:what|which|how|when|why|where|who|should|is|are|was|does|do|can|could|may|will|would)\b"
)
# A sentence that says how things are, before another that asks: "he takes 100 mg and has a fever, should he ...?"
_STATES = re.compile(
    rf"^\W*+(?:{PERSON}|(?:my|our|his|her|the|a|this|that) [a-z]+|chart|pharmacy|pt)"
    rf"(?:'s|'ve|'m| (?:is|was|has|had|takes?|took|got|gets|gave|sent|says?|reads|weighs?|needs?|started|have|"
    rf"inject|use)){E}"
)
_NAMES_A_STRENGTH = re.compile(rf"(?<![\d.,])\d[\d.,]*+\s?{UNIT} {PIECE}{E}")
_WHAT_TO_DO = re.compile(
    rf"(?<![a-z])(?:what|how) (?:do|does|should|would|can|could|must|to) (?:{PERSON} )?(?:tell|advise|take|dispense|"
    rf"give|use|do|manage|go about){E}"
)
_HOW_LONG_ALONE = re.compile(r"^\W*+(?:and|but|so|ok)?\W*+(?:for )?how long(?: for| then| is that)?\W*+$")
_CLOSING = re.compile(
    r"^\W*+(?:thanks?|thank you|thx|ok(?:ay)?|great|got it|perfect|bye|goodbye|hello|hi|cool|cheers|good|noted)"
    r"(?:\W+(?:thanks?|you|very much|a lot|so much|great|bye|then|all|that's all))*\W*$"
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
    text = meant(clean(turns[-1]).text)
    if weighing.weight(text) > CONVINCING and (len(turns) == 1 or not _ONLY_ADDS.search(text)):
        return _likeliest(text)
    if intent is not Intent.NONE or len(turns) == 1 or not _may_continue(text):
        return intent
    earlier = intent_of(turns[:-1])
    if earlier.is_dosing:
        return earlier
    with_before = meant(clean(f"{turns[-2]}\n{turns[-1]}").text)
    return _likeliest(with_before) if weighing.weight(with_before) > CONVINCING else Intent.NONE


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
    text = meant(clean(turn).text)
    return _asked_in(_clauses(text)).is_dosing and _ONLY_ADDS.search(text) is None


def _may_continue(text: str) -> bool:
    """Whether a turn that asks nothing of its own may add to the question before it."""
    if len(text.split()) > LONGEST_FOLLOW_UP or _CLOSING.search(text):
        return False
    if topics.TOPICS.search(text) or topics.FOLLOW_UP_IS_ELSE.search(text):
        return False
    if _ONLY_ADDS.search(text):
        return True
    if ("?" in text or _OPENS_A_QUESTION.search(text)) and weighing.weight(text) < ELSEWHERE:
        return False
    return not _YES_NO.search(text) or _states_a_fact(text)


def _intent_of_turn(turn: str) -> Intent:
    text = meant(clean(turn).text)
    clauses = _clauses(text)
    found = _asked_in(clauses)
    if found in (Intent.NONE, Intent.DOSE) and _asks_whether_right(clauses):
        return Intent.DOSE_CHECK
    if found is Intent.NONE and not any(map(_is_about_something_else, clauses)) and _states_a_patient(text):
        return Intent.DOSE
    return found


def _likeliest(text: str) -> Intent:
    """What a message is about that shows no sign and yet weighs as one about a dose: the first kind that it speaks of."""
    spoken_of = weighing.evidence(text)
    return next((intent for intent, kinds in _SPEAKS_OF if not kinds.isdisjoint(spoken_of)), Intent.DOSE)


def _asks_whether_right(clauses: Sequence[str]) -> bool:
    """Whether one clause gives an amount and another asks whether it is right: "I take 50 mg daily. Is it enough?"."""
    others = [clause for clause in clauses if not _is_about_something_else(clause)]
    if not any(
        _has_amount(part) or _NAMES_A_STRENGTH.search(part) or hints.COUNT_A_DAY.search(part) for part in others
    ):
        return False
    return any(
        len(clause.split()) <= TERSE and (signs.ASKS_WHETHER_RIGHT.search(clause) or _WHAT_TO_DO.search(clause))
        for clause in others
    )


def _clauses(text: str) -> list[str]:
    """The sentences of clean text; where none ends in a question mark, each that may ask is taken for a question."""
    sentences = [sentence for sentence in re.split(r"[!;\n]+|(?<=\?)|\.(?=\s|$)", text) if sentence.strip(" ?")]
    if "?" not in text:
        asking = sentences
        if any(_OPENS_A_QUESTION.search(sentence) for sentence in sentences):
            asking = [sentence for sentence in sentences if not _STATES.search(sentence)]
        sentences = [f"{sentence} ?" if sentence in asking else sentence for sentence in sentences]
    return [part for sentence in sentences for part in _parts(sentence)]


def _parts(sentence: str) -> list[str]:
    """A sentence cut where "and" or a comma leads to a question; each part that asks ends as the sentence does."""
    parts = _SECOND_QUESTION.split(sentence)
    if len(parts) == 1 and (comma := _QUESTION_AFTER_COMMA.search(sentence)):
        before = sentence[: comma.start()]
        if not _is_about_something_else(before):
            parts = [before, sentence[comma.end() :]]
    asks = "?" in sentence
    return [f"{part} ?" if asks and "?" not in part and not _STATES.search(part) else part for part in parts]


def _asked_in(clauses: Sequence[str]) -> Intent:
    intents = [_intent_of_clause(clause) for clause in clauses]
    return next((intent for intent in _ORDER if intent in intents), Intent.NONE)


def _is_asking(clause: str) -> bool:
    return "?" in clause or signs.REQUEST.search(clause) is not None


def _intent_of_clause(clause: str) -> Intent:
    """The first intent in the order of urgency whose signs a clause shows; none where its words weigh against a dose."""
    found = next((intent for intent, has_signs in _SIGNS if has_signs(clause)), Intent.NONE)
    if found in _SURE or not found.is_dosing or len(clause.split()) <= SHORT:
        return found
    return found if weighing.weight(clause) >= DOUBTFUL else Intent.NONE


def _is_about_something_else(clause: str) -> bool:
    if topics.INGREDIENT.search(clause) or topics.NOT_AN_AMOUNT.search(clause):
        return True
    return topics.TOPICS.search(clause) is not None and not (
        signs.PLAIN_ASK.search(clause) or cues.counts_a_drug(clause)
    )


def _asks_dose(clause: str) -> bool:
    if signs.DOSE_ASKED.search(clause):
        return True
    return signs.DOSE_WORD.search(signs.DOSE_INCIDENTAL.sub(" ", clause)) is not None


def _is_duration(clause: str) -> bool:
    return signs.DURATION.search(clause) is not None and topics.DURATION_IS_ELSE.search(clause) is None


def _is_check(clause: str) -> bool:
    if _ASKS_FREQUENCY.search(clause):
        return False
    if _has_amount(clause):
        return signs.CHECK_CUE.search(clause) is not None or _is_terse_question(clause)
    bare = read_proposals(clause, list(find_quantities(clause)))
    if _AGE_ALONE.search(clause):
        return False
    is_cued = signs.CHECK_CUE.search(clause) is not None or len(clause.split()) <= NAME_AND_NUMBER
    return bool(bare) and is_cued and _is_terse_question(clause)


_AMOUNT_KINDS = (Kind.MASS, Kind.VOLUME, Kind.ACTIVITY, Kind.SUBSTANCE, Kind.COUNT)
_BODY_UNITS = ("kg", "lb", "st", "oz", "L", "dL")
_NOT_A_DOSE = re.compile(
    r"\s?/\s?d?l|\s?-?(?:single-dose )?(?:capsule|caps?\b|tablet|tab\b|pill|patch|bottle|bag|box|"
    r"pack|tube|jar|vial)"
)


def _has_amount(clause: str) -> bool:
    return any(
        quantity.unit.kind in _AMOUNT_KINDS
        and quantity.unit.name not in _BODY_UNITS
        and not (quantity.unit.kind is Kind.VOLUME and "min" in quantity.per)  # a clearance
        and not _NOT_A_DOSE.match(clause, quantity.end)
        for quantity in find_quantities(clause)
    )


def _is_terse_question(clause: str) -> bool:
    return len(clause.split()) <= TERSE and not _ASKING.search(clause) and not _YES_NO.search(clause)


@cache
def _table_indications() -> Vocabulary:
    """What the drugs that have a table are given for."""
    return Vocabulary(
        (term, table.drug)
        for table in tables().values()
        for indication in table.indications
        for term in (
            *indication.terms,
            *indication.broader_terms,
            *(term for variant in indication.variants for term in variant.terms),
        )
    )


def _states_a_patient(text: str) -> bool:
    """Whether a message gives a patient's measure and a drug or diagnosis and asks nothing, as staff tersely do."""
    if _ASKING.search(text) or _YES_NO.search(text) or len(text.split()) > LONGEST_FOLLOW_UP:
        return False
    weighed = any(quantity.unit.name in ("kg", "lb", "st") and not quantity.per for quantity in find_quantities(text))
    if weighed or not _states_a_fact(text):
        return weighed
    if next(vocabulary("routes").find(text), None) is not None and cues.names_a_drug(text):
        return len(text.split()) <= TERSE
    return next(_table_indications().find(text), None) is not None


def _states_a_fact(text: str) -> bool:
    """Whether a text holds a number, a word for an age group, or one for kidney function."""
    if re.search(NUMBER, text):
        return True
    return any(next(words.find(text), None) is not None for words in (populations(), vocabulary("kidney")))


def _shows(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda clause: pattern.search(clause) is not None


_SIGNS: tuple[tuple[Intent, Callable[[str], bool]], ...] = (
    (Intent.OVERDOSE, _shows(mishaps.OVERDOSE)),
    (Intent.MISSED_DOSE, _shows(mishaps.MISSED)),
    (Intent.NONE, lambda clause: not _is_asking(clause) or _is_about_something_else(clause)),
    (Intent.CONVERSION, _shows(signs.CONVERSION)),
    (Intent.DOSE_CHECK, lambda clause: _has_amount(clause) and _shows(signs.MAXIMUM)(clause) and _is_check(clause)),
    (Intent.MAXIMUM, _shows(signs.MAXIMUM)),
    (Intent.DURATION, _is_duration),
    (Intent.DOSE_CHECK, _is_check),
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
    (Intent.DOSE, lambda clause: _is_terse_question(clause) and hints.numbers_a_drug(clause)),
    (Intent.ADMINISTRATION, _shows(signs.ADMINISTRATION)),
    (Intent.DOSE_CHECK, lambda clause: _has_amount(clause) and topics.NAMES_A_PRODUCT.search(clause) is None),
)

_SURE = (Intent.DOSE_CHECK, Intent.CONVERSION)  # an amount is named: nothing outweighs it

# The classes of words (rules/words_of_dosing.yaml) that each intent is told by where no sign tells it.
_SPEAKS_OF = (
    (Intent.MISSED_DOSE, frozenset({"missed", "vomited"})),
    (Intent.OVERDOSE, frozenset({"excess"})),
    (Intent.CONVERSION, frozenset({"convert"})),
    (Intent.MAXIMUM, frozenset({"maximum"})),
    (Intent.DURATION, frozenset({"how_long", "stop", "continue"})),
    (Intent.FREQUENCY, frozenset({"often", "interval", "clock"})),
    (Intent.DOSE_CHECK, frozenset({"verdict", "doubt"})),
)
