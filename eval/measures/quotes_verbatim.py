"""Verbatim quotes: is each quote really in its source?"""

from __future__ import annotations

from eval.measures.base import Case, Measure
from eval.sources import Place


def quotes_verbatim(case: Case) -> float | None:
    """Share of the quotes that stand, letter by letter, at their place in the library and in the source file.

    The first quote is at its place, the second is one letter off; an answer without a quote says nothing:

    >>> texts = {"a.md": "Do not freeze. Do not shake."}
    >>> good = {"path": "a.md", "start": 0, "end": 14, "quote": "Do not freeze."}
    >>> bad = {"path": "a.md", "start": 15, "end": 28, "quote": "Do not share."}
    >>> quotes_verbatim(Case.of({}, {"citations": [good, bad]}, texts))
    0.5
    >>> quotes_verbatim(Case.of({}, {"citations": []}, texts)) is None
    True
    """
    held = [
        case.sources.holds(Place(citation["path"], citation["start"], citation["end"]), citation["quote"])
        for citation in case.answer["citations"]
    ]
    return sum(held) / len(held) if held else None


QUOTES_VERBATIM = Measure(
    name="quotes_verbatim",
    definition="Mean share of an answer's quotes that stand word for word at their place in the library, and in the "
    "source file once white space is collapsed and mark-up dropped.",
    citation="Menick et al., Teaching Language Models to Support Answers with Verified Quotes, 2022, arXiv:2203.11147.",
    value=quotes_verbatim,
)
