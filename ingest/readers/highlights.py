"""The highlights of a US label, which openFDA gives a second time inside the sections that they sum up.

Each ends in the number of the section that says it in full: "Hypertension (5.3)". Such a sentence is left out where the
section does say it, in nearly the same words; else it stays.
"""

from __future__ import annotations

import re
from collections.abc import Set

from ingest.draft import collapsed
from ingest.sentences import sentences

_REFERENCE = r"\(\s*\d{1,2}(?:\.\d{1,2})*(?:\s*(?:,|and|to|-|–)\s*\d{1,2}(?:\.\d{1,2})*)*\s*\)"
_ENDS_IN_REFERENCE = re.compile(rf"(?P<reference>{_REFERENCE})\s*[.:;]?(?=\s|$)")
_REPORT = re.compile(
    r"\bTo report SUSPECTED ADVERSE REACTIONS,.*?(?:medwatch|1088)\b(?:\s+or\s+\S*medwatch)?\s*[.)]*", re.I
)
_CROSS_REFERENCE = re.compile(r"\b(?:see|section|sections)[^.()]*$", re.I)
_FIRST_SUBSECTION = r"(?<![\w.(,§]){}\.1\s+(?=[A-Z])"
_WORD = re.compile(r"[a-z]{4,}")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BULLET = re.compile(r"[•●▪◦■□]\s+")
SAID = 0.6  # of a highlight's words, so many stand in the full text, and each of its figures
STEM = 5  # letters by which words are compared


def without_highlights(text: str, number: str) -> str:
    """The text of section `number` without the highlights in it; of a section without a number, where that is empty."""
    first = re.search(_FIRST_SUBSECTION.format(number), text) if number else None
    opening, full = (text[: first.start()], text[first.start() :]) if first else (text, "")
    opening = _REPORT.sub(" ", opening)
    highlights = _highlights(opening)
    own, at = [], 0
    for start, end in highlights:
        own.append(opening[at:start])
        at = end
    own.append(opening[at:])
    words, figures = _said(" ".join([*own, full]))
    kept = [own[0]]
    for (start, end), after in zip(highlights, own[1:], strict=True):
        highlight = opening[start:end]
        said, given = _said(_ENDS_IN_REFERENCE.sub("", highlight))
        if len(said & words) < SAID * len(said) or not given <= figures:
            kept.append(highlight)
        kept.append(after)
    return collapsed(" ".join([*kept, full]))


def _highlights(opening: str) -> list[tuple[int, int]]:
    """The places of the sentences, or the items of a list, that end in a bare reference."""
    places, begin = [], 0
    for found in _ENDS_IN_REFERENCE.finditer(opening):
        before = opening[begin : found.start()]
        if before.count("[") > before.count("]") or _CROSS_REFERENCE.search(before):
            continue
        bullets = list(_BULLET.finditer(before))
        spans = sentences(before)
        last = bullets[-1].start() if bullets else spans[-1].start if spans else 0
        places.append((begin + last, found.end()))
        begin = found.end()
    return places


def _said(text: str) -> tuple[Set[str], Set[str]]:
    return {word[:STEM] for word in _WORD.findall(text.lower())}, set(_FIGURE.findall(text))
