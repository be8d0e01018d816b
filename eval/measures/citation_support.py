"""Citation recall and precision: do the quotes carry the statement, and is each of them needed?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.measures.base import Case, Measure
from schema import Route

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_ALCE = (
    "Gao et al., Enabling Large Language Models to Generate Text with Citations (ALCE), EMNLP 2023, arXiv:2305.14627; "
    "where ALCE asks a model whether a passage entails a statement, here every word of it has to stand in the quotes."
)


def words(text: str) -> frozenset[str]:
    """The words and numbers of a text, in lower case.

    >>> sorted(words("At most 2.5 mg, at night"))
    ['2.5', 'at', 'mg', 'most', 'night']
    """
    return frozenset(match[0].casefold() for match in _WORD.finditer(text))


def citation_recall(case: Case) -> float | None:
    """Share of the statements whose every word stands in the quotes that they cite.

    The first statement is its quote, the second says more than its quote; a statement that cites nothing counts 0:

    >>> quote = {"n": 1, "quote": "Do not freeze."}
    >>> said = [{"text": "Do not freeze", "citations": [1]}, {"text": "Do not freeze or shake", "citations": [1]}]
    >>> citation_recall(Case.of({}, {"route": "answer", "statements": said, "citations": [quote]}))
    0.5
    >>> unproven = [{"text": "Do not freeze", "citations": []}]
    >>> citation_recall(Case.of({}, {"route": "answer", "statements": unproven, "citations": []}))
    0.0
    """
    said = _cited(case)
    supported = [is_supported(text, quotes) for text, quotes in said]
    return sum(supported) / len(supported) if supported else None


def citation_precision(case: Case) -> float | None:
    """Share of the citations without which their statement would be carried less, or that carry it alone.

    Of two quotes, one holds the whole statement and the other only words that the first has too:

    >>> quotes = [{"n": 1, "quote": "Do not freeze or shake."}, {"n": 2, "quote": "Never freeze"}]
    >>> said = [{"text": "Do not freeze", "citations": [1, 2]}]
    >>> citation_precision(Case.of({}, {"route": "answer", "statements": said, "citations": quotes}))
    0.5

    Where each holds a part, both are needed; where a statement is not carried, none of its citations is precise:

    >>> parts = [{"n": 1, "quote": "Do not:"}, {"n": 2, "quote": "freeze"}]
    >>> citation_precision(Case.of({}, {"route": "answer", "statements": said, "citations": parts}))
    1.0
    >>> citation_precision(Case.of({}, {"route": "answer", "statements": said, "citations": parts[:1]}))
    0.0
    """
    needed = [
        is_supported(text, quotes) and _is_needed(text, quotes, index)
        for text, quotes in _cited(case)
        for index in range(len(quotes))
    ]
    return sum(needed) / len(needed) if needed else None


def is_supported(text: str, quotes: Iterable[str]) -> bool:
    """Whether every word of a statement stands in its quotes."""
    return words(text) <= words(" ".join(quotes))


def _is_needed(text: str, quotes: Sequence[str], index: int) -> bool:
    rest = [quote for other, quote in enumerate(quotes) if other != index]
    return is_supported(text, [quotes[index]]) or not is_supported(text, rest)


def _cited(case: Case) -> list[tuple[str, list[str]]]:
    """Each statement with its quotes; dosing answers are worked out, so that `number_groundedness` judges them."""
    if case.answer["route"] == Route.DOSING:
        return []
    quotes = {citation["n"]: citation["quote"] for citation in case.answer["citations"]}
    return [
        (statement["text"], [quotes[n] for n in statement["citations"] if n in quotes])
        for statement in case.answer["statements"]
    ]


CITATION_RECALL = Measure(
    name="citation_recall",
    definition="Mean share of an answer's statements whose every word stands in the quotes that they cite; answers "
    "worked out by the dosing rules are left out.",
    citation=_ALCE,
    value=citation_recall,
)
CITATION_PRECISION = Measure(
    name="citation_precision",
    definition="Mean share of an answer's citations that carry their statement alone, or without which the others "
    "would not carry it; answers worked out by the dosing rules are left out.",
    citation=_ALCE,
    value=citation_precision,
)
