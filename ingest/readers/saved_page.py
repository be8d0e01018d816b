"""Plain text of a saved monograph page: headings are short lines without a full stop, and some of them are lost.

A page saver that drops a heading leaves its blank line behind. So a line after more than one blank line had a heading,
and which it was is told by the page's own cross references ("See Neutropenia under Cautions") or, for AHFS DI
Essentials, by the fixed skeleton and set phrases in ahfs.py. What cannot be told is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drugs import DrugNames, NameMatch
from ingest.draft import Draft, Line, collapsed
from ingest.readers import ahfs
from ingest.sentences import sentences
from schema import BlockKind

PART_LEVEL = 2
LABEL_LEVEL = 4
LABEL_LOST = "(drug name lost in this copy)"
_BULLET = re.compile(r"^\s*[•●▪◦*-]\s+")
_TERMINAL = re.compile(r"[.:;,!?]$")
_CROSS_REFERENCE = re.compile(
    r"\(see (?:also )?(?P<heading>[A-Z][\w/ -]*?)(?: sections?)? under (?P<part>[A-Z][\w ]*?)[.)]", re.I
)
_FIELD = re.compile(
    r"^(?:brand name|drug class|class|chemical name|molecular formula|cas number|va class|generic name)s?:", re.I
)
_FOOTER = re.compile(r"^ahfs di essentials|^©|^copyright\b", re.I)
_SMALL_WORDS = frozenset("a an and as at by for from in of on or per the to under with without vs".split())


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page with the number of blank lines before it."""

    text: str
    blanks: int
    bullet: bool


def read(text: str) -> Draft:
    """The draft of a saved page."""
    rows = list(_rows(text))
    draft = Draft(lines=_Page(rows).lines())
    if any("AHFS DI Essentials" in row.text for row in rows):
        draft.publisher, draft.audience, draft.jurisdiction = "ASHP", "professional", "US"
    return draft


def _rows(text: str) -> Iterator[Row]:
    blanks = 0
    for line in text.splitlines():
        if not line.strip():
            blanks += 1
            continue
        yield Row(collapsed(_BULLET.sub("", line)), blanks, bool(_BULLET.match(line)))
        blanks = 0


def is_heading(text: str) -> bool:
    """Whether a line by itself reads as a heading: short, every weighty word capitalised, no closing punctuation."""
    if len(text) > 90 or _TERMINAL.search(text) or ":" in text or not text[:1].isupper():
        return False
    words = [
        word for word in re.findall(r"[\w'’/-]+", re.sub(r"\([^)]*\)", "", text)) if word.lower() not in _SMALL_WORDS
    ]
    return bool(words) and len(words) <= 9 and all(word[0].isupper() for word in words) and not re.search(r"\d", text)


class _Page:
    """Reads the rows once, top to bottom, knowing the headings open at each."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._lines: list[Line] = []
        self._part = ""
        self._passed: set[str] = set()  # headings of this part so far, lower case
        self._open: list[tuple[int, str]] = []
        self._references = _cross_references(rows)
        self._gaps_tell = any(row.blanks > 1 for row in rows)
        self._read_headings = self._headings_read()
        self._drug = next((drug.lower() for row in rows if (drug := ahfs.drug_of(row.text))), "")

    def lines(self) -> list[Line]:
        for index, row in enumerate(self._rows):
            if _FOOTER.match(row.text):
                self._lines += [Line(BlockKind.BOILERPLATE, rest.text) for rest in self._rows[index:]]
                break
            self._read(row)
        return self._lines

    def _read(self, row: Row) -> None:
        if part := None if row.bullet else ahfs.part_of(row.text):
            self._heading(PART_LEVEL, row.text, part=part)
        elif not self._part:
            self._before_first_part(row)
        elif row.text.lower() in ahfs.COLUMN_HEADINGS and self._in_table():
            self._lines.append(Line(BlockKind.BOILERPLATE, row.text))
        else:
            if self._heading_is_lost(row):
                self._recover(row)
            if self._in_table():
                self._table_row(row)
            elif not row.bullet and self._reads_as_heading(row):
                self._heading(self._level(row.text), row.text)
            else:
                self._lines.append(Line(BlockKind.LIST_ITEM if row.bullet else BlockKind.PARAGRAPH, row.text))

    # -- headings ----------------------------------------------------------------------------------------------------

    def _heading(self, level: int, text: str, *, recovered: bool = False, part: str = "") -> None:
        self._open = [(own, name) for own, name in self._open if own < level] + [(level, text.lower())]
        if part:
            self._part, self._passed = part, set()
        self._passed.add(text.lower())
        self._lines.append(Line(BlockKind.HEADING, text, level, recovered))

    def _reads_as_heading(self, row: Row) -> bool:
        return row.text.lower() in ahfs.PARTS.get(self._part, {}) or is_heading(row.text)

    def _level(self, heading: str) -> int:
        """A fixed heading has its own level; a topic stands below the fixed heading that is open."""
        fixed = ahfs.PARTS.get(self._part, {})
        if level := fixed.get(heading.lower()):
            return level
        if self._part == "dosage and administration" and heading.lower().endswith(" administration"):
            return fixed["administration"] + 1
        return 1 + max(
            (level for level, name in self._open if name in fixed or level == PART_LEVEL), default=PART_LEVEL
        )

    def _headings_read(self) -> set[tuple[str, str]]:
        """The headings that the page does have, with their part; they need no recovering."""
        found, part = set(), ""
        for row in self._rows:
            part = (None if row.bullet else ahfs.part_of(row.text)) or part
            found.add((part, row.text.lower()))
        return found

    # -- recovery ----------------------------------------------------------------------------------------------------

    def _heading_is_lost(self, row: Row) -> bool:
        return row.blanks > 1 or not self._gaps_tell

    def _recover(self, row: Row) -> None:
        said = _first_sentence(row.text)
        for name, earlier, opening in ahfs.LOST_PARTS:
            if self._part in earlier and not self._is_read("", name) and opening.search(said):
                self._heading(PART_LEVEL, name, recovered=True, part=name.lower())
                break
        headings = self._lost_headings(row, said)
        for heading in headings:
            if heading.lower() not in {name for _, name in self._open}:
                self._heading(self._level(heading), heading, recovered=True)

    def _lost_headings(self, row: Row, said: str) -> Sequence[str]:
        if by_gap := self._by_gap(row, said):
            return by_gap
        if self._reads_as_heading(row):
            return ()
        for lost in ahfs.LOST:
            if lost.part == self._part and self._may_follow(lost) and lost.said.search(said):
                return lost.headings
        return ()

    def _by_gap(self, row: Row, said: str) -> Sequence[str]:
        """What a gap together with the skeleton's order, the line's own words or a cross reference tells."""
        if row.blanks < 2:
            return ()
        if by_order := [name for name in self._by_order(row) if not self._is_read(self._part, name)]:
            return by_order
        concomitant = re.match(r"(?P<heading>concomitant use (?:of|with) [^,.;(]+)", said, re.I)
        if concomitant and self._part == "cautions":
            return (_capitalised(concomitant["heading"]),)
        named = () if self._reads_as_heading(row) else self._references.get(self._part, ())
        return [name for name in named if _stem(name) in said.lower() and not self._is_known(name)][:1]

    def _by_order(self, row: Row) -> Sequence[str]:
        """What the skeleton's order alone tells: the first thing in a part, and the part's next main heading."""
        only_part_open = len(self._passed) == 1
        if self._part == "cautions" and only_part_open and row.bullet:
            return ("Contraindications",)
        if self._part == "cautions" and self._passed == {"contraindications", self._open[0][1]} and not row.bullet:
            return () if row.text.lower() in ahfs.PARTS["cautions"] else ("Warnings/Precautions", "Warnings")
        if self._part == "dosage and administration" and only_part_open and row.bullet:
            return ("General",)
        if self._part == "dosage and administration" and row.text.lower().endswith(" administration"):
            return () if self._is_known("administration") else ("Administration",)
        if self._part == "dosage and administration" and self._reads_as_heading(row):
            is_topic = row.text.lower() not in ahfs.PARTS[self._part] and "administration" not in row.text.lower()
            given = any("administration" in name for name in self._passed if ahfs.part_of(name) is None)
            return ("Dosage",) if is_topic and given and "prescribing limits" not in self._passed else ()
        return ()

    def _may_follow(self, lost: ahfs.Lost) -> bool:
        return not self._is_known(lost.headings[-1]) and (not lost.after or lost.after in self._passed)

    def _is_known(self, heading: str) -> bool:
        return heading.lower() in self._passed or self._is_read(self._part, heading)

    def _is_read(self, part: str, heading: str) -> bool:
        if not part:
            return any(ahfs.part_of(text) == heading.lower() for _, text in self._read_headings)
        return any(own == part and text == heading.lower() for own, text in self._read_headings)

    # -- what is not prose -------------------------------------------------------------------------------------------

    def _before_first_part(self, row: Row) -> None:
        if not (self._open or self._is_read("", "introduction") or row.text.endswith("(Monograph)")):
            self._heading(PART_LEVEL, "Introduction", recovered=True)
        if _FIELD.match(row.text):
            self._lines.append(Line(BlockKind.TABLE_HEADER, row.text))
        elif row.bullet:
            self._lines.append(Line(BlockKind.TABLE_ROW, row.text))
        elif row.text.endswith("(Monograph)"):
            self._lines.append(Line(BlockKind.HEADING, row.text, 1))
        else:
            self._lines.append(Line(BlockKind.PARAGRAPH, row.text))

    def _in_table(self) -> bool:
        in_interactions = self._part == "interactions" and any(
            name.startswith("specific drugs") for _, name in self._open
        )
        return in_interactions or self._part == "preparations"

    def _table_row(self, row: Row) -> None:
        if row.text.endswith(".") or row.bullet:
            self._lines.append(Line(BlockKind.PARAGRAPH, row.text))
        elif self._part == "preparations":
            names_drug = bool(self._drug) and row.text.lower().startswith(self._drug)
            self._lines.append(Line(BlockKind.TABLE_HEADER if names_drug else BlockKind.LIST_ITEM, row.text))
        elif ahfs.STATEMENT.search(re.sub(r"\([^)]*\)", "", row.text)):
            if row.blanks > 1 and self._gaps_tell:
                self._heading(LABEL_LEVEL, self._label(row.text), recovered=True)
            self._lines.append(Line(BlockKind.TABLE_ROW, row.text))
        else:
            self._lines.append(Line(BlockKind.TABLE_HEADER, row.text, LABEL_LEVEL))

    def _label(self, statement: str) -> str:
        """The label of a row whose own is lost: the one other drug that its statement names, if there is one."""
        mentions = DrugNames({self._drug: ()}).find(statement)
        others = {mention.text.lower() for mention in mentions if mention.match is NameMatch.NOT_HELD}
        return others.pop().capitalize() if len(others) == 1 else LABEL_LOST


def _cross_references(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The headings that a page's own cross references name, by part."""
    named: dict[str, list[str]] = {}
    for row in rows:
        for found in _CROSS_REFERENCE.finditer(row.text):
            named.setdefault(found["part"].lower(), []).append(found["heading"])
    return named


def _first_sentence(text: str) -> str:
    first = sentences(text)[0]
    return text[first.start : first.end]


def _stem(heading: str) -> str:
    return heading.lower().removesuffix("s")


def _capitalised(text: str) -> str:
    return " ".join(word if word in _SMALL_WORDS else word[:1].upper() + word[1:] for word in text.strip().split())
