"""Monographs of an invented drug, in the forms that are read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from schema import Monograph, Passage

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return DATA


@pytest.fixture(scope="session")
def with_front_matter() -> Monograph:
    return read_monograph(DATA / "testaquin-patient.md")


@pytest.fixture(scope="session")
def consumer_page() -> Monograph:
    return read_monograph(DATA / "consumer-page.md")


@pytest.fixture(scope="session")
def professional_page() -> Monograph:
    return read_monograph(DATA / "professional-page.txt")


@pytest.fixture(scope="session")
def leaflet() -> Monograph:
    return read_monograph(DATA / "leaflet.txt")


def plain(text: str) -> str:
    """A source text as a reader of quotes sees it: Markdown mark-up dropped, white space collapsed."""
    unmarked = re.sub(r"^\s*(?:#{1,6}|[-•*]|\d+\.|\|)\s+|\*\*|(?<!\w)\*|\*(?!\w)|\|", " ", text, flags=re.M)
    return re.sub(r"\s+", " ", unmarked)


def _assert_exact(monograph: Monograph, passages: list[Passage], source: str) -> None:
    """Every span of every passage is within a line of the text, and in the source, word for word."""
    read = plain(source)
    for passage in passages:
        quotes = [monograph.quote(span) for span in passage.spans]
        assert passage.text == " ".join(quotes)
        for quote in quotes:
            assert quote == quote.strip() and quote and "\n" not in quote
            assert quote in read


@pytest.fixture(scope="session")
def assert_exact() -> Callable[[Monograph, list[Passage], str], None]:
    return _assert_exact


@pytest.fixture(params=sorted(DATA.iterdir()), ids=lambda path: path.name)
def sample(request: pytest.FixtureRequest) -> tuple[Path, Monograph, list[Passage]]:
    path: Path = request.param
    monograph = read_monograph(path)
    return path, monograph, passages_of(monograph)
