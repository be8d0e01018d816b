"""The vectors of one generation in Chroma: the only file that knows chromadb.

Opening a Chroma client rewrites its files, and a second process on the same files loses data silently. So a finished
generation is never opened in place: a reader works on a private temporary copy, and a writer closes what it wrote
before anyone verifies it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from library import Manifest
from retriever.embedder import MiniLM
from schema import AssistantError, IndexDamaged, IndexMismatch, Passage

CHROMA = "chroma"
COLLECTION = "passages"
EF = 500  # the index finds 99.6 % of the true nearest at 100,000 passages with it, 96 % with the default of 100
BATCH = 1_000  # Chroma refuses more than 5,461 records at once
Vectors = NDArray[np.float32]


class VectorStore:
    """The passages' vectors of one generation, by passage id and by nearness."""

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
    def open(cls, generation: Path) -> VectorStore:
        """Open a private copy of a finished generation's store; its files must have been verified before.

        Raises:
            IndexMismatch: it was built with another embedding model or another version of Chroma.
            IndexDamaged: the store is missing or cannot be opened.
        """
        cls.check(generation)
        return cls.open_copy(generation)

    @staticmethod
    def check(generation: Path) -> None:
        """Compare what a generation was built with to what this program uses.

        Raises:
            IndexMismatch: another embedding model or another version of Chroma.
        """
        manifest = Manifest.read(generation)
        for key, expected in MiniLM.identity.items():
            if (built_with := manifest.model.get(key)) != expected:
                raise IndexMismatch(generation, f"embedding model {key}", built_with, expected)
        if manifest.chromadb != chromadb.__version__:
            raise IndexMismatch(generation, "chromadb", manifest.chromadb, chromadb.__version__)

    @classmethod
    def open_copy(cls, generation: Path) -> VectorStore:
        """Open a private copy of a store that may not have a manifest yet.

        Raises:
            IndexDamaged: the store is missing or cannot be opened.
            AssistantError: there is no room for the copy.
        """
        if not (generation / CHROMA).is_dir():
            raise IndexDamaged(generation, "its vector store is missing")
        working_copy = tempfile.TemporaryDirectory(prefix="monographs-", ignore_cleanup_errors=True)
        directory = Path(working_copy.name) / CHROMA
        try:
            shutil.copytree(generation / CHROMA, directory)
        except OSError as error:
            working_copy.cleanup()
            raise AssistantError(
                f"No working copy of {generation / CHROMA} could be made in {tempfile.gettempdir()}: {_reason(error)}. "
                "Free some space there, or set TMPDIR to another folder."
            ) from error
        return cls(directory, generation, working_copy)

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

    def nearest(self, vector: Sequence[float] | Vectors, k: int) -> list[tuple[str, float]]:
        """At most k passage ids with their cosine similarity, best first, over all drugs.

        Raises:
            ValueError: the vector holds a value that is not a number; Chroma would answer with NaN distances.
            IndexDamaged: the index returned a record without its text, which is how a deleted one shows.
        """
        query = np.asarray(vector, dtype=np.float32)
        if not np.isfinite(query).all():
            raise ValueError("a query vector holds a value that is not a number")
        got = self._collection.query(
            query_embeddings=[query], n_results=min(k, self._collection.count()), include=["documents", "distances"]
        )
        documents, distances = got["documents"], got["distances"]
        if documents is None or distances is None or any(document is None for document in documents[0]):
            raise IndexDamaged(self._place, "its vector store returned a record without text")
        return [(passage_id, 1.0 - distance) for passage_id, distance in zip(got["ids"][0], distances[0], strict=True)]

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
