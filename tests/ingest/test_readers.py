"""What each form says about itself, and the sections and passages that come out of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from ingest.revision import iso_date
from schema import BlockKind, Monograph, Passage, PassageKind, SectionCode


def texts(monograph: Monograph, heading: str) -> list[str]:
    return [passage.text for passage in passages_of(monograph) if passage.heading_path[-1:] == (heading,)]


def codes(monograph: Monograph) -> dict[str, SectionCode]:
    return {" > ".join(section.heading_path): section.code for section in monograph.sections}


def test_every_passage_is_exact_and_in_its_source(
    sample: tuple[Path, Monograph, list[Passage]], assert_exact: Callable[[Monograph, list[Passage], str], None]
) -> None:
    path, monograph, passages = sample
    assert_exact(monograph, passages, path.read_text(encoding="utf-8"))


def test_every_line_of_the_text_stands_in_one_section(sample: tuple[Path, Monograph, list[Passage]]) -> None:
    _, monograph, _ = sample
    blocks = [block for section in monograph.sections for block in section.blocks]
    assert [monograph.quote(block.span) for block in blocks] == monograph.text.split("\n")


def test_passage_ids_depend_on_what_they_say_and_not_on_the_file_system(
    sample: tuple[Path, Monograph, list[Passage]], tmp_path: Path
) -> None:
    path, _, passages = sample
    moved = tmp_path / path.name
    moved.write_bytes(path.read_bytes())
    assert [passage.passage_id for passage in passages_of(read_monograph(moved))] == [p.passage_id for p in passages]
    assert len({passage.passage_id for passage in passages}) == len(passages)


def test_front_matter_says_what_the_document_is(with_front_matter: Monograph) -> None:
    own = with_front_matter
    assert (own.title, own.drug, own.publisher, own.audience, own.jurisdiction, own.updated) == (
        "Testaquin tablets: information for patients",
        "testaquin",
        "Example Press",
        "patient",
        "UK",
        "2025-03-04",
    )
    assert own.brand_names == ("Quintest", "Testaro")


def test_without_front_matter_the_document_tells_it(consumer_page: Monograph) -> None:
    own = consumer_page
    assert (own.title, own.drug, own.brand_names) == ("Testaquin (oral route)", "testaquin", ("Quintest", "Testaro"))
    assert (own.publisher, own.audience, own.jurisdiction, own.updated) == (
        "Example Health, Inc",
        "patient",
        "US",
        "2025-03-04",
    )


@pytest.mark.parametrize(
    ("title", "drug"),
    [
        ("Testaquin (oral route)", "testaquin"),
        ("Testaquin-aqvh (intravenous route)", "testaquin-aqvh"),
        ("Testaquin: monograph for professionals", "testaquin"),
        ("Testaquin 80 mg tablets", "testaquin"),
        ("Testaquin injection", "testaquin"),
        ("Testaquin - Side effects", "testaquin"),
        ("Testaquin and Probenecid (oral route)", "testaquin and probenecid"),
    ],
)
def test_the_drug_is_what_the_title_names_before_its_form(tmp_path: Path, title: str, drug: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"# {title}\n\n## Uses\n\nFor gout.\n", encoding="utf-8")
    assert read_monograph(path).drug == drug


def test_brand_names_are_read_without_what_is_said_of_them(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    brands = "Quintest (prefilled pen, 2 mL), Testaro®, generic preparations"
    path.write_text(
        f"# Testaquin (oral route)\n\n## Brand Name\n\n{brands}\n\n## Uses\n\nFor gout.\n", encoding="utf-8"
    )
    assert read_monograph(path).brand_names == ("Quintest", "Testaro")


def test_a_saved_page_tells_it_too(professional_page: Monograph) -> None:
    own = professional_page
    assert (own.title, own.drug, own.brand_names) == ("Testaquin", "testaquin", ("Quintest",))
    assert (own.publisher, own.audience, own.jurisdiction, own.updated) == ("ASHP", "professional", "US", "2024-03-04")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("November 01, 2025", "2025-11-01"),
        ("Aug 16, 2022", "2022-08-16"),
        ("4 March 2025", "2025-03-04"),
        ("March 2025", "2025-03-01"),
        ("2025-03-04", "2025-03-04"),
        ("2025-03", "2025-03-01"),
        ("12/2023", "2023-12-01"),
        ("soon", None),
    ],
)
def test_dates_are_read_as_publishers_write_them(written: str, date: str | None) -> None:
    assert iso_date(written) == date


def test_the_title_stands_in_no_heading_path(with_front_matter: Monograph) -> None:
    assert codes(with_front_matter) == {
        "": "description",
        "What it is used for": "indications",
        "How to take it": "administration",
        "Side effects": "adverse_reactions",
        "Side effects > Common": "adverse_reactions",
        "Side effects > Rare": "adverse_reactions",
        "Before taking it": "precautions",
    }


def test_mark_up_is_dropped_and_abbreviations_end_no_sentence(with_front_matter: Monograph) -> None:
    assert texts(with_front_matter, "What it is used for") == [
        "Testaquin is used for gout in adults. It is not a painkiller."
    ]
    assert texts(with_front_matter, "How to take it")[:3] == [
        "Swallow one tablet with water, e.g. at breakfast.",
        "Take it at the same time each day (approx. 24 h apart).",
        "Your doctor may ask for Dr. Lee's chart.",
    ]


def test_a_table_row_stays_with_its_header(with_front_matter: Monograph) -> None:
    rows = [passage for passage in passages_of(with_front_matter) if passage.kind is PassageKind.ROW]
    assert [row.text for row in rows] == [
        "Kidney function Dose Normal 80 mg daily",
        "Kidney function Dose Reduced 40 mg daily",
    ]


def test_a_list_under_a_heading_has_the_lead_in_from_above_it(with_front_matter: Monograph) -> None:
    lead_in = "Tell your doctor at once if you notice any of these:"
    assert texts(with_front_matter, "Common") == [f"{lead_in} headache rash sore mouth"]
    assert texts(with_front_matter, "Rare") == [f"{lead_in} fits yellow skin"]
    assert lead_in not in [passage.text for passage in passages_of(with_front_matter)]


def test_what_follows_the_lists_of_frequencies_is_no_longer_under_one(with_front_matter: Monograph) -> None:
    assert texts(with_front_matter, "Side effects") == ["Most people have no side effects at all."]


def test_items_that_end_in_or_share_what_the_last_of_them_says(with_front_matter: Monograph) -> None:
    assert texts(with_front_matter, "Before taking it") == [
        "Tell your doctor if you have: Asthma or Heart failure—Should be used with caution.",
        "Tell your doctor if you have: Kidney disease—A lower dose may be needed.",
    ]


def test_a_sentence_that_names_the_following_opens_the_list_after_it(consumer_page: Monograph) -> None:
    assert texts(consumer_page, "Drug Interactions") == [
        "Ask your doctor first.",
        "If you need both, your doctor will watch you.",
        "Using testaquin with any of the following medicines is not advised. Azathioprine Mercaptopurine",
    ]


def test_dosing_text_that_stands_three_times_is_said_once(consumer_page: Monograph) -> None:
    dosing = texts(consumer_page, "Dosing")
    assert [text.partition(":")[0] for text in dosing] == ["For gout", "For kidney stones"]
    assert sum(text.count("Dose must be set by the doctor") for text in dosing) == 1


def test_a_description_that_says_what_a_drug_is_for_is_an_indication(consumer_page: Monograph) -> None:
    used = next(passage for passage in passages_of(consumer_page) if "used to treat" in passage.text)
    assert used.section_code is SectionCode.INDICATIONS


def test_copyright_navigation_and_ids_become_no_passage(consumer_page: Monograph, professional_page: Monograph) -> None:
    for monograph in (consumer_page, professional_page):
        said = " ".join(passage.text for passage in passages_of(monograph))
        for footer in ("Copyright", "last updated", "Example Diet", "EXA-", "Reload page", "Skip to", "Drugs & Suppl"):
            assert footer not in said
    kinds = {block.kind for section in consumer_page.sections for block in section.blocks}
    assert BlockKind.BOILERPLATE in kinds


RECOVERED = {
    "Testaquin Dosage and Administration > General": "dosage",
    "Testaquin Dosage and Administration > Administration": "administration",
    "Testaquin Dosage and Administration > Dosage": "dosage",
    "Cautions for Testaquin > Contraindications": "contraindications",
    "Cautions for Testaquin > Warnings/Precautions > Warnings": "warnings",
    "Cautions for Testaquin > Warnings/Precautions > Major Toxicities > Hepatic Effects": "warnings",
    "Cautions for Testaquin > Warnings/Precautions > Specific Populations > Pregnancy": "pregnancy",
    "Cautions for Testaquin > Warnings/Precautions > Specific Populations > Lactation": "lactation",
    "Cautions for Testaquin > Warnings/Precautions > Specific Populations > Geriatric Use": "geriatric",
    "Interactions for Testaquin > Drugs Affecting Hepatic Microsomal Enzymes": "interactions",
    "Interactions for Testaquin > Specific Drugs > Azathioprine": "interactions",
    "Interactions for Testaquin > Specific Drugs > Probenecid": "interactions",
    "Testaquin Pharmacokinetics > Absorption": "pharmacokinetics",
    "Testaquin Pharmacokinetics > Absorption > Food": "pharmacokinetics",
    "Testaquin Pharmacokinetics > Distribution > Plasma Protein Binding": "pharmacokinetics",
    "Testaquin Pharmacokinetics > Elimination > Metabolism": "pharmacokinetics",
    "Testaquin Pharmacokinetics > Elimination > Half-life": "pharmacokinetics",
    "Stability": "storage",
    "Stability > Storage": "storage",
    "Actions": "mechanism",
    "Preparations": "preparations",
}


@pytest.mark.parametrize("path", RECOVERED)
def test_a_heading_that_the_page_lost_is_recovered(professional_page: Monograph, path: str) -> None:
    section = next(s for s in professional_page.sections if " > ".join(s.heading_path) == path)
    assert section.recovered
    assert section.code == RECOVERED[path]
    assert not any(block.kind is BlockKind.HEADING for block in section.blocks)


def test_a_heading_that_the_page_has_is_not_recovered_a_second_time(professional_page: Monograph) -> None:
    paths = [section.heading_path for section in professional_page.sections]
    assert len(paths) == len(set(paths))
    pediatric = next(s for s in professional_page.sections if s.heading_path[-1:] == ("Pediatric Use",))
    assert not pediatric.recovered


def test_a_page_that_lost_nothing_has_nothing_recovered(data_dir: Path, tmp_path: Path) -> None:
    complete = (data_dir / "professional-page.txt").read_text(encoding="utf-8")
    lost = {
        "Brand name:": "Introduction",
        "  • Exclude": "General",
        "Oral Adm": "Administration",
        "Gout\n\n80": "Dosage",
        "  • Concomitant": "Contraindications",
        "Cardiovascular": "Warnings/Precautions\n\nWarnings",
        "Concomitant use of": "Concomitant Use of Theophylline",
        "Hepatic effects,": "Hepatic Effects",
        "Category": "Pregnancy",
        "Distributed into": "Lactation",
        "No dosage": "Geriatric Use",
        "Weak": "Drugs Affecting Hepatic Microsomal Enzymes",
        "Increased aza": "Azathioprine",
        "Increased exposure": "Probenecid",
        "About": "Absorption\n\nBioavailability",
        "High-fat": "Food",
        "Plasma protein": "Distribution\n\nPlasma Protein Binding",
        "Metabolized": "Elimination\n\nMetabolism",
        "Half-life is": "Half-life",
        "Tight": "Stability\n\nStorage",
        "  • Inhibits": "Actions",
        "Excipients": "Preparations",
    }
    for start, headings in lost.items():
        assert complete.count(f"\n{start}") == 1
        complete = complete.replace(f"\n{start}", f"\n{headings}\n\n{start}")
    path = tmp_path / "complete.txt"
    path.write_text(re.sub(r"\n{3,}", "\n\n", complete), encoding="utf-8")
    monograph = read_monograph(path)
    assert [section.heading_path for section in monograph.sections if section.recovered] == []
    paths = [section.heading_path for section in monograph.sections]
    assert all(tuple(heading.split(" > ")) in paths for heading in RECOVERED if "Stability" not in heading)


def test_a_label_of_the_interactions_table_stays_with_each_of_its_rows(professional_page: Monograph) -> None:
    assert texts(professional_page, "Desipramine") == ["Desipramine Increased desipramine exposure"]
    assert texts(professional_page, "Azathioprine") == [
        "Increased azathioprine concentrations",
        "Concomitant use contraindicated",
    ]


def test_a_preparation_is_one_passage(professional_page: Monograph) -> None:
    assert texts(professional_page, "Preparations")[-1] == "Testaquin Tablets, film-coated 40 mg Quintest (scored)"


def test_a_cross_reference_is_no_passage(professional_page: Monograph) -> None:
    assert not [passage for passage in passages_of(professional_page) if passage.text.startswith("(See")]


def test_a_leaflet_in_plain_text_has_its_numbered_sections(leaflet: Monograph) -> None:
    assert (leaflet.title, leaflet.drug, leaflet.updated) == ("Testaquin 80 mg tablets", "testaquin", "2025-03-01")
    assert codes(leaflet) == {
        "": "description",
        "1. What Testaquin is and what it is used for": "indications",
        "2. What you need to know before you take Testaquin": "precautions",
        "2. What you need to know before you take Testaquin > Do not take Testaquin": "contraindications",
        "2. What you need to know before you take Testaquin > Other medicines and Testaquin": "interactions",
        "3. How to take Testaquin": "administration",
        "3. How to take Testaquin > If you forget to take Testaquin": "missed_dose",
        "5. How to store Testaquin": "storage",
    }
    assert texts(leaflet, "Do not take Testaquin") == [
        "Do not take Testaquin if you are allergic to it if you take azathioprine."
    ]


def markdown(tmp_path: Path, text: str) -> Monograph:
    path = tmp_path / "testaquin.md"
    path.write_text(f"# Testaquin (oral route)\n\n## Uses\n\n{text}\n", encoding="utf-8")
    return read_monograph(path)


def test_a_long_list_is_split_and_each_part_repeats_its_lead_in(tmp_path: Path) -> None:
    items = [f"condition number {number} of the trial" for number in range(60)]
    parts = passages_of(markdown(tmp_path, "Used for:\n\n" + "\n".join(f"- {item}" for item in items)))
    assert len(parts) > 2
    assert all(part.text.startswith("Used for: condition") and len(part.text) <= 720 for part in parts)
    assert " ".join(part.text.removeprefix("Used for: ") for part in parts) == " ".join(items)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dose is:\n\n80 mg a day. It is swallowed.", ["The dose is: 80 mg a day. It is swallowed."]),
        ("Ask first. It may harm the liver.", ["Ask first. It may harm the liver."]),
        ("It lowers the level of uric acid. Stop it.", ["It lowers the level of uric acid. Stop it."]),
        ("- Outer list of those with:\n  - gout\n  - stones", ["Outer list of those with: gout stones"]),
        ("- Ask about gout in relatives. (See Cautions.)", ["Ask about gout in relatives."]),
        ("See [the label](http://x.test) for `gout` & <b>stones</b>.", ["See the label for gout & stones."]),
        ("For gout.\n\nFor stones.\n\nFor gout.", ["For gout.", "For stones."]),
        ("> For gout, *only* in __adults__.", ["For gout, only in adults."]),
    ],
)
def test_what_reads_as_one_thing_is_one_passage(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [passage.text for passage in passages_of(markdown(tmp_path, text))] == expected
