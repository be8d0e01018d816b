"""The passages of the generation in service, ranked for a question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from library import Library
from retriever.across import NEAREST, Sections
from retriever.adapter import Adapter
from retriever.embedder import MiniLM
from retriever.ranker import DrugIndex, Evidence, Scores
from retriever.reader import Reader
from retriever.store import VectorStore
from schema import Passage, RankedPassage


class Retriever:
    """Ranks a drug's passages exactly, and those of all drugs that Chroma finds near; safe to share between threads."""

    def __init__(
        self, library: Library, store: VectorStore, embedder: MiniLM, adapter: Adapter, reader: Reader | None
    ) -> None:
        self.library = library
        self._store = store
        self._embedder = embedder
        self._adapter = adapter
        self._reader = reader
        self._indexes: dict[str, DrugIndex] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, generation: Path, embedder: MiniLM, reader: Reader | None = None) -> Retriever:
        """Open a finished generation, verified by `Library.read`."""
        return cls(Library.read(generation), VectorStore.open(generation), embedder, Adapter.load(), reader)

    def embed(self, question: str) -> Scores:
        """The question's unit vector by the published model."""
        return np.asarray(self._embedder.embed_query(question), dtype=np.float32)

    def rank(self, question: str, drug: str, boost: Callable[[Sequence[Passage]], Scores] | None = None) -> Evidence:
        """Rank every passage of a drug of the library; `boost` gives what is added to each passage's score."""
        index = self._index(drug)
        return index.rank(question, self.embed(question), boost(index.passages) if boost else None, self._reader)

    def across(self, question: str, k: int) -> list[RankedPassage]:
        """The best k passages of the whole library, best first, where no drug is known."""
        nearest = self._store.nearest(self.embed(question), max(k, NEAREST))
        held = {near.monograph_id: self.library.passages_by_monograph[near.monograph_id] for near in nearest}
        passages = {passage.passage_id: passage for own in held.values() for passage in own}
        near = [(passages[one.passage_id], one.similarity) for one in nearest]
        return self._sections.rank(question, near)[:k]

    def holds_near(self, question: str, similarity: float) -> bool:
        """Whether the whole library holds a passage of at least this cosine, by the published model alone."""
        return self._store.holds_near(self.embed(question), similarity)

    def vocabulary(self, drug: str) -> frozenset[str]:
        """The words of a drug's passages, in lower case."""
        return self._index(drug).vocabulary

    def close(self) -> None:
        """Give the store's working copy back."""
        self._store.close()

    def _index(self, drug: str) -> DrugIndex:
        with self._lock:
            if drug not in self._indexes:
                passages = self.library.passages_by_drug[drug]
                vectors = self._store.vectors(passages)
                self._indexes[drug] = DrugIndex(passages, vectors, self._adapter)
            return self._indexes[drug]

    @cached_property
    def _sections(self) -> Sections:
        """The sections of the whole library, read at the first search that knows no drug; no other search waits."""
        return Sections(self.library.passages)
