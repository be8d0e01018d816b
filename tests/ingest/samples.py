"""Small documents of an invented drug in each form, written by the tests."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document

LABEL: dict[str, Any] = {
    "set_id": "1b6f0000-0000-0000-0000-000000000001",
    "version": "7",
    "effective_time": "20250314",
    "boxed_warning": ["WARNING: TENDON RUPTURE Testaquin may rupture tendons [see Warnings and Precautions (5.1)] ."],
    "indications_and_usage": ["1 INDICATIONS AND USAGE TESTAQ is indicated for gout in adults. For gout. ( 1 )"],
    "dosage_and_administration": [
        "2 DOSAGE AND ADMINISTRATION Take 80 mg once daily. ( 2.1 ) Severe renal impairment: 40 mg once daily. ( 2.2 ) "
        "2.1 Recommended Dosage The recommended dosage is 80 mg once daily. Table 1: Doses by Weight Weight Dose "
        "Below 50 kg 40 mg 50 kg and more 80 mg Swallow the tablets whole. "
        "2.2 Dosage in Patients with Severe Renal Impairment In patients with severe renal impairment give 40 mg once "
        "daily. 2.3 Dosage Modifications for Adverse Reactions Withhold TESTAQ until the reaction resolves."
    ],
    "dosage_and_administration_table": [
        "<table><caption>Table 1: Doses by Weight</caption><thead><tr><th>Weight</th><th>Dose</th></tr></thead>"
        "<tbody><tr><td>Below 50 kg</td><td>40 mg</td></tr><tr><td>50 kg and more</td><td>80 mg</td></tr></tbody>"
        "</table>"
    ],
    "contraindications": [
        "4 CONTRAINDICATIONS TESTAQ is contraindicated in patients: • with porphyria. • who take azathioprine."
    ],
    "adverse_reactions": [
        "6 ADVERSE REACTIONS 6.1 Clinical Trials Experience The most common reactions were rash and nausea. "
        "6.2 Postmarketing Experience Gout flares in children have been reported."
    ],
    "drug_interactions": ["7 DRUG INTERACTIONS 7.1 Theophylline TESTAQ raises the level of theophylline."],
    "use_in_specific_populations": [
        "8 USE IN SPECIFIC POPULATIONS 8.1 Pregnancy Risk Summary There are no data in pregnant women. 8.2 Lactation "
        "Risk Summary It is not known whether testaquin passes into milk. 8.4 Pediatric Use Safety is not established."
    ],
    "pregnancy": ["8.1 Pregnancy Risk Summary There are no data in pregnant women."],
    "pediatric_use": ["8.4 Pediatric Use Safety is not established."],
    "package_label_principal_display_panel": ["PRINCIPAL DISPLAY PANEL TESTAQ 80 mg 30 tablets"],
    "openfda": {
        "generic_name": ["TESTAQUIN SODIUM"],
        "brand_name": ["TESTAQ"],
        "manufacturer_name": ["Invented Press Inc."],
        "substance_name": ["TESTAQUIN SODIUM"],
    },
}


def openfda(*labels: dict[str, Any]) -> bytes:
    return json.dumps({"meta": {}, "results": list(labels) or [LABEL]}).encode()


SPL = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn:hl7-org:v3"><id root="x"/>
<code code="34391-3" codeSystem="2.16.840.1.113883.6.1" displayName="HUMAN PRESCRIPTION DRUG LABEL"/>
<title>{title}</title><effectiveTime value="20240229"/><setId root="set-1"/><versionNumber value="3"/>
<author><assignedEntity><representedOrganization><name>Invented Press Inc.</name></representedOrganization>
</assignedEntity></author>
<component><structuredBody>
<component><section><code code="48780-1" codeSystem="2.16.840.1.113883.6.1"/><subject><manufacturedProduct>
<manufacturedProduct><name>Testaq</name><asEntityWithGeneric><genericMedicine><name>Testaquin</name></genericMedicine>
</asEntityWithGeneric></manufacturedProduct></manufacturedProduct></subject></section></component>
<component><section><code code="34068-7" codeSystem="2.16.840.1.113883.6.1"/><title>HOW MUCH</title>
<text><paragraph>Give 80 mg, that is 10<sup>6</sup> units.</paragraph></text>
<component><section><code code="42229-5" codeSystem="2.16.840.1.113883.6.1"/><title>In Renal Impairment</title>
<text><list><item>mild: <content styleCode="bold">60 mg</content></item><item>severe: 40 mg</item></list>
<table><thead><tr><th>Clearance</th><th>Dose</th></tr></thead><tbody><tr><td>30 to 60</td><td>60 mg<footnote>Once a day.
</footnote></td></tr></tbody></table></text></section></component></section></component>
<component><section><code code="34073-7" codeSystem="2.16.840.1.113883.6.1"/><title>Things to mind</title>
<text><paragraph>It raises theophylline.</paragraph></text></section></component>
<component><section><code code="51945-4" codeSystem="2.16.840.1.113883.6.1"/><title>Panel</title>
<text><paragraph>Testaq 30 tablets</paragraph></text></section></component>
</structuredBody></component></document>"""

LEAFLET = """<!doctype html><html><head><title>testaq</title></head><body><h1>testaq</h1>
<h2>Package leaflet: Information for the user</h2><h2>What is in this leaflet</h2>
<ol><li>What Testaq is and what it is used for</li><li>How to take Testaq</li></ol>
<h2>1. What testaq is and what it is used for</h2><p>Testaq contains the active substance testaquin, an anti-gout
medicine.</p>
<h2>2. What you need to know before you take testaq</h2><p>Do not take Testaq</p>
<ul><li>if you are allergic to it.</li></ul>
<p>Warnings and precautions Talk to your doctor before taking Testaq.</p>
<p>It may make you dizzy. Other medicines and Testaq Tell your doctor if you take theophylline.</p>
<p>Pregnancy and breast-feeding Ask your doctor for advice.</p>
<h2>3. How to take testaq</h2><p>The recommended dose is 80 {mcg} a day.</p>
<p>If you forget to take Testaq Take it as soon as you remember.</p>
<h2>4. Possible side effects</h2><p>Common (may affect up to 1 in 10 people)</p><ul><li>rash</li><li>nausea</li></ul>
<h2>5. How to store testaq</h2><p>Store below 25 {degree}C. Do not use this medicine if it is cloudy.</p>
<h2>6. Contents of the pack and other information</h2><p>What Testaq contains</p><p>The active substance is testaquin
(as sodium). The other ingredient is water.</p>{padding}</body></html>"""

ARTICLE = """<html><head><title>Testaquin: MedlinePlus Drug Information</title>
<meta property="og:site_name" content="Invented Health"></head><body>
<header><a href="/">Home</a></header><nav><ul><li><a href="/a">Drugs A to Z</a></li></ul></nav>
<main><h1>Testaquin</h1><ul><li><a href="#why">Why?</a></li><li><a href="#how">How?</a></li>
<li><a href="#se">Side effects</a></li></ul>
<h2>Why is this medication prescribed?</h2><p>Testaquin is used to treat gout.</p>
<h2>What side effects can this medication cause?</h2><p>Tell your doctor if any of these are severe:</p>
<ul><li>rash</li><li>nausea</li></ul><div class="social-share">Share this page</div>
<h2>What special precautions should I follow?</h2><p>Tell your doctor if you take:</p>
<ul><li><a href="/t">theophylline</a></li><li><a href="/w">warfarin</a></li><li><a href="/d">digoxin</a></li></ul>
</main>
<aside>Related articles</aside><footer>Contact us</footer></body></html>"""

PAGE = (
    "TESTAQ- testaquin tablet",
    "*1 INDICATIONS AND USAGE",
    "Testaquin is indicated for gout in adults who do not respond to other treatment and whose uric",
    "acid is above 6 mg/dL.",
    "",
    "*2 DOSAGE AND ADMINISTRATION",
    "*2.1 Recommended Dosage",
    "The recommended dosage is 80 mg once daily.",
    "",
    "*4 CONTRAINDICATIONS",
    "Porphyria.",
    "",
    "*6 ADVERSE REACTIONS",
    "Rash and nausea.",
)


def pdf(lines: Sequence[str] = PAGE, encrypted: bool = False, pages: int = 1) -> bytes:
    """A PDF with these lines on each page; one that begins with a star is in bold type."""
    stream = ["BT 14 TL 60 780 Td"]
    for line in lines:
        face, text = ("/B", line[1:]) if line.startswith("*") else ("/F", line)
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        stream.append(f"{face} 11 Tf ({escaped}) Tj T*")
    content = " ".join([*stream, "ET"]).encode("cp1252")
    kids = " ".join(f"{6 + number} 0 R" for number in range(pages))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        f"<</Length {len(content)}>>\nstream\n{content.decode('cp1252')}\nendstream",
        *[page] * pages,
    ]
    if encrypted:
        objects.append(f"<</Filter/Standard/V 1/R 2/P -4/O<{'00' * 32}>/U<{'11' * 32}>>>")
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    encrypt = f"/Encrypt {len(objects)} 0 R/ID[<00><00>]" if encrypted else ""
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{encrypt}>>"
    return body + f"{end}\nstartxref\n{len(body)}\n%%EOF\n".encode("cp1252")


def docx() -> bytes:
    document = Document()
    document.add_heading("TESTAQ (testaquin) tablets", 0)
    document.add_heading("Indications and usage", 1)
    document.add_paragraph("Testaquin is indicated for gout.")
    document.add_heading("Dosage and administration", 1)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Weight", "Dose", "50 kg", "80 mg"), strict=True
    ):
        cell.text = text
    document.add_paragraph().add_run("Contraindications").bold = True
    document.add_paragraph("Testaquin must not be given:")
    document.add_paragraph("in porphyria", style="List Bullet")
    document.add_paragraph("with azathioprine", style="List Bullet")
    document.add_heading("Adverse reactions", 1)
    document.add_paragraph("Rash.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zip_bomb() -> bytes:
    """A Word document that would unpack to 300 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b"\0" * 1_000_000)
        archive.writestr("[Content_Types].xml", "<Types/>")
    return file.getvalue()


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
