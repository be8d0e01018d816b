"""The standard section headings of regulators, kept as tables beside this file, each with its source.

May import schema. `us_label.tsv` knows LOINC codes, openFDA fields and the numbers of US labels; `qrd.tsv` the headings
of the EMA's templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schema import SectionCode

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LabelSection:
    """A section of US labels; `code` is None where the words of its own heading tell, `number` where it has no text."""

    loinc: str
    field: str
    number: tuple[int, ...] | None
    code: SectionCode | None
    name: str


@cache
def us_label() -> tuple[LabelSection, ...]:
    """The sections of US labels in the order of a label."""
    return tuple(
        LabelSection(
            loinc,
            field,
            None if number == "-" else tuple(map(int, number.split("."))),
            None if code == "-" else SectionCode(code),
            name,
        )
        for loinc, field, number, code, name in _rows("us_label.tsv")
    )


@dataclass(frozen=True, slots=True)
class TemplateHeading:
    """A heading of the EMA's template; `text` is a pattern in which {X} stands for the product's name.

    `is_main` tells the numbered headings of a document from those below them.
    """

    document: str
    number: str
    code: SectionCode | None
    text: str
    is_main: bool


@cache
def qrd() -> tuple[TemplateHeading, ...]:
    """The headings of the EMA's templates in their order."""
    seen: set[tuple[str, str]] = set()
    headings = []
    for document, number, code, text in _rows("qrd.tsv"):
        is_main = (document, number) not in seen
        seen.add((document, number))
        headings.append(TemplateHeading(document, number, None if code == "-" else SectionCode(code), text, is_main))
    return tuple(headings)


@cache
def is_section_name(heading: str) -> bool:
    """Whether a heading is the name of a section of US labels, and so on their level."""
    return heading.strip(" :").lower() in {section.name.lower() for section in us_label() if section.number}


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
