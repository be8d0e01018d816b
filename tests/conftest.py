"""What tests of every package share."""

from pathlib import Path

import pytest

from settings import go_offline

go_offline()

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def index_of_monographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the monographs that ship with the project, built once by the real ingest and model."""
    from ingest.generation import build

    index_dir: Path = tmp_path_factory.mktemp("index")
    report = build([ROOT / "monographs"], index_dir)
    assert report.failed == []
    return index_dir


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of licensed monographs and test data beside the checkout, which is not part of the project."""
    path = ROOT.parent / "shared"
    if not (path / "monographs").is_dir():
        pytest.skip("the licensed monographs are not beside this checkout (../shared)")
    return path
