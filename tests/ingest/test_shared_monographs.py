"""The two licensed monographs beside the checkout: what they hold comes out exact and under the right section."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from schema import BlockKind, Monograph, Passage, Section

pytestmark = pytest.mark.shared
CONSUMER, PROFESSIONAL = "mayo-anakinra.md", "ahfs-anakinra.txt"


@pytest.fixture(scope="module")
def read(shared_dir: Path) -> dict[str, tuple[Monograph, list[Passage]]]:
    monographs = {name: read_monograph(shared_dir / "monographs" / name) for name in (CONSUMER, PROFESSIONAL)}
    return {name: (monograph, passages_of(monograph)) for name, monograph in monographs.items()}


@pytest.mark.parametrize("name", [CONSUMER, PROFESSIONAL])
def test_every_passage_is_exact_and_in_its_source(
    read: dict[str, tuple[Monograph, list[Passage]]],
    shared_dir: Path,
    name: str,
    assert_exact: Callable[[Monograph, list[Passage], str], None],
) -> None:
    assert_exact(*read[name], (shared_dir / "monographs" / name).read_text(encoding="utf-8"))


def test_they_say_what_they_are(read: dict[str, tuple[Monograph, list[Passage]]]) -> None:
    own = read[CONSUMER][0]
    assert (own.title, own.drug, own.brand_names) == ("Anakinra (subcutaneous route)", "anakinra", ("Kineret",))
    assert (own.publisher, own.audience, own.jurisdiction, own.updated) == (
        "Merative, Micromedex",
        "patient",
        "US",
        "2025-11-01",
    )
    own = read[PROFESSIONAL][0]
    assert (own.title, own.drug, own.brand_names) == ("Anakinra", "anakinra", ("Kineret",))
    assert (own.publisher, own.audience, own.jurisdiction, own.updated) == ("ASHP", "professional", "US", "2022-08-16")


FACTS = {
    CONSUMER: {
        "NOMID is": "description",
        "(DIRA).": "indications",
        "dosage forms: Solution": "preparations",
        "juvenile": "pediatric",
        "infant risk": "lactation",
        "Rilonacept": "interactions",
        "E. coli": "contraindications",
        "Tuberculosis, inactive": "precautions",
        "for 10 days": "administration",
        "100 milligrams": "dosage",
        "8 mg per kg": "dosage",
        "Do not double": "missed_dose",
        "Do not freeze": "storage",
        "pinpoint": "adverse_reactions",
        "black, tarry stools, chest pain": "precautions",
    },
    PROFESSIONAL: {
        "moderately to severely": "indications",
        "Monitor neutrophil": "dosage",
        "thighs": "administration",
        "0.67 mL]": "dosage",
        ">100 mg": "dosage",
        "every other day": "renal",
        "Known hypersensitivity": "contraindications",
        "latex should not": "warnings",
        "asthma": "warnings",
        "mm2": "precautions",
        "melanoma": "precautions",
        "Category B.": "pregnancy",
        "nursing women": "lactation",
        "2–17 years": "pediatric",
        "severe hepatic": "hepatic",
        "influenza-like": "adverse_reactions",
        "secondary transmission": "interactions",
        "Tetanus toxoid": "interactions",
        "TNF blocking agents (e.g., adalimumab, etanercept, infliximab) Concomitant": "interactions",
        "95%": "pharmacokinetics",
        "placenta": "pharmacokinetics",
        "4–6 hours": "pharmacokinetics",
        "CAPD": "pharmacokinetics",
        "2–8°C": "storage",
        "type I receptor": "mechanism",
        "aseptic": "patient_advice",
        "Excipients": "preparations",
        "100 mg/0.67 mL": "preparations",
    },
}


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, facts in FACTS.items() for words in facts])
def test_a_fact_is_in_one_passage_under_its_section(
    read: dict[str, tuple[Monograph, list[Passage]]], name: str, words: str
) -> None:
    found = [passage for passage in read[name][1] if words in passage.text]
    assert [passage.section_code for passage in found] == [FACTS[name][words]]


LOST = {
    "Dosage and Administration > General": "dosage",
    "Dosage and Administration > Administration": "administration",
    "Dosage and Administration > Dosage": "dosage",
    "Cautions for Anakinra > Contraindications": "contraindications",
    "Warnings/Precautions > Warnings": "warnings",
    "Major Toxicities > Infection": "warnings",
    "General Precautions > Neutropenia": "precautions",
    "Specific Populations > Pregnancy": "pregnancy",
    "Specific Populations > Lactation": "lactation",
    "Interactions for Anakinra > Vaccines": "interactions",
    "Specific Drugs > Methotrexate": "interactions",
    "Anakinra Pharmacokinetics > Absorption": "pharmacokinetics",
    "Anakinra Pharmacokinetics > Distribution": "pharmacokinetics",
    "Anakinra Pharmacokinetics > Elimination": "pharmacokinetics",
    "Elimination > Half-life": "pharmacokinetics",
    "Stability > Storage": "storage",
    "Actions": "mechanism",
    "Preparations": "preparations",
}


@pytest.mark.parametrize("end_of_path", LOST)
def test_a_heading_that_the_page_lost_is_recovered(
    read: dict[str, tuple[Monograph, list[Passage]]], end_of_path: str
) -> None:
    sections: tuple[Section, ...] = read[PROFESSIONAL][0].sections
    section = next(own for own in sections if " > ".join(own.heading_path).endswith(end_of_path))
    assert (section.recovered, section.code) == (True, LOST[end_of_path])


def test_a_label_that_cannot_be_told_is_said_to_be_lost(read: dict[str, tuple[Monograph, list[Passage]]]) -> None:
    found = [passage for passage in read[PROFESSIONAL][1] if "clinical experience insufficient" in passage.text]
    assert [passage.heading_path[-1] for passage in found] == ["(drug name lost in this copy)"]


def test_the_lists_of_side_effects_keep_what_to_do_and_how_often(
    read: dict[str, tuple[Monograph, list[Passage]]],
) -> None:
    lists = [passage for passage in read[CONSUMER][1] if passage.heading_path[:1] == ("Side Effects",)]
    frequent = [passage for passage in lists if len(passage.heading_path) == 2]
    assert {passage.heading_path[1] for passage in frequent} == {"More common", "Less common", "Incidence not known"}
    assert all(passage.text.startswith("Check with your ") for passage in frequent)


def test_what_is_the_pages_own_is_kept_apart(read: dict[str, tuple[Monograph, list[Passage]]]) -> None:
    monograph, passages = read[CONSUMER]
    apart = [
        monograph.quote(block.span)
        for section in monograph.sections
        for block in section.blocks
        if block.kind is BlockKind.BOILERPLATE
    ]
    assert len(apart) == 7
    assert not {text for passage in passages for text in apart if text in passage.text}
