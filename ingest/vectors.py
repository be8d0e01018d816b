"""The vectors that texts have been given so far, on disk, so that no text is embedded twice.

One SQLite file for each embedding model, by the sha256 of the text: whatever runs, generations, roll-backs and changes
of the model come between. What a run that was broken off had embedded is there for the next. Each row carries a
checksum; a row that fails it, like a file that cannot be read, counts as absent: the cache is never needed, only quick.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retriever.embedder import MiniLM
from retriever.encoder import Vectors

FOLDER = "vectors"
SLACK = 2  # unused rows are dropped once there are more rows than twice those in use
_AT_ONCE = 500  # names in one query; SQLite allows many more


class VectorCache:
    """The vectors of one model, in one file below an index; one process at a time (the index is locked)."""

    def __init__(self, index_dir: Path) -> None:
        model = hashlib.sha256(json.dumps(MiniLM.identity).encode()).hexdigest()
        self._path = index_dir / FOLDER / f"{model[:16]}.sqlite"
        self._path.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            self._database = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # no room, no permission: the file may be sound
            self._path.unlink()
            self._database = self._opened()

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those of the texts that have one."""
        keys = {_key(text): text for text in texts}
        found: dict[str, Vectors] = {}
        names = list(keys)
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            query = f"SELECT text, vector, checksum FROM vectors WHERE text IN ({','.join('?' * len(some))})"
            try:
                rows = self._database.execute(query, some).fetchall()
            except sqlite3.DatabaseError:
                continue
            for name, vector, checksum in rows:
                if zlib.crc32(vector) == checksum:
                    found[keys[name]] = np.frombuffer(vector, dtype=np.float32)
        return found

    def add(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of texts, on disk when this returns."""
        rows = [
            (_key(text), content, zlib.crc32(content))
            for text, content in zip(texts, (row.tobytes() for row in vectors), strict=True)
        ]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def prune(self, needed: int, used: Iterable[str]) -> None:
        """Drop the vectors of all but the `used` texts, once there are far more than are needed."""
        (rows,) = self._database.execute("SELECT count(*) FROM vectors").fetchone()
        if rows <= SLACK * needed:
            return
        with self._database:
            self._database.execute("CREATE TEMP TABLE used (text BLOB PRIMARY KEY) WITHOUT ROWID")
            self._database.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((_key(text),) for text in used))
            self._database.execute("DELETE FROM vectors WHERE text NOT IN (SELECT text FROM used)")
            self._database.execute("DROP TABLE used")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        try:
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB NOT NULL, checksum INTEGER "
                "NOT NULL) WITHOUT ROWID"
            )
            database.execute("SELECT count(*) FROM (SELECT 1 FROM vectors LIMIT 1)").fetchone()
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
