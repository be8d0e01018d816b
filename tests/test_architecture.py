"""Imports point one way, and three libraries stand in one place each (docs/architecture.md)."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    {"schema"},
    {"settings", "drugs"},
    {"library"},
    {"prompts", "rules", "retriever"},
    {"ingest", "assistant"},
    {"page"},
    {"eval", "app"},
)
OWN = set().union(*LAYERS)
TRAINING_USES = {
    "rules",
    "schema",
    "settings",
    "library",
    "drugs",
    "retriever",
    "ingest",
    "assistant",
}  # makes what retriever/ reads; never part of a run
ONLY_IN = {"gradio": ("app.py", "page/"), "chromadb": ("retriever/store.py",)}
FORBIDDEN = ("pickle", "langchain_core.load", "langchain.load")


def sources(packages: Collection[str] = OWN) -> list[Path]:
    return sorted(
        path for name in packages for path in [ROOT / f"{name}.py", *(ROOT / name).rglob("*.py")] if path.is_file()
    )


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def layer_of(module: str) -> int:
    return next(height for height, modules in enumerate(LAYERS) if module in modules)


def own_package(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_to_a_lower_layer_or_the_own_package(path: Path) -> None:
    own = own_package(path)
    for module in imported_modules(path):
        top = module.split(".")[0]
        if top in OWN and top != own:
            assert layer_of(top) < layer_of(own), f"{own} may not import {top}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_with_one_place_stands_nowhere_else(path: Path) -> None:
    place = str(path.relative_to(ROOT))
    for module in imported_modules(path):
        allowed = ONLY_IN.get(module.split(".")[0])
        assert allowed is None or place.startswith(allowed), f"{module} is imported in {place}, not in {allowed}"
        assert not module.startswith(FORBIDDEN), f"{module} can run what a file says"


def test_the_rules_know_no_model_and_no_retrieval() -> None:
    for path in (ROOT / "rules").rglob("*.py"):
        tops = {module.split(".")[0] for module in imported_modules(path)}
        assert not tops & {
            "langchain",
            "langchain_core",
            "torch",
            "sentence_transformers",
            "chromadb",
            "datetime",
            "time",
        }


def test_no_dose_is_worked_out_from_a_class_of_medicines() -> None:
    for path in (ROOT / "rules").rglob("*.py"):
        assert "drugs.classes" not in imported_modules(path), path


def test_the_programs_import_nothing_of_training_and_training_nothing_of_the_programs() -> None:
    training = sources({"training"})
    assert training
    for path in sources():
        assert "training" not in {module.split(".")[0] for module in imported_modules(path)}, path
    for path in training:
        assert {module.split(".")[0] for module in imported_modules(path)} & OWN <= TRAINING_USES, path


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "training/requirements.txt"])
def test_each_requirement_is_pinned_to_one_version(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    requirements = [line for line in lines if line and not line.startswith("-r ")]
    assert requirements
    assert [
        line for line in requirements if not re.fullmatch(r"[A-Za-z0-9][\w.-]*(?:\[[\w,]+\])?==\d[\w.]*", line)
    ] == []
    names = [re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in requirements]
    assert len(names) == len(set(names))


def test_every_top_level_package_has_its_place() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {path.stem for path in ROOT.glob("*.py")}
    assert packages == {*OWN, "training"}


def test_the_sources_are_found() -> None:
    assert {"schema.py", "library.py"} <= {str(path.relative_to(ROOT)) for path in sources()}
