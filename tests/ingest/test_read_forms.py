"""Each form that is read gives the right drug, sections under their codes, and passages that stand in the source."""

from pathlib import Path

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph, read_monographs
from schema import BlockKind, Monograph, Passage, PassageKind, SectionCode, UnreadableMonograph
from tests.ingest import samples


def passages(monograph: Monograph) -> dict[str, Passage]:
    return {passage.text: passage for passage in passages_of(monograph)}


def headings(monograph: Monograph) -> dict[str, SectionCode]:
    return {section.heading_path[-1]: section.code for section in monograph.sections if section.heading_path}


@pytest.fixture
def label(tmp_path: Path) -> Monograph:
    return read_monograph(samples.written(tmp_path, "label.json", samples.openfda()))


def test_an_openfda_label_says_what_it_is(label: Monograph) -> None:
    assert (label.drug, label.brand_names, label.title) == (
        "testaquin sodium",
        ("TESTAQ",),
        "TESTAQ (testaquin sodium)",
    )
    assert (label.publisher, label.audience, label.jurisdiction) == ("Invented Press Inc.", "professional", "US")
    assert (label.updated, label.source_id) == ("2025-03-14", f"{samples.LABEL['set_id']} version 7")


def test_headings_of_an_openfda_label_are_told_from_the_sentences_they_run_into(label: Monograph) -> None:
    assert headings(label) == {
        "WARNING: TENDON RUPTURE": "boxed_warning",
        "1 INDICATIONS AND USAGE": "indications",
        "2 DOSAGE AND ADMINISTRATION": "dosage",
        "2.1 Recommended Dosage": "dosage",
        "2.2 Dosage in Patients with Severe Renal Impairment": "renal",
        "2.3 Dosage Modifications for Adverse Reactions": "dosage",
        "4 CONTRAINDICATIONS": "contraindications",
        "6 ADVERSE REACTIONS": "adverse_reactions",
        "6.1 Clinical Trials Experience": "adverse_reactions",
        "6.2 Postmarketing Experience": "adverse_reactions",
        "7 DRUG INTERACTIONS": "interactions",
        "7.1 Theophylline": "interactions",
        "8 USE IN SPECIFIC POPULATIONS": "precautions",
        "8.1 Pregnancy": "pregnancy",
        "Risk Summary": "lactation",
        "8.2 Lactation": "lactation",
        "8.4 Pediatric Use": "pediatric",
        "Package Label: Principal Display Panel": "other",
    }


def test_a_highlight_is_left_out_where_the_section_says_it(label: Monograph) -> None:
    assert "( 2.1 )" not in label.text and "( 2.2 )" not in label.text
    assert "For gout. ( 1 )" not in label.text
    assert "The recommended dosage is 80 mg once daily." in passages(label)


def test_a_highlight_with_a_figure_of_its_own_stays(tmp_path: Path) -> None:
    own = {**samples.LABEL, "contraindications": ["4 CONTRAINDICATIONS Porphyria. Porphyria below 7 years. ( 4 )"]}
    text = read_monograph(samples.written(tmp_path, "label.json", samples.openfda(own))).text
    assert "Porphyria below 7 years. ( 4 )" in text


def test_a_parent_that_repeats_its_subsections_is_read_once(label: Monograph) -> None:
    assert label.text.count("There are no data in pregnant women.") == 1
    assert label.text.count("Safety is not established.") == 1


def test_a_table_of_an_openfda_label_stands_in_its_place_with_header_and_rows(label: Monograph) -> None:
    row = passages(label)["Weight Dose 50 kg and more 80 mg"]
    assert row.kind is PassageKind.ROW and row.section_code is SectionCode.DOSAGE
    assert label.text.index("50 kg and more") < label.text.index("Swallow the tablets whole.")
    assert label.text.count("Below 50 kg") == 1


def test_bullets_of_an_openfda_label_are_a_list_with_its_lead_in(label: Monograph) -> None:
    texts = [text for text in passages(label) if text.startswith("TESTAQ is contraindicated")]
    assert texts == ["TESTAQ is contraindicated in patients: with porphyria. who take azathioprine."]


def test_a_response_with_many_results_gives_a_monograph_for_each(tmp_path: Path) -> None:
    other = {**samples.LABEL, "set_id": "2c", "openfda": {"generic_name": ["OTHERAQUIN"], "brand_name": ["OTHERAQ"]}}
    path = samples.written(tmp_path, "many.json", samples.openfda(samples.LABEL, other))
    found = read_monographs(path)
    assert [monograph.drug for monograph in found] == ["testaquin sodium", "otheraquin"]
    assert len({monograph.monograph_id for monograph in found}) == 2


def test_a_label_is_read_by_its_loinc_codes_whatever_its_headings_say(tmp_path: Path) -> None:
    label = read_monograph(samples.written(tmp_path, "label.xml", samples.SPL.format(title="TESTAQ tablets")))
    assert (label.drug, label.brand_names, label.updated) == ("testaquin", ("Testaq",), "2024-02-29")
    assert (label.publisher, label.source_id) == ("Invented Press Inc.", "set-1 version 3")
    assert headings(label) == {
        "HOW MUCH": "dosage",
        "In Renal Impairment": "renal",
        "Things to mind": "interactions",
        "Panel": "other",
    }
    texts = passages(label)
    assert "Clearance Dose 30 to 60 60 mg" in texts
    assert "Once a day." in texts
    assert "10 6 units" in label.text
    assert not any("30 tablets" in text for text in texts)


def test_a_box_within_a_section_and_a_part_without_a_title_belong_to_the_section(tmp_path: Path) -> None:
    part = '<component><section><code code="{}" codeSystem="2.16.840.1.113883.6.1"/>{}</section></component>'
    box = part.format("34066-1", "<text><paragraph>Severe gout: 60 mg to 80 mg.</paragraph></text>")
    titled = part.format("42229-5", "<title>In Renal Impairment</title><text><paragraph>Give 40 mg.</paragraph></text>")
    untitled = part.format("42229-5", "<text><paragraph>Higher doses may be needed by adults.</paragraph></text>")
    content = samples.SPL.format(title="Testaq (testaquin)").replace(
        "</paragraph></text>\n", f"</paragraph></text>{box}{titled}{untitled}\n", 1
    )
    found = passages(read_monograph(samples.written(tmp_path, "label.xml", content)))
    codes = {text: (passage.section_code, passage.heading_path) for text, passage in found.items()}
    assert codes["Severe gout: 60 mg to 80 mg."] == (SectionCode.DOSAGE, ("HOW MUCH",))
    assert codes["Higher doses may be needed by adults."] == (SectionCode.DOSAGE, ("HOW MUCH",))
    assert codes["Give 40 mg."][0] is SectionCode.RENAL


def test_a_label_without_title_is_named_by_its_product(tmp_path: Path) -> None:
    label = read_monograph(samples.written(tmp_path, "label.xml", samples.SPL.format(title="")))
    assert label.title == "Testaq (testaquin)"


def leaflet(folder: Path, mcg: str = "µg", degree: str = "°", padding: str = "") -> Monograph:
    text = samples.LEAFLET.format(mcg=mcg, degree=degree, padding=padding)
    return read_monograph(samples.written(folder, "leaflet.html", text))


def test_a_leaflet_is_read_by_its_template_also_where_headings_run_into_the_text(tmp_path: Path) -> None:
    found = leaflet(tmp_path)
    assert (found.drug, found.brand_names, found.audience, found.jurisdiction) == (
        "testaquin",
        ("Testaq",),
        "patient",
        "EU",
    )
    codes = headings(found)
    assert codes["3. How to take testaq"] is SectionCode.DOSAGE
    assert codes["Do not take Testaq"] is SectionCode.CONTRAINDICATIONS
    assert codes["Warnings and precautions"] is SectionCode.WARNINGS
    assert codes["Other medicines and Testaq"] is SectionCode.INTERACTIONS
    assert codes["Pregnancy and breast-feeding"] is SectionCode.PREGNANCY
    assert codes["If you forget to take Testaq"] is SectionCode.MISSED_DOSE
    assert codes["5. How to store testaq"] is SectionCode.STORAGE
    texts = passages(found)
    assert texts["Tell your doctor if you take theophylline."].section_code is SectionCode.INTERACTIONS
    assert texts["Do not use this medicine if it is cloudy."].section_code is SectionCode.STORAGE
    assert "Do not take Testaq if you are allergic to it." in texts
    assert "Common (may affect up to 1 in 10 people) rash nausea" in texts
    assert not any("How to take Testaq" in text for text in texts)  # the contents


def test_items_of_a_leaflet_that_are_marked_as_headings_stay_with_what_they_are_items_of(tmp_path: Path) -> None:
    text = samples.LEAFLET.format(mcg="µg", degree="°", padding="").replace(
        "to it.</li></ul>", "to it.</li></ul><h2>if you have severe liver problems</h2><h2>if you are on dialysis</h2>"
    )
    (found,) = read_monographs(samples.written(tmp_path, "leaflet.html", text))
    assert not {"if you have severe liver problems", "if you are on dialysis"} & headings(found).keys()
    (ruled_out,) = [one for one in passages(found).values() if "severe liver problems" in one.text]
    assert ruled_out.section_code is SectionCode.CONTRAINDICATIONS
    assert ruled_out.text.startswith("Do not take Testaq") and "on dialysis" in ruled_out.text


ENDS_BEFORE_ITS_ITEMS = (
    "<p>Some medicines make you dizzy more often, such as:</p><h2>Medicines for sleep called hypnotics.</h2>"
    "<p>Treatment should be stopped for good if you develop</p><p>gout of the ears,</p>"
    "<ul><li>a swollen tongue,</li></ul><p>blood in your urine.</p><h2>Swallow the tablet with water.</h2>"
)


def test_items_that_stand_as_headings_or_paragraphs_of_a_leaflet_are_of_the_list_that_is_open(tmp_path: Path) -> None:
    text = samples.LEAFLET.format(mcg="µg", degree="°", padding="").replace(
        "80 µg a day.</p>", f"80 µg a day.</p>{ENDS_BEFORE_ITS_ITEMS}"
    )
    (found,) = read_monographs(samples.written(tmp_path, "leaflet.html", text))
    told = passages(found)
    assert "Some medicines make you dizzy more often, such as: Medicines for sleep called hypnotics." in told
    stopped = [
        one for one in told.values() if one.text.startswith("Treatment should be stopped for good if you develop")
    ]
    assert {"gout of the ears,", "a swollen tongue,", "blood in your urine."} <= set(
        found.quote(span) for one in stopped for span in one.spans
    )
    assert told["Swallow the tablet with water."].section_code is SectionCode.DOSAGE


def test_a_copy_that_lost_its_special_characters_is_marked(tmp_path: Path) -> None:
    long = "<p>" + "Swallow the tablets whole with water and not with milk. " * 60 + "</p>"
    assert leaflet(tmp_path, padding=long).damage is None
    damaged = leaflet(tmp_path, mcg="g", degree="", padding=long).damage
    assert damaged is not None and "units" in damaged


def test_an_article_is_read_without_the_page_around_it(tmp_path: Path) -> None:
    found = read_monograph(samples.written(tmp_path, "page.html", samples.ARTICLE))
    assert (found.drug, found.publisher) == ("testaquin", "Invented Health")
    for site in ("Home", "Drugs A to Z", "Share this page", "Related articles", "Contact us", "How?"):
        assert site not in found.text
    assert "Tell your doctor if you take: theophylline warfarin digoxin" in passages(found)
    assert headings(found)["What side effects can this medication cause?"] is SectionCode.ADVERSE_REACTIONS


def test_a_pdf_label_gives_sections_and_whole_sentences(tmp_path: Path) -> None:
    found = read_monograph(samples.written(tmp_path, "label.pdf", samples.pdf()))
    assert (found.drug, found.brand_names) == ("testaquin", ("TESTAQ",))
    assert headings(found) == {
        "1 INDICATIONS AND USAGE": "indications",
        "2 DOSAGE AND ADMINISTRATION": "dosage",
        "2.1 Recommended Dosage": "dosage",
        "4 CONTRAINDICATIONS": "contraindications",
        "6 ADVERSE REACTIONS": "adverse_reactions",
    }
    sentence = (
        "Testaquin is indicated for gout in adults who do not respond to other treatment and whose uric acid is above "
        "6 mg/dL."
    )
    assert sentence in passages(found)


def test_a_word_document_gives_headings_lists_and_tables(tmp_path: Path) -> None:
    found = read_monograph(samples.written(tmp_path, "label.docx", samples.docx()))
    assert (found.drug, found.brand_names) == ("testaquin", ("TESTAQ",))
    assert headings(found)["Contraindications"] is SectionCode.CONTRAINDICATIONS
    texts = passages(found)
    assert "Weight Dose 50 kg 80 mg" in texts
    assert "Testaquin must not be given: in porphyria with azathioprine" in texts


def every_sample(folder: Path) -> list[Path]:
    return [
        samples.written(folder, "label.json", samples.openfda()),
        samples.written(folder, "label.xml", samples.SPL.format(title="TESTAQ")),
        samples.written(folder, "leaflet.html", samples.LEAFLET.format(mcg="µg", degree="°", padding="")),
        samples.written(folder, "article.html", samples.ARTICLE),
        samples.written(folder, "label.pdf", samples.pdf()),
        samples.written(folder, "label.docx", samples.docx()),
    ]


def test_every_span_of_every_form_is_within_a_line_and_every_block_is_one(tmp_path: Path) -> None:
    for path in every_sample(tmp_path):
        monograph = read_monograph(path)
        lines = monograph.text.split("\n")
        blocks = [block for section in monograph.sections for block in section.blocks]
        assert [monograph.quote(block.span) for block in blocks] == lines
        for passage in passages_of(monograph):
            quotes = [monograph.quote(span) for span in passage.spans]
            assert passage.text == " ".join(quotes)
            assert all(quote == quote.strip() and "\n" not in quote for quote in quotes)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["openfda", "spl", "html", "ema_leaflets"])
def test_shared_documents_are_read_or_refused_with_a_reason(shared_dir: Path, name: str) -> None:
    for path in sorted((shared_dir / "data" / name).iterdir())[::8]:
        try:
            monographs = read_monographs(path)
        except UnreadableMonograph as error:
            assert error.why and error.remedy
            continue
        for monograph in monographs:
            codes = {section.code for section in monograph.sections}
            assert monograph.drug and len(codes - {SectionCode.OTHER}) > 3
            assert (monograph.damage is not None) == (name == "ema_leaflets")


@pytest.mark.shared
def test_a_product_information_gives_a_summary_and_a_leaflet(shared_dir: Path) -> None:
    path = shared_dir / "data" / "pdf" / "ema--flucelvax-tetra-epar-product-information_en.pdf"
    summary, leaflet = read_monographs(path)
    assert (summary.audience, leaflet.audience) == ("professional", "patient")
    assert summary.drug == leaflet.drug == "influenza vaccine"
    for monograph in (summary, leaflet):
        codes = {section.code for section in monograph.sections}
        assert {SectionCode.DOSAGE, SectionCode.CONTRAINDICATIONS, SectionCode.ADVERSE_REACTIONS} <= codes
    assert any(block.kind is BlockKind.TABLE_ROW for section in summary.sections for block in section.blocks)
