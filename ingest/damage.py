"""Copies of documents that lost characters on their way: what they say about amounts cannot be relied on.

A copy made through ASCII loses "µ", "°", "≥" and dashes without a trace: "10 µg" becomes "10 g". No
single amount tells that it is wrong, so the whole copy is marked.
"""

from __future__ import annotations

import re

from ingest.draft import Draft

LONG = 500  # words; a shorter text may well have needed no such character
# What is left where a character was lost: a temperature without its degree sign, an "s" without its apostrophe.
_GAP = re.compile(r"(?<![A-Za-z])\d+ ?C\b|\b[a-z]{3,} s [a-z]|\(R\)|\b\d+ \d+ ?(?:C|mg|ml|g|%)(?![a-z])")
# Regulators whose texts always hold such characters: the templates themselves have them.
_NEEDS_THEM = frozenset(("EU", "UK"))


def damage_of(text: str, draft: Draft) -> str | None:
    """What is wrong with the copy as a whole, in one sentence; None where nothing is known to be."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return "Some characters of this copy could not be read; amounts and units may be wrong."
    if len(text.split()) < LONG or not text.isascii():
        return None
    if draft.jurisdiction in _NEEDS_THEM or _GAP.search(text):
        return (
            "This copy lost every character outside ASCII, such as µ, ° and ≥; amounts and units in it may be wrong "
            '("µg" reads as "g").'
        )
    return None
