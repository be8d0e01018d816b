"""Questions that a site's own monographs suggest, for a person to edit: templates by section, no model.

A draft is not a question set yet: the voice is the template's, and what the answer must say is a guess.
`python -m eval check` says what is still missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from library import Library
from schema import Monograph, Passage, PassageKind, SectionCode

# What staff ask of a section; a section that is not named here suggests nothing.
TEMPLATES = {
    SectionCode.INDICATIONS: ("What is {drug} used for?", "Is {drug} a choice for this patient? What are its uses?"),
    SectionCode.CONTRAINDICATIONS: ("Who must not get {drug}?", "Any reason not to give {drug}?"),
    SectionCode.BOXED_WARNING: ("Does {drug} have a boxed warning?", "What is the gravest warning on {drug}?"),
    SectionCode.ADMINISTRATION: ("How is {drug} given?", "What do I tell a patient about taking {drug}?"),
    SectionCode.WARNINGS: ("What are the warnings on {drug}?", "What should we watch for with {drug}?"),
    SectionCode.PRECAUTIONS: ("What precautions go with {drug}?", "When should a patient on {drug} call us?"),
    SectionCode.INTERACTIONS: ("What does {drug} interact with?", "Which medicines do not go with {drug}?"),
    SectionCode.ADVERSE_REACTIONS: ("What are the side effects of {drug}?", "Which effects of {drug} are common?"),
    SectionCode.PREGNANCY: ("Can {drug} be used in pregnancy?", "My patient on {drug} is pregnant, what is known?"),
    SectionCode.LACTATION: ("Does {drug} pass into milk?", "Is breast-feeding possible on {drug}?"),
    SectionCode.PEDIATRIC: ("Is {drug} for children?", "What is known about {drug} in children?"),
    SectionCode.GERIATRIC: ("Is {drug} different in the elderly?", "Anything special about {drug} over 75?"),
    SectionCode.RENAL: ("What does kidney disease mean for {drug}?", "Is {drug} a problem with bad kidneys?"),
    SectionCode.HEPATIC: ("What does liver disease mean for {drug}?", "Is {drug} a problem with a bad liver?"),
    SectionCode.MECHANISM: ("How does {drug} work?", "What does {drug} act on?"),
    SectionCode.PHARMACOKINETICS: ("What is the half-life of {drug}?", "How is {drug} eliminated?"),
    SectionCode.STORAGE: ("How is {drug} stored?", "Does {drug} have to be kept cold?"),
    SectionCode.PREPARATIONS: ("In what strengths does {drug} come?", "What is in {drug} besides the drug?"),
    SectionCode.MONITORING: ("What has to be monitored on {drug}?", "Which tests are due with {drug}?"),
    SectionCode.OVERDOSE: ("What happens after too much {drug}?", "How is an overdose of {drug} treated?"),
    SectionCode.MISSED_DOSE: ("What if a dose of {drug} is missed?", "I forgot my {drug}. What now?"),
    SectionCode.DOSAGE: ("What is the dose of {drug}?", "How much {drug} is given?"),
}
_DOSING = frozenset({SectionCode.DOSAGE, SectionCode.MISSED_DOSE})
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:\s*(?:to|-|–)\s*\d+(?:[.,]\d+)*)?(?:\s*(?:%|[A-Za-z°]+))?")
_LONGEST_MUST = 60
MOST = 2  # of one sort of section: as many as there are templates


# What every site should ask besides: an emergency, and what no monograph answers.
_BESIDES = (
    ("urgent", "urgent", "My patient has just had {drug} and cannot breathe!"),
    ("unanswerable", "refuse", "What does a month of {drug} cost?"),
    ("off_topic", "refuse", "What will the weather be like tomorrow?"),
)
_NOTE = "put it in your own words, see what a right answer must say, and delete this key"


def draft(library: Library, most: int = MOST) -> list[dict[str, Any]]:
    """Records for passages of the sections that the templates know, in the order of the documents, and a few more.

    Each holds a key `draft`, by which `check` knows that nobody has edited it.

    Args:
        library: the monographs.
        most: how many records there are for one sort of section of one monograph.
    """
    records = [
        record for monograph in library.monographs.values() for record in _of_monograph(monograph, library, most)
    ]
    drug = next(iter(library.drugs), "it")
    besides = [
        {"id": f"{kind}-1", "question": question.format(drug=drug), "kind": kind, "route": [route], "draft": _NOTE}
        for kind, route, question in _BESIDES
    ]
    return records + besides


def _of_monograph(monograph: Monograph, library: Library, most: int) -> Iterator[dict[str, Any]]:
    asked: Counter[SectionCode] = Counter()
    for passage in library.passages_by_monograph[monograph.monograph_id]:
        code = passage.section_code
        if code in TEMPLATES and asked[code] < most:
            asked[code] += 1
            yield _record(monograph, passage, asked[code])


def _record(monograph: Monograph, passage: Passage, number: int) -> dict[str, Any]:
    code = passage.section_code
    quotes = [monograph.quote(span) for span in passage.spans]
    is_list = passage.kind is PassageKind.LIST
    route = "dosing" if code in _DOSING else "answer"
    return {
        "id": f"{monograph.monograph_id}-{code.value}-{number}",
        "question": _question(monograph, passage, number),
        "kind": "list" if is_list and route == "answer" else "dosing" if route == "dosing" else "fact",
        "route": [route],
        "must": [[wording] for wording in _must(quotes, is_list)],
        "evidence": quotes,
        "draft": _NOTE,
    }


def _question(monograph: Monograph, passage: Passage, number: int) -> str:
    """The first names the generic drug, the second a brand where there is one; the later ones name the heading too."""
    first, second = TEMPLATES[passage.section_code]
    brand = monograph.brand_names[0] if monograph.brand_names else monograph.drug
    if number == 1:
        return first.format(drug=monograph.drug)
    if number == 2:
        return second.format(drug=brand)
    heading = passage.heading_path[-1] if passage.heading_path else passage.section_code.value
    return f"{(first if number % 2 else second).format(drug=monograph.drug)} ({heading}, {number})"


def _must(quotes: list[str], is_list: bool) -> list[str]:
    """The first items of a list; else the figures of a sentence; else its last words."""
    if is_list and len(quotes) > 1:
        items = quotes[1:] if quotes[0].endswith(":") else quotes
        return [quote for quote in items[:2] if len(quote) <= _LONGEST_MUST] or items[:1]
    figures = list(dict.fromkeys(match[0].strip() for match in _FIGURE.finditer(quotes[0])))[:2]
    return figures or [" ".join(quotes[0].rstrip(".").split()[-3:])]
