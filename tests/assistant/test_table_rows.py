"""A table row is read from its file cell by cell, and shown so that each cell stands with the heading of its column."""

from pathlib import Path

import docx
import pytest

from assistant.compose import Draft
from assistant.grounding import grounded
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import Monograph, PassageKind

PAGE = """<html><head><title>Testaquin</title></head><body><h1>Testaquin</h1>
<h2>Indications and usage</h2><p>Testaquin is used for testing of many kinds, in adults and in children.</p>
<h2>Drug interactions</h2>{table}
<h2>How supplied</h2><p>Store testaquin in the refrigerator, and never freeze the solution at all.</p></body></html>"""
HEADER, ROW = "<tr><th>Drug</th><th>Effect</th><th>Comment</th></tr>", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
TABLES = {
    "each cell under its heading": (
        HEADER + ROW.format("aspirin", "more bleeding", "avoid"),
        "Drug: aspirin; Effect: more bleeding; Comment: avoid",
    ),
    "an empty cell": (HEADER + ROW.format("aspirin", "", "avoid"), "Drug: aspirin; Comment: avoid"),
    "a column without a heading": (
        "<tr><th></th><th>Testaquin</th></tr><tr><td>Headache</td><td>9 (3%)</td></tr>",
        "Headache; Testaquin: 9 (3%)",
    ),
    "columns that span others": (
        '<tr><th>Drug</th><th colspan="2">Effect</th></tr>' + ROW.format("aspirin", "mild", "severe"),
        "*Drug Effect:* aspirin · mild · severe",
    ),
    "two rows of headings": (
        "<thead><tr><th>Drug</th><th>All</th></tr><tr><th>Name</th><th>N=9</th></tr></thead>"
        "<tbody><tr><td>aspirin</td><td>4</td></tr></tbody>",
        "*Drug All Name N=9:* aspirin · 4",
    ),
}


def lines_of(monograph: Monograph) -> list[str]:
    """The lines that the rows of a monograph are shown as, their citations checked and cut off."""
    passages = passages_of(monograph)
    library = Library([monograph], passages, "none")
    lines = []
    for row in passages:
        if row.kind is PassageKind.ROW:
            draft = Draft(library)
            draft.add(row, row.spans)
            assert draft.statements[0].text == row.text
            assert grounded(draft.statements, draft.citations, library.monographs) == draft.statements
            line, marks = draft.lines[0].rsplit(" ", 1)
            assert marks == "".join(f"[{number}]" for number in range(1, len(row.spans) + 1))
            lines.append(line)
    return lines


@pytest.mark.parametrize("name", TABLES)
def test_a_row_is_shown_with_the_headings_of_its_cells_or_under_its_header(name: str, tmp_path: Path) -> None:
    table, shown = TABLES[name]
    path = tmp_path / "testaquin.html"
    path.write_text(PAGE.format(table=f"<table>{table}</table>"), encoding="utf-8")
    assert lines_of(read_monograph(path)) == [shown]


PARTS = {
    "a part spans the table, and so does the first": (
        '<tr><td colspan="2"><b>Aspirin</b></td></tr><tr><td>Impact</td><td>bleeding</td></tr>'
        '<tr><td colspan="2"><b>Digoxin</b></td></tr><tr><td>Impact</td><td>nausea</td></tr>',
        ["*Aspirin:* Impact · bleeding", "*Digoxin:* Impact · nausea"],
    ),
    "the other cells of a part are empty": (
        HEADER
        + ROW.format("Hearts", "", "")
        + ROW.format("aspirin", "mild", "avoid")
        + ROW.format("Nerves", "", "")
        + ROW.format("digoxin", "mild", "watch"),
        [
            "*Hearts:* Drug: aspirin; Effect: mild; Comment: avoid",
            "*Nerves:* Drug: digoxin; Effect: mild; Comment: watch",
        ],
    ),
    "a title and parts": (
        "<caption>Table 4: With other drugs</caption>"
        '<tr><td colspan="2">Aspirin</td></tr><tr><td>Impact</td><td>bleeding</td></tr>'
        '<tr><td colspan="2">Digoxin</td></tr><tr><td>Impact</td><td>nausea</td></tr>',
        [
            "*Table 4: With other drugs · Aspirin:* Impact · bleeding",
            "*Table 4: With other drugs · Digoxin:* Impact · nausea",
        ],
    ),
    "one cell above all is the title": (
        '<tr><td colspan="2"><b>With other drugs</b></td></tr><tr><td>Aspirin</td><td>bleeding</td></tr>',
        ["*With other drugs:* Aspirin · bleeding"],
    ),
    "what stands in the foot heads nothing": (
        HEADER + "<tfoot><tr><td>N = all who were treated</td></tr></tfoot>" + ROW.format("aspirin", "mild", "avoid"),
        ["*Drug Effect Comment:* aspirin · mild · avoid"],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_row_stands_under_the_part_of_the_table_that_it_is_in_and_no_other(name: str, tmp_path: Path) -> None:
    table, shown = PARTS[name]
    path = tmp_path / "testaquin.html"
    path.write_text(PAGE.format(table=f"<table>{table}</table>"), encoding="utf-8")
    assert lines_of(read_monograph(path)) == shown


def test_the_cells_of_markdown_and_word_tables_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Testaquin\ndrug: testaquin\n---\n\n## Interactions\n\nTestaquin interacts with some drugs.\n\n"
        "| Drug | Comment |\n| --- | --- |\n| aspirin | avoid |\n",
        encoding="utf-8",
    )
    document = docx.Document()
    document.add_heading("Testaquin", 1)
    document.add_heading("Indications and usage", 2)
    document.add_paragraph("Testaquin is used for testing of many kinds.")
    document.add_heading("Drug interactions", 2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], "Drug Comment aspirin avoid".split(), strict=True
    ):
        cell.text = text
    document.add_heading("Storage", 2)
    document.add_paragraph("Store testaquin in the refrigerator.")
    document.save(str(tmp_path / "b.docx"))
    for name in ("a.md", "b.docx"):
        assert lines_of(read_monograph(tmp_path / name)) == ["Drug: aspirin; Comment: avoid"]
