"""What of a message on two medicines is only background: the amounts and times of one taken beside the other.

"On warfarin 5 mg, can she have naproxen as well?" asks nothing of the 5 mg. Such is left out before a message is read
for what it asks; whatever else in it asks for a dose does so still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from drugs.lexicon import lexicon
from rules.beside import is_drug
from rules.frequencies import frequencies
from rules.grammar import DOSE, GIVE, TAKE, B, E, any_of, not_after
from rules.quantities import BODY_UNITS, DOSED_KINDS, find_quantities
from rules.table import tables

_WORD = re.compile(
    rf"{B}(?:(?:flu|shingles|pneumonia|covid|live|travel) (?:jab|shot|vaccin)\w*"
    rf"|(?:any|which|what|other|another) (?:other )?(?:drug|medicine|medication)s?){E}"
    r"|(?<![a-z0-9'-])[a-z][a-z-]{2,}(?![a-z0-9'-])"
)
# What is taken beside a medicine and is none by name: food and drink, minerals, vaccines, classes of medicines.
_COMPANION = re.compile(
    r"(?:.* .*|alcohol|wine|beer|pints|grapefruit|turmeric|wort|smok(?:ing|es?)|calcium|iron|magnesium|zinc|potassium"
    r"|antacids?"
    r"|vaccin(?:es?|ations?)|nsaids?|painkillers?|antibiotics?|statins?|anticoagulants?|biologics?|steroids?|dmards?"
    r"|contraceptives?|antidepressants?|inhibitors?|blockers?|diuretics?)\Z"
)
# "Can she take it with X?": "it" is the medicine that the conversation is about.
_IT_WITH = re.compile(
    rf"{B}(?:{TAKE}|add|combine|mix)\s(?P<it>it|this|that)\s(?:\w+\s){{0,3}}?(?:with|alongside|plus){E}"
)
_TIME = re.compile(
    rf"{B}(?:(?:at|before) (?:night|bedtime|noon|lunchtime|bed)"
    rf"|(?:in the|each|every) (?:morning|evening|afternoon|night)|at \d{{1,2}}(?::\d\d)? ?(?:[ap]m)?"
    rf"|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|nocte|mane|prn|stat"
    rf"|for (?:\w+ ){{0,2}}(?:days?|weeks?|months?|years?)|\w+ (?:days?|weeks?|months?) ago){E}"
)
_BETWEEN_MEASURES = re.compile(r"\A[\s,()]*+(?:xl|mr|sr|sc|po|iv|oral(?:ly)?|subcut|tablets?)?[\s,()]*+\Z")
_AFTER_A_NAME = re.compile(
    r"\A[\s:=(]*+(?:(?:acid|sodium|juice|injections?|infusions?|tablets?|xl|mr|sr|sc|po|iv|oral(?:ly)?|dose|at|is|was|now|only)\s)*\Z"
)
_BEFORE_A_NAME = re.compile(r"\A\s(?:of\s)?(?:(?:oral|subcut|sc|iv)\s)?\Z")
_BARE_NUMBER = re.compile(r"\s\d[\d.]*+(?![\w%/-])")
# What stands before a medicine that is taken already, or set beside the one that is asked about.
_BESIDE = any_of(
    rf"{not_after('go put start begin him her them')}{B}on",
    rf"{not_after('start begin')}{B}with",
    rf"{not_after('ok okay fine safe start of')}{B}(?:taking|using|receiving|having|getting)",
    rf"{B}(?:takes|took|gets|got|uses|used|has|had|receives|i take|i use|i have|plus|already|background|also|besides"
    rf"|alongside|than|versus|vs|from|after|add(?:ed|ing)? (?:it )?to|on top of|as well as|while|and)",
    r"\+|&",
)
_BESIDE_BEFORE = re.compile(
    rf"(?:{_BESIDE.pattern})\s(?:(?:a|an|the|his|her|my|weekly|daily|oral|low|low-dose|stable|background|still|on)\s)*\Z"
)
_JOINED = re.compile(r"\A[\s,]*+(?:\+|and|&|plus)?\s*+\Z")
# Whether the amount itself is right; and whether it may be given at all, which can be meant of the two together.
_OF_AN_AMOUNT = re.compile(
    rf"{B}(?:too (?:much|many|high|low|little|strong|big|small|large|often)|enough|right|correct|sufficient|excessive"
    rf"|adequate|normal|usual|typical|standard|error|mistake|typo|confirm|verify){E}"
)
_OF_GIVING = re.compile(
    rf"{B}(?:ok|okay|alright|fine|safe|safely|allowed|appropriate|acceptable|advisable|sensible|reasonable|permitted"
    rf"|can|could|may|might|should|must|shall){E}"
)
_TOGETHER = re.compile(
    rf"{B}(?:with|together|alongside|along with|side by side|combin\w+|concomitant\w*|concurrent\w*|simultaneous\w*"
    rf"|on top|as well|also|same time|both|the two|these two|each other|either|while on|whilst on){E}|\+|&"
)
_RELATION = re.compile(
    rf"{B}(?:interact\w*|clash\w*|each other'?s?|one another|affect|influence|levels?|concentrations?|interfere\w*){E}"
)
# One medicine given for another is a mishap, whichever of the two is asked about.
_SWAPPED = re.compile(rf"{B}(?:instead of|in place of|wrong|mix(?:ed)?[ -]up|swapped|by mistake|in error){E}")
_ASKS_A_DOSE = re.compile(rf"{DOSE}|{B}(?:much|many|often|maximum|max|when|long){E}")
_SAME_TIME = re.compile(rf"{B}(?:at )?(?:the )?same time{E}(?! (?:as (?:usual|before)|of|each|every|daily|or|on ))")
_TERSE = 8  # words; so short a question asks whether what it states is right
_SENTENCE = re.compile(r"(?:[^?!;\n.]|\.(?!\s|\Z))+[?!;\n.]*")


@dataclass(slots=True)
class _Substance:
    """What is taken, as a message names it, with the places of its amounts and times.

    `name` is "" where it is only "it". It is `beside` where it is taken already or set beside another, `stated` where
    it stands in no question.
    """

    name: str
    start: int
    end: int
    measures: list[tuple[int, int]] = field(default_factory=list)
    is_beside: bool = field(init=False)
    is_stated: bool = field(init=False)


@lru_cache(maxsize=64)
def without_background(text: str) -> str:
    """Clean text without the amounts and times that it only tells of the medicines beside the one it asks about."""
    found = sorted([*_named(text), *_meant_by_it(text)], key=lambda one: one.start)
    if len({one.name for one in found}) < 2 or _SWAPPED.search(text):
        return text
    sentences = [match for match in _SENTENCE.finditer(text) if match.group().strip()]
    asking = [sentence for sentence in sentences if "?" in sentence.group()] or sentences
    _attach(text, found)
    for number, one in enumerate(found):
        one.is_beside = _is_beside(text, one, found[number - 1] if number else None)
        one.is_stated = not any(sentence.start() <= one.start < sentence.end() for sentence in asking)
    question = "".join(sentence.group() for sentence in asking)
    left_out = (measure for one in found if _is_background(one, found, text, question) for measure in one.measures)
    return _SAME_TIME.sub("together", _blanked(text, left_out))


def asked_of_both(text: str) -> str | None:
    """What clean text asks of two medicines taken together, without their amounts; None where it asks no such thing."""
    found = sorted([*_named(text), *_meant_by_it(text)], key=lambda one: one.start)
    asks = _OF_GIVING.search(text) and _TOGETHER.search(text)
    if len({one.name for one in found}) < 2 or not asks or _OF_AN_AMOUNT.search(text) or _ASKS_A_DOSE.search(text):
        return None
    _attach(text, found)
    return _blanked(text, (measure for one in found for measure in one.measures))


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(places):
        parts.append(text[at:start])
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _named(text: str) -> Iterator[_Substance]:
    for match in _WORD.finditer(text):
        word = match.group()
        if is_drug(word) or _COMPANION.match(word):
            yield _Substance(lexicon().get(word, word), match.start(), match.end())


def _meant_by_it(text: str) -> Iterator[_Substance]:
    for match in _IT_WITH.finditer(text):
        yield _Substance("", *match.span("it"))


def _attach(text: str, found: Sequence[_Substance]) -> None:
    """Give each substance the amounts and times that stand right after it, or right before it."""
    for start, end in _measures(text):
        before = next((one for one in reversed(found) if one.end <= start), None)
        after = next((one for one in found if one.start >= end), None)
        if before and _AFTER_A_NAME.match(text[before.end : start]):
            before.measures.append((start, end))
        elif after and _BEFORE_A_NAME.match(text[end : after.start]):
            after.measures.append((start, end))
    for one in found:
        if number := _BARE_NUMBER.match(text, one.end):
            one.measures.append(number.span())


def _measures(text: str) -> list[tuple[int, int]]:
    """Where clean text has an amount, how often or when, those that follow one another taken together."""
    amounts = (
        (quantity.start, quantity.end)
        for quantity in find_quantities(text)
        if quantity.unit.kind in DOSED_KINDS and quantity.unit.name not in BODY_UNITS
    )
    times = [match.span() for match in _TIME.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*amounts, *((start, end) for start, end, _ in frequencies(text)), *times]):
        if merged and _BETWEEN_MEASURES.match(text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _opening(one: _Substance) -> int:
    """Where a substance is first spoken of: at its amount where that stands before it."""
    return min([one.start, *(start for start, _ in one.measures)])


def _is_beside(text: str, one: _Substance, before: _Substance | None) -> bool:
    if _BESIDE_BEFORE.search(text[: _opening(one)]) is not None:
        return True
    if before is None or not before.is_beside:
        return False
    ends = max([before.end, *(end for _, end in before.measures)])
    return _JOINED.match(text[ends : _opening(one)]) is not None


def _is_background(one: _Substance, found: Sequence[_Substance], text: str, question: str) -> bool:
    """Whether nothing is asked of the amounts of a substance: fails closed for a drug that the rules dose."""
    asks_of_another = any(other.name != one.name and not (other.is_beside or other.is_stated) for other in found)
    if (one.is_beside or one.is_stated) and asks_of_another:
        return True
    if _OF_AN_AMOUNT.search(question) or (_is_given(one, text) and not one.is_beside):
        return False
    is_of_relation = _RELATION.search(question) is not None
    is_terse = not one.is_stated and len(question.split()) <= _TERSE
    is_of_giving = is_terse or _OF_GIVING.search(question) is not None
    if one.is_beside or one.name not in _dosed():
        return is_of_relation or not is_of_giving or _TOGETHER.search(question) is not None
    return is_of_relation


def _is_given(one: _Substance, text: str) -> bool:
    """Whether the amount of a substance is what somebody gives or takes: "can he take 80 mg X"."""
    opening = _opening(one)
    return opening < one.start and re.search(rf"{B}(?:{TAKE}|{GIVE}|start)\s\Z", text[:opening]) is not None


@cache
def _dosed() -> frozenset[str]:
    return frozenset(tables())
