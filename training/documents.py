"""The training documents, openFDA labels and EMA leaflets: their passages as ingest cuts them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.passages import passages_of
from ingest.reading import read_monographs
from schema import Passage


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A drug, its brand names and its passages, in document order."""

    drug: str
    brand_names: tuple[str, ...]
    passages: tuple[Passage, ...]


def read_document(path: Path) -> TrainingDocument:
    """Read an openFDA label (`.json`) or an EMA leaflet (`.html`)."""
    monographs = read_monographs(path)
    brand_names = dict.fromkeys(name for monograph in monographs for name in monograph.brand_names)
    passages = tuple(passage for monograph in monographs for passage in passages_of(monograph))
    return TrainingDocument(monographs[0].drug, tuple(brand_names), passages)
