"""Makes an index hold exactly what files and folders hold: read, cut, embed what is new, publish.

A file that is no longer there leaves the index; a file that fails keeps its last good version; a passage that has not
changed is not embedded again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np

from ingest.passages import passages_of
from ingest.reading import read_monograph, slug
from ingest.snapshot import locked, publish
from ingest.sources import sources_of
from library import Library, current_generation
from retriever.embedder import MiniLM, embedded_text
from retriever.store import VectorStore
from schema import IndexDamaged, IndexMismatch, IndexMissing, Monograph, UnreadableMonograph


@dataclass(slots=True)
class IngestReport:
    """What a run did: `added` to `unchanged` count monographs, `embedded` passages that had no vector yet."""

    monographs: int = 0
    passages: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[UnreadableMonograph] = field(default_factory=list)
    seconds: float = 0.0
    index_version: str | None = None
    embedded: int = 0

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` prints (docs/contracts.md)."""
        return {
            "monographs": self.monographs,
            "passages": self.passages,
            "added": self.added,
            "updated": self.updated,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "failed": [{"path": error.path, "error": str(error)} for error in self.failed],
            "seconds": round(self.seconds, 3),
            "index_version": self.index_version,
        }


def build(
    paths: Sequence[Path],
    index_dir: Path,
    embedder: MiniLM | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> IngestReport:
    """Make the index hold what `paths` hold; where that is nothing at all, leave it as it is.

    Args:
        paths: files and folders.
        index_dir: made where it is not there yet.
        embedder: the model, where the caller has loaded it already.
        say: is told in a line what takes long.

    Raises:
        IndexBusy: another process is building this index.
        ModelUnusable: the embedding weights are absent or are not the published ones.
        AssistantError: the index could not be written; the one in service stays.
    """
    started = time.monotonic()
    report = IngestReport()
    with locked(index_dir):
        before = _in_service(index_dir)
        monographs = _read_all(paths, before, report)
        if not monographs and before:
            monographs = list(before.monographs.values())
        passages = [passage for monograph in monographs for passage in passages_of(monograph)]
        _count(monographs, before, report)
        report.passages = len(passages)
        if before and monographs == list(before.monographs.values()) and tuple(passages) == before.passages:
            report.index_version = before.index_version
        elif monographs:
            texts = [embedded_text(passage) for passage in passages]
            known = _known_vectors(index_dir, before)
            new = [text for text in dict.fromkeys(texts) if text not in known]
            report.embedded = len(new)
            say(f"{len(monographs)} monographs read, {len(passages)} passages, {len(new)} of them to embed")
            known.update(zip(new, (embedder or MiniLM()).embed_documents(new), strict=True))
            vectors = np.asarray([known[text] for text in texts], dtype=np.float32).reshape(
                len(texts), MiniLM.identity["dim"]
            )
            report.index_version = publish(index_dir, monographs, passages, texts, vectors)
    report.seconds = time.monotonic() - started
    return report


def _in_service(index_dir: Path) -> Library | None:
    """The library in service; None where there is none, or none that this program could go on from."""
    try:
        library = Library.open(index_dir)
        VectorStore.check(current_generation(index_dir))
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return None
    return library


def _read_all(paths: Sequence[Path], before: Library | None, report: IngestReport) -> list[Monograph]:
    sources = sources_of(paths)
    report.failed += sources.errors
    kept = [monograph for error in sources.errors for monograph in _last_good(error, before)]
    for file in sources.files:
        try:
            kept.append(read_monograph(file))
        except UnreadableMonograph as error:
            report.failed.append(error)
            kept += _last_good(error, before)
    return list(_each_once(kept))


def _last_good(error: UnreadableMonograph, before: Library | None) -> Iterator[Monograph]:
    """The monographs in service that were read from the file that failed, or from below the folder that failed."""
    failed = Path(error.path).absolute()
    for monograph in before.monographs.values() if before else ():
        if Path(monograph.path).absolute().is_relative_to(failed):
            yield monograph


def _each_once(monographs: Sequence[Monograph]) -> Iterator[Monograph]:
    """Each different text once, by path; its id is its file's name, with its folder's where two share that."""
    texts: set[str] = set()
    ids: set[str] = set()
    for monograph in sorted(monographs, key=lambda monograph: monograph.path):
        if monograph.text in texts:
            continue
        own, folder = slug(Path(monograph.path).stem), slug(Path(monograph.path).absolute().parent.name)
        names = chain((own, f"{folder}-{own}"), (f"{folder}-{own}-{number}" for number in count(2)))
        monograph_id = next(name for name in names if name not in ids)
        texts.add(monograph.text)
        ids.add(monograph_id)
        yield replace(monograph, monograph_id=monograph_id)


def _count(monographs: Sequence[Monograph], before: Library | None, report: IngestReport) -> None:
    old: Mapping[str, Monograph] = before.monographs if before else {}
    new = {monograph.monograph_id: monograph for monograph in monographs}
    report.monographs = len(new)
    report.added = len(new.keys() - old.keys())
    report.removed = len(old.keys() - new.keys())
    report.unchanged = sum(replace(new[key], path="") == replace(old[key], path="") for key in new.keys() & old.keys())
    report.updated = len(new.keys() & old.keys()) - report.unchanged


def _known_vectors(index_dir: Path, before: Library | None) -> dict[str, Any]:
    """The vector of every text in the generation in service."""
    if not before:
        return {}
    store = VectorStore.open(current_generation(index_dir))
    try:
        rows = store.vectors([passage.passage_id for passage in before.passages])
    finally:
        store.close()
    return dict(zip(map(embedded_text, before.passages), rows, strict=True))
