"""What tests of every package share."""

from pathlib import Path

import pytest

from settings import go_offline

go_offline()

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of licensed monographs and test data beside the checkout, which is not part of the project."""
    path = ROOT.parent / "shared"
    if not (path / "monographs").is_dir():
        pytest.skip("the licensed monographs are not beside this checkout (../shared)")
    return path
