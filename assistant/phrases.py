"""Lists of words and phrases, and where a sentence has them: the small language in which urgent.yaml is written.

"a|b c|d*|es?" is any of these, "*" being the rest of a word, "#" a number and "?" after a letter that may be missing;
"{name}" stands for the list of that name. "A > B" is A and, at most five words between, B; "A ~ B" is that in either
order; "A + B" is both anywhere near in the sentence, and "A ! B" is A in a sentence without B.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

Span = tuple[int, int]
_GAP = r"(?:\W+\w+){0,5}?\W+"
_NEAR = 160  # characters that "A + B" may span
_LIST = re.compile(r"\{(\w+)\}")


class Phrases:
    """What a list of lines describes, to be found in lower-case text without hyphens and apostrophes."""

    def __init__(self, lines: Iterable[str], lists: Mapping[str, str]) -> None:
        """Read lines of the language, with the lists that they name."""
        alone: list[str] = []
        self._together: list[tuple[Sequence[re.Pattern[str]], re.Pattern[str] | None]] = []
        for line in lines:
            told, _, without = line.partition("!")
            parts = [_sequence(part, lists) for part in told.split("+")]
            if len(parts) == 1 and not without:
                alone.extend(parts)
            else:
                unless = re.compile(_sequence(without, lists)) if without else None
                self._together.append(([re.compile(part) for part in parts], unless))
        self._alone = re.compile("|".join(alone)) if alone else None

    def find(self, sentence: str) -> Iterator[Span]:
        """Where the sentence has them."""
        if self._alone:
            yield from (match.span() for match in self._alone.finditer(sentence))
        for parts, unless in self._together:
            found = [match.span() for part in parts if (match := part.search(sentence))]
            if len(found) < len(parts) or (unless and unless.search(sentence)):
                continue
            start, end = min(start for start, _ in found), max(end for _, end in found)
            if end - start <= _NEAR:
                yield start, end

    def are_in(self, text: str) -> bool:
        """Whether the text has any."""
        return next(self.find(text), None) is not None


def alternatives(part: str, lists: Mapping[str, str]) -> str:
    """The regular expression of "a|b c|d*"."""
    while _LIST.search(part):
        part = _LIST.sub(lambda match: lists[match[1]], part)
    return rf"\b(?:{'|'.join(_phrase(phrase.strip()) for phrase in part.split('|'))})(?!\w)"


def _sequence(line: str, lists: Mapping[str, str]) -> str:
    if "~" in line:
        first, second = (alternatives(part, lists) for part in line.split("~"))
        return f"(?:{first}{_GAP}{second}|{second}{_GAP}{first})"
    return _GAP.join(alternatives(part, lists) for part in line.split(">"))


def _phrase(phrase: str) -> str:
    return (
        re.escape(phrase).replace(r"\*", r"\w*").replace(r"\?", "?").replace(r"\#", r"\d[\d.,]*").replace(r"\ ", r"\W+")
    )
