"""What the page shows of the library before a question is asked: its monographs, and questions to start with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import cycle

import prompts
from library import Library
from page.escaping import escaped
from page.sources import format_imprint
from schema import SectionCode

STARTERS = 4
_STARTER_SECTIONS = (
    SectionCode.INDICATIONS,
    SectionCode.INTERACTIONS,
    SectionCode.RENAL,
    SectionCode.STORAGE,
    SectionCode.CONTRAINDICATIONS,
    SectionCode.ADVERSE_REACTIONS,
    SectionCode.PREGNANCY,
)


def starters(library: Library) -> Sequence[str]:
    """Questions that the library has a section for, its drugs in turn."""
    codes = {
        drug: {section.code for monograph in library.monographs_of(drug) for section in monograph.sections}
        for drug in library.drugs
    }
    drugs = cycle(library.drugs)
    asked = [
        prompts.text(f"page.starter_{code.value}", drug=drug)
        for code, drug in zip(_STARTER_SECTIONS, drugs, strict=False)
        if code in codes[drug]
    ]
    return asked[:STARTERS]


def format_shelf(library: Library, today: date) -> str:
    """The monographs that answers are drawn from, by drug, newest first."""
    entries = "".join(
        f"<li><strong>{escaped(monograph.title)}</strong>"
        f"{format_imprint(monograph.publisher, monograph.updated, monograph, today)}</li>"
        for drug in library.drugs
        for monograph in library.monographs_of(drug)
    )
    title = escaped(prompts.text("page.library"))
    body = f"<ul>{entries}</ul>" if entries else f'<p class="quiet">{escaped(prompts.text("page.library_empty"))}</p>'
    version = escaped(prompts.text("page.library_index", version=library.index_version))
    return f'<div class="shelf"><h2>{title}</h2>{body}<p class="imprint">{version}</p></div>'


def format_header(library: Library, today: date) -> str:
    """The page's name, and what is loaded, to be unfolded at any time."""
    count = len(library.monographs)
    summary = f"{', '.join(library.drugs)} · {count} monograph{'' if count == 1 else 's'}".lstrip(" ·")
    return (
        f'<div class="masthead"><h1>{escaped(prompts.text("page.title"))}</h1>'
        f"<details><summary>{escaped(summary)}</summary>{format_shelf(library, today)}</details></div>"
    )
