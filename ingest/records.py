"""What a generation holds of each source file, on disk: written and read a monograph at a time.

`sources.jsonl` has one line for each source file: its sha256 as it was read, and where the records of its monographs
stand in `monographs.jsonl` and `passages.jsonl`. So a file that has not changed is neither read nor cut again: its
lines are copied. Memory holds one document at a time, however many there are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from library import MONOGRAPHS, PASSAGES, monograph_of, passage_of
from schema import IndexDamaged, Monograph, Passage

SOURCES = "sources.jsonl"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Written:
    """One monograph of a generation: what identifies its content, and where its lines are, as byte offsets.

    `own_id` is the id that it would have if no other monograph had the same; `damage` is the monograph's own.
    """

    monograph_id: str
    own_id: str
    drug: str
    text_sha256: str
    content_sha256: str
    passages_sha256: str
    passages: int
    monograph_at: tuple[int, int]
    passages_at: tuple[int, int]
    damage: str | None = None

    def is_same_content(self, other: Written) -> bool:
        """Whether all is the same but where it lies."""
        return (self.content_sha256, self.passages_sha256) == (other.content_sha256, other.passages_sha256)


@dataclass(frozen=True, slots=True)
class Source:
    """One source file: its monographs, and why it could not be read where it could not.

    A file that failed has the monographs of its last good version. `sha256` is None where not even that was to be had.
    `is_fetched` where `ingest fetch` downloaded it: it stays when the index is made to hold other paths.
    """

    path: str
    sha256: str | None
    monographs: tuple[Written, ...] = ()
    error: tuple[str, str] | None = None
    is_fetched: bool = False


class Records:
    """The records of a finished generation."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation

    def sources(self) -> list[Source]:
        """Every source file, by path.

        Raises:
            IndexDamaged: they cannot be read.
        """
        try:
            lines = (self._generation / SOURCES).read_text(encoding="utf-8").splitlines()
            return [_source(line) for line in lines]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamaged(self._generation, f"its {SOURCES} cannot be read ({error})") from error

    def monograph(self, written: Written) -> Monograph:
        """Read one monograph."""
        return monograph_of(json.loads(self.lines(MONOGRAPHS, written.monograph_at)))

    def passages(self, written: Written) -> list[Passage]:
        """Read the passages of one monograph."""
        return [passage_of(json.loads(line)) for line in self.lines(PASSAGES, written.passages_at).splitlines()]

    def lines(self, name: str, at: tuple[int, int]) -> bytes:
        """Some lines of a record file as they stand."""
        with (self._generation / name).open("rb") as file:
            file.seek(at[0])
            return file.read(at[1] - at[0])


class RecordWriter:
    """Writes the record files of a new generation."""

    def __init__(self, generation: Path) -> None:
        self._monographs = (generation / MONOGRAPHS).open("wb")
        self._passages = (generation / PASSAGES).open("wb")
        self._sources = (generation / SOURCES).open("w", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for file in (self._monographs, self._passages, self._sources):
            file.close()

    def write(self, monograph: Monograph, own_id: str, passages: Sequence[Passage]) -> Written:
        """Add a monograph and its passages."""
        line, lines = _line(monograph), b"".join(map(_line, passages))
        return Written(
            monograph_id=monograph.monograph_id,
            own_id=own_id,
            drug=monograph.drug,
            text_sha256=_sha256(monograph.text.encode()),
            content_sha256=_sha256(_line(replace(monograph, path=""))),  # wherever the file lies
            passages_sha256=_sha256(lines),
            passages=len(passages),
            monograph_at=_append(self._monographs, line),
            passages_at=_append(self._passages, lines),
            damage=monograph.damage,
        )

    def copy(self, records: Records, written: Written) -> Written:
        """Add the lines of a monograph of another generation as they stand."""
        return replace(
            written,
            monograph_at=_append(self._monographs, records.lines(MONOGRAPHS, written.monograph_at)),
            passages_at=_append(self._passages, records.lines(PASSAGES, written.passages_at)),
        )

    def note(self, sources: Iterable[Source]) -> None:
        """Add the source files."""
        self._sources.writelines(json.dumps(asdict(source), ensure_ascii=False) + "\n" for source in sources)


@cache
def program() -> str:
    """A sha256 of the code and the data that turn a file into passages, and of the versions of what they use."""
    files = [path for folder in ("ingest", "drugs") for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [ROOT / "schema.py", ROOT / "requirements.txt"]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _line(record: Monograph | Passage) -> bytes:
    return json.dumps(asdict(record), ensure_ascii=False).encode() + b"\n"


def _append(file: BinaryIO, content: bytes) -> tuple[int, int]:
    start = file.tell()
    file.write(content)
    return start, start + len(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source(line: str) -> Source:
    record = json.loads(line)
    monographs = tuple(
        Written(
            **{**written, "monograph_at": tuple(written["monograph_at"]), "passages_at": tuple(written["passages_at"])}
        )
        for written in record["monographs"]
    )
    error = record["error"] and (record["error"][0], record["error"][1])
    return Source(record["path"], record["sha256"], monographs, error, record.get("is_fetched", False))
