"""A small library, and an assistant that answers from it by rote."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from library import Library
from schema import (
    Answer,
    Block,
    BlockKind,
    Citation,
    IndexMissing,
    Monograph,
    Reason,
    Route,
    Section,
    SectionCode,
    Span,
    Statement,
)

TODAY = date(2026, 11, 25)
HOSTILE = '<img src="http://192.0.2.1/x.png" onerror="alert(1)"><script>alert(2)</script> [x](javascript:alert(3))'

Outline = Sequence[tuple[SectionCode, tuple[str, ...], Sequence[tuple[BlockKind, str]]]]
P, ITEM = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM

PROFESSIONAL: Outline = (
    (
        SectionCode.INDICATIONS,
        ("Uses",),
        [(P, "Zelvane lowers the pressure of a fluid that this sentence does not name. It acts within an hour.")],
    ),
    (
        SectionCode.STORAGE,
        ("Pharmaceutical particulars", "Storage"),
        [
            (P, "The label on the carton gives the batch."),
            (P, "Vials come in boxes of ten."),
            (P, "Store the vials between 2 and 8 degrees. Do not freeze them. Discard a frozen vial."),
            (P, "Protect from light."),
            (P, "Keep a record of the temperature."),
            (P, "Return outdated vials to the pharmacy."),
        ],
    ),
    (
        SectionCode.RENAL,
        ("Dosage", "Kidney disease"),
        [(P, "In severe kidney disease:"), (ITEM, "give it every other day"), (ITEM, "check the blood each week")],
    ),
)
PATIENT: Outline = (
    (
        SectionCode.STORAGE,
        ("How do I keep zelvane?",),
        [(P, "Keep zelvane in the refrigerator."), (P, "You may carry it for a day at room temperature.")],
    ),
)


def monograph_of(outline: Outline, monograph_id: str, title: str, **fields: Any) -> Monograph:
    """A monograph whose text is the outline's lines, headings included."""
    lines: list[str] = []
    sections = []

    def add(kind: BlockKind, line: str) -> Block:
        start = sum(len(earlier) + 1 for earlier in lines)
        lines.append(line)
        return Block(kind, Span(start, start + len(line)))

    for code, path, body in outline:
        heading = add(BlockKind.HEADING, path[-1])
        blocks = tuple(add(kind, line) for kind, line in body)
        sections.append(Section(code, path, (heading, *blocks)))
    record: dict[str, Any] = {
        "drug": "zelvane",
        "brand_names": ("Zelvanex",),
        "publisher": "A publisher",
        "audience": "professional",
        "jurisdiction": None,
        "updated": "2026-11-01",
        "path": f"{monograph_id}.md",
    } | fields
    return Monograph(monograph_id=monograph_id, title=title, text="\n".join(lines), sections=tuple(sections), **record)


def citation_of(monograph: Monograph, quote: str, n: int) -> Citation:
    """A citation of words that stand in a monograph once."""
    start = monograph.text.index(quote)
    section = next(s for s in monograph.sections if any(b.span.start <= start < b.span.end for b in s.blocks))
    return Citation(
        n=n,
        monograph=monograph.title,
        publisher=monograph.publisher,
        updated=monograph.updated,
        path=monograph.path,
        section=" > ".join(section.heading_path),
        section_code=section.code.value,
        quote=quote,
        start=start,
        end=start + len(quote),
        monograph_id=monograph.monograph_id,
    )


class RoteAssistant:
    """Answers by the first word that it knows; remembers what it was given."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.histories: list[tuple[str, ...]] = []

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.histories.append(tuple(history))
        known = {
            "keep": self.storage,
            "kidney": self.dosing,
            "swallowed": self.urgent,
            "hostile": self.hostile,
            "everything": self.long,
        }
        for word, reply in known.items():
            if word in question.lower():
                return reply(question)
        if "index" in question:
            raise IndexMissing("index")
        if "crash" in question:
            raise RuntimeError(f"cannot read: {question}")
        return Answer(
            question,
            Route.REFUSE,
            "The loaded monographs do not say this.",
            reason=Reason.NOT_IN_MONOGRAPH,
            drug="zelvane",
            index_version="0123456789ab",
        )

    def storage(self, question: str) -> Answer:
        first, second = self.library.monographs["professional"], self.library.monographs["patient"]
        quotes = [
            citation_of(first, "Store the vials between 2 and 8 degrees.", 1),
            citation_of(first, "Do not freeze them.", 2),
            citation_of(second, "Keep zelvane in the refrigerator.", 3),
        ]
        statements = tuple(Statement(citation.quote, (citation.n,)) for citation in quotes)
        text = "\n\n".join(f"{statement.text} [{statement.citations[0]}]" for statement in statements)
        return Answer(
            question, Route.ANSWER, text, statements, tuple(quotes), drug="zelvane", index_version="0123456789ab"
        )

    def dosing(self, question: str) -> Answer:
        citation = citation_of(self.library.monographs["professional"], "give it every other day", 1)
        text = "Consider **every other day**. [1]\n\n- Check the blood each week."
        return Answer(
            question,
            Route.DOSING,
            text,
            (Statement(text, (1,)),),
            (citation,),
            dosing={"outcome": "dose", "steps": ["20 kg x 1 mg/kg = 20 mg"]},
            drug="zelvane",
            slots={"weight_kg": 20},
            index_version="0123456789ab",
            rules_version="rules1",
        )

    def urgent(self, question: str) -> Answer:
        return Answer(question, Route.URGENT, "Call the poison centre.", drug="zelvane")

    def long(self, question: str) -> Answer:
        return Answer(question, Route.ANSWER, "\n".join(f"- item {n}" for n in range(100)), drug="zelvane")

    def hostile(self, question: str) -> Answer:
        monograph = next(iter(self.library.monographs.values()))
        line = monograph.quote(monograph.sections[0].blocks[1].span)
        return Answer(question, Route.ANSWER, f"{line} [1]", (), (citation_of(monograph, line, 1),), drug="zelvane")
