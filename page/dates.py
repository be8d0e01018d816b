"""Revision dates as a reader takes them in: the day, how long ago, and whether that is too long."""

from __future__ import annotations

from datetime import date

import prompts

DAYS_OF_YEAR = 365


def revision_day(updated: str | None) -> date | None:
    """The day of an ISO date; None for no date, or one that is not a whole day."""
    try:
        return date.fromisoformat(updated or "")
    except ValueError:
        return None


def format_revision(updated: str | None, today: date) -> str:
    """`revised 1 November 2025, 24 days ago`; a date that is not a whole day is shown as it stands."""
    day = revision_day(updated)
    if day is None:
        return prompts.text("page.revised", date=updated) if updated else prompts.text("page.undated")
    return prompts.text("page.revised", date=f"{day.day} {day:%B %Y}, {format_age((today - day).days)}")


def format_age(days: int) -> str:
    """An age in whole years, in whole months below a year, in days below two months."""
    if days < 0:
        return "in the future"
    if days == 0:
        return "today"
    if days >= DAYS_OF_YEAR:
        return _ago(days // DAYS_OF_YEAR, "year")
    return _ago(days // 30, "month") if days >= 60 else _ago(days, "day")


def is_stale(updated: str | None, today: date) -> bool:
    """Whether a revision is more than a year old; an undated one is not known to be."""
    day = revision_day(updated)
    return day is not None and (today - day).days > DAYS_OF_YEAR


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
