"""The assistant over the monographs that ship with the project."""

from pathlib import Path

import pytest

from assistant import Assistant
from settings import Settings


@pytest.fixture(scope="session")
def assistant(index_of_monographs: Path) -> Assistant:
    return Assistant.open(Settings(index_dir=index_of_monographs))
