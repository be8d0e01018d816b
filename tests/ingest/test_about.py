"""Documents of kinds that the shared data lack say what they are: title, drug, brands, publisher, date and the rest."""

import io
from pathlib import Path

import pytest
from docx import Document

from ingest.naming import names_in
from ingest.reading import read_monograph
from ingest.revision import stated_date
from schema import Monograph
from tests.ingest import samples


def about(monograph: Monograph) -> tuple[object, ...]:
    own = monograph
    return own.title, own.drug, own.brand_names, own.publisher, own.audience, own.jurisdiction, own.updated


ARTICLE = """<html><head><title>Testaquin: Uses, Dosage, Side Effects &amp; Warnings - Remedies.com</title>
<meta property="og:site_name" content="Remedies.com"><meta property="article:modified_time" content="2025-06-30T01:00">
</head><body><h2>Remedies.com</h2><main><h1>Testaquin: Uses, Dosage, Side Effects &amp; Warnings</h1>
<p>Medically reviewed by Jane Doe, PharmD. Last updated on Mar 1, 2025.</p>
<p><b>Generic name:</b> testaquin [ <i>tes-TAK-win</i> ]<br><b>Brand names:</b> Quintest, Testaro Pen 80 mg, ...
show all 4 brands<br><b>Dosage form:</b> oral tablet (80 mg)</p>
<h2>What is testaquin?</h2><p>Testaquin is approved by the FDA for gout. Ask your doctor. Tell your doctor.</p>
<h2>Side effects</h2><p>Rash. Call your doctor.</p><h2>Dosage</h2><p>Take 80 mg as your doctor says.</p></main></body>
</html>"""

PATIENT_INFORMATION = """<html><head><title>Testaquin Injection: MedlinePlus Drug Information</title>
<meta name="dc.publisher" content="National Library of Examples"></head><body>
<h2>An official website of the United States government</h2><main><h1>Testaquin Injection</h1>
<h2>Why is this medication prescribed?</h2><p>Testaquin is used to treat gout.</p>
<h2>How should this medicine be used?</h2><p>Follow what your doctor says. Report reactions to the FDA.</p>
<h2>Brand names</h2><ul><li>Quintest®</li></ul>
<h2>Brand names of combination products</h2><ul><li>Duoquin® (containing Testaquin, Probenecid)</li></ul>
<p>© Copyright, 2025. The American Society of Health-System Pharmacists®, 4500 Long Road. All Rights Reserved.</p>
<p>Last Revised - 10/15/2019</p></main></body></html>"""

NHS = """<html><head><title>About ibuprofen for adults - NHS</title></head><body><main>
<h1>About ibuprofen for adults</h1>
<ul><li>Brand names: Nurofen, Brufen</li></ul><h2>Who can take it</h2><p>Ask your doctor or your pharmacist.</p>
<h2>Side effects</h2><p>Report side effects by the Yellow Card scheme. The FDA warns of it too. The NHS explains.</p>
<p>Page last reviewed: 18 November 2021</p><p>Next review due: 18 November 2024</p></main></body></html>"""

CMI = """QUINTEST®

Consumer Medicine Information (CMI) summary

1. Why am I using QUINTEST?

QUINTEST contains the active ingredient testaquin. It is used to treat gout.

2. What should I know before I use QUINTEST?

Talk to your doctor if you are pregnant. Talk to your pharmacist too.

Who distributes QUINTEST

QUINTEST is supplied in Australia by:
Inventa Australia Pty Ltd, 12 Long Road, North Ryde NSW 2113

This leaflet was prepared in November 2023.
"""

PIL = (
    "*Testaquin (oral) for gout",
    "Information for patients - please keep it",
    "",
    "*Dosage",
    "Take what your doctor told you. Do not ask your nurse for more than your doctor said.",
    "",
    "*Side effects",
    "Rash - tell your doctor.",
    "",
    "*Storage",
    "Keep it cool. Any questions? Ask the NHS helpline.",
    "",
    "Reviewed by the medicines group (2nd edition): 1st March 2024",
)

BRAND_PAGE = """<html><head><title>Official Site | QUINTEST® (testaquin)</title></head><body><h1>Official Site</h1>
<h2>Uses</h2><p>For gout, if your doctor says so. Read what the FDA says. Ask your doctor.</p>
<h2>Side effects</h2><p>Rash.</p><p>© 2024 Inventa Pharmaceuticals, Inc. All rights reserved.</p></body></html>"""

DRUG_FACTS = """# Quintest

## Drug Facts

### Active ingredient (in each tablet)

Testaquin USP, 80 mg

### Uses

For gout.

### Directions

Take 1 tablet. Revised: 5/2024

Distributed by: Inventa Inc., Valley Stream, NY 11580
"""


def test_an_article_on_the_web(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "page.html", ARTICLE))) == (
        "Testaquin: Uses, Dosage, Side Effects & Warnings",
        "testaquin",
        ("Quintest", "Testaro Pen"),
        "Remedies.com",
        "patient",
        "US",
        "2025-03-01",
    )


def test_patient_information_of_a_publisher_for_professionals_is_for_patients(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "page.html", PATIENT_INFORMATION))) == (
        "Testaquin Injection",
        "testaquin",
        ("Quintest",),
        "National Library of Examples",
        "patient",
        "US",
        "2019-10-15",
    )
    without_site = PATIENT_INFORMATION.replace("dc.publisher", "other")
    publisher = read_monograph(samples.written(tmp_path, "page.html", without_site)).publisher
    assert publisher == "American Society of Health-System Pharmacists"


def test_a_page_of_a_health_service(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "page.html", NHS))) == (
        "About ibuprofen for adults",
        "ibuprofen",
        ("Nurofen", "Brufen"),
        "",
        "patient",
        "UK",
        "2021-11-18",
    )


def test_a_leaflet_that_is_named_by_its_brand(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "cmi.txt", CMI))) == (
        "QUINTEST®",
        "testaquin",
        ("QUINTEST",),
        "Inventa Australia Pty Ltd",
        "patient",
        "AU",
        "2023-11-01",
    )


def test_another_drug_that_a_document_speaks_of_is_not_its_own(tmp_path: Path) -> None:
    text = CMI.replace("QUINTEST®", "TESTAQUIN").replace("QUINTEST", "TESTAQUIN").replace("the active ingredient", "")
    text = text.replace("Talk to", "Some medicines contain the active ingredient probenecid. Talk to")
    assert read_monograph(samples.written(tmp_path, "cmi.txt", text)).drug == "testaquin"


def test_a_leaflet_in_pdf_is_no_us_label_for_a_hyphen_or_brackets(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "leaflet.pdf", samples.pdf(PIL)))) == (
        "Testaquin (oral) for gout",
        "testaquin",
        (),
        "",
        "patient",
        "UK",
        "2024-03-01",
    )


def test_the_site_of_a_brand(tmp_path: Path) -> None:
    assert about(read_monograph(samples.written(tmp_path, "page.html", BRAND_PAGE))) == (
        "QUINTEST® (testaquin)",
        "testaquin",
        ("QUINTEST",),
        "Inventa Pharmaceuticals, Inc.",
        "patient",
        "US",
        None,
    )


def test_a_section_is_no_title(tmp_path: Path) -> None:
    page = "<head><title>Testaquin tablets - site</title></head><h1>Side effects</h1><p>Rash.</p><h2>Uses</h2><p>Gout."
    assert read_monograph(samples.written(tmp_path, "page.html", page)).title == "Testaquin tablets"


def test_a_product_that_names_its_ingredient_on_the_next_line(tmp_path: Path) -> None:
    found = read_monograph(samples.written(tmp_path, "page.md", DRUG_FACTS))
    assert about(found)[:4] == ("Quintest", "testaquin", ("Quintest",), "Inventa Inc.")
    assert found.updated == "2024-05-01"


def test_a_word_document_is_named_by_its_first_heading_and_not_by_its_template(tmp_path: Path) -> None:
    document = Document()
    document.core_properties.title = "Microsoft Word - Template 2"
    document.add_heading("Testaquin 80 mg tablets", 0)
    for heading, text in (
        ("Contraindications", "Porphyria."),
        ("Dosage and administration", "80 mg daily."),
        ("Adverse reactions", "Rash."),
        ("Marketing authorisation holder", "Inventa A/S, Ny Allé 1, 2880 Bagsværd"),
        ("Date of revision of the text", "12 March 2024"),
    ):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    assert about(read_monograph(samples.written(tmp_path, "text.docx", file.getvalue()))) == (
        "Testaquin 80 mg tablets",
        "testaquin",
        (),
        "Inventa A/S",
        "professional",
        "EU",
        "2024-03-12",
    )


def test_a_leaflet_has_the_title_above_its_sections_however_long(tmp_path: Path) -> None:
    name = (
        "Testaq® FlexPen 0.25 mg, 0.5 mg, 1 mg, 1.7 mg and 2.4 mg solution for injection in a pre-filled pen Testaquin"
    )
    page = samples.LEAFLET.format(mcg="µg", degree="°", padding="").replace("<h1>testaq</h1>", "")
    page = page.replace("<h2>What is in", f"<h2>{name}</h2><h2>What is in").replace("testaq is", "testaq® is")
    found = read_monograph(samples.written(tmp_path, "leaflet.html", page))
    assert (found.title, found.brand_names) == (name, ("Testaq",))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Revised: 5/2024", "2024-05-01"),
        ("This leaflet was last revised in 11/2023.", "2023-11-01"),
        ("Page last reviewed: 3rd March 2025", "2025-03-03"),
        ("Reviewed by A. Doe on 1 May 2024. Last updated on Mar 1, 2025.", "2025-03-01"),
        ("Date of preparation: March, 2024", "2024-03-01"),
        ("Last updated: 25.03.2024", "2024-03-25"),
        ("The guideline was revised March 2018 and widely used.", None),
        ("This leaflet was last revised in {MM/YYYY}.", None),
    ],
)
def test_a_date_is_the_one_of_the_documents_revision(text: str, date: str | None) -> None:
    assert stated_date([text]) == date


def test_days_and_months_are_in_the_order_of_the_country() -> None:
    assert stated_date(["Last updated 3/4/2025"], month_first=True) == "2025-03-04"
    assert stated_date(["Last updated 3/4/2025"]) == "2025-04-03"


@pytest.mark.parametrize(
    ("brand", "title", "shown"),
    [
        ("TESTAQ", "TESTAQ (testaquin sodium)", ("TESTAQ",)),
        ("Testaq Extended-Release", "Testaq Extended-Release (testaquin sodium)", ("Testaq",)),
        ("Testaq (testaquin sodium)", "Testaq (testaquin sodium)", ("Testaq",)),
        ("Testaq 53", "Testaq 53 (testaquin sodium)", ("Testaq 53",)),
        ("Testaquin Sodium Cream", "Testaquin Sodium Cream (testaquin sodium)", ()),
    ],
)
def test_a_brand_name_is_without_form_and_generic_name(
    tmp_path: Path, brand: str, title: str, shown: tuple[str, ...]
) -> None:
    label = {**samples.LABEL, "openfda": {**samples.LABEL["openfda"], "brand_name": [brand]}}
    found = read_monograph(samples.written(tmp_path, "label.json", samples.openfda(label)))
    assert (found.title, found.brand_names) == (title, shown)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("HUMIRA (adalimumab)", ("adalimumab", "HUMIRA")),
        ("Humira (adalimumab) pen", ("adalimumab", "Humira")),
        ("Methotrexate (oral)", ("Methotrexate", "")),
        ("Ibuprofen (Advil, Motrin)", ("Ibuprofen", "")),
        ("Side effects of ibuprofen", ("ibuprofen", "")),
        ("Medication guide: Testaquin tablets", ("Testaquin", "")),
    ],
)
def test_a_title_names_a_drug_and_may_name_its_brand(title: str, names: tuple[str, str]) -> None:
    assert names_in(title) == names


def test_a_page_of_dailymed_is_titled_by_brand_and_drug_and_names_its_labeler(tmp_path: Path) -> None:
    page = """<html><head><title>These highlights do not include all</title><meta name="documentSetId" content="set-1">
</head><body><h1>TESTAQ- testaquin tablet</h1><h2>1 INDICATIONS AND USAGE</h2><p>For gout.</p><h2>Patients</h2>
<p>Ask your doctor. Tell your doctor.</p><p>Labeler - Inventa Inc. (078458370)</p></body></html>"""
    assert about(read_monograph(samples.written(tmp_path, "page.html", page)))[:6] == (
        "TESTAQ (testaquin)",
        "testaquin",
        ("TESTAQ",),
        "Inventa Inc.",
        "professional",
        "US",
    )
