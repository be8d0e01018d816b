"""When a document was last revised, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from ingest.draft import collapsed

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?P<date>{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}}[/.]\d{{4}})(?!\d)"
)
_BETWEEN = rf"(?: date)?(?: of the text)?\s*(?:on|in)?\s*[:–—-]?\s*{_DATE}"
# In the order in which they are believed: of a page that was "reviewed" and "updated" the revision is the second.
# "Updated" alone also stands in sentences about other texts; it tells where it opens a line or a colon follows.
_SAID = (
    re.compile(
        r"(?:\blast (?:updated|revised|modified|amended)|\bdate of (?:last |latest )?revision|\brevision(?= date)"
        r"|^(?:content )?(?:revised|updated|revision)|\b(?:revised|updated)(?=\s*:))" + _BETWEEN,
        re.I,
    ),
    re.compile(
        r"(?:\blast approved|(?:^|\b(?:last|medically|clinically) )reviewed(?: by)?:?(?: [\w .,()'’-]*?)?)" + _BETWEEN,
        re.I,
    ),
    re.compile(r"\b(?:(?:leaflet|cmi|document|information) was prepared|date of preparation|^issued)" + _BETWEEN, re.I),
)
_FORMS = ("%Y-%m-%d", "%Y-%m", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y", "%m/%Y")


def stated_date(texts: Sequence[str], month_first: bool = False) -> str | None:
    """The date of revision that a document states, in the line that says so or in the next; None where it does not."""
    for said in _SAID:
        for text, following in pairwise([*texts, ""]):
            found = said.search(text) or said.search(f"{text} {following[:30]}")
            if found and (written := iso_date(found["date"], month_first)):
                return written
    return None


def iso_date(written: str, month_first: bool = False) -> str | None:
    """A written date as year-month-day, the first of the month where no day is given; None where it is no date.

    Args:
        written: as publishers write it.
        month_first: whether 3/4/2025 is the fourth of March, as in the USA; where it cannot be, that is seen.
    """
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", collapsed(written), flags=re.I)
    plain = re.sub(r"[.,]", "", re.sub(r"(?<=\d)\.(?=\d)", "/", plain)).replace("Sept ", "Sep ")
    days = ("%m/%d/%Y", "%d/%m/%Y") if month_first else ("%d/%m/%Y", "%m/%d/%Y")
    for form in (*_FORMS, *days):
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return None
