"""From a question to a query: abbreviations written out, and the sections that it is likely to be about."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from drugs.names import is_ordinary
from schema import SectionCode

_HERE = Path(__file__).parent
_LETTERS = re.compile(r"[a-z]+")
_WORD = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*")


@cache
def abbreviations() -> dict[str, str]:
    """Lower-case abbreviations of clinical notes and what they stand for in a question about a medicine.

    Source: the common entries of "Medical Abbreviations" (N. M. Davis, 16th edition), those that have one meaning there
    or one that fits.
    """
    lines = (_HERE / "abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def written_out(question: str) -> str:
    """A lower-case question with its abbreviations written out."""
    return _WORD.sub(lambda match: abbreviations().get(match.group(), match.group()), question)


def corrected(question: str, vocabulary: Set[str]) -> str:
    """A lower-case question with its misspelt words read as the nearest word of a vocabulary.

    Only words that are neither general English nor in the vocabulary are touched, and only by an unambiguous slip: one
    letter from six on, two from nine on.
    """
    return _LETTERS.sub(lambda match: _nearest_word(match.group(), vocabulary), question)


def _nearest_word(word: str, vocabulary: Set[str]) -> str:
    if len(word) < 6 or word in vocabulary or is_ordinary(word):
        return word
    allowed = 1 if len(word) < 9 else 2
    distances = sorted(
        (OSA.distance(word, known, score_cutoff=allowed), known)
        for known in vocabulary
        if known[0] == word[0] and abs(len(known) - len(word)) <= allowed
    )
    near = [(distance, known) for distance, known in distances if distance <= allowed]
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else word


@cache
def _intents() -> dict[SectionCode, re.Pattern[str]]:
    patterns: dict[str, list[str]] = yaml.safe_load((_HERE / "intents.yaml").read_text(encoding="utf-8"))
    return {SectionCode(code): re.compile("|".join(alternatives)) for code, alternatives in patterns.items()}


def section_intents(question: str) -> frozenset[SectionCode]:
    """The sections that the words of a lower-case question, abbreviations written out, point to; often none."""
    return frozenset(code for code, pattern in _intents().items() if pattern.search(question))
