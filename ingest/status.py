"""What an index holds: its generations, and the monographs of the one in service with their dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from drugs.moiety import one_name_each
from ingest.records import Records
from ingest.snapshot import generations
from library import Manifest, current_generation, verify_files
from schema import IndexDamaged, IndexMismatch


@dataclass(frozen=True, slots=True)
class Generation:
    """One finished generation; `fault` says in a sentence why it cannot be used, where it cannot."""

    name: str
    is_in_service: bool
    created: str | None
    index_version: str | None
    monographs: int | None
    passages: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """One monograph of the generation in service; `drug` is the library's name, which may leave out a salt."""

    monograph_id: str
    drug: str
    title: str
    publisher: str
    updated: str | None
    passages: int
    path: str
    damage: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """An index as it is now, generations oldest first."""

    generations: tuple[Generation, ...]
    monographs: tuple[Held, ...]

    @classmethod
    def of(cls, index_dir: Path) -> Status:
        """Look at an index, checking every file of every generation; it need not be usable.

        Raises:
            IndexMissing: no generation has been finished there.
        """
        current = current_generation(index_dir)
        told = tuple(_generation(path, path == current) for path in generations(index_dir))
        is_sound = any(generation.is_in_service and generation.fault is None for generation in told)
        return cls(told, tuple(_held(current)) if is_sound else ())

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` prints (docs/contracts.md)."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The same for a person to read."""
        for generation in self.generations:
            service = "in service" if generation.is_in_service else "kept for rollback"
            content = f"{generation.monographs} monographs, {generation.passages} passages, built {generation.created}"
            yield f"{generation.name} ({service}): {generation.fault or content}"
        for held in self.monographs:
            dated = held.updated or "no date"
            damaged = ", DAMAGED" if held.damage else ""
            place = f"{held.passages} passages, {held.path}{damaged}"
            yield f"  {held.drug}: {held.title} ({held.publisher}, {dated}), {place}"
        for damage in sorted({held.damage for held in self.monographs if held.damage}):
            number = sum(held.damage == damage for held in self.monographs)
            yield f"DAMAGED, {number} of them: {damage}"


def _generation(path: Path, is_in_service: bool) -> Generation:
    try:
        manifest = Manifest.read(path)
        verify_files(path, manifest.files)
    except (IndexDamaged, IndexMismatch) as error:
        return Generation(path.name, is_in_service, None, None, None, None, str(error))
    return Generation(
        path.name,
        is_in_service,
        manifest.created,
        manifest.index_version,
        manifest.monographs,
        manifest.passages,
        None,
    )


def _held(generation: Path) -> Iterator[Held]:
    records = Records(generation)
    sources = records.sources()
    drugs = one_name_each(written.drug for source in sources for written in source.monographs)
    for source in sources:
        for written in source.monographs:
            monograph = records.monograph(written)
            yield Held(
                monograph.monograph_id,
                drugs[monograph.drug],
                monograph.title,
                monograph.publisher,
                monograph.updated,
                written.passages,
                monograph.path,
                monograph.damage,
            )
