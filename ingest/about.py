"""What a document says about itself in its own text, for documents without front matter.

Turns a draft with gaps (title, drug, brand names, publisher, audience, date) into one without, as far as the text goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from ingest.draft import Draft, Line, collapsed
from schema import BlockKind

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?P<date>{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    r"|\d{1,2}/\d{4})"
)
_UPDATED = re.compile(
    r"(?:last (?:updated|revised|reviewed|modified)|reviewed(?: by)?(?: [\w .,]*?)?|revised|revision date|updated"
    rf"|date of revision(?: of the text)?)\s*(?:on|in)?\s*:?\s*{_DATE}",
    re.I,
)
_DATE_FORMS = ("%Y-%m-%d", "%Y-%m", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y", "%m/%Y")

_PUBLISHER = (
    re.compile(r"drug information provided by:?\s*(?P<name>[^.|]+)", re.I),
    re.compile(r"\b[Ww]ritten by (?P<name>[A-Z][\w .&-]*?)(?:\.|$)"),
    re.compile(r"(?:copyright:?\s*)(?:©|\(c\))?\s*(?P<name>[A-Z][\w&.' -]*?)(?:,|\s+\d{4}|\. )"),
    re.compile(r"©\s*(?:copyright\s*)?(?:\d{4},?\s*)?(?P<name>[A-Z][\w&.' -]*?)(?:,|\.|\s+\d{4}|$)"),
)
# The drug of a title such as "Anakinra (subcutaneous route)" or of a heading such as "Uses for Anakinra".
_AFTER_DRUG = re.compile(r"\s*[(:|–—]|\s-\s")
_ROUTE_WORDS = re.compile(
    r"\b(?:injection|injectable|tablets?|capsules?|oral(?: solution| suspension)?|solution|suspension|cream|ointment"
    r"|(?:subcutaneous|intravenous|intramuscular|topical|ophthalmic|inhalation|rectal|vaginal|nasal|transdermal)"
    r"(?: route)?"
    r"|monograph|side effects?|dosage|uses|prescribing information|for subcutaneous use)\b.*$",
    re.I,
)
_STRENGTH = re.compile(r"\s+\d.*$")
_HEADING_DRUG = re.compile(
    r"^(?:uses for|cautions for|interactions for) (?P<drug>[\w -]+)$"
    r"|^(?P<drug2>[\w -]+) (?:dosage and administration|pharmacokinetics|interactions|cautions|uses)$",
    re.I,
)
_GENERIC = re.compile(r"^generic names?:\s*(?P<drug>[^\W\d_][\w -]*[^\W_])", re.I)
_BRANDS = re.compile(r"^(?:us |canadian )?brand names?:?\s*(?P<names>.*)$", re.I)
# Voices: a text that speaks to "you" and "your doctor" is for patients (a heuristic; front matter overrides it).
_SECOND_PERSON = re.compile(r"\byour? (?:doctor|pharmacist|health ?care|nurse|medicine|body|child)", re.I)
_JURISDICTIONS = (
    ("US", re.compile(r"\bFDA\b|\bUS Food and Drug|\bUS Brand Names?\b|\bRx only\b")),
    ("EU", re.compile(r"\bEuropean Medicines Agency\b|\bEU/\d/\d{2}/\d+")),
    ("UK", re.compile(r"\bYellow Card\b|\bMHRA\b")),
)
_AUDIENCES = {
    "patients": "patient",
    "consumer": "patient",
    "consumers": "patient",
    "public": "patient",
    "professionals": "professional",
    "clinician": "professional",
    "health professional": "professional",
    "health professionals": "professional",
}
_ASIDE = re.compile(r"\s*\([^)]*\)")  # "Humira (pen)"
_NO_BRAND = re.compile(r"(?i)(?:generics?|various|others?)\b")
_PROFESSIONAL_PUBLISHERS = re.compile(r"\b(?:ASHP|AHFS|American Society of Health-System Pharmacists)\b")


def filled_in(draft: Draft) -> Draft:
    """The draft with each thing it does not say about itself read from its lines, in place."""
    draft.title = draft.title or next((line.text for line in draft.lines if line.level == 1), "")
    draft.drug = (draft.drug or _drug(draft)).lower()
    draft.title = draft.title or draft.drug.capitalize()
    draft.brand_names = draft.brand_names or tuple(dict.fromkeys(_brand_names(draft.lines)))
    draft.publisher = draft.publisher or _publisher(draft.lines)
    draft.updated = iso_date(draft.updated) if draft.updated else _updated(draft.lines)
    draft.jurisdiction = draft.jurisdiction or _jurisdiction(draft.lines)
    draft.audience = _AUDIENCES.get(draft.audience.lower(), draft.audience.lower()) or _audience(draft)
    return draft


def iso_date(written: str) -> str | None:
    """A written date as year-month-day, the first of the month where no day is given; None where it is no date."""
    plain = re.sub(r"[.,]", "", collapsed(written)).replace("Sept ", "Sep ")
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return None


def _drug(draft: Draft) -> str:
    votes = Counter(
        (found["drug"] or found["drug2"]).strip().lower()
        for line in draft.lines
        if line.kind is BlockKind.HEADING and (found := _HEADING_DRUG.match(line.text))
    )
    if votes and (best := votes.most_common(1)[0])[1] > 1:
        return best[0]
    named = next((found["drug"] for line in draft.lines if (found := _GENERIC.match(line.text))), "")
    if named:
        return named.lower()
    return _STRENGTH.sub("", _ROUTE_WORDS.sub("", _AFTER_DRUG.split(draft.title)[0])).strip()


def _brand_names(lines: Sequence[Line]) -> Iterator[str]:
    under_brands = False
    for line in lines:
        if line.kind is BlockKind.HEADING:
            under_brands = bool(_BRANDS.match(line.text))
        elif under_brands:
            yield from _names(line.text)
        elif found := _BRANDS.match(line.text):
            yield from _names(found["names"])


def _names(listed: str) -> Iterator[str]:
    names = _ASIDE.sub("", listed)
    if len(names) < 200 and not names.endswith("."):
        found = (name.strip(" ®™") for name in re.split(r"[,;]| and ", names))
        yield from (name for name in found if name and not _NO_BRAND.match(name))


def _publisher(lines: Sequence[Line]) -> str:
    for pattern in _PUBLISHER:
        for line in lines:
            if found := pattern.search(line.text):
                return found["name"].strip(" ®™,")
    return ""


def _updated(lines: Sequence[Line]) -> str | None:
    dates = (iso_date(found["date"]) for line in lines if (found := _UPDATED.search(line.text)))
    return next((written for written in dates if written), None)


def _jurisdiction(lines: Sequence[Line]) -> str | None:
    signs = (code for code, sign in _JURISDICTIONS if any(sign.search(line.text) for line in lines))
    return next(signs, None)


def _audience(draft: Draft) -> str:
    if _PROFESSIONAL_PUBLISHERS.search(draft.publisher):
        return "professional"
    words = sum(len(line.text.split()) for line in draft.lines)
    spoken_to = sum(len(_SECOND_PERSON.findall(line.text)) for line in draft.lines)
    return "patient" if spoken_to * 200 > words else "professional"
