"""Headings as printed by the publishers that pharmacies load, and the section each is."""

import pytest

from ingest.frequencies import is_frequency
from ingest.sections import code_of
from schema import SectionCode

AHFS = {
    "Uses for Testaquin": "indications",
    "Testaquin Dosage and Administration": "dosage",
    "Sub-Q Administration": "administration",
    "Reconstitution": "administration",
    "Prescribing Limits": "dosage",
    "Cautions for Testaquin": "warnings",
    "Contraindications": "contraindications",
    "Warnings/Precautions": "warnings",
    "General Precautions": "precautions",
    "Pregnancy": "pregnancy",
    "Lactation": "lactation",
    "Pediatric Use": "pediatric",
    "Geriatric Use": "geriatric",
    "Hepatic Impairment": "hepatic",
    "Renal Impairment": "renal",
    "Common Adverse Effects": "adverse_reactions",
    "Interactions for Testaquin": "interactions",
    "Testaquin Pharmacokinetics": "pharmacokinetics",
    "Half-life": "pharmacokinetics",
    "Stability": "storage",
    "Actions": "mechanism",
    "Advice to Patients": "patient_advice",
    "Preparations": "preparations",
}
MAYO = {
    "US Brand Name": "preparations",
    "Description": "description",
    "Before Using": "precautions",
    "Allergies": "precautions",
    "Pediatric": "pediatric",
    "Geriatric": "geriatric",
    "Breastfeeding": "lactation",
    "Drug Interactions": "interactions",
    "Other Interactions": "interactions",
    "Other Medical Problems": "precautions",
    "Proper Use": "administration",
    "Dosing": "dosage",
    "Missed Dose": "missed_dose",
    "Storage": "storage",
    "Precautions": "precautions",
    "Side Effects": "adverse_reactions",
}
US_LABEL = {
    "BOXED WARNING": "boxed_warning",
    "WARNING: SERIOUS INFECTIONS AND MALIGNANCY": "boxed_warning",
    "1 INDICATIONS AND USAGE": "indications",
    "2 DOSAGE AND ADMINISTRATION": "dosage",
    "2.1 Recommended Dosage": "dosage",
    "2.3 Dosage Adjustment in Patients with Renal Impairment": "renal",
    "2.4 Preparation and Administration": "administration",
    "3 DOSAGE FORMS AND STRENGTHS": "preparations",
    "4 CONTRAINDICATIONS": "contraindications",
    "5 WARNINGS AND PRECAUTIONS": "warnings",
    "6 ADVERSE REACTIONS": "adverse_reactions",
    "6.1 Clinical Trials Experience": "adverse_reactions",
    "6.2 Postmarketing Experience": "adverse_reactions",
    "7 DRUG INTERACTIONS": "interactions",
    "8 USE IN SPECIFIC POPULATIONS": "precautions",
    "8.1 Pregnancy": "pregnancy",
    "8.2 Lactation": "lactation",
    "8.3 Females and Males of Reproductive Potential": "pregnancy",
    "8.4 Pediatric Use": "pediatric",
    "8.5 Geriatric Use": "geriatric",
    "8.6 Renal Impairment": "renal",
    "10 OVERDOSAGE": "overdose",
    "11 DESCRIPTION": "description",
    "12.1 Mechanism of Action": "mechanism",
    "12.2 Pharmacodynamics": "mechanism",
    "12.3 Pharmacokinetics": "pharmacokinetics",
    "16 HOW SUPPLIED/STORAGE AND HANDLING": "storage",
    "16.1 How Supplied": "preparations",
    "17 PATIENT COUNSELING INFORMATION": "patient_advice",
    "Nursing Mothers": "lactation",
    "Information for Patients": "patient_advice",
    "Laboratory Tests": "monitoring",
    "9 DRUG ABUSE AND DEPENDENCE": "warnings",
    "12.4 Microbiology": "mechanism",
    "12.5 Pharmacogenomics": "pharmacokinetics",
    "14 CLINICAL STUDIES": "other",
}
EMA = {
    "4.1 Therapeutic indications": "indications",
    "4.2 Posology and method of administration": "dosage",
    "Paediatric population": "pediatric",
    "Method of administration": "administration",
    "4.3 Contraindications": "contraindications",
    "4.4 Special warnings and precautions for use": "precautions",
    "4.5 Interaction with other medicinal products and other forms of interaction": "interactions",
    "4.6 Fertility, pregnancy and lactation": "pregnancy",
    "Breast-feeding": "lactation",
    "4.7 Effects on ability to drive and use machines": "other",
    "4.8 Undesirable effects": "adverse_reactions",
    "4.9 Overdose": "overdose",
    "5.1 Pharmacodynamic properties": "mechanism",
    "5.2 Pharmacokinetic properties": "pharmacokinetics",
    "6.1 List of excipients": "description",
    "6.3 Shelf life": "storage",
    "6.4 Special precautions for storage": "storage",
    "6.5 Nature and contents of container": "preparations",
    "1. What Testaquin is and what it is used for": "indications",
    "2. What you need to know before you use Testaquin": "precautions",
    "Do not use Testaquin": "contraindications",
    "Children and adolescents": "pediatric",
    "Other medicines and Testaquin": "interactions",
    "Pregnancy and breast-feeding": "pregnancy",
    "3. How to use Testaquin": "administration",
    "If you use more Testaquin than you should": "overdose",
    "If you forget to use Testaquin": "missed_dose",
    "4. Possible side effects": "adverse_reactions",
    "5. How to store Testaquin": "storage",
    "6. Contents of the pack and other information": "preparations",
    "What Testaquin contains": "description",
}
MEDLINEPLUS = {
    "Why is this medication prescribed?": "indications",
    "How should this medicine be used?": "administration",
    "What should I do if I forget a dose?": "missed_dose",
    "What side effects can this medication cause?": "adverse_reactions",
    "In case of emergency/overdose": "overdose",
    "What should I know about storage and disposal of this medication?": "storage",
}


PAGES = {
    "What is testaquin?": "description",
    "Other uses for this medicine": "indications",
    "What special precautions should I follow?": "precautions",
    "What should I avoid while taking testaquin?": "precautions",
    "Who can and cannot take it": "precautions",
    "How and when to take it": "administration",
    "What other drugs will affect testaquin?": "interactions",
    "Taking testaquin with other medicines and herbal supplements": "interactions",
    "What happens if I miss a dose?": "missed_dose",
    "13.1 Carcinogenesis, Mutagenesis, Impairment of Fertility": "other",
}


@pytest.mark.parametrize(
    ("heading", "code"),
    [(heading, code) for table in (AHFS, MAYO, US_LABEL, EMA, MEDLINEPLUS, PAGES) for heading, code in table.items()],
)
def test_a_printed_heading_has_its_section_code(heading: str, code: str) -> None:
    assert code_of((heading,), SectionCode.OTHER) == code


@pytest.mark.parametrize(
    ("path", "parent", "code"),
    [
        (("Dosage", "Rheumatoid Arthritis"), "dosage", "dosage"),
        (("Dosage", "Special Populations"), "dosage", "dosage"),
        (("Pharmacokinetics", "Special Populations"), "pharmacokinetics", "pharmacokinetics"),
        (("Dosage", "Special Populations", "Renal Impairment"), "dosage", "renal"),
        (("Renal Impairment", "Gout"), "renal", "renal"),
        (("Side Effects", "More common"), "adverse_reactions", "adverse_reactions"),
        (("5 WARNINGS AND PRECAUTIONS", "5.1 Serious Infections"), "warnings", "warnings"),
        (("Something else",), "other", "other"),
        (
            ("6 ADVERSE REACTIONS", "6.1 Clinical Trials in Pediatric Patients"),
            "adverse_reactions",
            "adverse_reactions",
        ),
        (("2 DOSAGE", "2.4 Dosage Modifications for Adverse Reactions"), "dosage", "dosage"),
        (("2 DOSAGE", "2.5 Preparation"), "dosage", "administration"),
        (("5 WARNINGS", "5.2 Severe Cutaneous Adverse Reactions"), "warnings", "warnings"),
        (("5 WARNINGS", "5.3 Immune Reconstitution Syndrome"), "warnings", "warnings"),
        (("8.1 Pregnancy", "Fetal/Neonatal Adverse Reactions"), "pregnancy", "pregnancy"),
    ],
)
def test_a_heading_that_names_no_section_has_its_parents_code(path: tuple[str, ...], parent: str, code: str) -> None:
    assert code_of(path, SectionCode(parent)) == code


@pytest.mark.parametrize(
    "heading", ["More common", "Less common", "Rare", "Incidence not known", "Very common (≥1/10)"]
)
def test_a_frequency_is_told_from_a_topic(heading: str) -> None:
    assert is_frequency(heading)
    assert not is_frequency(f"{heading} cold")
