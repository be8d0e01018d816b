"""The sentences of the training documents: openFDA labels and EMA leaflets, cut without the care that ingest takes.

A training sentence needs its drug, its heading and its words; tables, lists and repeats may stay as they fall.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

_BREAK = re.compile(r"(?<![A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<=[.!?])[)\]”\"]?\s+(?=[A-Z•\[(0-9])|\s(?=•)")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|div|tr|h\d)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
# Sections of an openFDA label that hold no sentences, and those that repeat their subsections, which are read last.
_NO_TEXT = {"spl_product_data_elements", "package_label_principal_display_panel", "openfda"}
_PARENTS = {"use_in_specific_populations", "clinical_pharmacology", "nonclinical_toxicology"}


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A drug and its sentences under their headings, in document order, each sentence once."""

    drug: str
    sentences: tuple[tuple[str, str], ...]


def read_document(path: Path) -> TrainingDocument:
    """Read an openFDA label (`.json`) or an EMA leaflet (`.html`)."""
    text = path.read_text(encoding="utf-8", errors="ignore")
    drug, pairs = _label(text) if path.suffix == ".json" else _leaflet(text)
    return TrainingDocument(drug, tuple(dict.fromkeys(pairs)))


def _label(text: str) -> tuple[str, Iterator[tuple[str, str]]]:
    result = json.loads(text)["results"][0]
    keys = [
        key for key in result if isinstance(result[key], list) and key not in _NO_TEXT and not key.endswith("_table")
    ]
    keys.sort(key=lambda key: key in _PARENTS)
    names = result.get("openfda", {}).get("generic_name", [""])
    return names[0].lower(), _first_places(
        (key.replace("_", " "), sentence) for key in keys for part in result[key] for sentence in _sentences(part)
    )


def _leaflet(text: str) -> tuple[str, Iterator[tuple[str, str]]]:
    name = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    parts = re.split(r"<h2>(.*?)</h2>", text, flags=re.DOTALL)[1:]
    return name.group(1) if name else "", (
        (_plain(heading), sentence)
        for heading, body in zip(parts[::2], parts[1::2], strict=True)
        for block in _BLOCK.split(body)
        for sentence in _sentences(_plain(block))
    )


def _first_places(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for heading, sentence in pairs:
        if sentence not in seen:
            seen.add(sentence)
            yield heading, sentence


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", markup)).split())


def _sentences(text: str) -> Iterator[str]:
    for sentence in _BREAK.split(" ".join(text.split())):
        if len(sentence.strip()) > 3:
            yield sentence.strip()
