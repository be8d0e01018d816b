"""The generations of an index on disk: one writer at a time, a new one built beside the old, one step to switch.

Whatever moment a run is broken off at, the pointer names a complete generation. Start with `publish`.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ingest.records import program
from library import GENERATIONS, LAYOUT, MANIFEST, POINTER, Manifest, current_generation, sha256_of, verify_files
from retriever.embedder import MiniLM
from retriever.store import VectorStore
from schema import AssistantError, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing

LOCK = "LOCK"
BUILDING = ".building-"


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
        raise unwritable(index_dir, error) from error
    with lock_file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise IndexBusy(index_dir, lock.read().strip() or "(number unknown)") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        _tidy(index_dir)
        yield


def unwritable(index_dir: Path, error: Exception) -> AssistantError:
    """The error for a person where an index cannot be written."""
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


def generations(index_dir: Path) -> list[Path]:
    """Every finished generation, oldest first."""
    return sorted(
        path for path in (index_dir / GENERATIONS).glob("*") if path.is_dir() and not path.name.startswith(".")
    )


def sound_generation(index_dir: Path) -> tuple[Path, Manifest] | None:
    """The generation in service, every file checked; None where there is none that this program could go on from."""
    try:
        generation = current_generation(index_dir)
        return generation, _checked(generation)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return None


def _checked(generation: Path) -> Manifest:
    manifest = Manifest.read(generation)
    VectorStore.check(generation)
    verify_files(generation, manifest.files)
    return manifest


def roll_back(index_dir: Path) -> str:
    """Put the generation before the one in service back in service, and give its name.

    The one that was in service goes at the next run that writes.

    Raises:
        IndexMissing: there is no generation at all.
        AssistantError: there is none before it, or it cannot be used.
    """
    current_generation(index_dir)
    with locked(index_dir):
        current = current_generation(index_dir)
        before = [generation for generation in generations(index_dir) if generation.name < current.name]
        if not before:
            raise AssistantError(
                f"There is no generation before {current.name} in {index_dir}. To go back further, run the ingest on "
                "the documents as they were."
            )
        _checked(before[-1])
        try:
            _point(index_dir, before[-1].name)
        except OSError as error:
            raise unwritable(index_dir, error) from error
        return before[-1].name


def _tidy(index_dir: Path) -> None:
    """Leave the generation in service and the one before it; what a run that was broken off left goes too.

    That may be a half-built generation, one finished but never put in service, or one that had not gone yet.
    """
    current = in_service(index_dir)
    finished = [generation.name for generation in generations(index_dir)]
    kept = [name for name in finished if name <= current][-2:] if current else finished
    for generation in (index_dir / GENERATIONS).glob("*"):
        if generation.name not in kept:
            shutil.rmtree(generation, ignore_errors=True)


@contextmanager
def building(index_dir: Path) -> Iterator[Path]:
    """A folder for a new generation; it goes at the end, unless it was published.

    Raises:
        AssistantError: something in it could not be written, or did not read back. The generation in service stays.
    """
    folder = index_dir / GENERATIONS / f"{BUILDING}{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        yield folder
    except (OSError, sqlite3.Error, IndexDamaged) as error:
        raise unwritable(index_dir, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(
    folder: Path, index_dir: Path, index_version: str, monographs: int, passages: int, shards: Mapping[str, str]
) -> None:
    """Finish the generation in `folder` and put it in service; the one before it is kept, older ones go."""
    created = datetime.now(UTC)
    files = {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    manifest = Manifest(
        layout=LAYOUT,
        index_version=index_version,
        created=created.isoformat(timespec="seconds"),
        model=MiniLM.identity,
        chromadb=version("chromadb"),
        monographs=monographs,
        passages=passages,
        files=files,
        shards=shards,
        program=program(),
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    _sync(*folder.rglob("*"), folder)
    name = f"{created:%Y%m%dT%H%M%S%f}-{index_version}"
    folder.rename(folder.with_name(name))
    _sync(index_dir / GENERATIONS)
    _point(index_dir, name)
    _tidy(index_dir)


def _point(index_dir: Path, name: str) -> None:
    pointer = index_dir / f".{POINTER}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(index_dir / POINTER)
    _sync(index_dir)


def _sync(*paths: Path) -> None:
    """Have the disk itself hold the files and folders, so that a loss of power keeps their order."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
