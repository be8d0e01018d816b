from page.answers import facts_of, format_answer, format_notice, format_question, format_text
from schema import Answer, Reason, Route

CITED = {1, 2}


def test_a_marker_of_a_citation_links_to_its_passage() -> None:
    assert format_text("Keep it cold. [2]", 3, CITED) == (
        '<p>Keep it cold. <a class="marker" href="#source-3-2" title="Source 2">2</a></p>'
    )


def test_a_number_in_brackets_that_is_no_citation_stays_text() -> None:
    assert format_text("See [7].", 1, CITED) == "<p>See [7].</p>"


def test_paragraphs_lists_headings_and_bold_are_shown_as_such() -> None:
    text = "## Storage\nIn **severe** disease:\n\n- one\n- two\n\n1. first\n2. second"
    assert format_text(text, 1, CITED) == (
        "<h4>Storage</h4><p>In <strong>severe</strong> disease:</p>"
        "<ul><li>one</li><li>two</li></ul><ol><li>first</li><li>second</li></ol>"
    )


def test_a_line_that_begins_with_a_figure_is_no_list() -> None:
    assert format_text("1.5 mg a day, at most 2.5 mg", 1, CITED) == "<p>1.5 mg a day, at most 2.5 mg</p>"


def test_other_mark_up_in_a_text_stays_text() -> None:
    text = 'a_b_c *x* `y` $z$ <b onclick="x">w</b> [link](http://192.0.2.1) ![image](http://192.0.2.1)'
    html = format_text(text, 1, CITED)
    assert "&lt;b onclick=&quot;x&quot;&gt;w&lt;/b&gt;" in html
    assert "[link](http://192.0.2.1) ![image](http://192.0.2.1)" in html
    assert html.count("<") == 2  # the paragraph's own tags


def test_no_text_from_outside_can_end_the_html_block() -> None:
    separators = "\n\n![x](http://192.0.2.1/x.png)\u2028\r\n\r\n# y"
    answer = Answer(separators, Route.ANSWER, separators, drug=separators)
    for html in (format_question(separators), format_notice(separators, "error"), format_answer(answer, 1)):
        assert len(html.splitlines()) == 1


def test_what_differs_between_the_monographs_stands_in_its_own_block() -> None:
    html = format_text("Keep it cold. [1]\n\n**The monographs differ**\n\n- A says so.\n- B does not. [2]", 1, CITED)
    agreed, differing = html.split('<div class="differ">')
    assert "Keep it cold." in agreed
    assert "A says so." in differing
    assert differing.endswith("</div>")


def test_a_paragraph_that_names_a_difference_stands_in_a_block_without_its_neighbours() -> None:
    html = format_text("Start low.\n\nThe sources differ on children. [1]\n\nCheck it.", 1, CITED)
    assert html.startswith('<p>Start low.</p><div class="differ"><p>The sources differ on children. ')
    assert html.endswith("</p></div><p>Check it.</p>")


def test_facts_are_shown_with_their_units_or_in_the_words_they_were_read_from() -> None:
    slots = {
        "weight_kg": {"value": "20", "text": "44 lb"},
        "indication": {"value": "nomid", "text": "NOMID"},
        "age": {},
    }
    html = format_answer(Answer("?", Route.DOSING, "", slots=slots), 1)
    assert '<p class="slots">Weight: 20 kg · Indication: NOMID</p>' in html


def test_what_several_slots_say_of_one_fact_is_shown_once() -> None:
    slots = {
        "population": {"value": "child", "text": "child"},
        "age_years": {"value": "6", "text": "6 yo"},
        "kidney": {"value": "mention", "text": "CrCl"},
        "creatinine_clearance_ml_min": {"value": "20", "text": "CrCl 20"},
    }
    assert facts_of(Answer("?", Route.DOSING, "", slots=slots, drug="zelvane")) == {
        "drug": "Drug: zelvane",
        "age": "Age: child, 6 years",
        "kidney": "Kidney: CrCl 20",
    }


def test_a_quotation_and_a_label_are_set_as_such() -> None:
    assert format_text("Said:\n\n> Keep it *cold*. [2]\n\n*Storage:* Cold. [9]", 1, CITED) == (
        '<p>Said:</p><blockquote><p>Keep it *cold*. <a class="marker" href="#source-1-2" title="Source 2">2</a></p>'
        "</blockquote><p><em>Storage:</em> Cold. [9]</p>"
    )


def test_a_dosing_answer_carries_its_label_its_steps_and_the_facts_used() -> None:
    answer = Answer(
        "?", Route.DOSING, "20 mg daily", dosing={"steps": ["20 kg x 1 mg/kg = 20 mg"]}, drug="zelvane",
        slots={"weight_kg": 20, "indication": "rheumatoid_arthritis", "age_years": None},
    )  # fmt: skip
    html = format_answer(answer, 1)
    assert '<div class="answer dosing"><p class="label">Rules module</p>' in html
    assert "<li>20 kg x 1 mg/kg = 20 mg</li>" in html
    assert "Drug: zelvane · Weight: 20 kg · Indication: rheumatoid arthritis</p>" in html


def test_a_step_that_the_text_shows_is_not_shown_twice() -> None:
    answer = Answer("?", Route.DOSING, "20 kg x 1 mg/kg = 20 mg", dosing={"steps": ["20 kg x 1 mg/kg = 20 mg"]})
    assert format_answer(answer, 1).count("1 mg/kg") == 1


def test_an_urgent_answer_opens_with_its_first_paragraph_as_an_alert() -> None:
    html = format_answer(Answer("?", Route.URGENT, "**Call now**,\nat once.\n\nThen read on."), 1)
    assert html == (
        '<div class="answer urgent"><div class="banner" role="alert"><p><strong>Call now</strong>, at once.</p></div>'
        "<p>Then read on.</p></div>"
    )


def test_a_bold_line_by_itself_heads_what_follows() -> None:
    assert format_text("**A publisher, 2026**\n\nKeep it **cold**.", 1, CITED) == (
        "<h4>A publisher, 2026</h4><p>Keep it <strong>cold</strong>.</p>"
    )


def test_a_refusal_names_its_reason() -> None:
    for reason in Reason:
        html = format_answer(Answer("?", Route.REFUSE, "No.", reason=reason), 1)
        assert '<p class="label">No answer · ' in html
