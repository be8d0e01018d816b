"""The vector store of a new generation, shard by shard: taken over where its passages are the same, else built anew.

Each shard that is built is read back and asked for every passage by its own vector before it counts; one that is taken
over has passed that, and is byte for byte what the manifest of its generation says.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ingest.records import ROOT, Records, Written
from ingest.vectors import VectorCache
from library import Manifest, verify_files
from retriever.embedder import MiniLM, heading_text, joined
from retriever.store import CHROMA, Shard, Vectors, shard_of
from schema import IndexDamaged, Passage

AT_ONCE = 256  # texts embedded between two entries in the cache: what a broken-off run may lose
SAME = 1e-5  # two vectors nearer than this are one text's
MOST_MISSED = 0.05  # of a shard, by a quick search of its index; more means that the index lost some


def by_shard(monographs: Sequence[Written]) -> dict[str, list[Written]]:
    """The monographs of each shard, shards by name."""
    shards: dict[str, list[Written]] = {}
    for written in monographs:
        shards.setdefault(shard_of(written.drug), []).append(written)
    return dict(sorted(shards.items()))


def content_of(monographs: Sequence[Written]) -> str:
    """A sha256 of what a shard holds and of the code that fills it."""
    content = [written.passages_sha256 for written in monographs]
    return hashlib.sha256(json.dumps([content, MiniLM.identity, _code()]).encode()).hexdigest()


@cache
def _code() -> str:
    """A sha256 of the code that says what is embedded and how it is stored."""
    paths = [ROOT / "retriever" / name for name in ("embedder.py", "encoder.py", "store.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def taken_over(name: str, generation: Path, manifest: Manifest, folder: Path) -> bool:
    """Copy a shard of another generation, and tell whether the copy is what that generation's manifest says."""
    within = f"{CHROMA}/{name}/"
    files = {path.removeprefix(within): sha256 for path, sha256 in manifest.files.items() if path.startswith(within)}
    try:
        shutil.copytree(generation / CHROMA / name, folder / CHROMA / name)
        verify_files(folder / CHROMA / name, files)
    except (FileNotFoundError, IndexDamaged):
        shutil.rmtree(folder / CHROMA / name, ignore_errors=True)
        return False
    return True


class ShardBuilder:
    """Builds shards from the records of the new generation; counts the texts that it had to embed."""

    def __init__(self, folder: Path, cache: VectorCache, embedder: MiniLM) -> None:
        self._folder = folder
        self._records = Records(folder)
        self._cache = cache
        self._embedder = embedder
        self.embedded = 0

    def build(self, name: str, monographs: Sequence[Written], advance: Callable[[int], None]) -> None:
        """Build one shard, read it back and ask it for every passage by its own vector.

        Raises:
            IndexDamaged: it does not hold or find what was written.
        """
        passages = [passage for written in monographs for passage in self._records.passages(written)]
        headings = [heading_text(passage) for passage in passages]
        texts = [passage.text for passage in passages]
        vectors = joined(self._vectors(texts, advance), self._vectors(headings, lambda _: None))
        shard = self._folder / CHROMA / name
        Shard.create(shard, passages, [f"{about} {said}" for about, said in zip(headings, texts, strict=True)], vectors)
        _self_test(shard, passages, vectors)

    def texts(self, monographs: Sequence[Written]) -> Iterator[str]:
        """What is embedded for each passage of some monographs."""
        for written in monographs:
            for passage in self._records.passages(written):
                yield from (passage.text, heading_text(passage))

    def _vectors(self, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        known = self._cache.get(texts)
        new = sorted({text for text in texts if text not in known}, key=lambda text: (len(text), text))
        advance(len(texts) - len(new))
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            vectors = self._embedder.vectors(some)
            self._cache.add(some, vectors)
            known.update(zip(some, vectors, strict=True))
            self.embedded += len(some)
            advance(len(some))
        return np.asarray([known[text] for text in texts], dtype=np.float32).reshape(-1, MiniLM.identity["dim"])


def _self_test(directory: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Check that the store holds exactly the passages, and finds each by its own vector."""
    ids = [passage.passage_id for passage in passages]
    shard = Shard.open_copy(directory, quick=True)
    try:
        if shard.ids() != set(ids):
            raise IndexDamaged(directory, "the store does not hold exactly the passages written")
        stored = shard.vectors(ids)
        if not np.allclose(stored, vectors, atol=SAME):  # not equal: Chroma makes them unit length once more
            raise IndexDamaged(directory, "a stored vector differs from the one written")
        missed = [
            row
            for row, (found, similarity) in enumerate(shard.nearest_each(stored))
            if found != ids[row] and similarity < 1 - SAME  # else its twin: another passage with the same vector
        ]
        if len(missed) > MOST_MISSED * len(ids):
            raise IndexDamaged(directory, f"its index misses {len(missed)} of {len(ids)} passages")
        for row in missed:  # the index is approximate: look at all
            similarities = stored @ stored[row]
            if similarities[row] < similarities.max() - SAME:
                raise IndexDamaged(directory, f"the passage {ids[row]} is not found by its own vector")
    finally:
        shard.close()
