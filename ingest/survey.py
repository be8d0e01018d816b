"""`python -m ingest.survey PATH...`: what the readers make of files, form by form, as the table in docs/ingest.md.

Where a source marks its sections in a coded form (openFDA by field, Structured Product Labeling by LOINC code), their
text is looked up in the monograph, and the share of it that stands under the right code is told.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from ingest.headings import us_label
from ingest.passages import passages_of
from ingest.readers.elements import text_of
from ingest.reading import read_monographs
from ingest.sources import sources_of
from schema import BlockKind, Monograph, SectionCode, UnreadableMonograph

_NS = "{urn:hl7-org:v3}"
# What a part of such a section may be besides: how a dose is given and to whom is part of its section.
RIGHT = {
    SectionCode.DOSAGE: {
        *(SectionCode.DOSAGE, SectionCode.ADMINISTRATION, SectionCode.MISSED_DOSE, SectionCode.STORAGE),
        *(SectionCode.RENAL, SectionCode.HEPATIC, SectionCode.PEDIATRIC, SectionCode.GERIATRIC),
    },
    SectionCode.CONTRAINDICATIONS: {SectionCode.CONTRAINDICATIONS},
    SectionCode.INTERACTIONS: {SectionCode.INTERACTIONS},
    SectionCode.ADVERSE_REACTIONS: {SectionCode.ADVERSE_REACTIONS},
}
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
_FOOTNOTES = frozenset(("footnote",))
LONG = 20  # characters; a shorter line may stand anywhere in a label


@dataclass(slots=True)
class Tally:
    """What the files of one form gave."""

    documents: int = 0
    refused: list[str] = field(default_factory=list)
    sections: int = 0
    passages: int = 0
    seconds: float = 0.0
    characters: Counter[bool] = field(default_factory=Counter)
    marked: Counter[tuple[SectionCode, bool]] = field(default_factory=Counter)
    names: Counter[bool] = field(default_factory=Counter)

    def add(self, monograph: Monograph) -> None:
        """Count a monograph."""
        self.documents += 1
        self.sections += len(monograph.sections)
        self.passages += len(passages_of(monograph))
        for section in monograph.sections:
            for block in section.blocks:
                if block.kind is not BlockKind.BOILERPLATE:
                    self.characters[section.code is not SectionCode.OTHER] += block.span.end - block.span.start

    def check(self, monograph: Monograph, marked: dict[SectionCode, str]) -> None:
        """Look up the text that the source marks in the monograph."""
        for section in monograph.sections:
            for block in section.blocks:
                text = "".join(monograph.quote(block.span).split())
                if block.kind not in _PROSE or len(text) < LONG:
                    continue
                owners = [code for code, whole in marked.items() if text in whole]
                if len(owners) == 1 and owners[0] in RIGHT:
                    self.marked[owners[0], section.code in RIGHT[owners[0]]] += len(text)

    def row(self, form: str) -> str:
        """A row of the table."""
        coded = [f"{_share(self.marked[code, True], self.marked[code, False])}" for code in RIGHT]
        cells = [form, str(self.documents), str(len(self.refused)), f"{self.sections:,}"]
        cells += [_share(self.characters[True], self.characters[False]), f"{self.passages:,}", f"{self.seconds:.1f}"]
        return "| " + " | ".join([*cells, _share(self.names[True], self.names[False]), *coded]) + " |"


def _share(right: int, wrong: int) -> str:
    return f"{100 * right / (right + wrong):.1f} %" if right + wrong else "–"


def surveyed(paths: Sequence[Path]) -> dict[str, Tally]:
    """The tally of each form, by the folder and type of its files."""
    tallies: dict[str, Tally] = {}
    for path in sources_of(paths).files:
        tally = tallies.setdefault(f"{path.parent.name} {path.suffix}", Tally())
        started = time.process_time()
        try:
            monographs = read_monographs(path)
        except UnreadableMonograph as error:
            tally.refused.append(str(error))
            continue
        for monograph in monographs:
            tally.add(monograph)
        tally.seconds += time.process_time() - started
        for monograph, (name, marked) in zip(monographs, _marked(path), strict=False):
            tally.check(monograph, marked)
            if name:
                tally.names[name.lower() == monograph.drug] += 1
    return tallies


def _marked(path: Path) -> Iterator[tuple[str, dict[SectionCode, str]]]:
    """The generic name, and for each code the text without white space, of each label of a file in a coded form."""
    if path.suffix == ".json":
        for label in json.loads(path.read_bytes())["results"]:
            texts = [(own.code, label[own.field]) for own in us_label() if own.code and own.field in label]
            yield label["openfda"].get("generic_name", [""])[0], _joined((code, " ".join(text)) for code, text in texts)
    elif path.suffix == ".xml":
        root = fromstring(path.read_bytes())
        generic = root.find(f".//{_NS}genericMedicine/{_NS}name")
        yield " ".join(generic.itertext()) if generic is not None else "", _joined(_coded(root))


def _coded(root: Any) -> Iterator[tuple[SectionCode, str]]:
    codes = {section.loinc: section.code for section in us_label() if section.code}
    for section in root.iter(f"{_NS}section"):
        code = section.find(f"{_NS}code")
        own = codes.get(code.get("code")) if code is not None else None
        if own:
            yield own, " ".join(section.itertext())
            yield own, text_of(section, _FOOTNOTES)  # which stand within the cells that they are of


def _joined(texts: Iterable[tuple[SectionCode, str]]) -> dict[SectionCode, str]:
    joined: dict[SectionCode, str] = {}
    for code, text in texts:
        joined[code] = joined.get(code, "") + "".join(text.split())
    return joined


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and the refusals below it."""
    parser = argparse.ArgumentParser(prog="python -m ingest.survey", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    tallies = surveyed(parser.parse_args(arguments).paths)
    heads = ["form", "documents", "refused", "sections", "under a code", "passages", "seconds", "right name"]
    heads += [f"{code.value} coded right" for code in RIGHT]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += [tally.row(form) for form, tally in tallies.items()]
    lines += [f"- {error}" for tally in tallies.values() for error in tally.refused]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
