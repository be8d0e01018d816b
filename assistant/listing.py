"""Names in a sentence: all of a few, and of many as many as are read."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract

from prompts import text

MOST_NAMED = 12
NEAREST = 5
ALIKE = 70  # of 100: the least that two names have in common that are called alike


def listed(names: Iterable[str]) -> str:
    """The names, each once; of many the first, and how many more."""
    several = list(dict.fromkeys(names))
    if len(several) <= MOST_NAMED:
        return ", ".join(several)
    return text("answers.and_more", drugs=", ".join(several[:MOST_NAMED]), count=len(several) - MOST_NAMED)


def nearest(names: Iterable[str], name: str) -> str:
    """The names as `listed`; of many those that are spelt like `name`, and how many more, or that there are none."""
    several = list(dict.fromkeys(names))
    if len(several) <= MOST_NAMED:
        return listed(several)
    found = [near for near, _, _ in extract(name, several, scorer=WRatio, limit=NEAREST, score_cutoff=ALIKE)]
    if not found:
        return text("answers.none_alike", count=len(several))
    return text("answers.and_more", drugs=", ".join(found), count=len(several) - len(found))
