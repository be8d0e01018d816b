import pytest

from library import Library
from page.dates import format_revision, is_stale
from page.shelf import format_header, format_shelf
from tests.page.rote import TODAY


def test_an_empty_library_says_that_it_is_empty() -> None:
    assert "No monograph is loaded." in format_shelf(Library([], [], "none"), TODAY)


def test_the_shelf_lists_the_monographs_newest_first_with_the_index_version(library: Library) -> None:
    html = format_shelf(library, TODAY)
    assert html.index("health professionals") < html.index("Zelvane for patients") < html.index("Index 0123456789ab")


def test_the_header_sums_the_library_up(library: Library) -> None:
    assert "<summary>zelvane · 2 monographs</summary>" in format_header(library, TODAY)


@pytest.mark.parametrize(
    ("updated", "shown"),
    [
        ("2026-11-25", "revised 25 November 2026, today"),
        ("2026-11-24", "revised 24 November 2026, 1 day ago"),
        ("2026-09-27", "revised 27 September 2026, 59 days ago"),
        ("2026-09-26", "revised 26 September 2026, 2 months ago"),
        ("2025-11-26", "revised 26 November 2025, 12 months ago"),
        ("2025-11-25", "revised 25 November 2025, 1 year ago"),
        ("2024-11-26", "revised 26 November 2024, 1 year ago"),
        ("2024-11-25", "revised 25 November 2024, 2 years ago"),
        ("2026-12-01", "revised 1 December 2026, in the future"),
        ("March 2025", "revised March 2025"),
        (None, "no revision date"),
    ],
)
def test_a_revision_date_is_shown_with_its_age(updated: str | None, shown: str) -> None:
    assert format_revision(updated, TODAY) == shown


@pytest.mark.parametrize(
    ("updated", "stale"),
    [("2025-11-26", False), ("2025-11-25", False), ("2025-11-24", True), (None, False), ("2019", False)],
)
def test_a_revision_is_old_after_365_days(updated: str | None, stale: bool) -> None:
    assert is_stale(updated, TODAY) is stale
