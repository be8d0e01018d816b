"""Which drug a conversation is about, and which other drug it names: decided by the library, never by similarity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation import goes_on
from drugs import DrugMention, DrugNames, NameMatch

# What stands before or after the other drug of a combination: "with X", "already on X", "X at the same time".
_BESIDE_BEFORE = re.compile(
    r"(?:\b(?:with|plus|alongside|besides|beside|and|also|on|taking|takes|took|using|uses|receiving|receives|getting|gets"
    r"|add|adding|added|combin\w*|interact\w*|from|switch\w*|between|after|before|while|like|than|versus|vs|or|includ\w*)\b"
    r"|[+&/])"
    r"(?:\W+\w+){0,3}\W*\Z"
)
_BESIDE_AFTER = re.compile(
    r"\A\W*(?:\w+\W+){0,2}(?:together|too|as well|concurrent\w*|concomitant\w*|same time|at once|user|added)\b"
)
# A drug so led up to is named as a likeness or a cause, and not taken: "like with X", "shakes that came on from X".
_NOT_TAKEN_BEFORE = re.compile(
    r"\b(?:like (?:\w+ ){0,3}with|(?:caused|induced|brought on|triggered|came on|comes on) (?:by|from|with|after))\W+\Z"
)
# Nor is one that somebody does not bear: "with a penicillin allergy".
_NOT_BORNE = re.compile(r"\A[- ](?:allerg|hypersensitiv|sensitiv|intoleran|anaphyla)")
_NOT_BORNE_BEFORE = re.compile(
    r"\b(?:allerg\w+|(?:hyper)?sensitiv\w+|intoleran\w+|anaphyla\w+) (?:to|with)\W+(?:the\W+)?\Z"
)
# Two drugs of which neither is asked about before the other: "X with Y?".
_PAIRED = re.compile(r"\W*(?:with|and|plus|or)?\W*")
# "Is X one of those?" asks of X what was said of the drug before it.
_POINTS_BACK_AFTER = re.compile(
    r"\A\W*(?:\w+\W+){0,2}(?:(?:one|some|part|any|among) ?(?:of)? (?:those|these|them|that)"
    r"|(?:on|in) (?:that|this|the|your) (?:list|group|class)|included|listed|mentioned)\b"
)
_POINTS_BACK_BEFORE = re.compile(
    r"\b(?:does|do|would|is|are) (?:that|those|these|this|they|it|the list) includ\w*\W+\Z"
)
# What makes the name itself the thing that is asked about: "dose of X", "X side effects", "how does X work".
_ABOUT_BEFORE = re.compile(
    r"\b(?:dos(?:e|es|age|ing)|side effects?|adverse (?:effects?|reactions?)|storage|half-?life|mechanism|indications?"
    r"|uses?|contraindications?|interactions?|price|cost|strengths?|warnings?|monograph|label|brand|generic|about"
    r"|what is|what's|whats|store|storing|how do(?:es)?|inject|prescribe)(?:\s+(?:name|names))?"
    r"(?:\s+(?:of|for|with|on|the|is|are|does|do|i|we|you|inject|give|store|use|take)){0,4}\W*\Z"
)
_ABOUT_AFTER = re.compile(
    r"\A(?:'s)?\W*(?:dos(?:e|es|age|ing)|side|adverse|storage|half|mechanism|indications?|contraindicat\w*|interactions?|price"
    r"|cost|strengths?|warnings?|boxed|infusion|injection|tablets?|capsules?|and (?:alcohol|pregnan|breast|food))\b"
)
# Where nothing but the library implies the subject, the question must refer to it: "is alcohol fine with X" is about X.
_REFERS = re.compile(
    r"\b(?:it|its|this|that|both|together|interact\w*|combin\w*|concomitant\w*|concurrent\w*|add(?:ed|ing)?|co-?admin\w*"
    r"|the (?:drug|medicine|medication|shots?|injections?|syringes?|needles?|solution|liquid|biologic|pen|tablets?"
    r"|treatment|label|leaflet)|monographs?)\b"
)
# "Anakinra aside, ..." leaves the held drug out; "and adalimumab, where does that go?" moves on from it, unless the
# conversation is of combinations.
_SET_ASIDE_AFTER = re.compile(r"\A\W*(?:aside|apart)\b")
_SET_ASIDE_BEFORE = re.compile(
    r"\b(?:leave|leaving|forget|instead of|rather than|other than|apart from|aside from)\W*\Z"
)
_MOVES_ON = re.compile(r"\A\W*(?:(?:and|what about|how about|ok(?:ay)?|now|or)\W+)+(?:for\W+)?(?:the\W+)?\Z")
_OF_COMBINATIONS = re.compile(r"\b(?:with|together|interact\w*|combin\w*|alongside|concomitant\w*|same time|mix\w*)\b")
# "A patient on X wants to take Y" asks about Y.
_GIVEN_BEFORE = re.compile(r"\b(?:get|take|have|receive|use|start|add|try|given|(?:go|put|be) on)\W+(?:the\W+)?\Z")
_TERSE_WORDS = 4  # "ok with methotrexate?" says no more than the name of the other drug


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about.

    `drugs` are the library's drugs that the question is about, first named first; `named` says whether the question
    itself names them. `others` are drugs that it sets beside them and the library does not hold; `unheld` are drugs
    that are themselves asked about and not held, with `drugs` where only these can tell of them: "is X affected by Y?"
    `parts` are names of a component alone, where `drugs` are combinations that hold it. `unclear` is a name that may
    stand for several.
    """

    drugs: tuple[str, ...] = ()
    named: bool = False
    others: tuple[DrugMention, ...] = ()
    unheld: tuple[DrugMention, ...] = ()
    parts: tuple[DrugMention, ...] = ()
    unclear: DrugMention | None = None


def subject_of(turns: Sequence[str], names: DrugNames, held: Sequence[str]) -> Subject:
    """Read the subject of the last turn, with what earlier turns of the user left in mind.

    Args:
        turns: the user's messages, oldest first, cleaned and in lower case; the last is the question.
        names: the names of the library's drugs.
        held: the library's drugs.
    """
    question = turns[-1]
    mentions = names.find(question)
    foreign = [mention for mention in mentions if _is_foreign(question, mention)]
    unclear = next((one for one in mentions if one.match is NameMatch.LOOK_ALIKE and one not in foreign), None)
    drugs = _held(mentions)
    if foreign and drugs and all(_set_aside(question, mention) for mention in mentions if mention.drug in drugs):
        return Subject(unheld=tuple(foreign))
    if unclear and not drugs:
        return Subject(unclear=unclear)
    earlier = _carried(turns[:-1], names)
    of_several = _of_combinations(turns[:-1], names)
    if drugs and not (earlier and _stays(question, mentions, of_several)):
        return _named(question, drugs, mentions, foreign)
    if drugs:
        return Subject(earlier, others=tuple(mention for mention in mentions if mention.drug not in earlier))
    carried = earlier or _implied(question, bool(foreign), held)
    if foreign and _moves_on(question, foreign[0]):
        if carried and of_several:
            return Subject(carried, others=tuple(foreign))
        return Subject(unheld=tuple(foreign))
    if carried and all(stands_beside(question, mention) for mention in foreign):
        return Subject(carried, others=tuple(foreign))
    return Subject(unheld=tuple(foreign))


def _named(
    question: str, drugs: tuple[str, ...], mentions: Sequence[DrugMention], foreign: Sequence[DrugMention]
) -> Subject:
    """The subject of a question that names held drugs."""
    beside = _held_beside(question, drugs, mentions)
    subjects = tuple(drug for drug in drugs if drug not in {mention.drug for mention in beside})
    parts = tuple(mention for mention in mentions if mention.is_part and mention.drug == subjects[0])
    first = min(mention.start for mention in mentions if mention.drug in subjects)
    taken = [mention for mention in foreign if not _is_not_taken(question, mention)]
    leading = (mention for mention in taken if mention.start < first and not stands_beside(question, mention))
    asked = (mention for mention in leading if not _PAIRED.fullmatch(question[mention.end : first]))
    return Subject(subjects, named=True, others=(*taken, *beside), unheld=tuple(asked), parts=parts)


def _is_not_taken(question: str, mention: DrugMention) -> bool:
    before, after = question[: mention.start], question[mention.end :]
    return bool(_NOT_TAKEN_BEFORE.search(before) or _NOT_BORNE_BEFORE.search(before) or _NOT_BORNE.match(after))


def _is_foreign(question: str, mention: DrugMention) -> bool:
    """Whether a name is of a drug that is not held, or of one that only combinations hold and that is set beside."""
    if mention.match is NameMatch.LOOK_ALIKE:
        return mention.is_part and stands_beside(question, mention)
    return mention.match is NameMatch.NOT_HELD


def refers_to_subject(question: str) -> bool:
    """Whether a question without a name points at the medicine: "it", "the syringe"."""
    return _REFERS.search(question) is not None


def stands_beside(question: str, mention: DrugMention) -> bool:
    """Whether a name is set beside the subject ("with X") and not itself asked about ("dose of X")."""
    before, after = question[: mention.start], question[mention.end :]
    if _ABOUT_AFTER.search(after) or _ABOUT_BEFORE.search(before):
        return False
    return bool(_BESIDE_BEFORE.search(before) or _BESIDE_AFTER.search(after) or _points_back(question, mention))


def _stays(question: str, mentions: Sequence[DrugMention], of_several: bool) -> bool:
    """Whether a later question sets every name beside the drug before it: "can it be taken with X?", "and with X?".

    "And X?" does where that is what was asked of another drug (`of_several`).
    """
    if all(_points_back(question, mention) for mention in mentions):
        return True
    leans = refers_to_subject(question) or goes_on(question) or len(question.split()) <= _TERSE_WORDS
    return leans and all(
        of_several if _moves_on(question, mention) else stands_beside(question, mention) for mention in mentions
    )


def _points_back(question: str, mention: DrugMention) -> bool:
    before, after = question[: mention.start], question[mention.end :]
    return bool(_POINTS_BACK_AFTER.search(after) or _POINTS_BACK_BEFORE.search(before))


def _held_beside(question: str, drugs: tuple[str, ...], mentions: Sequence[DrugMention]) -> list[DrugMention]:
    """Of several held drugs, the mentions of those that are set beside another: "on X, can she take Y"."""
    if len(drugs) == 1:
        return []
    beside = [mention for mention in mentions if mention.drug in drugs and stands_beside(question, mention)]
    if len({mention.drug for mention in beside}) == len(drugs):
        given = (mention.drug for mention in beside if _GIVEN_BEFORE.search(question[: mention.start]))
        subject = next(given, drugs[0])
        beside = [mention for mention in beside if mention.drug != subject]
    return beside


def _set_aside(question: str, mention: DrugMention) -> bool:
    before, after = question[: mention.start], question[mention.end :]
    return bool(_SET_ASIDE_AFTER.search(after) or _SET_ASIDE_BEFORE.search(before))


def _moves_on(question: str, mention: DrugMention) -> bool:
    return _MOVES_ON.search(question[: mention.start]) is not None


def _of_combinations(earlier: Sequence[str], names: DrugNames) -> bool:
    """Whether the last turn was of a combination: then "and warfarin?" asks for another one."""
    return any(
        _OF_COMBINATIONS.search(turn)
        or (len(mentions) > 1 and len(turn.split()) <= _TERSE_WORDS)
        or any(mention.match is NameMatch.NOT_HELD for mention in mentions)
        for turn in earlier[-1:]
        for mentions in [names.find(turn)]
    )


def _held(mentions: Sequence[DrugMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.drug for mention in mentions if mention.match.is_held and mention.drug))


def _carried(earlier: Sequence[str], names: DrugNames) -> tuple[str, ...]:
    """The drugs of the latest turn that names a held one."""
    return next((drugs for turn in reversed(earlier) if (drugs := _held(names.find(turn)))), ())


def _implied(question: str, names_another: bool, held: Sequence[str]) -> tuple[str, ...]:
    """The one drug of a library that holds no other, unless the question speaks of another without referring to it."""
    refers = not names_another or refers_to_subject(question) or len(question.split()) <= _TERSE_WORDS
    return tuple(held) if len(held) == 1 and refers else ()
