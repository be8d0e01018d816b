"""What is answered to an emergency: first whom to call, then what the monographs say of harm, or of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose import Draft, compose
from assistant.dose_guard import is_of_a_dose, names_an_amount
from assistant.query import Query
from assistant.urgent import Emergency, tells_an_allergy
from library import Library
from prompts import text
from retriever.triage import Triage
from schema import Answer, ModelUnusable, RankedPassage, Route, SectionCode

# Where monographs tell of what harms; a dosage or a strength is no answer to an emergency.
_TELL_OF_HARM = frozenset(
    {
        SectionCode.OVERDOSE,
        SectionCode.BOXED_WARNING,
        SectionCode.WARNINGS,
        SectionCode.PRECAUTIONS,
        SectionCode.CONTRAINDICATIONS,
        SectionCode.ADVERSE_REACTIONS,
    }
)
# How monographs name what happened, beside the words in which it is told.
_OVERDOSE, _ALLERGY = "overdose", "severe allergic reaction, anaphylaxis"

# "What is done in an overdose, is there an antidote?" asks in general and tells of nobody; "what is lethal" does not.
_OF_OVERDOSES = re.compile(
    r"\b(?:in|of|for|after|with) (?:(?:an?|any|case of) )*(?:[\w-]+ )?overdos(?:es?|ages?)\b"
    r"|\boverdos(?:e|age) (?:management|treatment|protocol|antidote|signs|symptoms)\b|\bantidote (?:to|for|of)\b"
)
_OF_SOMEBODY = re.compile(
    r"\b(?:i|i'm|im|i've|ive|me|my|myself|we|us|our|you|your|he|she|his|her|him|they|them|their|pt|pts|patients?|who"
    r"|(?:some|any)(?:one|body)|residents?|kid|child|baby|toddler|son|daughter|mom|mum|mother|dad|father|wife|husband|partner"
    r"|friend|sister|brother|man|woman|boy|girl|took|taken|taking|swallow\w*|inject\w*|had|has|have"
    r"|given|just|now|today|yesterday|ago|this morning|tonight|last night|accident\w*|error|mistake|help"
    r"|lethal|fatal|deadly|die[sd]?|death|kill\w*|suicid\w*|enough|end it)\b|\b\d"
)


def asks_of_overdoses(told: str) -> bool:
    """Whether a lower-case message asks about overdoses in general and tells of nobody who took one."""
    return bool(_OF_OVERDOSES.search(told)) and not _OF_SOMEBODY.search(told)


def triaged(triage: Triage | None, told: str) -> Emergency | None:
    """The emergency that the trained triage sees where the rules see none; None too where it cannot be asked.

    What is told has "drug" for each name of one.
    """
    if triage is None or asks_of_overdoses(told):
        return None
    try:
        kind = triage.emergency(told)
    except ModelUnusable:  # the rules still dose; whatever needs the model says so itself
        return None
    return Emergency(kind) if kind else None


def whom_to_call(emergency: Emergency) -> str:
    """What is to be done first."""
    return text(f"answers.urgent_{emergency}")


def named(emergency: Emergency, query: Query) -> Query:
    """A query with the monographs' own word for an overdose or an allergy behind it; other reactions are many."""
    if emergency is Emergency.REACTION and not tells_an_allergy(query.words):
        return query
    return replace(query, words=f"{query.words} ({_OVERDOSE if emergency is Emergency.POISONING else _ALLERGY})")


def told_of_harm(query: Query, ranking: Sequence[RankedPassage], library: Library) -> Draft:
    """What the monographs say of harm, and else without an amount, in the order of a ranking; a line says so first."""
    of_harm = [
        ranked
        for ranked in ranking
        if ranked.passage.section_code in _TELL_OF_HARM
        or not (is_of_a_dose(ranked.passage) or names_an_amount(ranked.passage.text))
    ]
    draft = compose(replace(query, wants_list=False), of_harm, library)
    draft.lines.insert(0, text("answers.urgent_quotes"))
    return draft


def before(emergency: Emergency, answer: Answer) -> Answer:
    """An answer after whom to call: should it be no emergency, the question is answered too."""
    told = "\n\n".join([whom_to_call(emergency), text("answers.urgent_otherwise"), answer.text])
    return replace(answer, route=Route.URGENT, text=told, reason=None)
