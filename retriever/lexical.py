"""Lexical scores by BM25 over the passages of one drug."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:[.,/'-][^\W_]+)*")
_CONTRACTED = (
    "i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd "
    "we'll they're they've they'd they'll that's there's who's"
)
# These are words of no other meaning also without the apostrophe, as in "dont".
_CONTRACTED_OR_NOT = (
    "what's where's when's why's how's isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't "
    "wouldn't can't couldn't shouldn't"
)
# Words of questions and of nearly every sentence on medicines, which tell passages apart badly: English function words
# (the Snowball list, shortened to what questions hold) and the nouns that a monograph is about throughout.
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can could did do does doing "
    "for from had has have having he her hers him his how i if in into is it its just me more my no nor not of "
    "on once only or other our out over own same she should so some such than that the their them then there "
    "these they this those through to too under until up very was we were what when where which while who whom "
    "why will with would you your yours tell give get got getting please know need want drug drugs medicine "
    "medicines medication patient patients someone people person take takes taking taken use used using "
    f"{_CONTRACTED} {_CONTRACTED_OR_NOT} {_CONTRACTED_OR_NOT.replace(chr(39), '')}".split()
)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def terms(text: str) -> list[str]:
    """Stems of the words that tell passages apart, in their order."""
    stems: list[str] = _stemmer().stemWords([word for word in _WORD.findall(text.lower()) if word not in STOP_WORDS])
    return stems


class LexicalIndex:
    """BM25 over texts given once; scores are float32, shape (n_texts,), zero where no term is shared.

    Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), k1 = 1.5, b = 0.75.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        tokens = [terms(text) for text in texts]
        self._vocabulary = frozenset(token for text in tokens for token in text)
        self._terms = [frozenset(text) for text in tokens]
        self._bm25 = bm25s.BM25(k1=1.5, b=0.75)
        if self._vocabulary:
            self._bm25.index(tokens, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """The score of each text for a question."""
        known = [term for term in terms(question) if term in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def shares(self, question: str) -> NDArray[np.float32]:
        """The share of a question's terms that each text holds, 0 where it has no terms."""
        asked = frozenset(terms(question))
        return np.array([len(asked & held) / max(1, len(asked)) for held in self._terms], dtype=np.float32)

    def known(self, question: str) -> float:
        """The share of a question's terms that any text holds, 1 where it has no terms."""
        asked = terms(question)
        return sum(term in self._vocabulary for term in asked) / len(asked) if asked else 1.0
