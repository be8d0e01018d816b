"""The training documents: openFDA labels, EMA leaflets, monographs of the project; their passages as ingest cuts them.

The monographs in `training/monographs` were written to train with, in the form of a consumer and of a professional
publisher. They are never shown to anybody, and their facts were not checked by a pharmacist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.passages import passages_of
from ingest.reading import read_monographs
from schema import Passage

WRITTEN = Path(__file__).parent / "monographs"


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A drug, its brand names and its passages, in document order."""

    drug: str
    brand_names: tuple[str, ...]
    passages: tuple[Passage, ...]


def is_written(name: str) -> bool:
    """Whether a name in the questions is that of a drug with monographs written to train with, not of a shared file."""
    return "/" not in name


def files_of(name: str, data: Path) -> list[Path]:
    """The files that a question is asked of: one of the shared data, or every written monograph of a drug."""
    return sorted(WRITTEN.glob(f"{name}--*")) if is_written(name) else [data / name]


def read_document(paths: Sequence[Path]) -> TrainingDocument:
    """Read what the library holds of one drug: an openFDA label (`.json`), an EMA leaflet (`.html`), monographs."""
    monographs = [monograph for path in paths for monograph in read_monographs(path)]
    brand_names = dict.fromkeys(name for monograph in monographs for name in monograph.brand_names)
    passages = tuple(passage for monograph in monographs for passage in passages_of(monograph))
    return TrainingDocument(monographs[0].drug, tuple(brand_names), passages)
