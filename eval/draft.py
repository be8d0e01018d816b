"""Questions that a site's own monographs suggest, for a person to edit: templates by section, no model.

A draft is not a question set yet: the voice is the template's, and what the answer must say is a guess.
`python -m eval check` says what is still missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from assistant.figures import ASIDES
from library import Library
from schema import Monograph, Passage, PassageKind, SectionCode

_DOSING = frozenset({SectionCode.DOSAGE, SectionCode.MISSED_DOSE})
_FIGURE = re.compile(
    r"(?<![\w.,-])\d+(?:[.,]\d+)*(?:\s*(?:to|-|–)\s*\d+(?:[.,]\d+)*)?(?:\s*(?:%|(?!(?:and|in|of|or|to)\b)[A-Za-z°]+))?"
)
_POINTER = re.compile(ASIDES.pattern + r"|\bsections?\s+\d+(?:\.\d+)*|\bNDC\s[\d-]+", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:tables?|figures?)\s+\d", re.IGNORECASE)  # what the sentence speaks of stands there
_FEWEST_WORDS = 4  # of a sentence that says something once its pointers to other places are left out
_LONGEST_MUST = 60
MOST = 2  # of one sort of section: as many as there are templates

# What every site should ask besides: an emergency, and what no monograph answers.
_BESIDES = (
    ("urgent", "urgent", "My patient has just had {drug} and cannot breathe!"),
    ("unanswerable", "refuse", "What does a month of {drug} cost?"),
    ("off_topic", "refuse", "What will the weather be like tomorrow?"),
)
_NOTE = "put it in your own words, see what a right answer must say, and delete this key"


class Template(NamedTuple):
    """A question as staff ask it, and what a sentence holds that may answer it."""

    question: str
    words: re.Pattern[str]


@cache
def _templates() -> dict[SectionCode, list[Template]]:
    written = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {
        SectionCode(code): [Template(one["question"], re.compile(one.get("words", ""), re.IGNORECASE)) for one in asked]
        for code, asked in written.items()
    }


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
    unused: dict[SectionCode, list[tuple[Passage, str]]] = {}
    for passage in library.passages_by_monograph[monograph.monograph_id]:
        said = _said(monograph, passage)
        if passage.section_code in _templates() and len(said.split()) >= _FEWEST_WORDS and not _ELSEWHERE.search(said):
            unused.setdefault(passage.section_code, []).append((passage, said))
    for code, candidates in unused.items():
        for number in range(1, most + 1):
            words = _template(code, number).words
            found = next((one for one in candidates if words.search(one[1])), None)
            if found:
                candidates.remove(found)
                yield _record(monograph, found[0], number)


def _template(code: SectionCode, number: int) -> Template:
    return _templates()[code][(number - 1) % MOST]


def _said(monograph: Monograph, passage: Passage) -> str:
    return _POINTER.sub(" ", " ".join(map(monograph.quote, passage.spans)))


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
    question = _template(passage.section_code, number).question
    if number == 2 and monograph.brand_names:
        return question.format(drug=monograph.brand_names[0])
    if number <= MOST:
        return question.format(drug=monograph.drug)
    heading = passage.heading_path[-1] if passage.heading_path else passage.section_code.value
    return f"{question.format(drug=monograph.drug)} ({heading}, {number})"


def _must(quotes: list[str], is_list: bool) -> list[str]:
    """The first items of a list; else the figures of a sentence; else its last words.

    Nothing of what points to another place is required ("[see Warnings (5.1)]"): it answers nothing.
    """
    if is_list and len(quotes) > 1:
        items = [_POINTER.split(quote)[0].strip() for quote in (quotes[1:] if quotes[0].endswith(":") else quotes)]
        return [item for item in items[:2] if 0 < len(item) <= _LONGEST_MUST] or items[:1]
    parts = [part.strip(" .") for part in _POINTER.split(quotes[0])]
    figures = list(dict.fromkeys(match[0] for part in parts for match in _FIGURE.finditer(part)))[:2]
    return figures or [" ".join(max(parts, key=len).split()[-3:])]
