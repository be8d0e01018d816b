"""What a question says of the sources themselves: "what does the leaflet say on ...", "do both agree", "per AHFS".

Such words tell which monographs to quote and are none of what is looked for in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drugs.lexicon import is_ordinary
from schema import Monograph

NOUN = (
    r"(?:monographs?|references?|documents?|sources?|texts?|publications?|leaflets?|labels?|handouts?|articles?|pages?"
    r"|compendi(?:a|um)|versions?|entr(?:y|ies))"
)
_KIND = (
    r"(?:patients?|consumer|lay|professional|prescribers?|clinicians?|us|american|fda|eu|european|ema|official|loaded"
    r"|different|drug|product|package|two|of|and|the|our|it)"
)
_SAYS = (
    r"(?:says?|said|states?|tells?(?: us| me)?|recommends?|mentions?|writes?|agrees?|disagrees?|differs?|conflicts?"
    r"|contradicts?)(?: each other| the same(?: thing)?)?"
)
_ABOUT = r"(?:about|on|of|over|regarding|for)"
_LEADS = r"(?:(?:according to|as per|per|going by|based on|in|from|by|between|across|do|does|what do|what does)\W+)"
_SPOKEN_OF = re.compile(
    rf"\b{_LEADS}?(?:the|our|both|two|each|either|all|these|every|your)(?:\s+{_KIND})*\s+{NOUN}\b"
    rf"(?:\s+{_SAYS}\b)?(?:\s+{_ABOUT}\b)?"
)
_COMPARES = re.compile(
    r"\bcompar(?:e[ds]?|ing|ison)\b|\bside by side\b|\bshow (?:me )?both\b|\b(?:wants?|needs?) both\b"
    r"|\bdo(?:es)? (?:they|both|it) (?:agree|differ|disagree|conflict)\b"
)
_OF_SEVERAL = re.compile(
    r"\b(?:both|two|each|either|all|every|between|across|agrees?|disagrees?|differs?|conflicts?|contradicts?)\b"
)
# Words by which people tell kinds of monographs apart, and what is so of those that they mean.
_KINDS = (
    (re.compile(r"\b(?:patients?|consumer|lay)\b"), "audience", "patient"),
    (re.compile(r"\b(?:professional|prescribers?|clinicians?)\b"), "audience", "professional"),
    (re.compile(r"\b(?:us|american|fda)\b"), "jurisdiction", "US"),
    (re.compile(r"\b(?:eu|european|ema)\b"), "jurisdiction", "EU"),
)
_BEFORE = r"(?:(?:according to|as per|per|going by|in|from|by|does|and|vs|versus)\s+(?:the\s+)?)"
_AFTER = rf"(?:\s+(?:{NOUN}|clinic|one|{_SAYS})(?:\s+{_SAYS})?(?:\s+{_ABOUT})?)"
_LETTERS = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Sources:
    """A question without what it says of the sources; whether it asks for what each says; the monographs not meant."""

    words: str
    compared: bool
    aside: frozenset[str]


def sources_in(question: str, monographs: Sequence[Monograph]) -> Sources:
    """Read what a lower-case question says of the monographs of its drug."""
    spoken_of = [match.group() for match in _SPOKEN_OF.finditer(question)]
    named = list(_named(question, monographs))
    words = _COMPARES.sub(" ", _SPOKEN_OF.sub(" ", question))
    for _, pattern in named:
        words = pattern.sub(" ", words)
    meant = {monograph.monograph_id for monograph, _ in named}
    for phrase in spoken_of:
        for kind, attribute, value in _KINDS:
            if kind.search(phrase):
                meant |= {one.monograph_id for one in monographs if getattr(one, attribute) == value}
    compared = bool(_COMPARES.search(question)) or any(map(_OF_SEVERAL.search, spoken_of)) or len(meant) > 1
    known = {monograph.monograph_id for monograph in monographs}
    aside = known - meant if meant and not compared else set[str]()
    return Sources(" ".join(words.split()), compared, frozenset(aside))


def _named(question: str, monographs: Sequence[Monograph]) -> Iterator[tuple[Monograph, re.Pattern[str]]]:
    """The monographs that a question names by a word of publisher, title or file that no other one has."""
    if len(monographs) < 2:
        return
    words = {monograph.monograph_id: _words_of(monograph) for monograph in monographs}
    for monograph in monographs:
        others = set[str]().union(*(words[other.monograph_id] for other in monographs if other is not monograph))
        for word in sorted(word for word in words[monograph.monograph_id] - others if word in question):
            # A name that is also a word of English ("mayo") counts with words around it that go with a source.
            pattern = re.compile(
                rf"\b{_BEFORE}{word}(?:'s)?{_AFTER}?\b|\b{word}(?:'s)?{_AFTER}\b"
                if is_ordinary(word)
                else rf"\b{_BEFORE}?{word}(?:'s)?{_AFTER}?\b"
            )
            if pattern.search(question):
                yield monograph, pattern


def _words_of(monograph: Monograph) -> set[str]:
    stem = monograph.path.rpartition("/")[2].rpartition(".")[0]
    names = {name for text in (monograph.drug, *monograph.brand_names) for name in _LETTERS.findall(text.lower())}
    words = _LETTERS.findall(f"{monograph.publisher} {monograph.title} {stem}".lower())
    return {word for word in words if word not in names and not re.fullmatch(NOUN, word)}
