"""US documents for patients: their headings, and each item of their lists with what it is an item of."""

import re
from pathlib import Path
from typing import Any

import pytest

from ingest.passages import passages_of
from ingest.questions import parted
from ingest.reading import read_monograph
from schema import Monograph, Passage, PassageKind, SectionCode
from tests.ingest import samples

CELLS = (
    '<table width="100%"><tbody><tr><td align="center"><content styleCode="bold">MEDICATION GUIDE</content> TESTAQ'
    "</td><td/></tr>"
    '<tr><td colspan="2"><content styleCode="bold">What are the possible side effects of TESTAQ? TESTAQ may cause '
    "serious side effects, including:</content><list><item><caption>•</caption>Liver problems. Your healthcare "
    "provider will do blood tests. Tell your healthcare provider right away if you get:</item></list></td></tr>"
    "<tr><td><list><item><caption>o</caption>dark urine</item></list></td>"
    "<td><list><item><caption>o</caption>itchy skin</item></list></td></tr>"
    '<tr><td colspan="2"><list><item><caption>•</caption>Lung problems. TESTAQ may inflame the lungs.</item></list>'
    "Your healthcare provider will look after you. See “What should I avoid while taking TESTAQ?”</td></tr>"
    '<tr><td colspan="2"><content styleCode="bold">How should I store TESTAQ?</content><list>'
    "<item><caption>•</caption>Store TESTAQ below 25 °C.</item></list></td></tr></tbody></table>"
)
RUN_TOGETHER = (
    "Medication Guide What is TESTAQ? TESTAQ is a prescription medicine used to treat: • gout, or • joint pain (JP) It "
    "is not known if TESTAQ is safe in children. Do not take TESTAQ if you: • have porphyria • have or had behavior "
    "problems, including: o anxiety o feeling suspicious What should I avoid while taking TESTAQ? Do not drive."
)


def guide(folder: Path, text: str, **fields: Any) -> Monograph:
    label = samples.LABEL | {"spl_medguide": [text]} | fields
    return read_monograph(samples.written(folder, "label.json", samples.openfda(label)))


@pytest.fixture
def laid_out(tmp_path: Path) -> Monograph:
    text = " ".join(re.sub(r"<[^>]+>", " ", CELLS).split())
    return guide(tmp_path, text, spl_medguide_table=[CELLS])


def only(monograph: Monograph, words: str) -> Passage:
    (found,) = [passage for passage in passages_of(monograph) if words in passage.text]
    return found


def test_what_stands_in_a_page_that_is_laid_out_as_a_table_is_under_its_own_heading(laid_out: Monograph) -> None:
    stored = only(laid_out, "Store TESTAQ below")
    assert (stored.heading_path[-1], stored.section_code) == ("How should I store TESTAQ?", SectionCode.STORAGE)
    assert only(laid_out, "Lung problems").section_code is SectionCode.ADVERSE_REACTIONS


def test_an_inner_list_in_columns_has_its_lead_in_and_the_outer_list_goes_on_after_it(laid_out: Monograph) -> None:
    inner = only(laid_out, "itchy skin")
    assert "dark urine" in inner.text and "Tell your healthcare provider right away if you get:" in inner.text
    outer = only(laid_out, "Lung problems")
    assert outer.text.startswith("TESTAQ may cause serious side effects, including:")
    assert "right away" not in outer.text


def test_a_sentence_after_a_list_is_none_of_its_items(laid_out: Monograph) -> None:
    assert only(laid_out, "will look after you").kind is PassageKind.SENTENCE


def test_a_part_that_openfda_also_gives_by_itself_does_not_cut_the_table_that_it_is_in(tmp_path: Path) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", CELLS).split())
    part = text[text.index("How should I store") :]
    own = guide(tmp_path, text, spl_medguide_table=[CELLS], storage_and_handling=[part])
    assert only(own, "Store TESTAQ below").text == "Store TESTAQ below 25 °C."
    assert not re.search("[\ue000-\uf8ff]", own.text)


def test_signs_of_items_are_no_passages(laid_out: Monograph) -> None:
    said = {passage.text for passage in passages_of(laid_out)}
    assert not said & {"o", "•"}
    assert not any(re.search(r"\bo (?:dark|itchy)", text) for text in said)


def test_lists_that_were_run_together_end_where_another_sentence_begins(tmp_path: Path) -> None:
    own = guide(tmp_path, RUN_TOGETHER)
    assert only(own, "joint pain").text == "TESTAQ is a prescription medicine used to treat: gout, or joint pain (JP)"
    assert only(own, "is safe in children").kind is PassageKind.SENTENCE
    assert only(own, "have porphyria").text == "Do not take TESTAQ if you: have porphyria"
    nested = only(own, "feeling suspicious")
    assert (
        nested.text == "Do not take TESTAQ if you: have or had behavior problems, including: anxiety feeling suspicious"
    )
    assert only(own, "Do not drive").section_code is SectionCode.PRECAUTIONS


def test_a_heading_that_a_sentence_refers_to_is_none() -> None:
    assert list(parted("Call us. See “What is TESTAQ?” for more. What is TESTAQ? A medicine.")) == [
        ("Call us. See “What is TESTAQ?” for more.", False),
        ("What is TESTAQ?", True),
        ("A medicine.", False),
    ]
    assert [piece for piece, is_heading in parted("Stop. See Who should take TESTAQ? Then wait.") if is_heading] == []


def test_an_item_of_another_list_that_says_the_same_stays(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>Testaq</h1><h2>Side effects</h2><p>Call a doctor for:</p><ul><li>a rash with fever:<ul>"
        "<li>swelling of the mouth or throat</li></ul></li><li>an infection:<ul><li>swelling of the mouth or throat"
        "</li></ul></li></ul></body></html>"
    )
    found = passages_of(read_monograph(samples.written(tmp_path, "page.html", page)))
    leads = [passage.text for passage in found if "swelling" in passage.text]
    assert len(leads) == 2 and "a rash with fever:" in leads[0] and "an infection:" in leads[1]
