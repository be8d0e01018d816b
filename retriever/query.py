"""From a question to a query: abbreviations written out, and the sections that it is likely to be about."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from drugs.lexicon import is_ordinary
from retriever.lexical import terms
from retriever.wording import stems
from schema import SectionCode

_HERE = Path(__file__).parent
_LETTERS = re.compile(r"[a-z]+")
# Words that ask for a section, and say nothing of what in it is asked for.
_SAYS_NOTHING = frozenset(
    terms(
        "list all main major key important general overview summary summarise summarize information info details "
        "explain describe show say says said section part known recommended allowed permitted advised safe safely ok "
        "okay fine possible question help treat treats treated condition conditions illness disease disorder problem "
        "problems anything something everything thing things concern concerns warn advice full complete entire label "
        "labeled labelled monograph monographs pls plz thanks w"
    )
)
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


_IN_BRACKETS = re.compile(r"\S+ \([^()]*\)")  # a word with the monographs' wording for it
TERM = re.compile(r"(?<![a-z'])[a-z]{3,}(?![a-z'])")


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
    if not near and word.endswith("s"):  # the plural of one that the monographs have in the singular
        singular = _nearest_word(word[:-1], vocabulary)
        return f"{singular}s" if singular != word[:-1] else word
    return near[0][1] if near and (len(near) == 1 or near[0][0] < near[1][0]) else word


@dataclass(frozen=True, slots=True)
class _Section:
    """How questions speak of a section: all that points to it, and what names it."""

    pointers: re.Pattern[str]
    names: re.Pattern[str] | None
    answers_alone: bool


@cache
def _sections() -> dict[SectionCode, _Section]:
    read: dict[str, dict[str, Any]] = yaml.safe_load((_HERE / "intents.yaml").read_text(encoding="utf-8"))
    return {
        SectionCode(code): _Section(
            re.compile("|".join([*said.get("names", ()), *said["words"]])),
            re.compile("|".join(said["names"])) if "names" in said else None,
            said.get("answers_alone", False),
        )
        for code, said in read.items()
    }


def section_intents(question: str) -> frozenset[SectionCode]:
    """The sections that the words of a lower-case question, abbreviations written out, point to; often none."""
    return frozenset(code for code, section in _sections().items() if section.pointers.search(question))


def sections_asked_for(question: str) -> frozenset[SectionCode]:
    """The sections that a lower-case question names and asks for as a whole: "what is it used for?", "side effects"."""
    return frozenset(
        code
        for code, section in _sections().items()
        if section.names and section.names.search(question) and not _besides(question, section.names)
    )


def answering_alone(words: str) -> frozenset[SectionCode]:
    """The sections that alone tell of what lower-case words name, whatever else these ask: "signs of an overdose"."""
    return frozenset(
        code
        for code, section in _sections().items()
        if section.answers_alone and section.names and section.names.search(words)
    )


def has_unknown_term(question: str, vocabulary: frozenset[str]) -> bool:
    """Whether a question holds a word that neither general English nor the monographs have: a term of the field.

    Args:
        question: in lower case, spelling corrected; a word with another wording in brackets after it is known by that.
        vocabulary: the words of the drug's monographs.
    """
    words = [word for word in TERM.findall(_IN_BRACKETS.sub(" ", question)) if not is_ordinary(word)]
    unknown = [word for word in words if word not in vocabulary and not is_ordinary(word.removesuffix("t"))]
    return not stems(vocabulary).issuperset(terms(" ".join(unknown)))


def is_in_words_of(vocabulary: frozenset[str], question: str) -> bool:
    """Whether the monographs have every word of a lower-case question that tells passages apart, by its stem."""
    return stems(vocabulary).issuperset(terms(question))


def is_strange_to(vocabulary: frozenset[str], question: str) -> bool:
    """Whether the monographs have no word, by its stem, of a lower-case question that has some of its own."""
    asked = terms(question)
    return bool(asked) and stems(vocabulary).isdisjoint(asked)


def headings_asked_for(question: str, standing: Set[tuple[tuple[str, ...], SectionCode]]) -> frozenset[tuple[str, ...]]:
    """The headings, with those above them, that a lower-case question names and asks for as a whole.

    Args:
        question: the name of a section may stand beside that of a heading within it: "less common side effects".
        standing: the heading paths of passages, with their sections.
    """
    sections = _sections()
    named = {code: sections[code].names for _, code in standing if code in sections}
    in_question = {code: names for code, names in named.items() if names and names.search(question)}
    return frozenset(
        path[: depth + 1]
        for path, code in standing
        for names in {None, in_question.get(code)}
        if (asked := _besides(question, names))
        for depth, heading in enumerate(path)
        if asked == _besides(heading.lower(), names) and _without(heading.lower(), names) in question
    )


def _without(words: str, names: re.Pattern[str] | None) -> str:
    return (names.sub(" ", words) if names else words).strip()


def _besides(words: str, names: re.Pattern[str] | None) -> frozenset[str]:
    """The terms of words that say something, besides the names of a section."""
    return frozenset(terms(_without(words, names))) - _SAYS_NOTHING
