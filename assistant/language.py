"""Whether a message is in another language than English, the only one that the assistant reads."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

FEWEST_WORDS = 3  # of fewer words none tells a language: "kineret dosis"
SHORTEST = 3  # letters of a word that tells a script: "α" and "µg" are English
FEWEST_FOREIGN = 2  # words of other languages: one alone is a name, a slip or a borrowing
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def is_english(message: str) -> bool:
    """Whether a message may be English: not most of its letters are of another script, nor most telling words foreign.

    In doubt it is: a terse question has no telling words at all.
    """
    words = set(_WORD.findall(message.lower()))
    letters = "".join(word for word in words if len(word) >= SHORTEST)
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) > len(letters) / 2:
        return False
    english, foreign = _telling_words()
    return len(words) < FEWEST_WORDS or bool(words & english) or len(words & foreign) < FEWEST_FOREIGN


@cache
def _telling_words() -> tuple[frozenset[str], frozenset[str]]:
    """The commonest words of English, and those of other languages."""
    read: dict[str, str] = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))
    english = frozenset(read.pop("english").split())
    return english, frozenset(word for words in read.values() for word in words.split())
