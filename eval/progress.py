"""How far a run has come, and how long the rest will take."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Tells about once a second; called with the number of answers so far and of all."""

    def __init__(self, what: str = "questions answered", stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._told = time.monotonic()
        self._began: tuple[int, float] | None = None  # after the first answer of this run

    def __call__(self, done: int, total: int) -> None:
        """Tell it, if a second has passed or all is done."""
        now = time.monotonic()
        began, at = self._began = self._began or (done, now)
        if now - self._told < 1 and done < total:
            return
        self._told = now
        left = f", about {(now - at) / (done - began) * (total - done):.0f} s left" if done > began else ""
        print(f"{done} of {total} {self._what}{left}", file=self._stream)
