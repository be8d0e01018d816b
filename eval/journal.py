"""What a run has answered so far, so that one that was broken off goes on where it stopped.

The journal's first line says what the run is of: questions, index, program, settings. One that was begun with anything
else is begun anew. A line that was cut short is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from eval.answering import Asked

JOURNAL = "answers.jsonl.part"


class Journal:
    """The answers of an unfinished run, by the place of their question in it."""

    def __init__(self, path: Path, identity: Mapping[str, Any]) -> None:
        self._path = path
        self._head = json.dumps(dict(identity), sort_keys=True)
        self.asked = dict(self._read())
        self._file = self._opened()

    def add(self, place: int, asked: Asked) -> None:
        """Keep one more answer, at once."""
        self.asked[place] = asked
        self._write_answer(place, asked)

    def close(self) -> None:
        """Stop writing; what was kept stays."""
        self._file.close()

    def _read(self) -> Iterator[tuple[int, Asked]]:
        try:
            head, *lines = self._path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            return
        if head != self._head:
            return
        for line in lines:
            try:
                kept = json.loads(line)
                yield kept["place"], Asked.from_json(kept)
            except (ValueError, KeyError, TypeError):
                return

    def _opened(self) -> TextIO:
        self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")  # a lone surrogate stays JSON
        self._write(self._head)
        for place, asked in self.asked.items():
            self._write_answer(place, asked)
        return self._file

    def _write_answer(self, place: int, asked: Asked) -> None:
        self._write(json.dumps({"place": place, **asked.to_json()}, ensure_ascii=False))

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()
