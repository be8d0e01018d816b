"""Find drug names in a text, and say how sure each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property

from drugs.lexicon import entries, is_ordinary, lexicon
from drugs.moiety import components, is_variant, moiety, without_salt, words_of
from drugs.spelling import SHORTEST, Spellings, is_slip
from drugs.stems import has_drug_stem

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_OF_LEXICON = 2  # words: "valproic acid", "co-codamol"
_SHORTEST_JOINED = 7  # letters of a name written apart or together: "Depo Provera", "Depoprovera"
_SHORTEST_FOLDED = 8  # letters of a name in another country's spelling that no list holds
_MOST_CANDIDATES = 4
_MOST_REMEMBERED = 10_000  # words: a message is read several times on its way to an answer


class NameMatch(StrEnum):
    """How a name in a text relates to the library."""

    EXACT = "exact"
    MISSPELLING = "misspelling"
    LOOK_ALIKE = "look_alike"
    NOT_HELD = "not_held"

    @property
    def is_held(self) -> bool:
        """Whether the name stands for one drug that the library holds."""
        return self in (NameMatch.EXACT, NameMatch.MISSPELLING)


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug name in a text, at [start, end).

    `drug` is the library's name of it for EXACT and MISSPELLING, the generic name where it is known for NOT_HELD, and
    None for LOOK_ALIKE, where `candidates` are the names that it may stand for, nearest first. `is_part` says that
    `drug` is a combination, of which the text names a component alone; for LOOK_ALIKE, that the name is spelt right and
    the candidates are the drugs that have it as theirs: "metformin" where only its combinations are held.
    """

    text: str
    start: int
    end: int
    match: NameMatch
    drug: str | None
    candidates: tuple[str, ...] = ()
    is_part: bool = False


def replaced(text: str, mentions: Sequence[DrugMention], word: str) -> str:
    """The text with a word for each of the mentions, which were found in it in this order."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]}{word}{text[mention.end :]}"
    return text


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a name may stand for: held drugs, or names where it is not clear which; and the active moiety in it."""

    match: NameMatch
    drugs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    moiety: str = ""


class DrugNames:
    """The names of the drugs that a library holds."""

    def __init__(self, held: Mapping[str, Iterable[str]]) -> None:
        """Take each held drug with its brand names, and its names with salts or of other countries."""
        names = {drug: (drug, *synonyms) for drug, synonyms in held.items()}
        self._exact: dict[str, str] = {}
        spelt = [(words_of(name), drug) for drug, own in names.items() for name in own]
        for words, drug in (*spelt, *((without_salt(words), drug) for words, drug in spelt)):
            if words:
                self._exact.setdefault("".join(words), drug)
        self._of_one_word = [words[0] for words, _ in spelt if len(words) == 1]
        self._read_words: dict[str, _Reading | None] = {}
        self._longest = max((len(words) for words, _ in spelt), default=1)
        brands = (name for drug, own in names.items() for name in own[1:] if not is_variant(name, drug))
        self._brands = frozenset("".join(words_of(name)) for name in brands)
        self._parts = {drug: frozenset(map(moiety, components(drug))) for drug in names}
        self._by_moiety = _grouped((part, drug) for drug, parts in self._parts.items() for part in sorted(parts))
        self._by_first_word = _grouped(
            (words[0], drug) for words, drug in spelt if len(words) > 1 and self._names_alone(words, drug)
        )

    def _names_alone(self, words: tuple[str, ...], drug: str) -> bool:
        """Whether a name's first word stands for it: "Abilify" of "Abilify Maintena", "brentuximab" of its vedotin."""
        first = words[0]
        if len(first) < SHORTEST or is_ordinary(first) or first in self._exact:
            return False
        if first in lexicon():
            return moiety(first) in self._parts[drug]
        return "".join(words) in self._brands or has_drug_stem(first)

    def find(self, text: str) -> list[DrugMention]:
        """The drug names in a text, in its order, each place once."""
        words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
        found: list[tuple[int, int, _Reading]] = []
        at = 0
        while at < len(words):
            reading, length = self._read_at([word for word, _, _ in words[at : at + self._window]])
            if reading:
                found.append((words[at][1], words[at + length - 1][2], reading))
            at += length
        readings = self._together([reading for _, _, reading in found])
        return [self._mention(text, start, end, one) for (start, end, _), one in zip(found, readings, strict=True)]

    @property
    def _window(self) -> int:
        """One word more than names have: "met formin" is one of one word."""
        return max(self._longest, _LONGEST_OF_LEXICON) + 1

    def _read_at(self, words: Sequence[str]) -> tuple[_Reading | None, int]:
        for length in range(len(words), 1, -1):
            if reading := self._read_phrase(words[:length]):
                return reading, length
        if words[0] not in self._read_words:
            if len(self._read_words) >= _MOST_REMEMBERED:
                self._read_words.clear()
            self._read_words[words[0]] = self._read_word(words[0])
        return self._read_words[words[0]], 1

    def _read_phrase(self, words: Sequence[str]) -> _Reading | None:
        joined = "".join(words)
        drug = self._exact.get(joined)
        if drug and len(joined) >= _SHORTEST_JOINED and (not all(map(is_ordinary, words)) or self._is_spelt(words)):
            return self._held(joined, (drug,))
        written = (" ".join(words), "-".join(words)) if len(words) == _LONGEST_OF_LEXICON else ()
        return next((self._of_lexicon(name) for name in written if name in lexicon()), None)

    def _is_spelt(self, words: Sequence[str]) -> bool:
        """Whether a name of ordinary words has them in this way, and is not made up of them: "dry extract"."""
        return tuple(words) in self._phrases

    @cached_property
    def _phrases(self) -> frozenset[tuple[str, ...]]:
        return frozenset(words for drug in self._parts for words in (words_of(drug), without_salt(words_of(drug))))

    def _read_word(self, word: str) -> _Reading | None:
        if drug := self._exact.get(word):
            return self._held(word, (drug,))
        if word in lexicon():
            return self._of_lexicon(word)
        singular = word.removesuffix("s")
        if len(singular) >= SHORTEST and singular != word and (singular in self._exact or singular in lexicon()):
            return self._read_word(singular)
        if len(word) < SHORTEST or is_ordinary(word):
            return None
        spelt_otherwise = self._by_moiety.get(moiety(word)) if len(word) >= _SHORTEST_FOLDED else None
        if drugs := spelt_otherwise or self._by_first_word.get(word):
            return self._held(word, drugs)
        return self._misspelt(word)

    def _held(self, name: str, drugs: tuple[str, ...], match: NameMatch = NameMatch.EXACT) -> _Reading:
        return _Reading(match, drugs, moiety="" if name in self._brands else moiety(name))

    def _of_lexicon(self, name: str) -> _Reading:
        part = moiety(name)
        drugs = self._by_moiety.get(part)
        if drugs is None:
            return _Reading(NameMatch.NOT_HELD, (lexicon()[name],), moiety=part)
        return _Reading(NameMatch.EXACT, drugs, moiety=part)

    def _misspelt(self, word: str) -> _Reading | None:
        held = self._held_spellings.nearest(word)
        known = _known_spellings().nearest(word)
        nearest = min((distance for distance, _ in (*held, *known[:1])), default=None)
        names = dict.fromkeys(name for distance, name in (*held, *known) if distance == nearest)
        readings = {name: reading for name in names if (reading := self._read_word(name))}
        if held and any(reading.match is NameMatch.EXACT for reading in readings.values()):
            return self._weighed(readings)
        slip = next((name for _, name in known if is_slip(word, name)), None)
        if slip:
            return self._of_lexicon(slip)
        return _Reading(NameMatch.NOT_HELD, (word,), moiety=word) if has_drug_stem(word) else None

    def _weighed(self, readings: Mapping[str, _Reading]) -> _Reading:
        """A misspelling where all the names that are as near are of one drug, else a look-alike of them all."""
        one = next(iter(readings.values()))
        if all(reading.match is NameMatch.EXACT and reading.drugs == one.drugs for reading in readings.values()):
            return replace(one, match=NameMatch.MISSPELLING)
        return _Reading(NameMatch.LOOK_ALIKE, candidates=tuple(readings)[:_MOST_CANDIDATES])

    @cached_property
    def _held_spellings(self) -> Spellings:
        parts = (word for drug in self._parts for part in components(drug) for word in without_salt(words_of(part))[:1])
        whole = (word for word in parts if self._by_moiety.get(moiety(word)))
        return Spellings((*self._of_one_word, *self._by_first_word, *whole))

    def _together(self, readings: Sequence[_Reading]) -> list[_Reading]:
        """The readings in the light of each other: a text that names all components names the combination."""
        named = {reading.moiety for reading in readings}
        found = {drug for part in named for drug in self._by_moiety.get(part, ())}
        whole = [drug for drug in sorted(found) if len(self._parts[drug]) > 1 and self._parts[drug] <= named]
        whole.sort(key=lambda drug: -len(self._parts[drug]))
        return [self._narrowed(reading, whole, named) for reading in readings]

    def _narrowed(self, reading: _Reading, whole: Sequence[str], named: set[str]) -> _Reading:
        if not reading.match.is_held:
            return reading
        of_all = next((drug for drug in whole if reading.moiety in self._parts[drug]), None)
        if of_all:
            return replace(reading, drugs=(of_all,), moiety="")
        alone = [drug for drug in reading.drugs if len(self._parts[drug]) == 1]
        drugs = alone or sorted(reading.drugs, key=lambda drug: -len(self._parts[drug] & named))
        if not alone and len(self._parts[drugs[0]] & named) > len(self._parts[drugs[-1]] & named):
            most = len(self._parts[drugs[0]] & named)
            drugs = [drug for drug in drugs if len(self._parts[drug] & named) == most]
        if len({without_salt(words_of(drug)) for drug in drugs}) == 1:
            return replace(reading, drugs=(min(drugs, key=len),))
        return _Reading(NameMatch.LOOK_ALIKE, (), tuple(sorted(drugs))[:_MOST_CANDIDATES], reading.moiety)

    def _mention(self, text: str, start: int, end: int, reading: _Reading) -> DrugMention:
        drug = next(iter(reading.drugs), None)
        parts = self._parts.get(drug or "", frozenset())
        is_part = len(parts) > 1 and reading.moiety in parts
        if reading.match is NameMatch.LOOK_ALIKE:
            is_part = bool(reading.moiety)
        return DrugMention(text[start:end], start, end, reading.match, drug, reading.candidates, is_part)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in groups.items()}


@cache
def _known_spellings() -> Spellings:
    return Spellings(_known_names())


def _known_names() -> Iterator[str]:
    return (entry.name for entry in entries() if entry.known)
