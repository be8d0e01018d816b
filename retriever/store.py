"""The vectors of one generation in Chroma: the only file that knows chromadb.

A generation's vectors lie in shards, each a Chroma store of its own in `chroma/NN`; all passages of a drug are in one.
So a changed monograph costs its shard, a reader opens the shards that it is asked about, and each index stays small.

Opening a Chroma client rewrites its files, and a second process on the same files loses data silently. So a finished
shard is never opened in place: a reader works on a private temporary copy, and a writer closes what it wrote before
anyone verifies it.
"""

from __future__ import annotations

import hashlib
import heapq
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from library import Manifest, verify_files
from retriever.embedder import MiniLM
from schema import AssistantError, IndexDamaged, IndexMismatch, Passage

CHROMA = "chroma"
SHARDS = 32  # 352 labels and leaflets: about 4,000 passages a shard, rebuilt in seconds; 8 open files for each opened
COLLECTION = "passages"
EF = 500  # the index finds 99.6 % of the true nearest at 100,000 passages with it, 96 % with the default of 100
QUICK_EF = 20  # enough to find nearly every passage by its own vector, in a sixth of the time
BATCH = 1_000  # Chroma refuses more than 5,461 records at once
Vectors = NDArray[np.float32]


class Near(NamedTuple):
    """A stored passage and its cosine similarity to what was asked for."""

    passage_id: str
    monograph_id: str
    similarity: float


def shard_of(drug: str) -> str:
    """The name of the shard that holds a drug's passages."""
    return f"{int(hashlib.sha256(drug.encode()).hexdigest()[:8], 16) % SHARDS:02d}"


class VectorStore:
    """The passages' vectors of one generation, by passage and by nearness; safe to share between threads."""

    def __init__(self, generation: Path, manifest: Manifest) -> None:
        self._generation = generation
        self._files = manifest.files
        self._shards: dict[str, Shard] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, generation: Path) -> VectorStore:
        """Open a finished generation; each shard's copy is checked against the manifest before Chroma sees it.

        Raises:
            IndexMismatch: it was built with another embedding model or another version of Chroma.
            IndexDamaged: its vectors are missing.
        """
        manifest = cls.check(generation)
        if not (generation / CHROMA).is_dir():
            raise IndexDamaged(generation, "its vector store is missing")
        return cls(generation, manifest)

    @staticmethod
    def check(generation: Path) -> Manifest:
        """A generation's manifest, compared to what this program uses.

        Raises:
            IndexMismatch: another embedding model or another version of Chroma.
        """
        manifest = Manifest.read(generation)
        for key, expected in MiniLM.identity.items():
            if (built_with := manifest.model.get(key)) != expected:
                raise IndexMismatch(generation, f"embedding model {key}", built_with, expected)
        if manifest.chromadb != chromadb.__version__:
            raise IndexMismatch(generation, "chromadb", manifest.chromadb, chromadb.__version__)
        return manifest

    def vectors(self, passages: Sequence[Passage]) -> Vectors:
        """The stored vectors, float32, shape (n, dim), in the order of the passages.

        Raises:
            IndexDamaged: a passage has no vector, or its shard does not match the manifest.
        """
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            rows.setdefault(shard_of(passage.drug), []).append(row)
        vectors = np.empty((len(passages), MiniLM.identity["dim"]), dtype=np.float32)
        for name, own in rows.items():
            vectors[own] = self._shard(name).vectors([passages[row].passage_id for row in own])
        return vectors

    def nearest(self, vector: Sequence[float] | Vectors, k: int) -> list[Near]:
        """At most k passages, best first, over all drugs; opens every shard.

        Raises:
            ValueError: the vector holds a value that is not a number.
            IndexDamaged: a shard does not match the manifest, or returned a record without its text.
        """
        found = (near for name in self._names() for near in self._shard(name).nearest(vector, k))
        return heapq.nsmallest(k, found, key=lambda near: (-near.similarity, near.passage_id))

    def holds_near(self, vector: Sequence[float] | Vectors, similarity: float) -> bool:
        """Whether a passage of any drug is so similar; opens no more shards than it takes to tell."""
        opened_first = sorted(self._names(), key=lambda name: name not in self._shards)
        return any(
            near.similarity >= similarity for name in opened_first for near in self._shard(name).nearest(vector, 1)
        )

    def ids(self) -> set[str]:
        """The ids of every stored passage."""
        return {passage_id for name in self._names() for passage_id in self._shard(name).ids()}

    def close(self) -> None:
        """Close every shard and remove its working copy; the store cannot be used afterwards."""
        with self._lock:
            for shard in self._shards.values():
                shard.close()

    def _names(self) -> list[str]:
        return sorted(path.name for path in (self._generation / CHROMA).iterdir())

    def _shard(self, name: str) -> Shard:
        with self._lock:
            if name not in self._shards:
                within = f"{CHROMA}/{name}/"
                files = {path.removeprefix(within): sha for path, sha in self._files.items() if path.startswith(within)}
                self._shards[name] = Shard.open_copy(self._generation / CHROMA / name, files)
            return self._shards[name]


class Shard:
    """One Chroma store: the vectors of some drugs' passages."""

    def __init__(self, directory: Path, place: Path, working_copy: tempfile.TemporaryDirectory[str]) -> None:
        self._place = place
        self._working_copy = working_copy
        try:
            self._client = _client(directory)
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:  # chromadb raises many kinds; each means the same here
            working_copy.cleanup()
            raise IndexDamaged(place, f"its vector store cannot be opened ({type(error).__name__})") from error

    @staticmethod
    def create(directory: Path, passages: Sequence[Passage], texts: Sequence[str], vectors: Vectors) -> None:
        """Write a new store into an empty directory and close it.

        Args:
            directory: where the store's files go.
            passages: ids all different.
            texts: what was embedded, one for each passage.
            vectors: float32, one finite row for each passage.

        Raises:
            ValueError: an id stands twice (Chroma keeps the first without a word), or a value is not a number.
            AssistantError: Chroma could not write, as on a full disk.
        """
        if len({passage.passage_id for passage in passages}) != len(passages):
            raise ValueError("two passages have one id")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds a value that is not a number")
        try:
            with closing(_client(directory)) as client:
                collection = client.create_collection(
                    COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": EF}}
                )
                for start in range(0, len(passages), BATCH):
                    batch = slice(start, start + BATCH)
                    collection.add(
                        ids=[passage.passage_id for passage in passages[batch]],
                        embeddings=vectors[batch],
                        documents=list(texts[batch]),
                        metadatas=[_metadata(passage) for passage in passages[batch]],
                    )
        except ChromaError as error:
            raise AssistantError(
                f"The vector store in {directory} could not be written ({error}). Free some space, then run the ingest "
                "again. The last complete index, if there is one, is still in service."
            ) from error

    @classmethod
    def open_copy(cls, shard: Path, files: Mapping[str, str] | None = None, quick: bool = False) -> Shard:
        """Open a private copy of a finished shard.

        Args:
            shard: its directory, which stays as it is.
            files: the sha256 that each file must have; None where there is no manifest yet.
            quick: search less widely, for self-tests that look up the misses exactly.

        Raises:
            IndexDamaged: the shard is missing, differs from `files`, or cannot be opened.
            AssistantError: there is no room for the copy.
        """
        if not shard.is_dir():
            raise IndexDamaged(shard, "this part of its vector store is missing")
        working_copy = tempfile.TemporaryDirectory(prefix="monographs-", ignore_cleanup_errors=True)
        directory = Path(working_copy.name) / shard.name
        try:
            shutil.copytree(shard, directory)
            verify_files(directory, files or {})
        except OSError as error:
            working_copy.cleanup()
            raise AssistantError(
                f"No working copy of {shard} could be made in {tempfile.gettempdir()}: {_reason(error)}. "
                "Free some space there, or set TMPDIR to another folder."
            ) from error
        except IndexDamaged:
            working_copy.cleanup()
            raise
        if quick:
            with closing(_client(directory)) as client:  # counts from the next opening on
                client.get_collection(COLLECTION, embedding_function=None).modify(
                    configuration={"hnsw": {"ef_search": QUICK_EF}}
                )
        return cls(directory, shard, working_copy)

    def ids(self) -> set[str]:
        """The ids of every stored passage."""
        return set(self._collection.get(include=[])["ids"])

    def vectors(self, passage_ids: Sequence[str]) -> Vectors:
        """The stored vectors, float32, shape (n, dim), in the order asked for.

        Raises:
            IndexDamaged: an id has no vector.
        """
        found: dict[str, Any] = {}
        for start in range(0, len(passage_ids), BATCH):
            got = self._collection.get(ids=list(passage_ids[start : start + BATCH]), include=["embeddings"])
            found.update(zip(got["ids"], got["embeddings"] if got["embeddings"] is not None else [], strict=True))
        missing = [passage_id for passage_id in passage_ids if passage_id not in found]
        if missing:
            raise IndexDamaged(self._place, f"{len(missing)} passages have no vector, the first is {missing[0]}")
        dim = MiniLM.identity["dim"]
        return np.asarray([found[passage_id] for passage_id in passage_ids], dtype=np.float32).reshape(-1, dim)

    def nearest(self, vector: Sequence[float] | Vectors, k: int) -> list[Near]:
        """At most k passages, best first.

        Raises:
            ValueError: the vector holds a value that is not a number; Chroma would answer with NaN distances.
            IndexDamaged: the index returned a record without its text, which is how a deleted one shows.
        """
        query = np.asarray(vector, dtype=np.float32)
        if not np.isfinite(query).all():
            raise ValueError("a query vector holds a value that is not a number")
        got = self._collection.query(
            query_embeddings=[query],
            n_results=min(k, self._collection.count()),
            include=["documents", "distances", "metadatas"],
        )
        if not all(got["documents"][0]):
            raise IndexDamaged(self._place, "its vector store returned a record without text")
        found = zip(got["ids"][0], got["metadatas"][0], got["distances"][0], strict=True)
        return [Near(passage_id, said["monograph_id"], 1.0 - distance) for passage_id, said, distance in found]

    def nearest_each(self, vectors: Vectors) -> list[tuple[str, float]]:
        """The nearest passage id of each row with its cosine similarity, as the index finds it."""
        found: list[tuple[str, float]] = []
        for start in range(0, len(vectors), BATCH):
            got = self._collection.query(
                query_embeddings=list(vectors[start : start + BATCH]), n_results=1, include=["distances"]
            )
            found += [
                (ids[0], 1.0 - distances[0]) if ids else ("", -1.0)
                for ids, distances in zip(got["ids"], got["distances"] or [], strict=True)
            ]
        return found

    def close(self) -> None:
        """Close the client and remove the working copy; the store cannot be used afterwards."""
        self._client.close()
        self._working_copy.cleanup()


def _reason(error: OSError) -> str:
    """Why a copy failed; shutil gathers one reason a file."""
    reasons = error.args[0] if isinstance(error, shutil.Error) else ()
    return str(reasons[0][-1] if reasons else error.strerror or error)


def _metadata(passage: Passage) -> dict[str, str]:
    return {
        "drug": passage.drug,
        "section_code": passage.section_code.value,
        "monograph_id": passage.monograph_id,
    }


def _client(directory: Path) -> Any:
    return chromadb.PersistentClient(path=str(directory), settings=ChromaSettings(anonymized_telemetry=False))
