"""A table row is told with the part of the table that it is in, in documents that mark no such parts."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from ingest.passages import passages_of
from ingest.reading import read_monograph
from schema import Monograph
from tests.ingest import samples

ROWS = (
    ("Effect", "Frequency", "Measure"),
    ("Heart",),
    ("palpitations", "common", "wait"),
    ("arrest", "rare", "stop"),
    ("Skin",),
    ("rash", "common", ""),
    ("* Seen in studies of patients who took more than the recommended dose for longer than a year.",),
)


def in_markdown(folder: Path) -> Monograph:
    lines = [f"| {' | '.join([*cells, '', ''][:3])} |" for cells in ROWS]
    table = "\n".join([lines[0], "|---|---|---|", *lines[1:]])
    return read_monograph(samples.written(folder, "page.md", f"# Testaquin\n\n## Side effects\n\n{table}\n"))


def in_word(folder: Path) -> Monograph:
    document = Document()
    for heading in ("Testaquin tablets", "Dosage", "Contraindications", "Side effects"):
        document.add_heading(heading, 0 if heading.startswith("Testaquin") else 1)
    table = document.add_table(rows=len(ROWS), cols=3)
    for row, cells in zip(table.rows, ROWS, strict=True):
        if len(cells) == 1:
            row.cells[0].merge(row.cells[2])
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return read_monograph(samples.written(folder, "text.docx", file.getvalue()))


@pytest.mark.parametrize("read", [in_markdown, in_word])
def test_a_row_is_quoted_with_its_part_of_the_table(tmp_path: Path, read: Callable[[Path], Monograph]) -> None:
    texts = [passage.text for passage in passages_of(read(tmp_path))]
    assert texts == [
        "Effect Frequency Measure Heart palpitations common wait",
        "Effect Frequency Measure Heart arrest rare stop",
        "Effect Frequency Measure Skin rash common",
        ROWS[-1][0],
    ]


def test_a_first_row_over_the_whole_table_is_its_title(tmp_path: Path) -> None:
    table = "| Doses | |\n|---|---|\n| 50 kg | 80 mg |\n| 60 kg | 90 mg |"
    found = read_monograph(samples.written(tmp_path, "page.md", f"# Testaquin\n\n## Dosage\n\n{table}\n"))
    assert [passage.text for passage in passages_of(found)] == ["Doses 50 kg 80 mg", "Doses 60 kg 90 mg"]


def test_a_table_with_an_empty_header_has_none(tmp_path: Path) -> None:
    table = "| | |\n|---|---|\n| 50 kg | 80 mg |\n| 60 kg | 90 mg |"
    found = read_monograph(samples.written(tmp_path, "page.md", f"# Testaquin\n\n## Dosage\n\n{table}\n"))
    assert [passage.text for passage in passages_of(found)] == ["50 kg 80 mg", "60 kg 90 mg"]
