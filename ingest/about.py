"""What a document says about itself in its own text, for documents without front matter.

Turns a draft with gaps (title, drug, brand names, publisher, audience, date) into one without, as far as the text goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.company import HOLDER, company_after, company_in
from ingest.draft import Draft, Line
from ingest.naming import brands_in, names_of, plain_brand
from ingest.revision import iso_date, stated_date

_PROVIDED_BY = re.compile(r"drug information provided by:?\s*(?P<name>[^.|]+)", re.I)
_WRITTEN_BY = re.compile(r"\b[Ww]ritten by:? (?P<name>[A-Z].*?)(?:\.(?=\s|$)|$)")
_COPYRIGHT = re.compile(
    r"(?:©|(?i:\(c\)|\bcopyright\b))(?:[\s:,.©–—-]|\d{4}|(?i:copyright|\(c\)|by\b|the\b|selected revisions [^.]*\.))*"
    r"(?P<name>[A-Z].*?)(?:[®™|]|\s\d{4}\b|\s(?i:all rights)|$)"
)
_PERSON = re.compile(r"\b(?:Dr|Prof|MD|DO|PharmD|RPh|BPharm|BSc|MSc|PhD|RN|MRPharmS)\b")
# Who answers for a document that names its company by a label; who only made the product comes last.
_COMPANY_LABELS = (
    re.compile(r"^labell?er\s*[-–—:]", re.I),
    HOLDER,
    re.compile(r"^(?:australian |new zealand )?sponsor\b|\bsupplied in (?:australia|new zealand) by\b", re.I),
    re.compile(r"^(?:manufactured for|(?:manufactured and )?(?:distributed|marketed|supplied) by)\b", re.I),
    re.compile(r"^(?:manufactured|made) by\b", re.I),
)
# Voices: a text that speaks to "you" and "your doctor" is for patients (a heuristic; front matter overrides it).
_SECOND_PERSON = re.compile(r"\byour? (?:doctor|pharmacist|health ?care|nurse|medicine|body|child)", re.I)
_JURISDICTIONS = (
    ("US", re.compile(r"\bFDA\b|\bFood and Drug Administration\b|\bUS Brand Names?\b|\bRx only\b|\bDailyMed\b", re.I)),
    ("EU", re.compile(r"\bEuropean Medicines Agency\b|\bEU/\d/\d{2}/\d+")),
    ("UK", re.compile(r"\bYellow Card\b|\bMHRA\b|\bNHS\b|\bPL \d{5}/\d{4}\b")),
    ("AU", re.compile(r"\bTherapeutic Goods Administration\b|\bTGA\b|\bAUST R\b|\bConsumer Medicine Information\b")),
    ("CA", re.compile(r"\bHealth Canada\b")),
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


def filled_in(draft: Draft) -> Draft:
    """The draft with each thing it does not say about itself read from its lines, in place."""
    draft.title = draft.title or next((line.text for line in draft.lines if line.level == 1), "")
    if draft.drug:
        draft.drug, brands = draft.drug.lower(), draft.brand_names or brands_in(draft.lines)
    else:
        draft.drug, named = names_of(draft.title, draft.lines)
        brands = draft.brand_names or named
    shown = filter(None, map(plain_brand, brands))
    draft.brand_names = tuple(dict.fromkeys(name for name in shown if name.lower() != draft.drug))
    draft.title = draft.title or draft.drug.capitalize()
    texts = [line.text for line in draft.lines]
    draft.publisher = draft.publisher or _publisher(texts)
    draft.jurisdiction = draft.jurisdiction or _jurisdiction(texts)
    is_us = draft.jurisdiction == "US"
    draft.updated = iso_date(draft.updated or "", is_us) or stated_date(texts, is_us)
    draft.audience = _AUDIENCES.get(draft.audience.lower(), draft.audience.lower()) or _audience(draft.lines)
    return draft


def _publisher(texts: Sequence[str]) -> str:
    if name := next((found["name"].strip(" ®™,") for text in texts if (found := _PROVIDED_BY.search(text))), ""):
        return name
    said = (found["name"] for form in (_WRITTEN_BY, _COPYRIGHT) for text in texts if (found := form.search(text)))
    named = (company_in(name) for name in said if not _PERSON.search(name))
    labelled = (company_after(texts, label) for label in _COMPANY_LABELS)
    return next((name for names in (named, labelled) for name in names if name), "")


def _jurisdiction(texts: Sequence[str]) -> str | None:
    """The country that most signs speak of, the first of several with as many; None where there is none."""
    signs = {code: sum(len(sign.findall(text)) for text in texts) for code, sign in _JURISDICTIONS}
    most = max(signs, key=signs.__getitem__)
    return most if signs[most] else None


def _audience(lines: Sequence[Line]) -> str:
    words = sum(len(line.text.split()) for line in lines)
    spoken_to = sum(len(_SECOND_PERSON.findall(line.text)) for line in lines)
    return "patient" if spoken_to * 200 > words else "professional"
