"""The second net: which passages a ranked answer may not quote, and what a dosing message asks besides."""

from pathlib import Path

import pytest

from assistant.dose_guard import may_have_changed, other_part, states_a_dose
from library import Library
from schema import Monograph, Passage, PassageKind, SectionCode, Span


def passage(text: str, section: SectionCode = SectionCode.DOSAGE) -> Passage:
    return Passage("p", "m", "testaquin", PassageKind.SENTENCE, section, (), (Span(0, len(text)),), text)


def monograph(damage: str | None) -> Monograph:
    return Monograph("m", "Testaquin", "testaquin", (), "Press", "patient", None, None, "t.md", "", (), damage=damage)


@pytest.mark.parametrize(
    "text",
    [
        "Adults: 100 mg daily.",
        "1 to 2 mg/kg once a day",
        "0.5-1 g every 8 hours",
        "1,000 units by injection",
        "Give 50 micrograms.",
        "Inject 0.67 mL under the skin.",
        "The dose is 2 tablets.",
        "10 mEq in the evening",
        "2 puffs as needed",
        "1 patch a week",
        "100MG DAILY",
    ],
)
def test_an_amount_in_a_section_on_giving_a_drug_is_a_dose(text: str) -> None:
    for section in (SectionCode.DOSAGE, SectionCode.RENAL, SectionCode.PEDIATRIC, SectionCode.OTHER):
        assert states_a_dose(passage(text, section))


@pytest.mark.parametrize(
    "text",
    ["Store at 2 to 8 °C.", "Use within 30 days.", "Wait 60 to 90 minutes.", "Inject once daily.", "Step 3: wait."],
)
def test_other_figures_are_no_dose(text: str) -> None:
    assert not states_a_dose(passage(text))


@pytest.mark.parametrize(
    "section",
    [SectionCode.PREPARATIONS, SectionCode.PHARMACOKINETICS, SectionCode.STORAGE, SectionCode.ADVERSE_REACTIONS],
)
def test_an_amount_that_describes_a_product_or_a_study_may_be_quoted(section: SectionCode) -> None:
    assert not states_a_dose(passage("A syringe holds 100 mg in 0.67 mL.", section))


def test_the_dosing_sections_of_the_project_s_monographs_are_held_back(index_of_monographs: Path) -> None:
    library = Library.open(index_of_monographs)
    with_milligrams = [
        passage for passage in library.passages if passage.section_code is SectionCode.DOSAGE and " mg" in passage.text
    ]
    assert with_milligrams and all(map(states_a_dose, with_milligrams))


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Dose of Kineret for RA? How is it stored?", "How is it stored?"),
        ("What is the RA dose of Kineret and how is it stored?", "how is it stored?"),
        ("How is Kineret stored? And what is the dose for an adult with RA?", "How is Kineret stored?"),
        ("Dose of Kineret for an adult with RA; what are the side effects?", "what are the side effects?"),
    ],
)
def test_what_is_asked_besides_a_dose_is_told_apart(message: str, rest: str) -> None:
    assert other_part(message) == rest


@pytest.mark.parametrize(
    "message",
    [
        "Dose of Kineret for an adult with RA?",
        "Patient is 54 y, 80 kg. Dose of Kineret for RA?",
        "Dose of Kineret for an adult with RA? Thanks!",
        "What is the dose for RA and what is the dose for NOMID?",
        "Dose of Kineret for RA? or not?",
        "",
    ],
)
def test_a_message_that_asks_for_a_dose_alone_has_no_other_part(message: str) -> None:
    assert other_part(message) is None


@pytest.mark.parametrize(
    "text",
    [
        "Take 10 g daily.",
        "Take 2 4 mg daily.",
        "Take 1 tablet of 5 mg.",
        "With a clearance 30 mL/min take 5 mg.",
        "Patients 50 kg take 5 mg.",
    ],
)
def test_an_amount_that_a_lost_character_may_have_changed_is_told_in_damaged_copies_alone(text: str) -> None:
    assert may_have_changed(passage(text), monograph("Characters are lost."))
    assert not may_have_changed(passage(text), monograph(None))


@pytest.mark.parametrize("text", ["Take 100 mg daily.", "Take 2.5 milligrams for each kilogram.", "Store at 25 C."])
def test_other_amounts_of_a_damaged_copy_stand(text: str) -> None:
    assert not may_have_changed(passage(text), monograph("Characters are lost."))
