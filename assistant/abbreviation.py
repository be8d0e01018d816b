"""What an abbreviation stands for, where a question asks that and the monographs write it out."""

from __future__ import annotations

import re

_SHORT = r"[\"'“]?([a-z][a-z0-9/-]{1,9})[\"'”]?"
_THE_SHORT = rf"(?:the )?(?:letters? |abbreviation |acronym |initials? )?{_SHORT}"
_ASKS = re.compile(
    rf"\bwhat(?:'?s)? (?:do(?:es)? |are |is )?{_THE_SHORT}(?: (?:even|actually|really))?"
    r" (?:stand(?:s|ing)? for|short for|abbreviat\w*)\b"
    rf"|\b{_SHORT} (?:stands|is short|is the abbreviation|is an? (?:abbreviation|acronym)) (?:for|of)\b"
    rf"|\b(?:full (?:name|form|wording) (?:of|for)|(?:spell|write)(?:s|ing)? out|meaning of) {_SHORT}\b"
    rf"|\bwhat do(?:es)? {_THE_SHORT} mean\b"
)
_IN_BRACKETS = re.compile(r"\(([^()]{2,12})\)")
_WORD = re.compile(r"[^\s()]+")


def asked_abbreviation(question: str) -> str:
    """The abbreviation that a lower-case question asks to have written out; empty where it asks for none."""
    found = _ASKS.search(question)
    return next(filter(None, found.groups()), "") if found else ""


def writes_out(text: str, short: str) -> bool:
    """Whether a text gives what an abbreviation stands for: "neutrophil count (ANC)" with the words that make it up.

    Source: Schwartz & Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text", PSB
    2003, 451-462: the letters are found from the right in the words before the brackets.
    """
    for found in _IN_BRACKETS.finditer(text):
        if found[1].lower() in (short, f"{short}s"):
            before = _WORD.findall(text[: found.start()])[-min(len(short) + 5, 2 * len(short)) :]
            if _holds_letters(" ".join(before).lower(), re.sub(r"[^a-z0-9]", "", short)):
                return True
    return False


def _holds_letters(words: str, letters: str) -> bool:
    """Whether letters stand in words from right to left, the first of them at the beginning of a word."""
    at = len(words)
    for place in range(len(letters) - 1, -1, -1):
        at = words.rfind(letters[place], 0, at)
        while place == 0 and at > 0 and words[at - 1].isalnum():
            at = words.rfind(letters[place], 0, at)
        if at < 0:
            return False
    return True
