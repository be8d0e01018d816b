"""Citation correctness: does a citation show where the answer stands?"""

from __future__ import annotations

from eval.measures.base import Case, Measure
from eval.sources import Place


def citation_correct(case: Case) -> float:
    """1 where some quoted citation overlaps some piece of the evidence, in the same monograph; else 0.

    The evidence stands at [5, 15) of the text. A quote of [0, 8) shares three characters with it, one of [0, 5) none:

    >>> expected = {"evidence": ["do not fre"]}
    >>> texts = {"a.md": "Cold do not freeze."}
    >>> quote = {"path": "a.md", "start": 0, "end": 8, "quote": "Cold do "}
    >>> citation_correct(Case.of(expected, {"citations": [quote]}, texts))
    1.0
    >>> citation_correct(Case.of(expected, {"citations": [{**quote, "end": 5, "quote": "Cold "}]}, texts))
    0.0
    """
    evidence = [place for text in case.question.evidence for place in case.sources.places(text)]
    cited = [
        Place(citation["path"], citation["start"], citation["end"])
        for citation in case.answer["citations"]
        if citation["quote"]
    ]
    return float(any(citation.overlaps(place) for citation in cited for place in evidence))


CITATION_CORRECT = Measure(
    name="citation_correct",
    definition="Share of answers in which some quoted citation overlaps the evidence.",
    citation="Gao et al., Enabling Large Language Models to Generate Text with Citations (ALCE), EMNLP 2023, "
    "arXiv:2305.14627; adapted to exact spans.",
    value=citation_correct,
    applies=lambda question: bool(question.evidence),
)
