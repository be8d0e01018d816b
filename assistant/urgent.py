"""Tell an emergency that is being reported from a question about one.

"My lips are swelling after the shot" needs help now; "what are the signs of anaphylaxis?" is an ordinary question. A
message is urgent when a sentence tells of a danger (a sign, or what was done with a medicine) and nothing frames it as
general, supposed or past; what is said to happen to someone now is urgent however it is framed. Thoughts of self-harm
are urgent unless numbers, a drug's effect or another person's past are asked about. The words: urgent.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.phrases import Phrases, Span, alternatives
from drugs import DrugMention, replaced


class Emergency(StrEnum):
    """What kind of help is needed first."""

    SELF_HARM = "self_harm"
    REACTION = "reaction"
    POISONING = "poisoning"


_NUMBERS = dict(
    zip("two three four five six seven eight nine ten eleven twelve".split(), map(str, range(2, 13)), strict=True)
) | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100"}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_SENTENCE_END = re.compile(r"[!?;\n]+|\.+(?!\d)")
_CLAUSE_END = re.compile(r",|:|\(|\)| - |\b(?:but|and now|then|so|because|what (?:should|do) (?:i|we) do)\b")
_ASKS_FIRST = re.compile(
    r"\W*(?:(?:hi|hello|hey|ok|so|and|also|quick|please|anyway|honestly|question)\b\W*)*"
    r"(?:what|whats|which|how|why|when|where|who|is|are|was|were|does|do|did|can|could|will|would|should|may|might)\b"
)
_IF = re.compile(r"(?<!know )(?<!sure )(?<!idk )(?<!see )(?<!wondering )(?<!tell )\bif\b")
# "I take it for chest pain", "my seizure medicine": the name of a condition.
_FOR = re.compile(r"\b(?:for|treats?|treating)\W+(?:(?:my|his|her|the|their|chronic|severe|acute)\W+){0,2}\Z")
_COMPOUND = re.compile(
    r"\W+(?:medicines?|meds?|pills?|medications?|disorder|risk|rates?|history|clinic|unit|prevention|protocol|aside)\b"
)
# "Our warfarin patient": whoever takes a medicine, who is given something else.
_OF_A_DRUG = re.compile(r"\bdrug (?=(?:patient|pt|user|man|woman|lady|kid|child|baby)s?\b)")
# What self-harm is called where it is written about; in other words it is someone's own.
_IS_NAMED = re.compile(r"suicid|self harm|(?:his|her|their) (?:own )?life|(?:him|her|them)sel")
# What somebody plans to do, or asks whether to.
_PLANNED = re.compile(
    r"(?:\A|\b(?:so|then|or|and|can|could|should|shall|may|might|do|will|must|please|just|to)\W+(?:i|we|he|she|they|you)?\W*)"
    r"(?:give|take|inject|use|administer)\W+(?:(?:him|her|them|another|just|about|up to)\W+)*\Z"
)
_UNIT = r"(?:mgs?|mcg|g|grams?|ml|units?|iu|hours?|hrs?|days?|weeks?|months?|years?|times|minutes?|mins?|am|pm|oz)\b"
_HABIT = re.compile(r"\b(?:daily|every|per|a day|each|weekly|times a|nightly|over \d+|for \d+|a week|courses?)\b")
_AMOUNT = r"(?:(?:\w+\W+){0,3}?(\d+(?:\.\d+)?))"
_TOO_MUCH = 1.5  # how many times what was ordered is more than a rounding
_SYSTEMS = (("skin", ("airways", "circulation", "gut")), ("mind", ("body", "gut", "circulation")))


def emergency_in(message: str, drugs: Sequence[DrugMention] = ()) -> Emergency | None:
    """The emergency that a message, cleaned and in lower case, reports; or None. `drugs` are the names found in it."""
    named, marked = _comparable(message), _OF_A_DRUG.sub("", _comparable(replaced(message, drugs, "drug")))
    if _says_self_harm(named, marked):
        return Emergency.SELF_HARM
    if _phrases("studied").are_in(named):
        return None
    if _reports(_unsettled(named), _signs):
        return Emergency.REACTION
    if not _phrases("harmless").are_in(marked) and _reports(marked, _intakes):
        return Emergency.POISONING
    return None


def tells_an_event(message: str) -> bool:
    """Whether a message in lower case tells that something was taken or happened, in any of the words known for it.

    A dosing question seldom does; only of one that does is it asked whether it reports an emergency in other words.
    """
    text = _comparable(message)
    return bool(_event().search(text)) or _phrases("now").are_in(text)


def tells_an_allergy(message: str) -> bool:
    """Whether a message in lower case tells of a sign of the airways or the skin, as a severe allergy has them."""
    text = _comparable(message)
    return any(_phrases(*part).are_in(text) for part in (("grave", "airway"), ("grave", "allergy"), ("lesser", "skin")))


def _comparable(message: str) -> str:
    """A message with numbers as digits apart from their units, and without hyphens and apostrophes."""
    bare = _NUMBER.sub(lambda match: _NUMBERS[match[0]], message.replace("'", "").replace("-", " "))
    return re.sub(r"(?<=\d)(?=[a-z])", " ", bare)


def _unsettled(text: str) -> str:
    """A text without what it says is over: of a message that says so, only what is told of now counts."""
    if not _phrases("settled").are_in(text):
        return text
    clauses = [(sentence, _CLAUSE_END.split(sentence)) for sentence in _sentences(text)]
    return ". ".join(sentence for sentence, parts in clauses if any(map(_is_of_now, parts)))


def _is_of_now(clause: str) -> bool:
    return _phrases("now").are_in(clause) and not _phrases("settled").are_in(clause)


def _sentences(text: str) -> Iterator[str]:
    return (sentence for part in _SENTENCE_END.split(text) if (sentence := part.strip()))


def _says_self_harm(named: str, marked: str) -> bool:
    if _expressions("about_numbers").search(named):
        return False
    for sentence in _sentences(named):
        match = _expressions("self_harm").search(sentence)
        if match and not _is_of_others(sentence, match.span()):
            return True
    return any(_phrases("despair").are_in(sentence) for sentence in [*_sentences(marked), marked])


def _is_of_others(sentence: str, span: Span) -> bool:
    """Whether self-harm is spoken of as a drug's effect, as denied, or as the past of someone else."""
    before = sentence[: span[0]]
    if not _IS_NAMED.search(sentence, *span):
        return False
    if _negated().search(before) or _phrases("recalls").are_in(sentence):
        return True
    return not _phrases("who").are_in(sentence)


def _reports(text: str, finder: Callable[[str], Iterator[Span]]) -> bool:
    return any(_is_told(sentence, *span) for sentence in _sentences(text) for span in finder(sentence))


def _signs(sentence: str) -> Iterator[Span]:
    """Where a sentence tells a sign that is enough alone, or two that are so together."""
    for system in _data()["grave"]:
        yield from _phrases("grave", system).find(sentence)
    yield from _beyond_limits(sentence)
    is_now = _phrases("now").are_in(sentence)
    if is_now or _phrases("who").are_in(sentence):
        yield from _phrases("named").find(sentence)
    yield from _together(sentence, _SYSTEMS if is_now else _SYSTEMS[1:])


def _beyond_limits(sentence: str) -> Iterator[Span]:
    for number, vital in enumerate(_data()["vitals"]):
        for match in _vital(number).finditer(sentence):
            value = float(match[1])
            if value < vital["under"] or value > vital.get("over", value):
                yield match.span()


def _together(sentence: str, systems: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Span]:
    found = {
        system: span for system in _data()["lesser"] if (span := next(_phrases("lesser", system).find(sentence), None))
    }
    for first, others in systems:
        if first in found and any(other in found and found[other] != found[first] for other in others):
            yield found[first]


def _intakes(sentence: str) -> Iterator[Span]:
    """Where a sentence tells of too much, or of the wrong medicine, person or place."""
    for name in ("too_much", "wrongly", "another's", "child", "wrong_place"):
        yield from _phrases(name).find(sentence)
    for match in (*_counted().finditer(sentence), *_counted_since().finditer(sentence)):
        if float(match["count"]) >= _data()["counted_from"] and not _HABIT.search(sentence, match.start()):
            yield match.span()
    for match in _weighed().finditer(sentence):
        milligrams = float(match["amount"]) * (1000 if match["unit"].startswith("g") else 1)
        if milligrams >= _data()["heavy_from"] and not _HABIT.search(sentence, match.start()):
            yield match.span()
    ordered, given = _ordered().search(sentence), _given().search(sentence)
    if ordered and given and float(given[1]) >= _TOO_MUCH * float(ordered[1]) > 0:
        yield min(ordered.start(), given.start()), max(ordered.end(), given.end())


def _is_told(sentence: str, start: int, end: int) -> bool:
    """Whether what stands at [start, end) is told of someone now: not denied, general, supposed or past."""
    before, clause = sentence[:start], _clause(sentence, start, end)
    if any(frame.search(before) for frame in (_negated(), _FOR, _PLANNED)) or _COMPOUND.match(sentence, end):
        return False
    is_now, is_present = _phrases("now").are_in(clause), _phrases("present").are_in(clause)
    has_someone = _phrases("who").are_in(sentence)
    if _phrases("recalls").are_in(clause):
        return is_now and has_someone and not _phrases("recalls").are_in(before)
    if has_someone and is_now:
        return True
    if _phrases("recalls").are_in(before) and not is_present:
        return False
    if _IF.search(before) or _phrases("supposes").are_in(before):
        return False
    if _ASKS_FIRST.match(before) or _phrases("asks").are_in(before):
        return has_someone and is_present
    return has_someone or not _phrases("asks").are_in(clause)


def _clause(sentence: str, start: int, end: int) -> str:
    """The clauses that what stands at [start, end) is part of."""
    breaks = [0, *(match.start() for match in _CLAUSE_END.finditer(sentence)), len(sentence)]
    return sentence[max(at for at in breaks if at <= start) : min(at for at in breaks if at >= end)]


@cache
def _data() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _phrases(name: str, part: str | None = None) -> Phrases:
    """The phrases of a group, of one part of it, or of a list."""
    lists = _data()["lists"]
    group = _data()[name] if name in _data() else lists[name]
    lines = group[part] if part is not None else group
    return Phrases([lines] if isinstance(lines, str) else lines, lists)


@cache
def _expressions(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in _data()[name]))


@cache
def _vital(number: int) -> re.Pattern[str]:
    name = alternatives(_data()["vitals"][number]["of"], {})
    between = r"(?:(?:is|of|was|at|now|reading|reads|says|only|down|to|dropped|showing)\W+)*"
    return re.compile(rf"{name}\W+{between}(\d+(?:\.\d+)?)(?![\d.]|\W*(?:l|lit\w+|{_UNIT})\b)")


@cache
def _negated() -> re.Pattern[str]:
    ends = r"(?:but|now|just|and|is|are|has|idea|what|why|how|took|taken|know|sure|breathing|responding)\b"
    return re.compile(rf"{alternatives(_data()['negated'], {})}(?:\W+(?!{ends})\w+){{0,4}}\W*\Z")


def _any(name: str) -> str:
    """The regular expression of any of a list."""
    lists = _data()["lists"]
    return alternatives(lists[name], lists)


@cache
def _event() -> re.Pattern[str]:
    lists = _data()["lists"]
    signs = "|".join(_data()["lesser"].values())
    return re.compile(
        alternatives(f"{lists['took']}|{lists['dosed']}|{lists['eaten']}|{lists['mistake']}|{signs}", lists)
    )


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(
        rf"{_any('took')}\W+(?:(?!{_UNIT})\w+\W+){{0,4}}?(?<!at )(?P<count>\d+) +(?!{_UNIT}|(?:in|at|to|or|and|on)\b)"
        rf"(?:(?:\d+ mg|[a-z]+) +){{0,4}}?(?:{_any('medicine')}|them\b)"
    )


@cache
def _counted_since() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!at )\b(?P<count>\d+) +(?!{_UNIT})(?:of +(?:my|his|her|the) +)?{_any('medicine')}\W+(?:\w+\W+){{0,2}}?"
        r"(?:since|so far|in the last|over the last|in one)\b"
    )


@cache
def _weighed() -> re.Pattern[str]:
    return re.compile(rf"{_any('took')}\W+(?:\w+\W+){{0,4}}?(?P<amount>\d+) ?(?P<unit>mgs?|g|grams?)\b")


@cache
def _ordered() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(_data()['ordered'], {})}\W+{_AMOUNT}")


@cache
def _given() -> re.Pattern[str]:
    dosed = alternatives(f"{_data()['lists']['dosed']}|got|had|received|ran|running|infusing", {})
    return re.compile(rf"{dosed}\W+(?!.{{0,12}}instead){_AMOUNT}")
