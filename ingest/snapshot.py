"""The files of an index on disk: one writer at a time, a generation built beside the old one, one step to switch.

Whatever moment a run is broken off at, the pointer names a complete generation. Start with `publish`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from library import (
    GENERATIONS,
    LAYOUT,
    MANIFEST,
    PASSAGES,
    POINTER,
    Manifest,
    current_generation,
    sha256_of,
    write_records,
)
from retriever.embedder import MiniLM
from retriever.store import CHROMA, Vectors, VectorStore
from schema import AssistantError, IndexBusy, IndexDamaged, IndexMissing, Monograph, Passage

LOCK = "LOCK"
BUILDING = ".building-"
SAME = 1e-5  # two vectors nearer than this are one text's


@contextmanager
def locked(index_dir: Path) -> Iterator[None]:
    """Hold the index for this process; the lock dies with the process, so none is ever left behind.

    Raises:
        IndexBusy: another process holds it.
        AssistantError: the folder cannot be written.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock_file = (index_dir / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise _unwritable(index_dir, error) from error
    with lock_file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise IndexBusy(index_dir, lock.read().strip() or "(number unknown)") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        _remove_unfinished(index_dir)
        yield


def _unwritable(index_dir: Path, error: Exception) -> AssistantError:
    what = error.what if isinstance(error, IndexDamaged) else getattr(error, "strerror", None) or error
    return AssistantError(
        f"The index in {index_dir} could not be written: {what}. Free some space, or choose another folder with "
        "--index. The last complete index, if there is one, is still in service."
    )


def in_service(index_dir: Path) -> str:
    """The name of the generation in service, empty where there is none."""
    try:
        return current_generation(index_dir).name
    except (IndexMissing, IndexDamaged):
        return ""


def _remove_unfinished(index_dir: Path) -> None:
    """Remove what a run that was broken off left: a half-built generation, or one finished but never put in service."""
    current = in_service(index_dir)
    for generation in (index_dir / GENERATIONS).glob("*"):
        if generation.name.startswith(BUILDING) or (current and generation.name > current):
            shutil.rmtree(generation, ignore_errors=True)


def publish(
    index_dir: Path,
    monographs: Sequence[Monograph],
    passages: Sequence[Passage],
    texts: Sequence[str],
    vectors: Vectors,
) -> str:
    """Write a generation, read it back, and put it in service; the one before it is kept, older ones go.

    Returns:
        The index version: the same for the same monographs, passages and model.

    Raises:
        AssistantError: it could not be written, or does not read back. The generation in service stays.
    """
    created = datetime.now(UTC)
    building = index_dir / GENERATIONS / f"{BUILDING}{os.getpid()}"
    try:
        building.mkdir(parents=True)
        write_records(building, monographs, passages)
        VectorStore.create(building / CHROMA, passages, texts, vectors)
        _verify(building, passages, vectors)
        manifest = _manifest(building, created, monographs, passages)
        (building / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        _sync(*building.rglob("*"), building)
        name = f"{created:%Y%m%dT%H%M%S%f}-{manifest.index_version}"
        building.rename(building.with_name(name))
        _sync(index_dir / GENERATIONS)
        _switch(index_dir, name)
    except (OSError, IndexDamaged) as error:
        raise _unwritable(index_dir, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest.index_version


def _manifest(
    building: Path, created: datetime, monographs: Sequence[Monograph], passages: Sequence[Passage]
) -> Manifest:
    files = {
        path.relative_to(building).as_posix(): sha256_of(path) for path in sorted(building.rglob("*")) if path.is_file()
    }
    said = [asdict(replace(monograph, path="")) for monograph in monographs]  # wherever the files lie
    content = json.dumps([said, files[PASSAGES], MiniLM.identity], sort_keys=True)
    return Manifest(
        layout=LAYOUT,
        index_version=hashlib.sha256(content.encode()).hexdigest()[:12],
        created=created.isoformat(timespec="seconds"),
        model=MiniLM.identity,
        chromadb=version("chromadb"),
        monographs=len(monographs),
        passages=len(passages),
        files=files,
    )


def _verify(building: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Check that the store holds exactly the passages, and finds each by its own vector."""
    ids = [passage.passage_id for passage in passages]
    store = VectorStore.open_copy(building)
    try:
        if store.ids() != set(ids):
            raise IndexDamaged(building, "the store does not hold exactly the passages written")
        stored = store.vectors(ids)
        if not np.allclose(stored, vectors, atol=SAME):  # not equal: Chroma makes them unit length once more
            raise IndexDamaged(building, "a stored vector differs from the one written")
        for row, passage_id in enumerate(ids):
            nearest = store.nearest(stored[row], 1)
            found = bool(nearest) and (nearest[0][0] == passage_id or nearest[0][1] > 1 - SAME)
            if not found and int(np.argmax(stored @ stored[row])) != row:  # the index is approximate: look at all
                raise IndexDamaged(building, f"the passage {passage_id} is not found by its own vector")
    finally:
        store.close()


def _switch(index_dir: Path, name: str) -> None:
    before = in_service(index_dir)
    pointer = index_dir / f".{POINTER}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(index_dir / POINTER)
    _sync(index_dir)
    for generation in (index_dir / GENERATIONS).iterdir():
        if generation.name not in (name, before):
            shutil.rmtree(generation, ignore_errors=True)


def _sync(*paths: Path) -> None:
    """Have the disk itself hold the files and folders, so that a loss of power keeps their order."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
