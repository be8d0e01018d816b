"""Which names a word that is no name may be a misspelling of."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from drugs.moiety import folded

SHORTEST = 5  # names of four letters and fewer must be exact
_SLIP_LENGTH = 8
_MOST_EDITS = 4
# Letters that begin a name and sound alike.
_SOUNDS = ("ckqs", "fpv", "gj", "sxz", "aeiouy", "ei", "hw")


def edits(word: str, name: str) -> int | None:
    """How many typing errors make a word of a name, or None where they are too many for a word of its length.

    Of a short name one error is allowed, or two that it sounds the same with; of a long one two or three. A name that
    begins otherwise is another one: "ketamine" is not betaine.
    """
    if not _begin_alike(word, name):
        return None
    length = min(len(word), len(name))
    most = 1 if length < 9 else 2 if length < 13 else 3
    distance = OSA.distance(word, name, score_cutoff=most + 1)
    if distance > most:
        return distance if distance == most + 1 and folded(word) == folded(name) else None
    if len(word) < 7 and len(word) == len(name) and _is_other_consonant(word, name):
        return None
    return distance


def is_slip(word: str, name: str) -> bool:
    """Whether a word is a slip of a name that is not held: anything looser takes "regimen" and "pancreas" for drugs."""
    alike = len(word) >= _SLIP_LENGTH and word[:3] == name[:3] and not name.startswith(word)
    return alike and (folded(word) == folded(name) or OSA.distance(word, name, score_cutoff=1) == 1)


def _begin_alike(word: str, name: str) -> bool:
    swapped_or_dropped = word[:2] == name[1::-1] or word[:3] == name[1:4] or word[1:4] == name[:3]
    return swapped_or_dropped or any(word[0] in alike and name[0] in alike for alike in (*_SOUNDS, word[0]))


def _is_other_consonant(word: str, name: str) -> bool:
    """Whether a short word has one consonant for another, as other short words do: "Corel" is not Coreg."""
    changed = [pair for pair in zip(word, name, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and not any(set(changed[0]) <= set(alike) for alike in _SOUNDS)


class Spellings:
    """Names of five letters and more, by length: a misspelling is about as long as its name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[int, list[str]] = {}
        for name in dict.fromkeys(names):
            if len(name) >= SHORTEST:
                self._names.setdefault(len(name), []).append(name)

    def nearest(self, word: str) -> list[tuple[int, str]]:
        """Names that a word may be a misspelling of, with the number of errors, fewest first, then by name."""
        lengths = range(len(word) - _MOST_EDITS, len(word) + _MOST_EDITS + 1)
        alike = [name for length in lengths for name in self._names.get(length, ())]
        close = extract(word, alike, scorer=OSA.distance, score_cutoff=_MOST_EDITS, limit=None)
        found = ((edits(word, name), name) for name, _, _ in close)
        return sorted((distance, name) for distance, name in found if distance is not None)
