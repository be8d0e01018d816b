"""What tests of every package share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from settings import go_offline

if TYPE_CHECKING:
    from retriever.embedder import MiniLM

go_offline()

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The real model, loaded once."""
    from retriever.embedder import MiniLM

    return MiniLM()


@pytest.fixture(scope="session")
def index_of_monographs(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Path:
    """An index of the monographs that ship with the project, built once by the real ingest and model."""
    return _index_of(ROOT / "monographs", tmp_path_factory.mktemp("index"), minilm)


@pytest.fixture(scope="session")
def index_of_shared_monographs(tmp_path_factory: pytest.TempPathFactory, shared_dir: Path, minilm: MiniLM) -> Path:
    """An index of the licensed monographs, built once."""
    return _index_of(shared_dir / "monographs", tmp_path_factory.mktemp("shared-index"), minilm)


def _index_of(monographs: Path, index_dir: Path, minilm: MiniLM) -> Path:
    from ingest.generation import build

    assert build([monographs], index_dir, minilm).failed == []
    return index_dir


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of licensed monographs and test data beside the checkout, which is not part of the project."""
    path = ROOT.parent / "shared"
    if not (path / "monographs").is_dir():
        pytest.skip("the licensed monographs are not beside this checkout (../shared)")
    return path
