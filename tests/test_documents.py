"""What the documents point to is there."""

import re
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"\bmake ([a-z]+)\b")
MODULE = re.compile(r"python -m ((?!pip\b)[a-z][\w.]*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def code_of(document: Path) -> str:
    return "\n".join(CODE.findall(document.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_is_there(document: Path) -> None:
    code = code_of(document)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    modules = [ROOT / module.replace(".", "/") for module in MODULE.findall(code)]
    assert set(TARGET.findall(code)) <= targets
    assert [path for path in modules if not (path.is_dir() or path.with_suffix(".py").is_file())] == []


def test_each_variable_of_make_is_explained() -> None:
    variables = re.findall(r"^([A-Z]+) \?=", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    contracts = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    assert variables
    assert [name for name in variables if f"| `{name}` |" not in contracts] == []
