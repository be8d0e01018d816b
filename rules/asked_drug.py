"""Which drug's dose a conversation asks for, and which drugs it only sets beside that one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from drugs import DrugMention, DrugNames, NameMatch
from drugs.lexicon import is_ordinary
from rules.grammar import not_after
from rules.table import Table
from rules.text import CleanText, before
from rules.vocabulary import Vocabulary, words

_DOSED_BEFORE = re.compile(
    r"(?<![a-z])(?:doses?|dosage|dosages|dosing|amount|mg|milligrams|how much|how many|strength|syringes?|shots?|"
    r"injections?)(?:\s(?:of|for|should|the|is|in|mg|units|milligrams))*\s$"
)
_DOSED_AFTER = re.compile(r"(?:'s)?\s(?:\w+\s){0,2}?(?:doses?|dosage|dosages|dosing|posology)(?![a-z])")
_STARTED = "start starts started starting put go going commence commenced initiate initiated placed"
_BESIDE_BEFORE = re.compile(
    rf"(?<![a-z])(?:{not_after(_STARTED)}on|taking|takes|took|with|plus|together with|combined with|combination with|"
    r"add(?:ed|ing)? (?:it )?to|"
    r"alongside|already|receiving|background|also|concurrent|concomitant|given|gets|getting|allergic to|instead of|"
    r"stopped|from|failed|off|after|and stable on|using|uses|than|versus|vs|tried|used|was on|has had|besides)"
    r"\s(?:(?:a|an|the|his|her|my|weekly|daily|oral|low|dose|low-dose|stable|background|also|"
    r"still|concomitant|\d+|mg)"
    r"\s){0,3}$"
)
_PUT_RIGHT = re.compile(r"\W{0,8}(?:sorry|oops|typo|correction|i mean|i meant|meant|that is|\*)\W{0,8}\Z")
_JOINED = re.compile(r"^\s*(?:\+|and|&|,|/|or)\s*$")
_SEVERAL_DOSES = re.compile(
    r"(?<![a-z])d[o0]s(?:es|ing)\b|d[o0]se (?:of |for )?\S+ (?:and|&|\+|or) \S+|\S+ (?:and|&|\+|or) \S+ d[o0]s"
)


@dataclass(frozen=True, slots=True)
class AskedDrug:
    """Which drug's dose is asked: `drug` where it is held, else what was `named`; `also` are others asked with it."""

    drug: str | None = None
    named: str = ""
    match: NameMatch | None = None
    candidates: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def asked_drug(texts: Sequence[CleanText], names: DrugNames) -> AskedDrug:
    """The drug of the last turn that names one to be dosed; drugs that are only taken beside it do not count.

    A held one that is the only drug named is meant, although it stands beside: "she is on X. How often?".
    """
    asked = AskedDrug()
    beside: list[str] = []
    alone: dict[str, DrugMention] = {}
    for text in texts:
        mentions = _without_corrected(text.text, names.find(text.text))
        weighed = _weighed(text.text, mentions)
        beside += [mention.text for mention, weight in weighed if weight == 0]
        alone |= {mention.drug or mention.text: mention for mention in mentions}
        named = [(mention, weight) for mention, weight in weighed if weight > 0]
        if named:
            asked = _chosen(text.text, named)
    if asked.match is None and len(alone) == 1 and (only := next(iter(alone.values()))).match.is_held:
        asked = _as_asked(only)
    return replace(asked, beside=tuple(beside))


def _without_corrected(text: str, mentions: Sequence[DrugMention]) -> list[DrugMention]:
    """The drugs of a turn without a name that the one after it puts right: "kinaret, sorry, kineret"."""
    return [
        mention
        for mention, after in zip_longest(mentions, mentions[1:])
        if not (after and after.text in mention.candidates and _PUT_RIGHT.match(text, mention.end, after.start))
    ]


def _weighed(text: str, mentions: Sequence[DrugMention]) -> list[tuple[DrugMention, int]]:
    """Each drug with 2 where its dose is named, 1 where it only is, 0 where it is taken beside; a list shares the best.

    "Dose" after a name that is set beside another one is the other one's: "X with Y, maximum dose".
    """
    besides = [_is_beside(text, mention) for mention in mentions]
    weighed: list[tuple[DrugMention, int]] = []
    for mention in mentions:
        weight = 2 if asks_dose_of(text, mention.start, mention.end) else 1
        if besides[len(weighed)] and (weight == 1 or not all(besides)):
            weight = 0
        if weighed and _JOINED.match(text[weighed[-1][0].end : mention.start]):
            joined, best = weighed.pop()
            weight = max(weight, best)
            weighed.append((joined, weight))
        weighed.append((mention, weight))
    return weighed


def _is_beside(text: str, mention: DrugMention) -> bool:
    leading = before(text, mention.start)
    return _BESIDE_BEFORE.search(leading) is not None and _DOSED_BEFORE.search(leading) is None


def asks_dose_of(text: str, start: int, end: int) -> bool:
    """Whether the name at [start, end) is the one whose dose is asked for: "dose of X", "X dosing"."""
    return bool(_DOSED_BEFORE.search(before(text, start)) or _DOSED_AFTER.match(text, end))


def _chosen(text: str, named: Sequence[tuple[DrugMention, int]]) -> AskedDrug:
    best = max(weight for _, weight in named)
    foremost = [mention for mention, weight in named if weight == best]
    held = [mention for mention in foremost if mention.match.is_held]
    first = held[0] if held else foremost[0]
    asked = _as_asked(first)
    if _SEVERAL_DOSES.search(text) is None:
        return asked
    others = [_as_asked(mention).named for mention in foremost]
    return replace(asked, also=tuple(name for name in dict.fromkeys(others) if name != asked.named))


def _as_asked(mention: DrugMention) -> AskedDrug:
    drug = mention.drug if mention.match.is_held else None
    return AskedDrug(drug, mention.drug or mention.text, mention.match, mention.candidates)


def implied_drug(
    texts: Sequence[CleanText], asked: AskedDrug, known: Mapping[str, Table], held: Sequence[str]
) -> str | None:
    """The drug of a library that holds no other, where a conversation names none and no word in it may be a name."""
    if len(held) != 1:
        return None
    familiar = _familiar(known.get(held[0]), asked.beside)
    return None if any(_unfamiliar(text.text, familiar) for text in texts) else held[0]


@cache
def _familiar(table: Table | None, beside: tuple[str, ...]) -> Vocabulary:
    """Words that are no drug's name, though general English does not hold them: diagnoses, tests, routes."""
    vocabulary = words()
    phrases: list[str] = []
    if table is not None:
        phrases += [term for indication in table.indications for term in indication.every_term]
        phrases += [term for condition in table.conditions for term in condition.terms]
    phrases += [term for group in vocabulary["populations"] for term in group["terms"]]
    for kind in ("kidney", "liver", "routes", "pregnancy"):
        phrases += [term for terms in vocabulary[kind].values() for term in terms]
    phrases += [word for phrase in phrases for word in phrase.split()]
    phrases += [*vocabulary["diagnoses"]["words"], *vocabulary["diagnoses"]["not"], *vocabulary["familiar"], *beside]
    return Vocabulary.of(phrases)


def _unfamiliar(text: str, familiar: Vocabulary) -> bool:
    """Whether a word of five letters or more is neither general English nor one that the rules know."""
    taken = [(term.start, term.end) for term in familiar.find(text)]
    strange = [
        word.start()
        for word in re.finditer(r"(?<![a-z0-9'])[a-z]{5,}(?![a-z0-9'])", text)
        if not any(is_ordinary(word.group() + ending) for ending in ("", "s", "ed"))
        and not any(start <= word.start() < end for start, end in taken)
        and not _ENDS_LIKE_A_DIAGNOSIS.search(word.group())
    ]
    misspelt = [(term.start, term.end) for term in familiar.find_misspelt(text)] if strange else []
    return any(not any(start <= at < end for start, end in misspelt) for at in strange)


_ENDS_LIKE_A_DIAGNOSIS = re.compile(r"(?:itis|osis|emia|pathy|oma|algia)$")
