import re
from dataclasses import replace

import pytest

from page.sources import format_panel, format_sources
from schema import Answer, Monograph, Route, SectionCode
from tests.page.rote import HOSTILE, TODAY, P, RoteAssistant, citation_of, monograph_of


def marked(html: str, n: int) -> str:
    """The text that is marked for a citation, tags dropped."""
    return "".join(
        re.sub("<[^>]*>", "", text) for names, text in re.findall(r'<mark class="([^"]*)">(.*?)</mark>', html)
        if f"cited-{n}" in names.split()
    )  # fmt: skip


def test_the_marked_text_of_each_citation_is_its_quote(assistant: RoteAssistant) -> None:
    answer = assistant.answer("How do I keep it?")
    html = format_sources(answer, assistant.library.monographs, 1, TODAY)
    assert {c.n: marked(html, c.n) for c in answer.citations} == {c.n: c.quote for c in answer.citations}


def test_citations_of_one_section_share_a_card(assistant: RoteAssistant) -> None:
    html = format_sources(assistant.answer("keep"), assistant.library.monographs, 1, TODAY)
    assert html.count('class="card') == 2
    assert '<span class="number">1</span><span class="number">2</span>Pharmaceutical particulars › Storage' in html


def test_a_list_cited_item_by_item_is_numbered_as_a_range(professional: Monograph) -> None:
    quotes = ["In severe kidney disease:", "give it every other day", "check the blood each week"]
    citations = tuple(citation_of(professional, quote, n) for n, quote in enumerate(quotes, 4))
    answer = Answer("?", Route.ANSWER, "", (), citations)
    html = format_sources(answer, {"professional": professional}, 1, TODAY)
    assert '<h4><span class="number">4–6</span>Dosage › Kidney disease</h4>' in html


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("?", Route.ANSWER, "", index_version="1a", reader_version="reader-9"), "Index 1a · Reader reader-9"),
        (Answer("?", Route.REFUSE, "", index_version="1a"), "Index 1a · Reader none"),
        (Answer("?", Route.DOSING, "", rules_version="r 1", generator="rules", reader_version="reader-9"), "Rules r 1"),
        (Answer("?", Route.CLARIFY, "", index_version="1a", reader_version="reader-9"), "Index 1a"),
    ],
)
def test_an_answer_says_what_it_was_made_with_and_which_reader_ranked(answer: Answer, told: str) -> None:
    assert f'<p class="imprint">{told}</p>' in format_sources(answer, {}, 1, TODAY)


def test_cards_are_grouped_by_monograph_with_publisher_audience_and_date(assistant: RoteAssistant) -> None:
    html = format_sources(assistant.answer("keep"), assistant.library.monographs, 1, TODAY)
    assert "A publisher · for professionals · revised 1 November 2026, 24 days ago" in html
    assert "A publisher · for patients · revised 16 August 2022, 4 years ago" in html


def test_only_a_monograph_of_over_a_year_ago_is_called_old(assistant: RoteAssistant) -> None:
    html = format_sources(assistant.answer("keep"), assistant.library.monographs, 1, TODAY)
    newer, older = html.split("Zelvane for patients")
    assert "Over a year old" not in newer
    assert "Over a year old" in older


def test_the_whole_section_is_there_and_its_distant_lines_are_folded(
    assistant: RoteAssistant, professional: Monograph
) -> None:
    html = format_sources(assistant.answer("keep"), assistant.library.monographs, 1, TODAY)
    plain = re.sub("<[^>]*>", "", re.sub("<sup.*?</sup>", "", html))
    storage = next(section for section in professional.sections if section.code is SectionCode.STORAGE)
    for block in storage.blocks[1:]:
        assert professional.quote(block.span) in plain
    assert "<summary>Show 2 more paragraphs of this section</summary>" in html
    assert "Protect from light." not in html.split("<details>")[1]


def test_overlapping_citations_are_both_marked(professional: Monograph) -> None:
    quotes = ["It acts within an hour.", "within an hour"]
    citations = tuple(citation_of(professional, quote, n) for n, quote in enumerate(quotes, 1))
    answer = Answer("?", Route.ANSWER, "", (), citations)
    html = format_sources(answer, {"professional": professional}, 1, TODAY)
    assert [marked(html, 1), marked(html, 2)] == quotes
    assert html.count('id="source-1-1"') == html.count('id="source-1-2"') == 1


def test_a_quote_that_no_longer_stands_there_is_shown_alone(professional: Monograph) -> None:
    citation = replace(citation_of(professional, "Do not freeze them.", 1), quote="Freeze them.")
    html = format_sources(Answer("?", Route.ANSWER, "", (), (citation,)), {"professional": professional}, 1, TODAY)
    assert marked(html, 1) == "Freeze them."
    assert "The library has changed since this answer" in html
    assert "Do not freeze" not in html


def test_a_citation_of_a_withdrawn_monograph_is_shown_with_what_it_carries(professional: Monograph) -> None:
    citation = citation_of(professional, "Do not freeze them.", 1)
    html = format_sources(Answer("?", Route.ANSWER, "", (), (citation,)), {}, 1, TODAY)
    assert professional.title in html
    assert marked(html, 1) == "Do not freeze them."


def test_words_of_a_document_are_never_mark_up() -> None:
    outline = [(SectionCode.OTHER, (HOSTILE,), [(P, HOSTILE), (P, "plain")])]
    monograph = monograph_of(outline, "hostile", HOSTILE, publisher=HOSTILE, audience=HOSTILE, updated=HOSTILE)
    start = monograph.text.index("<", len(HOSTILE))
    citation = replace(citation_of(monograph, "plain", 1), quote=HOSTILE, start=start, end=start + len(HOSTILE))
    answer = Answer(HOSTILE, Route.ANSWER, "", (), (citation,), index_version=HOSTILE)
    html = format_sources(answer, {"hostile": monograph}, 1, TODAY)
    assert "<img" not in html
    assert "<script" not in html


def test_an_answer_without_sources_says_so() -> None:
    assert "No passage was cited" in format_sources(Answer("?", Route.REFUSE, "No."), {}, 1, TODAY)


def test_the_panel_holds_the_sources_of_every_turn(assistant: RoteAssistant) -> None:
    turns = [format_sources(assistant.answer("keep"), assistant.library.monographs, turn, TODAY) for turn in (1, 2)]
    panel = format_panel(turns)
    ids = re.findall(r'id="([^"]*)"', panel)
    assert len(ids) == len(set(ids)) == 6
