"""What a user typed, made comparable: one spelling of each character, nothing invisible, offsets kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of other scripts that are drawn like a Latin one: the single-letter look-alikes of Unicode's confusables.txt
# (UTS 39) for Cyrillic and Greek. The Greek mu is no look-alike here: it stands for "micro".
LOOK_ALIKES = dict(zip("авсԁеһніјкмпорѕтухԛԝαβεικνορτυχγη", "abcdehhijkmnopstyxqwabeikvoptuxyn", strict=True))
SIGNS = {"×": "x", "≥": ">=", "≤": "<=", "−": "-", "’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "⁄": "/", "÷": "/"}
REACH = 60  # characters: what stands farther before a word says nothing of it
SPELT_OUT = re.compile(r"(?<![a-z0-9])[a-z](?:([.])(?:[a-z]\1){1,30}|([-_* ])(?:[a-z]\2){2,30})[a-z](?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Comparable text in lower case; `offsets[i]` is where its i-th character came from in `raw`."""

    raw: str
    text: str
    offsets: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `raw` from which the characters [start, end) came; at least one."""
        return self.offsets[start], self.offsets[end - 1] + 1


def clean(raw: str) -> CleanText:
    """Fold compatibility forms, accents, look-alikes and case; drop what is invisible; join s.p.e.l.t words."""
    characters: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(raw):
        for folded in _folded(character):
            if folded != " " or not characters or characters[-1] != " ":
                characters.append(folded)
                offsets.append(index)
    text = "".join(characters)
    dropped = {
        index
        for match in SPELT_OUT.finditer(text)
        for index in range(match.start(), match.end())
        if not text[index].isalpha()
    }
    if dropped:
        kept = [index for index in range(len(text)) if index not in dropped]
        return CleanText(raw, "".join(text[index] for index in kept), tuple(offsets[index] for index in kept))
    return CleanText(raw, text, tuple(offsets))


def before(text: str, at: int, reach: int = REACH) -> str:
    """What stands just before a place in clean text."""
    return text[max(0, at - reach) : at]


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in "\n\r":
        return "\n"
    if character.isspace():
        return " "
    if character in SIGNS:
        return SIGNS[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Cc"):
        return ""
    if category == "Pd":
        return "-"
    folded = "".join(
        part for part in unicodedata.normalize("NFKD", character) if unicodedata.category(part) not in ("Mn", "Me")
    )
    folded = "".join(LOOK_ALIKES.get(part, SIGNS.get(part, part)) for part in folded.lower())
    return f" {folded}" if category == "No" and "/" in folded else folded
