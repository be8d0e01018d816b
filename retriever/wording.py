"""Everyday and clinical words for one thing: a question says "queasy" where a label says "nausea"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cache, lru_cache
from pathlib import Path

from retriever.lexical import terms

_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z0-9]+(?:['/&-][a-z0-9]+)*")
_LETTERS = re.compile(r"[a-z]+")
MOST_DRUGS = 64  # whose vocabularies are kept as stems


@cache
def wordings() -> dict[str, tuple[str, ...]]:
    """Lower-case terms of questions and what labels and leaflets write for them.

    Collected by hand from the kinds of terms in CDC's "Everyday Words for Public Health Communication", MeSH's entry
    terms, the NHS's health A to Z, the EMA's QRD templates and Davis's "Medical Abbreviations", from what leaflets
    explain in brackets, and from how patients, wards and pharmacies of several countries speak. A term stands as it
    reads once its abbreviations are written out ("blood pressure tablet"), and serves its plural in "s".
    """
    lines = (line.split("\t") for line in (_HERE / "wordings.tsv").read_text(encoding="utf-8").splitlines())
    return {term: tuple(others.split(", ")) for term, others in lines}


def reworded(question: str, vocabulary: frozenset[str], headings: Set[str] = frozenset()) -> str:
    """A lower-case question with another wording in brackets after each term that the monographs do not have.

    Only wordings that they have are added: "queasy (nausea)". After a term of several words, each of which they have,
    stand those of their headings: "medical conditions (medical problems)".

    Args:
        question: abbreviations written out.
        vocabulary: the words of the drug's monographs.
        headings: theirs, in lower case.
    """
    known = stems(vocabulary)
    words = list(_WORD.finditer(question))
    parts, begin, at = [], 0, 0
    while at < len(words):
        length, others = _longest(question, words[at:])
        end = words[at + length - 1].end()
        term = question[words[at].start() : end]
        if known.issuperset(_stems_of(term)):
            others = _of_headings(others, headings) if length > 1 and not _of_headings([term], headings) else ()
        if others:
            added = [other for other in others if other not in question and known.issuperset(_stems_of(other))]
            parts += [question[begin:end], f" ({', '.join(added)})" if added else ""]
            begin = end
        at += length
    return "".join([*parts, question[begin:]])


def _of_headings(wordings: Iterable[str], headings: Set[str]) -> tuple[str, ...]:
    return tuple(wording for wording in wordings if any(wording in heading for heading in headings))


def _longest(question: str, words: list[re.Match[str]]) -> tuple[int, tuple[str, ...]]:
    """How many words the longest listed term takes that begins with the first of some words, and its other wordings."""
    for length in range(min(_longest_term(), len(words)), 0, -1):
        term = question[words[0].start() : words[length - 1].end()]
        if others := wordings().get(term) or wordings().get(term.removesuffix("s")):
            return length, others
    return 1, ()


@cache
def _longest_term() -> int:
    return max(len(_WORD.findall(term)) for term in wordings())


@lru_cache(maxsize=MOST_DRUGS)
def stems(vocabulary: frozenset[str]) -> frozenset[str]:
    """The stems of a drug's words."""
    return frozenset(terms(" ".join(vocabulary)))


def _stems_of(words: str) -> list[str]:
    """The stems of words, taken apart at hyphens and digits as those of a vocabulary are: "hand-foot", "G6PD"."""
    return terms(" ".join(_LETTERS.findall(words)))
