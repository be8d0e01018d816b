"""Makes an index hold exactly what files and folders hold: read, cut, embed what is new, publish.

A file that is no longer there leaves the index; a file that fails keeps its last good version; a file that has not
changed is not read again, a passage that has not changed is not embedded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from ingest.passages import passages_of
from ingest.progress import Progress
from ingest.reading import read_monographs, slug
from ingest.records import Records, RecordWriter, Source, Written, program
from ingest.shards import ShardBuilder, by_shard, content_of, taken_over
from ingest.snapshot import building, locked, publish, sound_generation
from ingest.sources import Sources, sources_of
from ingest.vectors import VectorCache
from library import Manifest, sha256_of
from retriever.embedder import MiniLM
from schema import IndexDamaged, Monograph, UnreadableMonograph


@dataclass(slots=True)
class IngestReport:
    """What a run did: `added` to `unchanged` count monographs, `embedded` texts that had no vector yet.

    `damaged` are the paths of copies that lost characters, each with what that means; `fetched_before` counts the files
    that stay because `ingest fetch` downloaded them.
    """

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
    damaged: list[tuple[str, str]] = field(default_factory=list)
    fetched_before: int = 0

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
            "damaged": [{"path": path, "damage": damage} for path, damage in self.damaged],
        }


def build(
    paths: Sequence[Path],
    index_dir: Path,
    embedder: MiniLM | None = None,
    progress: Progress | None = None,
    are_fetched: bool = False,
) -> IngestReport:
    """Make the index hold what `paths` hold, and what was fetched; where `paths` hold nothing, leave it as it is.

    Args:
        paths: files and folders.
        index_dir: made where it is not there yet.
        embedder: the model, where the caller has loaded it already.
        progress: is told how far the run has come.
        are_fetched: the files were downloaded: add them to what the index holds, and keep them at later runs.

    Raises:
        IndexBusy: another process is building this index.
        ModelUnusable: the embedding weights are absent or are not the published ones.
        AssistantError: the index could not be written; the one in service stays.
    """
    started = time.monotonic()
    with locked(index_dir):
        run = _Run(index_dir, embedder or MiniLM(), progress or Progress())
        report = run.make_hold(sources_of(paths), are_fetched)
    report.seconds = time.monotonic() - started
    return report


@dataclass(frozen=True, slots=True)
class _Before:
    """The generation in service, as far as a run goes on from it."""

    generation: Path
    manifest: Manifest
    sources: dict[str, Source]

    @classmethod
    def of(cls, index_dir: Path) -> _Before | None:
        sound = sound_generation(index_dir)
        if sound is None:
            return None
        try:
            return cls(*sound, {source.path: source for source in Records(sound[0]).sources()})
        except IndexDamaged:
            return None

    def below(self, path: Path) -> Iterator[Source]:
        """What was read from a file, or from below a folder."""
        for source in self.sources.values():
            if Path(source.path).absolute().is_relative_to(path.absolute()):
                yield source


@dataclass(frozen=True, slots=True)
class _Found:
    """A monograph of a source: just read, or as the records of the generation in service have it."""

    own_id: str
    text_sha256: str
    content: Monograph | Written


class _Run:
    """One run, while the index is locked."""

    def __init__(self, index_dir: Path, embedder: MiniLM, progress: Progress) -> None:
        self._index_dir = index_dir
        self._embedder = embedder
        self._progress = progress
        self._before = _Before.of(index_dir)
        self._generation = self._before.generation if self._before else index_dir
        self._is_same_program = self._before is not None and self._before.manifest.program == program()
        self._texts: set[str] = set()
        self._ids: set[str] = set()
        before = self._before.sources.values() if self._before else ()
        self._fetched = {os.path.realpath(source.path): source.path for source in before if source.is_fetched}
        self._fetched_before = 0

    def make_hold(self, found: Sources, are_fetched: bool) -> IngestReport:
        with building(self._index_dir) as folder:
            with RecordWriter(folder) as writer:
                sources = self._written(found, are_fetched, writer)
                writer.note(sources)
            monographs = [written for source in sources for written in source.monographs]
            if not monographs and self._before:  # nothing at all was found: what there is stays
                monographs = [written for source in self._before.sources.values() for written in source.monographs]
                return self._report(monographs, found, sources)
            report = self._report(monographs, found, sources)
            if monographs and not self._is_as_before(sources):
                self._publish(folder, monographs, report)
        return report

    def _is_as_before(self, sources: Sequence[Source]) -> bool:
        return self._before is not None and self._is_same_program and sources == list(self._before.sources.values())

    def _written(self, found: Sources, are_fetched: bool, writer: RecordWriter) -> list[Source]:
        """Write the records of every source, by path, and say what each gave."""
        files = {str(file) for file in found.files}
        kept = self._kept(found, are_fetched)
        given = {os.path.realpath(file): file for file in files}
        if are_fetched:
            self._fetched.update(given)
        elif files or kept:
            stay = {path for real, path in self._fetched.items() if real not in given and Path(real).is_file()}
            self._fetched_before = len(stay)
            files |= stay
        with self._progress.phase("Reading", len(files), "files") as advance:
            sources = []
            for path in sorted(files | kept.keys()):
                if path in files:
                    sources.append(self._read(path, writer))
                    advance(1)
                else:
                    sources.append(self._each_once(kept[path], map(_still_there, kept[path].monographs), writer))
        return sources

    def _kept(self, found: Sources, are_fetched: bool) -> dict[str, Source]:
        """What stays though its file was not found: it cannot be reached, or the run is about other files."""
        if self._before is None:
            return {}
        if are_fetched:  # an older version of a fetched label is gone
            sources = self._before.sources.items()
            return {path: own for path, own in sources if not own.is_fetched or Path(path).is_file()}
        missing = [Path(error.path) for error in found.errors]
        return {source.path: source for path in missing for source in self._before.below(path)}

    def _read(self, path: str, writer: RecordWriter) -> Source:
        """One file: from the generation in service where it has not changed, or cannot be read any more."""
        before = self._before.sources.get(path) if self._before else None
        sha256 = _sha256_or_none(path)
        is_fetched = os.path.realpath(path) in self._fetched
        if before and sha256 and before.sha256 == sha256 and self._is_same_program:
            source = replace(before, is_fetched=is_fetched)
            return self._each_once(source, map(_still_there, before.monographs), writer)
        try:
            read = read_monographs(Path(path))
        except UnreadableMonograph as error:
            last_good = before.monographs if before else ()
            source = Source(path, sha256, error=(error.why, error.remedy), is_fetched=is_fetched)
            return self._each_once(source, map(_still_there, last_good), writer)
        return self._each_once(Source(path, sha256, is_fetched=is_fetched), map(_just_read, read), writer)

    def _each_once(self, source: Source, found: Iterable[_Found], writer: RecordWriter) -> Source:
        """Write each different text once; its id is its own, with its folder's name where another has that."""
        written = []
        for monograph in found:
            if monograph.text_sha256 in self._texts:
                continue
            monograph_id = self._free_id(source.path, monograph.own_id)
            self._texts.add(monograph.text_sha256)
            self._ids.add(monograph_id)
            written.append(self._write(monograph, monograph_id, writer))
        return replace(source, monographs=tuple(written))

    def _free_id(self, path: str, own: str) -> str:
        folder = slug(Path(path).absolute().parent.name)
        names = chain((own, f"{folder}-{own}"), (f"{folder}-{own}-{number}" for number in count(2)))
        return next(name for name in names if name not in self._ids)

    def _write(self, found: _Found, monograph_id: str, writer: RecordWriter) -> Written:
        monograph = found.content
        if isinstance(monograph, Written):
            records = Records(self._generation)
            if monograph.monograph_id == monograph_id:
                return writer.copy(records, monograph)
            monograph = records.monograph(monograph)
        monograph = replace(monograph, monograph_id=monograph_id)
        return writer.write(monograph, found.own_id, passages_of(monograph))

    def _report(self, monographs: Sequence[Written], found: Sources, sources: Sequence[Source]) -> IngestReport:
        before = self._before.sources.values() if self._before else ()
        old = {written.monograph_id: written for source in before for written in source.monographs}
        new = {written.monograph_id: written for written in monographs}
        unchanged = sum(new[name].is_same_content(old[name]) for name in new.keys() & old.keys())
        failed = [UnreadableMonograph(source.path, *source.error) for source in sources if source.error]
        return IngestReport(
            monographs=len(new),
            passages=sum(written.passages for written in monographs),
            added=len(new.keys() - old.keys()),
            updated=len(new.keys() & old.keys()) - unchanged,
            removed=len(old.keys() - new.keys()),
            unchanged=unchanged,
            failed=[*found.errors, *failed],
            index_version=self._before.manifest.index_version if self._before else None,
            damaged=[(source.path, own.damage) for source in sources for own in source.monographs if own.damage],
            fetched_before=self._fetched_before,
        )

    def _publish(self, folder: Path, monographs: Sequence[Written], report: IngestReport) -> None:
        shards = by_shard(monographs)
        contents = {name: content_of(own) for name, own in shards.items()}
        to_build = [name for name in shards if not self._is_taken_over(name, contents[name], folder)]
        total = sum(written.passages for name in to_build for written in shards[name])
        cache = VectorCache(self._index_dir)
        try:
            builder = ShardBuilder(folder, cache, self._embedder)
            with self._progress.phase("Embedding", total, "passages") as advance:
                for name in to_build:
                    builder.build(name, shards[name], advance)
            report.embedded = builder.embedded
            report.index_version = _version(monographs)
            cache.prune(2 * report.passages, builder.texts(monographs))  # a text and a heading each, at the most
            publish(folder, self._index_dir, report.index_version, report.monographs, report.passages, contents)
        finally:
            cache.close()

    def _is_taken_over(self, name: str, content: str, folder: Path) -> bool:
        before = self._before
        return (
            before is not None
            and before.manifest.shards.get(name) == content
            and taken_over(name, before.generation, before.manifest, folder)
        )


def _still_there(written: Written) -> _Found:
    return _Found(written.own_id, written.text_sha256, written)


def _just_read(monograph: Monograph) -> _Found:
    text_sha256 = hashlib.sha256(monograph.text.encode()).hexdigest()
    return _Found(monograph.monograph_id, text_sha256, monograph)


def _sha256_or_none(path: str) -> str | None:
    """The sha256 of a file, before it is read: one that changes meanwhile is read again by the next run."""
    try:
        return sha256_of(Path(path)) if Path(path).is_file() else None  # a pipe would be waited for
    except OSError:
        return None


def _version(monographs: Sequence[Written]) -> str:
    """The same for the same monographs, passages and model, wherever and whenever they were read."""
    content = [(written.content_sha256, written.passages_sha256) for written in monographs]
    return hashlib.sha256(json.dumps([content, MiniLM.identity]).encode()).hexdigest()[:12]
