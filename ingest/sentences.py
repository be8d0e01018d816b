"""Where sentences end in the prose of drug monographs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schema import Span

# A full stop after these is no end of sentence.
_ABBREVIATIONS = frozenset(
    "e.g eg i.e ie etc vs dr mr mrs ms prof no nos fig figs approx ca cf al inc ltd co st max min avg resp ref refs sp"
    " spp mg mcg ml kg hr hrs wk wks mo yr yrs u.s u.k p.o i.v i.m s.c b.i.d t.i.d q.i.d q.d p.r.n viz dept est".split()
)
_UNITS = frozenset("mg mcg ml kg etc min hr hrs wk wks yr yrs mo".split())
_STOP = r"[.!?]+[\"'”’)\]]*"
# openFDA sets the section that a highlight sums up after the stop: "reported. ( 5.1 , 5.2 ) Monitor".
_SECTIONS = r"(?:\s\(\s\d{1,2}(?:\.\d{1,2})*(?:\s,\s\d{1,2}(?:\.\d{1,2})*)*\s\))?"
# AHFS sets the numbers of its references there: "reported.1 129 Monitor".
_REFERENCES = r"(?<=[a-z)%\]])\.\d{1,3}(?: \d{1,3})*"
_OPENS = r"(?=\s+[\"'“‘(\[]?[A-Z0-9•●▪])"
# A bullet within a line begins an item of a list that was run together.
_BULLET = r"(?<=\S)(?=\s+[•●▪○]\s)"
_END = re.compile(f"(?:{_STOP}{_SECTIONS}|{_REFERENCES}){_OPENS}|{_BULLET}")
_BETWEEN = re.compile(r"\s*(?:[•●▪○]\s+)?")
BRACKET = 1_000  # a bracket still open after so many characters was never closed


def sentences(text: str, start: int = 0) -> list[Span]:
    """The sentences of one line as spans from `start`; together they hold all but the spaces and bullets between."""
    return list(_spans(text, start))


def _spans(text: str, start: int) -> Iterator[Span]:
    begin = _next_start(text, 0)
    for end in _END.finditer(text):
        if _is_end(text, begin, end):
            yield Span(start + begin, start + end.end())
            begin = _next_start(text, end.end())
    if begin < len(text):
        yield Span(start + begin, start + len(text))


def _is_end(text: str, begin: int, end: re.Match[str]) -> bool:
    sentence = text[begin : end.end()]
    if not end[0]:
        return bool(sentence)
    if len(sentence) < BRACKET and (
        sentence.count("(") > sentence.count(")") or sentence.count("[") > sentence.count("]")
    ):
        return False
    if end[0][0] != ".":
        return True
    before = text[begin : end.start()]
    if re.fullmatch(r"\s*(?:Step\s+)?\d{1,2}", before):  # "1. Read the label"
        return False
    word = before.rpartition(" ")[2].lstrip("([“\"'").lower()
    # A unit before a capital letter may well end the sentence: "Give 100 mg. Then wait."
    opens = word in _UNITS and text[_next_start(text, end.end())].isupper()
    return word not in _ABBREVIATIONS or opens


def _next_start(text: str, place: int) -> int:
    between = _BETWEEN.match(text, place)
    return between.end() if between else place
