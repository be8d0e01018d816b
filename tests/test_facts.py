"""The project's monographs carry every fact of their sources, in the project's own words.

The checklists in tests/facts are tied to the monographs from both sides: each fact stands in its section, and taking
any one sentence out of a monograph takes a fact with it. The Markdown is read here, independently of ingest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from schema import SectionCode

ROOT = Path(__file__).parent.parent
SOURCES = {"patient": "mayo-anakinra.md", "professional": "ahfs-anakinra.txt"}
CODES = {
    "Brand names": "description",
    "Description": "description",
    "Class": "description",
    "Chemistry": "description",
    "Uses": "indications",
    "Before using": "precautions",
    "Allergies": "precautions",
    "Children": "pediatric",
    "Older adults": "geriatric",
    "Pregnancy": "pregnancy",
    "Breast-feeding": "lactation",
    "Hepatic impairment": "hepatic",
    "Renal impairment": "renal",
    "Dosage in renal impairment": "renal",
    "Drug interactions": "interactions",
    "Interactions with food, alcohol and tobacco": "interactions",
    "Interactions": "interactions",
    "Proper use": "administration",
    "Administration": "administration",
    "Monitoring": "monitoring",
    "Dosing": "dosage",
    "Dosage": "dosage",
    "Dosage and administration": "dosage",
    "Missed dose": "missed_dose",
    "Storage": "storage",
    "Stability and storage": "storage",
    "Precautions": "precautions",
    "Warnings": "warnings",
    "Contraindications": "contraindications",
    "Side effects": "adverse_reactions",
    "Common adverse effects": "adverse_reactions",
    "Pharmacokinetics": "pharmacokinetics",
    "Actions": "mechanism",
    "Advice to patients": "patient_advice",
    "Preparations": "preparations",
}
STATED_OTHERWISE = {"1000/mm2": "1000/mm3"}  # a count per area is a slip of the source (docs/monographs.md)
NOT_ABOUT_THE_DRUG = (
    "Drugs & Supplements",
    "Side effects & dosage",
    "The Mayo Clinic Diet",
    "Interleukin-1 Inhibitors",
)
EVERYWHERE = {
    "impor",
    "infor",
    "patie",
    "clini",
    "anaki",
    "thera",
    "cauti",
    "under",
    "injec",
}  # stems that tell nothing
RUN = 9  # words in a row that no text of the project may share with a licensed one


@dataclass(frozen=True)
class Part:
    """The text under one heading, a sentence, list item or table row to a string."""

    code: str
    heading: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences).lower()


def monograph_path(audience: str) -> Path:
    return ROOT / "monographs" / f"anakinra-{audience}.md"


def sentences_of(line: str) -> list[str]:
    plain = re.sub(r"^- |[|*_]", " ", line)
    return [" ".join(part.split()) for part in re.split(r"(?<=[a-z0-9)][.:])\s+(?=[A-Z])", plain) if part.strip()]


def parts_of(markdown: str) -> list[Part]:
    body = markdown.split("---\n", 2)[2]
    codes: list[str] = []
    parts = []
    for block in re.split(r"^(?=#{2,} )", body, flags=re.MULTILINE)[1:]:
        first, *lines = block.splitlines()
        level, heading = len(first.split()[0]), first.lstrip("# ")
        codes[level - 2 :] = [CODES.get(heading) or codes[level - 3]]
        rows = [line for line in lines if line.strip() and not re.fullmatch(r"[|\s:-]+", line)]
        parts.append(Part(codes[-1], heading, tuple(part for line in rows for part in sentences_of(line))))
    return parts


def facts_of(audience: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = yaml.safe_load(
        (ROOT / "tests" / "facts" / f"anakinra-{audience}.yaml").read_text(encoding="utf-8")
    )
    return facts


def stands_in(fact: dict[str, Any], part: Part) -> bool:
    return fact["section"] == part.code and all(
        any(" ".join(need.split()).lower() in part.text for need in needs) for needs in fact["needs"]
    )


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> set[str]:
    found = words(text)
    return {" ".join(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def amounts(text: str) -> set[str]:
    """Numbers with their units, both ends of a range, written one way: "4 to 6 hours" gives 4 hour, 6 hour."""
    text = re.sub(r"milligrams? \(mg\)|milligrams?", "mg", text.lower())
    text = re.sub(r"mg per (?:kilogram \(kg\)|kg)", "mg/kg", text)
    text = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    number = r"(\d+(?:\.\d+)?)"
    unit = r"\s*(mg/kg|mg|ml(?:/minute)?|/mm[23]|minutes?|hours?|weeks?|months?|years?|days?|%|°c)"
    found = re.findall(rf"{number}(?:\s*(?:[–-]|to)\s*{number})?{unit}", text)
    return {f"{value} {unit.rstrip('s')}".replace(" /", "/") for *values, unit in found for value in values if value}


def source_text(shared_dir: Path, audience: str) -> str:
    """The licensed text without the publisher's own lines at its foot."""
    text = (shared_dir / "monographs" / SOURCES[audience]).read_text(encoding="utf-8")
    return re.split(r"Drug information provided by|AHFS DI Essentials™\.", text)[0]


def list_items(text: str) -> Iterator[str]:
    for item in re.findall(r"^\s*[-•] +(.+)$", text, flags=re.MULTILINE):
        if not item.startswith(NOT_ABOUT_THE_DRUG):
            yield from re.split(r"(?<=[a-z)][.:]) ", re.sub(r" \(See [^)]*\)", "", item))


def stems(text: str) -> set[str]:
    return {word[:5] for word in words(text) if len(word) > 3} - EVERYWHERE


audiences = pytest.mark.parametrize("audience", SOURCES)


@audiences
def test_each_fact_stands_in_its_section_of_the_monograph(audience: str) -> None:
    parts = parts_of(monograph_path(audience).read_text(encoding="utf-8"))
    missing = [
        f"{fact['id']}: {fact['fact']}" for fact in facts_of(audience) if not any(stands_in(fact, p) for p in parts)
    ]
    assert not missing


@audiences
def test_a_sentence_taken_out_of_the_monograph_takes_a_fact_with_it(audience: str) -> None:
    facts = facts_of(audience)
    unguarded = []
    for part in parts_of(monograph_path(audience).read_text(encoding="utf-8")):
        held = [fact for fact in facts if stands_in(fact, part)]
        for index, sentence in enumerate(part.sentences):
            shorter = Part(part.code, part.heading, part.sentences[:index] + part.sentences[index + 1 :])
            if all(stands_in(fact, shorter) for fact in held):
                unguarded.append(f"{part.heading}: {sentence}")
    assert not [line for line in unguarded if not is_table_head(line)]


def is_table_head(line: str) -> bool:
    return line.endswith(("Property Anakinra", "Drug Interaction with anakinra Comment", "Strength Brand name"))


@audiences
def test_a_figure_changed_in_the_monograph_takes_a_fact_with_it(audience: str) -> None:
    facts = facts_of(audience)
    unguarded = []
    figures = 0
    for part in parts_of(monograph_path(audience).read_text(encoding="utf-8")):
        held = [fact for fact in facts if stands_in(fact, part)]
        for index, sentence in enumerate(part.sentences):
            for figure in re.finditer(r"(?<![A-Z]-)(?<![\w.,-])\d[\d.,]*(?![\w-])", sentence):
                figures += 1
                changed = f"{sentence[: figure.start()]}77{sentence[figure.end() :]}"
                sentences = (*part.sentences[:index], changed, *part.sentences[index + 1 :])
                if all(stands_in(fact, Part(part.code, part.heading, sentences)) for fact in held):
                    unguarded.append(f"{part.heading}: {changed}")
    assert figures >= 5
    assert unguarded == []


@audiences
def test_fact_ids_are_unique_and_sections_canonical(audience: str) -> None:
    facts = facts_of(audience)
    assert len({fact["id"] for fact in facts}) == len(facts) >= 90
    assert {fact["section"] for fact in facts} <= {code.value for code in SectionCode}


@audiences
def test_the_front_matter_names_drug_publisher_audience_date_and_licence(audience: str) -> None:
    front = yaml.safe_load(monograph_path(audience).read_text(encoding="utf-8").split("---\n", 2)[1])
    assert (front["drug"], front["brand_names"], front["audience"]) == ("anakinra", ["Kineret"], audience)
    assert (front["publisher"], front["licence"]) == ("Monograph Assistant Project", "CC-BY-4.0")
    assert front["updated"].isoformat() == {"patient": "2025-11-01", "professional": "2022-08-16"}[audience]


@audiences
def test_the_notation_is_safe(audience: str) -> None:
    text = monograph_path(audience).read_text(encoding="utf-8").split("---\n", 2)[2]
    assert not re.findall(
        r"\b(?:QD|QOD|SC|SQ|IU|cc)\b|sub-?q\b|µg|[<>]\s*\d|\d\.0+\b|(?<!\d)\.\d", text, flags=re.IGNORECASE
    )


@pytest.mark.shared
@audiences
def test_every_amount_of_the_source_stands_in_the_monograph(audience: str, shared_dir: Path) -> None:
    source = {STATED_OTHERWISE.get(amount, amount) for amount in amounts(source_text(shared_dir, audience))}
    assert len(source) > 3
    assert source <= amounts(monograph_path(audience).read_text(encoding="utf-8"))


@pytest.mark.shared
@audiences
def test_every_list_item_of_the_source_stands_in_the_monograph(audience: str, shared_dir: Path) -> None:
    sections = [
        stems(part.text) | stems(part.heading)
        for part in parts_of(monograph_path(audience).read_text(encoding="utf-8"))
    ]
    missing = []
    for item in list_items(source_text(shared_dir, audience)):
        wanted = stems(item)
        share = 0.4 if item.rstrip().endswith((".", ":")) else 1.0  # a sentence is worded anew
        if not any(len(wanted & section) >= share * len(wanted) for section in sections):
            missing.append(item)
    assert not missing


@pytest.mark.shared
def test_no_run_of_words_is_shared_with_a_licensed_text(shared_dir: Path) -> None:
    licensed = set().union(*(runs(path.read_text(encoding="utf-8")) for path in (shared_dir / "monographs").iterdir()))
    own = [
        *(ROOT / "monographs").glob("*.md"),
        *(ROOT / "tests" / "facts").glob("*.yaml"),
        *(ROOT / "eval" / "questions").glob("*.jsonl"),
        *(ROOT / "training" / "monographs").iterdir(),
    ]
    assert len(licensed) > 1000
    assert not {run for path in own for run in runs(path.read_text(encoding="utf-8")) & licensed}
