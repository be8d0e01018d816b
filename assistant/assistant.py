"""The assistant: answers a question by the generation of the index that is in service."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.turn import Service, Turn
from library import Library, current_generation
from retriever.embedder import MiniLM
from retriever.reader import VERSION, Reader
from retriever.triage import Triage
from schema import Answer
from settings import Settings


class Assistant:
    """Answers from the generation in service, and moves to a newer one as soon as it is published."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._embedder = MiniLM()
        self._reader = Reader.load_or_none(self._embedder)
        self._triage = Triage.load_or_none(self._embedder)
        self._lock = threading.Lock()
        self._service = self._opened(current_generation(settings.index_dir))
        self._retired: Service | None = None  # kept open until the next switch: an answer may still be reading it

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Open the index that the settings name.

        Raises:
            AssistantError: the index is missing, damaged or built by another model.
        """
        return cls(settings)

    @property
    def library(self) -> Library:
        """The library in service."""
        return self._current().retriever.library

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question in the light of the user's earlier messages, oldest first."""
        started = time.perf_counter()
        service = self._current()
        answer = Turn(service, question).answer(history)
        return replace(
            answer,
            index_version=service.retriever.library.index_version,
            reader_version=VERSION if self._reader else None,
            latency_ms=(time.perf_counter() - started) * 1000,
        )

    def _current(self) -> Service:
        generation = current_generation(self._settings.index_dir)
        with self._lock:
            if generation != self._service.generation:
                opened = self._opened(generation)
                if self._retired:
                    self._retired.retriever.close()
                self._retired, self._service = self._service, opened
            return self._service

    def _opened(self, generation: Path) -> Service:
        return Service.open(generation, self._embedder, self._reader, self._triage)
