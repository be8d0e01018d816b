"""Each public name of the shared records and of a dosage stands in docs/glossary.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema import SectionCode

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
FDA = {
    "indications": "34067-9",
    "dosage": "34068-7",
    "contraindications": "34070-3",
    "boxed_warning": "34066-1",
    "warnings": "43685-7",
    "interactions": "34073-7",
    "adverse_reactions": "34084-4",
}


def public_names(path: Path) -> Iterator[str]:
    """Module-level classes and functions, the fields of the classes, and the values of the enumerations."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
        for member in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
                yield member.target.id
            elif isinstance(member, ast.Assign) and isinstance(member.value, ast.Constant):
                yield str(member.value.value)


def code_rows() -> dict[str, str]:
    section = GLOSSARY.partition("\n## Section codes\n")[2]
    return dict(re.findall(r"^\| `(\w+)` \| ([\d-]+|–) \|", section, re.MULTILINE))


@pytest.mark.parametrize("source", ["schema.py", "rules/dosage.py"])
def test_each_public_name_stands_in_the_glossary(source: str) -> None:
    explained = set(re.findall(r"`(\w+)`", GLOSSARY))
    assert sorted(set(public_names(ROOT / source)) - explained) == []


def test_the_names_are_found() -> None:
    names = set(public_names(ROOT / "schema.py")) | set(public_names(ROOT / "rules" / "dosage.py"))
    assert {"Monograph", "heading_path", "missed_dose", "needs_facts", "IndexBusy", "max_daily"} <= names


def test_each_section_code_has_its_row_and_no_other_has() -> None:
    assert list(code_rows()) == [code.value for code in SectionCode]


def test_the_loinc_codes_are_those_of_the_fda_list() -> None:
    rows = code_rows()
    assert {code: rows[code] for code in FDA} == FDA
    assert "43684-0, Use in specific populations" in GLOSSARY


def test_a_loinc_code_has_a_valid_check_digit() -> None:
    for number, digit in (code.split("-") for code in code_rows().values() if code != "–"):
        doubled = "".join(str(int(d) * (2 if at % 2 == 0 else 1)) for at, d in enumerate(reversed(number)))
        assert (10 - sum(map(int, doubled)) % 10) % 10 == int(digit), number
