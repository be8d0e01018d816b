"""What the words of a question weigh for or against its being about a dose.

A sign (rules/signs.py) is a form of question that is known. Weighing is for the forms that nobody foresaw: each word is
taken for the class that it belongs to (words_of_dosing.yaml), and classes, and classes that follow one another, weigh
for a dose or for another subject (weights.tsv, fitted by training/recognition.py).
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from drugs.lexicon import is_ordinary, lexicon
from rules.beside import is_drug
from rules.quantities import BODY_UNITS, DOSED_KINDS, Kind, Quantity, find_quantities
from rules.vocabulary import words
from rules.yaml_reader import read_yaml

WEIGHTS = Path(__file__).parent / "weights.tsv"
WORDS = Path(__file__).parent / "words_of_dosing.yaml"
_TOKEN = re.compile(r"<[a-z]+>|[a-z]+(?:[-'][a-z0-9]+)*|\d[\d.,]*")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly")
_STEM = 3  # letters that an ending leaves at least
_KEPT = frozenset(  # small words that say what is asked of their neighbours
    "a the of for to in on at by and it this that there if but than not no just only about after before per with from"
    " what which when how where or off up down so out as".split()
)


def classes_in(text: str) -> frozenset[str]:
    """The classes of the words of clean text."""
    return frozenset(name for names in _classes(_tokens(text)) for name in names)


def evidence(text: str) -> frozenset[str]:
    """What of clean text is weighed: its words ("=often"), their classes, and the classes that stand side by side."""
    tokens = _tokens(text)
    classes = [("^",), *_classes(tokens), ("$",)]
    alone = {name for names in classes for name in names}
    pairs = {f"{a} {b}" for before, after in itertools.pairwise(classes) for a in before for b in after}
    typed = {f"={token}" for token in tokens if token[0].isalpha() and _of_word(token) != ("<drug>",)}
    return frozenset(alone | pairs | typed)


def weight(found: Iterable[str]) -> float:
    """What pieces of evidence weigh together: above zero they are rather of a question about a dose than not."""
    weights = _weights()
    return math.fsum([weights[""], *(weights.get(piece, 0.0) for piece in found)])  # in whatever order


@cache
def _weights() -> dict[str, float]:
    """The weight of each piece of evidence; that of "" is every text's."""
    lines = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {name: float(value) for name, value in lines}


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_with_measures(text))


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The classes of each listed word or phrase."""
    listed: dict[str, list[str]] = {}
    for name, phrases in read_yaml(WORDS).items():
        for phrase in phrases:
            listed.setdefault(phrase, []).append(name)
    return {phrase: tuple(names) for phrase, names in listed.items()}


@cache
def _longest_phrase() -> int:
    """How many words the longest of the listed phrases has."""
    return max(len(phrase.split()) for phrase in _phrases())


def _classes(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The classes of each word, of a listed phrase as a whole, of a quantity by what it measures."""
    at = 0
    while at < len(tokens):
        length, found = _longest(tokens[at : at + _longest_phrase()])
        at += length
        yield found


def _longest(tokens: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    for length in range(len(tokens), 1, -1):
        found = _phrases().get(" ".join(tokens[:length]))
        if found:
            return length, found
    return 1, _of_word(tokens[0])


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[str, ...]:
    if word[0] == "<":
        return (word,)
    if word[0].isdigit():
        return ("<number>",)
    if word in _KEPT:
        return (word,)
    listed = _phrases()
    for ending in ("", *_ENDINGS):
        stem = word.removesuffix(ending)
        if word.endswith(ending) and (not ending or len(stem) >= _STEM):
            found = listed.get(stem) or (listed.get(stem + "e") if ending else None)
            if found:
                return found
    if (len(word) > _STEM and is_drug(word)) or word in words()["drug_abbreviations"]:
        return ("<drug>",)
    if len(word) <= _STEM or is_ordinary(word):
        return ("word",)
    return ("<drug>",) if _is_cut_short(word) else ("strange",)


def _is_cut_short(word: str) -> bool:
    """Whether the name of a medicine begins with a word: "clopi", "furos"."""
    at = bisect(_names(), word)
    return at < len(_names()) and _names()[at].startswith(word)


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(lexicon()))


def _with_measures(text: str) -> str:
    """Text with each quantity replaced by what it measures."""
    parts, at = [], 0
    for quantity in sorted(find_quantities(text), key=lambda quantity: quantity.start):
        if quantity.start >= at:
            parts += [text[at : quantity.start], f" <{_measure(quantity)}> "]
            at = quantity.end
    return "".join([*parts, text[at:]])


def _measure(quantity: Quantity) -> str:
    unit = quantity.unit
    if unit.name in BODY_UNITS and not quantity.per:
        return "weight"
    if unit.kind is Kind.TIME:
        return "span"
    if unit.kind not in DOSED_KINDS:
        return "measure"
    return "concentration" if {"dL", "L", "mL"} & set(quantity.per) else "amount"
