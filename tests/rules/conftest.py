"""What the tests of the rules share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library

ROOT = Path(__file__).parent.parent.parent


def library_of(*paths: Path) -> Library:
    """A library of the monographs at `paths`, without an index."""
    monographs = [read_monograph(path) for path in paths]
    return Library(monographs, [passage for monograph in monographs for passage in passages_of(monograph)], "test")


@pytest.fixture(scope="session")
def make_library() -> Callable[..., Library]:
    return library_of


@pytest.fixture(scope="session")
def own_library() -> Library:
    """The monographs that ship with the project."""
    return library_of(*sorted((ROOT / "monographs").glob("*.md")))


@pytest.fixture(scope="session")
def licensed_library(shared_dir: Path) -> Library:
    """The licensed monographs beside the checkout."""
    return library_of(*sorted((shared_dir / "monographs").iterdir()))
