"""The words of vocabulary.yaml and of the tables, found whole in clean text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from rules.yaml_reader import read_yaml

LONGEST_ABBREVIATION = 5  # letters: "R.A.", "N.O.M.I.D."
SHORTEST_MISSPELT = 8  # letters: a shorter word has too many neighbours one letter away


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of a vocabulary in a text, at [start, end), and what it stands for."""

    name: str
    start: int
    end: int


class Vocabulary:
    """Phrases and the names that they stand for; the longest phrase at a place wins."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Take (phrase, name) pairs; of equal phrases the first counts."""
        phrases = tuple(phrases)
        # As notes abbreviate it; after all full phrases, which count first.
        phrases += tuple((phrase.replace("disease", "dz"), name) for phrase, name in phrases if "disease" in phrase)
        self._names: dict[str, str] = {}
        for phrase, name in phrases:
            self._names.setdefault(_squeezed(phrase), name)
        longest_first = sorted({_plain(phrase): None for phrase, _ in phrases}, key=len, reverse=True)
        body = "|".join(_spellings(phrase) for phrase in longest_first)
        self._pattern = re.compile(rf"(?<![a-z0-9])(?:{body})(?![a-z0-9]|-old|[\s-]?pugh|[\s-]onset)") if body else None
        self._long = [(phrase, len(phrase.split())) for phrase in longest_first if len(phrase) >= SHORTEST_MISSPELT]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Vocabulary:
        """Phrases that stand for themselves."""
        return cls((phrase, phrase) for phrase in phrases)

    def find(self, text: str) -> Iterator[Term]:
        """The phrases in clean text, left to right, none inside another."""
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                yield Term(self._names[_squeezed(match.group())], match.start(), match.end())

    def find_misspelt(self, text: str) -> Iterator[Term]:
        """Phrases of eight letters and more that are one letter in eight, at most, from one of the vocabulary."""
        words = [(word.start(), word.end()) for word in re.finditer(r"[a-z][a-z'-]*", text)]
        for phrase, length in self._long:
            for first in range(len(words) - length + 1):
                start, end = words[first][0], words[first + length - 1][1]
                allowed = len(phrase) // SHORTEST_MISSPELT
                is_near = text[start] == phrase[0] and abs(end - start - len(phrase)) <= allowed
                if is_near and OSA.distance(text[start:end], phrase, score_cutoff=allowed) <= allowed:
                    yield Term(self._names[_squeezed(phrase)], start, end)


def _spellings(phrase: str) -> str:
    """A pattern of a phrase with blanks or hyphens between its words, and of an abbreviation also with full stops."""
    pattern = re.escape(phrase).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")
    is_short = phrase.isalpha() and len(phrase) <= LONGEST_ABBREVIATION
    return rf"{pattern}|{r'[.]'.join(phrase)}[.]?" if is_short else pattern


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())


def _squeezed(phrase: str) -> str:
    """A phrase without what may differ between its spellings: blanks, hyphens, full stops."""
    return re.sub(r"[\s.-]+", "", phrase.lower())


@cache
def words() -> dict[str, Any]:
    """vocabulary.yaml."""
    content: dict[str, Any] = read_yaml(Path(__file__).parent / "vocabulary.yaml")
    return content


@cache
def vocabulary(key: str) -> Vocabulary:
    """One entry of vocabulary.yaml: a list of phrases, or such lists by what their phrases stand for."""
    entry: Any = words()[key]
    if isinstance(entry, dict):
        return Vocabulary((term, name) for name, terms in entry.items() for term in terms)
    return Vocabulary.of(entry)


@cache
def populations() -> Vocabulary:
    """The words for age groups; each stands for the name of its group."""
    return Vocabulary((term, group["name"]) for group in words()["populations"] for term in group["terms"])


@cache
def age_band(population: str) -> tuple[Decimal, Decimal | None]:
    """The ages of a group in years: from the first, below the second."""
    band = next(group["age_years"] for group in words()["populations"] if group["name"] == population)
    return band["from"], band.get("below")
