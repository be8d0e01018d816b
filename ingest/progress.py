"""How far a run has come: a bar with count, rate and time left on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

EVERY = 10.0  # seconds between two lines where there is no terminal


class Progress:
    """Tells the phases of a run on a stream; on none, it tells nothing."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    @contextmanager
    def phase(self, doing: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
        """Tell how far one phase is; what this gives is called with how many more are done."""
        if self._stream is None or total == 0:
            yield lambda done: None
        elif self._stream.isatty():
            with tqdm(total=total, desc=doing, unit=f" {unit}", file=self._stream, dynamic_ncols=True) as bar:
                yield lambda done: bar.update(done) and None
        else:
            yield _Lines(self._stream, doing, total, unit).advance


class _Lines:
    def __init__(self, stream: TextIO, doing: str, total: int, unit: str) -> None:
        self._stream, self._doing, self._total, self._unit = stream, doing, total, unit
        self._done = 0
        self._started = self._told = time.monotonic()

    def advance(self, done: int) -> None:
        self._done += done
        now = time.monotonic()
        if self._done < self._total and now - self._told < EVERY:
            return
        self._told = now
        rate = self._done / max(now - self._started, 1e-6)
        left = f", about {(self._total - self._done) / rate:.0f} s left" if self._done < self._total else ""
        line = f"{self._doing}: {self._done:,} of {self._total:,} {self._unit}, {rate:.1f}/s{left}"
        print(line, file=self._stream, flush=True)
