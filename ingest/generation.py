"""Builds a new index generation beside the one in service, verifies it, and switches to it in one step.

A run that is broken off at any moment leaves the last complete generation in service. An index holds exactly what the
given paths hold: a file that is no longer there leaves it, a file that fails keeps its last good version.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ingest.passages import passages_of
from ingest.reading import read_monograph
from ingest.sources import files_in
from library import (
    GENERATIONS,
    LAYOUT,
    MANIFEST,
    POINTER,
    Library,
    Manifest,
    current_generation,
    sha256_of,
    write_records,
)
from retriever.embedder import MiniLM, embedded_text
from retriever.store import CHROMA, Vectors, VectorStore
from schema import (
    AssistantError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    Monograph,
    Passage,
    UnreadableMonograph,
)

LOCK = "LOCK"
BUILDING = ".building-"


@dataclass(slots=True)
class IngestReport:
    """What a run did, counted in monographs but for `passages`; the public contract of `--json`."""

    monographs: int = 0
    passages: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    index_version: str | None = None
    embedded: int = 0

    def to_json(self) -> dict[str, Any]:
        """The object of the contract: without what only tests ask for."""
        record = asdict(self)
        del record["embedded"]
        return record


def build(paths: Sequence[Path], index_dir: Path, embedder: MiniLM | None = None) -> IngestReport:
    """Make the index hold what `paths` hold.

    Raises:
        IndexBusy: another process is building this index.
        ModelUnusable: the embedding weights are absent or are not the published ones.
        IndexDamaged: what was written does not read back; the generation in service is untouched.
    """
    started = time.monotonic()
    index_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(index_dir):
        _remove_unfinished(index_dir)
        previous = _previous(index_dir)
        report = IngestReport()
        monographs = _read_all(paths, previous, report)
        if monographs or previous:
            passages = [passage for monograph in monographs for passage in passages_of(monograph)]
            _count(monographs, passages, previous, report)
            report.index_version = _publish(index_dir, monographs, passages, embedder or MiniLM(), report)
        report.seconds = round(time.monotonic() - started, 3)
        return report


@contextmanager
def _locked(index_dir: Path) -> Iterator[None]:
    """Hold the index for this process; the lock dies with the process, so none is ever left behind."""
    with (index_dir / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise IndexBusy(index_dir, lock.read().strip() or "of unknown number") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _remove_unfinished(index_dir: Path) -> None:
    for leftover in (index_dir / GENERATIONS).glob(f"{BUILDING}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _previous(index_dir: Path) -> Library | None:
    """The library in service, or None where there is none that this program can read."""
    try:
        return Library.open(index_dir)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return None


def _read_all(paths: Sequence[Path], previous: Library | None, report: IngestReport) -> list[Monograph]:
    files, errors = files_in(paths)
    last_good = {monograph.path: monograph for monograph in previous.monographs.values()} if previous else {}
    monographs: dict[str, Monograph] = {}
    texts: set[str] = set()
    for error in errors:
        report.failed.append({"path": error.path, "error": str(error)})
        monographs.update((m.monograph_id, m) for path, m in last_good.items() if path == error.path)
    for file in files:
        try:
            monograph: Monograph | None = read_monograph(file)
        except UnreadableMonograph as error:
            report.failed.append({"path": str(file), "error": str(error)})
            monograph = last_good.get(str(file))
        if monograph is None or monograph.text in texts:
            continue
        texts.add(monograph.text)
        if monograph.monograph_id in monographs:
            digest = hashlib.sha256(monograph.text.encode()).hexdigest()
            monograph = replace(monograph, monograph_id=f"{monograph.monograph_id}-{digest[:8]}")
        monographs[monograph.monograph_id] = monograph
    return list(monographs.values())


def _count(
    monographs: Sequence[Monograph], passages: Sequence[Passage], previous: Library | None, report: IngestReport
) -> None:
    before = previous.monographs if previous else {}
    now = {monograph.monograph_id: monograph for monograph in monographs}
    report.monographs, report.passages = len(now), len(passages)
    report.added = len(now.keys() - before.keys())
    report.removed = len(before.keys() - now.keys())
    report.unchanged = sum(now[key] == before[key] for key in now.keys() & before.keys())
    report.updated = len(now.keys() & before.keys()) - report.unchanged


def _publish(
    index_dir: Path,
    monographs: Sequence[Monograph],
    passages: Sequence[Passage],
    embedder: MiniLM,
    report: IngestReport,
) -> str:
    created = datetime.now(UTC)
    building = index_dir / GENERATIONS / f"{BUILDING}{os.getpid()}"
    building.mkdir(parents=True)
    texts = [embedded_text(passage) for passage in passages]
    vectors = _vectors(index_dir, passages, texts, embedder, report)
    write_records(building, monographs, passages)
    VectorStore.create(building / CHROMA, passages, texts, vectors)
    _verify(building, passages, vectors)
    files = {
        path.relative_to(building).as_posix(): sha256_of(path) for path in sorted(building.rglob("*")) if path.is_file()
    }
    digest = hashlib.sha256()
    for name in ("monographs.jsonl", "passages.jsonl"):
        digest.update(files[name].encode())
    digest.update(json.dumps(MiniLM.identity, sort_keys=True).encode())
    manifest = Manifest(
        layout=LAYOUT,
        index_version=digest.hexdigest()[:12],
        created=created.isoformat(timespec="seconds"),
        model=MiniLM.identity,
        chromadb=version("chromadb"),
        monographs=len(monographs),
        passages=len(passages),
        files=files,
    )
    (building / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    _sync(building)
    name = f"{created:%Y%m%dT%H%M%S%f}-{manifest.index_version}"
    building.rename(building.with_name(name))
    _switch(index_dir, name)
    return manifest.index_version


def _vectors(
    index_dir: Path, passages: Sequence[Passage], texts: Sequence[str], embedder: MiniLM, report: IngestReport
) -> Vectors:
    known: dict[str, Any] = {}
    try:
        generation = current_generation(index_dir)
        library = Library.read(generation)
        store = VectorStore.open(generation)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        pass
    else:
        rows = store.vectors([passage.passage_id for passage in library.passages])
        known = dict(zip(map(embedded_text, library.passages), rows, strict=True))
        store.close()
    new = [text for text in dict.fromkeys(texts) if text not in known]
    report.embedded = len(new)
    known.update(zip(new, embedder.embed_documents(new), strict=True))
    return np.asarray([known[text] for text in texts], dtype=np.float32).reshape(-1, MiniLM.identity["dim"])


def _verify(building: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    store = VectorStore.open_copy(building)
    try:
        ids = [passage.passage_id for passage in passages]
        if store.ids() != set(ids) or len(set(ids)) != len(ids):
            raise IndexDamaged(building, "the store does not hold exactly the passages written")
        if not np.allclose(store.vectors(ids), vectors, atol=1e-6):  # Chroma makes them unit length once more
            raise IndexDamaged(building, "a stored vector differs from the one written")
        for passage_id, vector in zip(ids, vectors, strict=True):
            found = store.nearest(vector, 1)
            if not found or (found[0][0] != passage_id and found[0][1] < 1 - 1e-5):
                raise IndexDamaged(building, f"the passage {passage_id} is not found by its own vector")
    finally:
        store.close()


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder, folder.parent]:
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _switch(index_dir: Path, name: str) -> None:
    """Put a generation in service, keep the one before it, and remove older ones."""
    try:
        before = current_generation(index_dir).name
    except AssistantError:
        before = ""
    pointer = index_dir / f".{POINTER}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    with pointer.open("rb") as file:
        os.fsync(file.fileno())
    pointer.replace(index_dir / POINTER)
    for generation in (index_dir / GENERATIONS).iterdir():
        if generation.name not in (name, before):
            shutil.rmtree(generation, ignore_errors=True)
