"""Rank passages of the whole library, where no drug is known.

Which document answers is another question than which sentence of it does. The trained parts have learnt the second, and
at the first they are worse than the published model alone (docs/retrieval.md). So here a passage counts for its cosine
by that model and for the words that its section, among all sections of the library, has in common with the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retriever.lexical import LexicalIndex
from schema import Passage, RankedPassage

NEAREST = 200  # passages by cosine that are ranked: nDCG@10 is at most 0.005 below that of all (docs/retrieval.md)
# Of BM25 beside the best section's, where a cosine weighs 1: the best on five collections, with 0.2 close by.
WORDS_WEIGHT = 0.3


class Sections:
    """The outermost sections of a library's monographs, by the words in them."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        said: dict[tuple[str, ...], dict[str, None]] = {}  # as keys: a heading that many passages share counts once
        for passage in passages:
            parts = (passage.drug, *passage.heading_path, passage.text)
            said.setdefault(_section_of(passage), {}).update(dict.fromkeys(parts))
        self._places = {section: at for at, section in enumerate(said)}
        self._lexical = LexicalIndex([" ".join(parts) for parts in said.values()])

    def rank(self, question: str, near: Sequence[tuple[Passage, float]]) -> list[RankedPassage]:
        """Rank passages of these sections, each given with its cosine by the published model; best first."""
        by_section = self._lexical.scores(question).tolist()
        in_common = [by_section[self._places[_section_of(passage)]] for passage, _ in near]
        weight = WORDS_WEIGHT / (max(in_common, default=0.0) or 1.0)
        scored = [(cosine + weight * words, passage) for (passage, cosine), words in zip(near, in_common, strict=True)]
        scored.sort(key=lambda one: (-one[0], one[1].passage_id))
        return [RankedPassage(passage, score, rank) for rank, (score, passage) in enumerate(scored, start=1)]


def _section_of(passage: Passage) -> tuple[str, ...]:
    """What a passage stands in: its monograph, and there its outermost heading, if it has one."""
    return passage.monograph_id, *passage.heading_path[:1]
