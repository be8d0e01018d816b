"""What a user takes back: "forget the weight", "forget Kineret", "start over".

The words that a forgotten fact was read from are blanked in the turns in which they stand, so that no reader of the
conversation, rules or retrieval, finds them any more. Other words keep their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drugs import DrugNames, NameMatch
from prompts import text
from rules.conversation import read_facts
from rules.facts import Read
from rules.table import Table
from rules.text import clean

_POLITELY = (
    r"(?:(?:please|ok(?:ay)?|now|and|so|then|no|wait|sorry|actually|just|let's|(?:can|could|would|will) you)\W+)*"
)
_VERB = r"(?:forget|clear|ignore|disregard|remove|delete|erase|reset|leave out|take out|never ?mind)(?: about)?"
_ORDER = re.compile(rf"\A\W*+{_POLITELY}{_VERB}\s+(?P<what>[^.,;!?\n]+?)(?:\s+please)?\s*(?:[.,;!\n]+\s*|\Z)")
_LAST = re.compile(
    r"(?:about )?(?:it|that|this|what i (?:just )?(?:said|told you|wrote)|(?:the|my) last (?:one|thing|message))\Z"
)
_AS_A_QUESTION = re.compile(r"\A\W*(?:please\W+)?(?:can|could|will|would) you\b")
_EVERYTHING = re.compile(
    rf"\A\W*+{_POLITELY}(?:start (?:over|again|afresh|anew|from scratch)|begin again"
    rf"|{_VERB} (?:(?:all|everything|it all|all of (?:it|this|that))(?: (?:i|we) (?:said|told you))?(?: so far)?"
    r"|(?:the |this )?(?:whole )?(?:conversation|chat|history)"
    r"|(?:the |this |that |my )?(?:patient|person|case)(?:'s (?:facts|details|data))?)"
    r"|new (?:conversation|chat|topic)|reset|clear)(?:\s+please)?\s*(?:[.,;!\n]+\s*|\Z)"
)
_NEW_PATIENT = re.compile(
    rf"\A\W*+{_POLITELY}(?:(?:this is |it's |for |now )?(?:a |an |the |my )?(?:new|next|another|different|other)"
    r" (?:patient|person|case))\W*\Z"
)
_AND = re.compile(r"\s+(?:and|or)\s+|\s*&\s*")
_ARTICLE = re.compile(r"\A(?:(?:about|the|his|her|their|my|our|this|that|these|those|patient's|all|any)\s+)+")
_OTHER_WORDS = {
    "diagnosis": "indication",
    "disease": "indication",
    "condition": "conditions",
    "age group": "age",
    "kidneys": "kidney",
    "kidney function": "kidney",
    "kidney disease": "kidney",
    "renal function": "kidney",
    "creatinine": "kidney",
    "creatinine clearance": "kidney",
    "serum creatinine": "kidney",
    "clearance": "kidney",
    "crcl": "kidney",
    "egfr": "kidney",
    "gfr": "kidney",
    "dialysis": "kidney",
    "other drug": "other drugs",
    "other medicine": "other drugs",
    "other medicines": "other drugs",
    "liver": "liver function",
    "child-pugh": "liver function",
    "child pugh": "liver function",
    "bsa": "body surface area",
    "medicine": "drug",
    "medication": "drug",
}
_FACTS = {
    "weight_kg": "weight",
    "weight_without_unit": "weight",
    "age_years": "age",
    "age_band": "age",
    "population": "age",
    "indication": "indication",
    "broader_indication": "indication",
    "unlisted_indication": "indication",
    "height_cm": "height",
    "kidney": "kidney",
    "creatinine_clearance_ml_min": "kidney",
    "egfr_ml_min_1_73m2": "kidney",
    "serum_creatinine_mg_dl": "kidney",
    "child_pugh": "liver function",
    "body_surface_area_m2": "body surface area",
    "conditions": "conditions",
    "concurrent_drugs": "other drugs",
    "route": "route",
    "drug": "drug",
}


@dataclass(frozen=True, slots=True)
class Memory:
    """The user's turns without what was taken back.

    Where the last turn does nothing else, `told` says what it took back.
    """

    turns: tuple[str, ...]
    told: str = ""


def fact_name(name: str) -> str:
    """What a person calls a slot, and can say to have it forgotten: "weight" for `weight_kg`."""
    return _FACTS.get(name, name.replace("_", " "))


def announces_a_patient(turn: str) -> bool:
    """Whether a turn announces a new patient and says nothing else."""
    return _NEW_PATIENT.match(clean(turn).text) is not None


def remembered(turns: Sequence[str], names: DrugNames, tables: Iterable[Table]) -> Memory:
    """The turns of a conversation, oldest first, without what later ones take back.

    A turn that announces a new patient stays: the rules leave the patient before behind at that word.
    """
    known = tuple(tables)
    kept: list[str] = []
    memory = Memory(())
    for turn in turns:
        memory = _after(turn, kept, names, known)
        kept = list(memory.turns)
    return memory


def _after(turn: str, kept: Sequence[str], names: DrugNames, tables: Sequence[Table]) -> Memory:
    """The conversation after one more turn."""
    cleaned = clean(turn)
    if _NEW_PATIENT.match(cleaned.text):
        return Memory((*kept, turn), text("answers.new_patient"))
    if order := _EVERYTHING.match(cleaned.text):
        return _without(turn, cleaned.source(0, order.end())[1], [""] * len(kept), text("answers.start_over"))
    order = _ORDER.match(cleaned.text.rstrip("? ") if _AS_A_QUESTION.match(cleaned.text) else cleaned.text)
    if order and _LAST.match(order["what"]):
        spans: set[tuple[int, int, int]] | None = set(_last_said(kept))
    else:
        spans = _spans_of(order["what"], kept, names, tables) if order else None
    if order is None or spans is None:
        return Memory((*kept, turn))
    outermost = [span for span in sorted(spans) if not any(span != other and _lies_in(span, other) for other in spans)]
    words = dict.fromkeys(f"“{kept[at][start:end].strip()}”" for at, start, end in outermost)
    blanked = list(kept)
    for at, start, end in outermost:
        blanked[at] = blanked[at][:start] + " " * (end - start) + blanked[at][end:]
    told = text("answers.forgotten", words=", ".join(words)) if words else text("answers.nothing_to_forget")
    return _without(turn, cleaned.source(0, order.end())[1], blanked, told)


def _last_said(kept: Sequence[str]) -> list[tuple[int, int, int]]:
    """The whole of the last turn that still says something."""
    at = next((at for at in reversed(range(len(kept))) if kept[at].strip()), None)
    return [] if at is None else [(at, 0, len(kept[at]))]


def _without(turn: str, end: int, kept: Sequence[str], told: str) -> Memory:
    """The conversation after a turn whose first `end` characters take something back."""
    rest = " " * end + turn[end:]
    return Memory((*kept, rest), "" if any(map(str.isalnum, rest)) else told)


def _lies_in(span: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return span[0] == other[0] and other[1] <= span[1] and span[2] <= other[2]


def _spans_of(
    what: str, turns: Sequence[str], names: DrugNames, tables: Sequence[Table]
) -> set[tuple[int, int, int]] | None:
    """Where in the turns the things stand that are to be forgotten; None where one of them is no such thing."""
    spans: set[tuple[int, int, int]] = set()
    reads = list(_reads(turns, tables))
    for part in _AND.split(what):
        thing = _ARTICLE.sub("", part.strip())
        fact = _OTHER_WORDS.get(thing, thing)
        named = {mention.drug or mention.text for mention in names.find(thing)}
        found = {
            (read.turn, read.start, read.end)
            for read in reads
            if fact == fact_name(read.name) or thing in (read.text.lower(), str(read.value).lower())
        }
        if fact == "drug" or named:
            found |= set(_names_in(turns, names, named))
        if not (found or named or fact in _FACTS.values()):
            return None
        spans |= found
    return spans


def _reads(turns: Sequence[str], tables: Sequence[Table]) -> Iterator[Read]:
    texts = [clean(turn) for turn in turns]
    for table in tables:
        yield from read_facts(texts, table).reads


def _names_in(turns: Sequence[str], names: DrugNames, wanted: set[str]) -> Iterator[tuple[int, int, int]]:
    """Where the turns name the drugs wanted; where none is given, those that the library holds."""
    for at, turn in enumerate(turns):
        cleaned = clean(turn)
        for mention in names.find(cleaned.text):
            is_held = mention.match is not NameMatch.NOT_HELD
            if (mention.drug or mention.text) in wanted or (not wanted and is_held):
                yield at, *cleaned.source(mention.start, mention.end)
