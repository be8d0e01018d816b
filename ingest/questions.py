"""The headings of US documents for patients, which copies run into the text before and after them.

Source: 21 CFR 208.20(b), the headings of a Medication Guide ("What is X?", "How should I take X?", "General information
about the safe and effective use of X"); Patient Information and Instructions for Use have the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_REST = r"[^.:;?•●○\"“”]{1,130}\?"
_HEADING = re.compile(
    r"\b(?:(?:What (?:is|are) (?:the most important information|(?:the )?(?:(?:most )?common|possible|serious)\b"
    rf"|the ingredients|[A-Z])|Who (?:should|can|may)|How does [A-Z]){_REST}"
    rf"|(?:What (?:else )?(?:if|should|can|do|happens if)|(?:How|When|Where) (?:should|do|can|will)) (?:I|my)\b{_REST}"
    r"|General information about (?:the )?(?:safe and effective )?(?:use of )?[^.:;?]{2,60}?"
    r"(?=\.? (?:Medicines?|It|Do) [a-z]))"
)
_QUOTES = ('"', "“", "”", "‘", "’", "'", "(")
_REFERS = re.compile(r"(?:\b[Ss]ee|\b[Ss]ection|\btitled|\bcalled)\W*\Z")


def parted(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text in order, none empty, each with whether it is such a heading.

    One that the text only refers to ("See “What are ...?”") is none.
    """
    begin = 0
    for found in _HEADING.finditer(text):
        before, after = text[begin : found.start()].rstrip(), text[found.end() :].lstrip()
        if before.endswith(_QUOTES) or after.startswith(_QUOTES[:3]) or _REFERS.search(before):
            continue
        if before:
            yield before, False
        yield found[0], True
        begin = found.end()
    if rest := text[begin:].strip():
        yield rest, False


def has_heading(text: str) -> bool:
    """Whether a text holds such a heading."""
    return any(is_heading for _, is_heading in parted(text))
