"""The monographs and passages of one finished index generation, read from its JSON files.

Turns an index directory into `Library`, without the vector store: dosing and citations need only this. An index holds
complete generations side by side and a pointer to the one in service; `ingest` writes them, everyone else reads:

    DIR/CURRENT                          name of the generation in service, replaced atomically
    DIR/generations/NAME/manifest.json   what it was built with, and a sha256 of every other file
    DIR/generations/NAME/monographs.jsonl, passages.jsonl, sources.jsonl, chroma/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from drugs.moiety import one_name_each
from schema import (
    Block,
    BlockKind,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    Monograph,
    Passage,
    PassageKind,
    Section,
    SectionCode,
    Span,
)

LAYOUT = 2  # raised when a generation's files change shape: an older generation is then built again, never migrated
POINTER = "CURRENT"
GENERATIONS = "generations"
MANIFEST = "manifest.json"
MONOGRAPHS = "monographs.jsonl"
PASSAGES = "passages.jsonl"
_OWNER = re.compile(rb'"monograph_id": ("(?:[^"\\]|\\.)*")')  # as written by the json module


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and was built with.

    `files` maps each relative path to its sha256, `shards` each part of the vector store to a sha256 of the passages in
    it; `program` tells whether the code that read the documents has changed since.
    """

    layout: int
    index_version: str
    created: str
    model: Mapping[str, Any]
    chromadb: str
    monographs: int
    passages: int
    files: Mapping[str, str]
    shards: Mapping[str, str] = field(default_factory=dict)
    program: str = ""

    @classmethod
    def read(cls, generation: Path) -> Manifest:
        """Read the manifest of a generation.

        Raises:
            IndexDamaged: it is absent or not the JSON object it should be.
            IndexMismatch: it was written for another layout.
        """
        try:
            record = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
            layout = record["layout"]
            if layout == LAYOUT:
                return cls(**{**record, "model": dict(record["model"]), "files": dict(record["files"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamaged(generation, f"its {MANIFEST} cannot be read ({error})") from error
        raise IndexMismatch(generation, "layout", layout, LAYOUT)


def current_generation(index_dir: Path) -> Path:
    """The directory of the generation in service.

    Raises:
        IndexMissing: no generation has been finished there.
        IndexDamaged: the pointer names a generation that is not there.
    """
    try:
        name = (index_dir / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        raise IndexMissing(index_dir) from None
    generation = index_dir / GENERATIONS / name
    if not name or not generation.is_dir():
        raise IndexDamaged(index_dir, f"{POINTER} names the generation {name!r}, which is not there")
    return generation


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_files(generation: Path, files: Mapping[str, str]) -> None:
    """Compare files below a generation, or a copy of a part of it, with the sha256 that each must have.

    Raises:
        IndexDamaged: a file is missing or differs by as much as a byte.
    """
    for name, expected in files.items():
        path = generation / name
        if not path.is_file():
            raise IndexDamaged(generation, f"{name} is missing")
        if sha256_of(path) != expected:
            raise IndexDamaged(generation, f"{name} does not match its recorded sha256")


class OnDemand(Mapping[str, tuple[Passage, ...]]):
    """Groups of passages by name, each read when it is first asked for and then kept."""

    def __init__(self, names: Iterable[str], read: Callable[[str], tuple[Passage, ...]]) -> None:
        self._names = dict.fromkeys(names)
        self._read = cache(read)

    def __getitem__(self, name: str) -> tuple[Passage, ...]:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Library:
    """The monographs and passages of a generation, by id and by drug, in the order in which they were written.

    A drug has one name here, whatever salt its monographs name; they keep the names that they give it. Of hundreds of
    monographs a question is about one drug or two, so the passages of the others are not read.
    """

    def __init__(
        self, monographs: Iterable[Monograph], passages: Iterable[Passage] | OnDemand, index_version: str
    ) -> None:
        """Take passages, or where they can be read by the id of their monograph."""
        self.monographs = {monograph.monograph_id: monograph for monograph in monographs}
        self.passages_by_monograph = passages if isinstance(passages, OnDemand) else self._by_monograph(passages)
        self.index_version = index_version

    def _by_monograph(self, passages: Iterable[Passage]) -> OnDemand:
        """The passages of each monograph, in document order."""
        groups: dict[str, list[Passage]] = {monograph_id: [] for monograph_id in self.monographs}
        for passage in passages:
            groups[passage.monograph_id].append(passage)
        return OnDemand(groups, lambda name: tuple(groups[name]))

    @classmethod
    def open(cls, index_dir: Path) -> Library:
        """Read the generation in service, after checking every file of it against its manifest."""
        return cls.read(current_generation(index_dir))

    @classmethod
    def read(cls, generation: Path) -> Library:
        """Read one finished generation, after checking every file of it against its manifest.

        Raises:
            IndexDamaged: a file is missing, differs from the manifest, or does not hold what it should.
        """
        manifest = Manifest.read(generation)
        verify_files(generation, manifest.files)
        try:
            monographs = list(_monographs(generation / MONOGRAPHS))
            passages = _passages(generation, [monograph.monograph_id for monograph in monographs])
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _unreadable_record(generation, error) from error
        return cls(monographs, passages, manifest.index_version)

    @cached_property
    def drugs(self) -> dict[str, tuple[str, ...]]:
        """Each drug of the library and the other names that its monographs give, with salt or of brands, sorted."""
        names: dict[str, set[str]] = {}
        for monograph in self.monographs.values():
            drug = self.drug_of(monograph.drug)
            names.setdefault(drug, set()).update({monograph.drug, *monograph.brand_names} - {drug})
        return {drug: tuple(sorted(names[drug])) for drug in sorted(names)}

    @cached_property
    def _one_name_each(self) -> dict[str, str]:
        return one_name_each(monograph.drug for monograph in self.monographs.values())

    def drug_of(self, name: str) -> str:
        """The library's name of a drug that a monograph calls so; a name that none uses as it is."""
        return self._one_name_each.get(name, name)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, monograph by monograph in document order; reads all of them."""
        return tuple(chain.from_iterable(self.passages_by_monograph.values()))

    @cached_property
    def _monographs_by_drug(self) -> dict[str, list[Monograph]]:
        own: dict[str, list[Monograph]] = {}
        for monograph in self.monographs.values():
            own.setdefault(self.drug_of(monograph.drug), []).append(monograph)
        return own

    @cached_property
    def passages_by_drug(self) -> OnDemand:
        """The passages of each drug, in document order."""

        def read(drug: str) -> tuple[Passage, ...]:
            own = (self.passages_by_monograph[one.monograph_id] for one in self._monographs_by_drug[drug])
            return tuple(chain.from_iterable(own))

        return OnDemand(self._monographs_by_drug, read)

    def monographs_of(self, drug: str) -> list[Monograph]:
        """The monographs of a drug under any of its names, newest first; undated ones last, then by title."""
        own = self._monographs_by_drug.get(self.drug_of(drug), ())
        by_title = sorted(own, key=lambda monograph: (monograph.title, monograph.monograph_id))
        return sorted(by_title, key=lambda monograph: monograph.updated or "", reverse=True)


_opened: WeakValueDictionary[bytes, Monograph] = WeakValueDictionary()  # by the sha256 of their lines


def _monographs(path: Path) -> Iterator[Monograph]:
    """The monographs of a generation; what another one that is in use has too is not read again."""
    with path.open("rb") as file:
        for line in file:
            digest = hashlib.sha256(line).digest()
            if (monograph := _opened.get(digest)) is None:
                monograph = _opened[digest] = monograph_of(json.loads(line))
            yield monograph


def _passages(generation: Path, monograph_ids: Iterable[str]) -> OnDemand:
    """The passages of a generation by monograph: its lines are kept as they stand until a monograph is asked for."""
    lines: dict[bytes, list[bytes]] = {json.dumps(name, ensure_ascii=False).encode(): [] for name in monograph_ids}
    with (generation / PASSAGES).open("rb") as file:
        for line in file:
            if (owner := _OWNER.search(line)) is None:
                raise ValueError(f"{line[:80]!r} names no monograph")
            lines[owner[1]].append(line)

    def read(name: str) -> tuple[Passage, ...]:
        try:
            return tuple(passage_of(json.loads(line)) for line in own[name])
        except (ValueError, TypeError, KeyError) as error:
            raise _unreadable_record(generation, error) from error

    own = {json.loads(name): kept for name, kept in lines.items()}
    return OnDemand(own, read)


def _unreadable_record(generation: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(generation, f"a record cannot be read ({error})")


def monograph_of(record: dict[str, Any]) -> Monograph:
    """The monograph of a line of `monographs.jsonl`."""
    sections = tuple(
        Section(
            code=SectionCode(section["code"]),
            heading_path=tuple(section["heading_path"]),
            blocks=tuple(map(_block_of, section["blocks"])),
            recovered=section["recovered"],
        )
        for section in record["sections"]
    )
    return Monograph(**{**record, "brand_names": tuple(record["brand_names"]), "sections": sections})


def _block_of(record: dict[str, Any]) -> Block:
    cells = tuple(Span(**cell) for cell in record.get("cells", ()))
    return Block(BlockKind(record["kind"]), Span(**record["span"]), cells, record.get("depth", 0))


def passage_of(record: dict[str, Any]) -> Passage:
    """The passage of a line of `passages.jsonl`."""
    return Passage(
        **{
            **record,
            "kind": PassageKind(record["kind"]),
            "section_code": SectionCode(record["section_code"]),
            "heading_path": tuple(record["heading_path"]),
            "spans": tuple(Span(**span) for span in record["spans"]),
        }
    )
