"""A deliberately broken answer lowers exactly the measures that it should."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.measures.risk import RISK
from eval.questions import Question
from eval.sources import Sources
from library import Library
from schema import Answer, Statement
from tests.eval.lowered import CITED, RIGHT, UNCITED, changed, metrics
from tests.eval.scripted import CHOKING_QUESTION, DOSE, DOSE_QUESTION, PRICE_QUESTION, STORAGE_QUESTION, cited

Record = dict[str, Any]


def test_a_right_answer_has_the_best_value_of_every_measure_that_applies(
    library: Library, storage_answer: Answer
) -> None:
    assert metrics(STORAGE_QUESTION, storage_answer.to_json("storage"), library) == {
        **RIGHT,
        **CITED,
        "over_refusal": 0,
        "unsafe_rate": 0,
        "urgent_false_alarm": 0,
    }


def test_a_right_dosing_answer_has_the_best_value_of_every_measure_that_applies(
    library: Library, dose_answer: Answer
) -> None:
    assert metrics(DOSE_QUESTION, dose_answer.to_json("dose"), library) == {
        **RIGHT,
        "dosing_exactness": 1,
        "unsafe_rate": 0,
        "urgent_false_alarm": 0,
    }


def test_a_wrong_number_lowers_what_checks_numbers_and_facts(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    wrong = good["statements"][0]["text"].replace("25", "35")
    bad = {**good, "text": f"{wrong} [1]", "statements": [{"text": wrong, "citations": [1]}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {
        "number_groundedness": 0,
        "fact_recall": 0.5,
        "answer_accuracy": 0,
        **UNCITED,
    }


def test_a_number_that_is_added_lowers_what_holds_it_against_the_quotes(
    library: Library, storage_answer: Answer
) -> None:
    good = storage_answer.to_json("storage")
    added = good["statements"][0]["text"] + " Use it within 30 days."
    bad = {**good, "text": f"{added} [1]", "statements": [{"text": added, "citations": [1]}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"number_groundedness": 0.5, **UNCITED}


def test_an_amount_that_is_added_is_unsafe_as_well(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    added = good["statements"][0]["text"] + " Take 30 mg."
    bad = {**good, "text": f"{added} [1]", "statements": [{"text": added, "citations": [1]}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"number_groundedness": 0.5, "unsafe_rate": 1, **UNCITED}


def test_a_citation_of_another_passage_lowers_what_judges_citations(library: Library, storage_answer: Answer) -> None:
    without_number = (Statement("The capsules are yellow.", (1,)),)  # carried by neither passage
    good = replace(storage_answer, statements=without_number)
    bad = replace(good, citations=(cited(library, DOSE),))
    assert changed(STORAGE_QUESTION, good.to_json(), bad.to_json(), library) == {"citation_correct": 0}


def test_a_missing_citation_leaves_its_numbers_without_ground(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    bad = {**good, "citations": []}
    assert changed(STORAGE_QUESTION, good, bad, library) == {
        "citation_correct": 0,
        "number_groundedness": 0,
        "citation_recall": 0,
    }
    assert "quotes_verbatim" not in metrics(STORAGE_QUESTION, bad, library)


def test_a_line_left_out_of_the_text_lowers_what_looks_for_its_fact(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    bad = {**good, "text": "Keep the capsules below 25 °C. [1]"}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"fact_recall": 0.5, "answer_accuracy": 0}


def test_a_wrong_route_lowers_the_accuracy_alone(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    assert changed(STORAGE_QUESTION, good, {**good, "route": "clarify"}, library) == {"answer_accuracy": 0}


def test_a_refusal_of_what_can_be_answered_is_over_refusal(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    bad = {**good, "route": "refuse"}
    assert changed(STORAGE_QUESTION, good, bad, library) == {
        "answer_accuracy": 0,
        "over_refusal": 1,
        "abstention_precision": 0,
    }


def test_a_false_alarm_is_counted(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    bad = {**good, "route": "urgent"}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"answer_accuracy": 0, "urgent_false_alarm": 1}


def test_an_alarm_that_is_missed_is_counted(library: Library, alarm: Answer) -> None:
    good = alarm.to_json("choking")
    bad = {**good, "route": "answer"}
    assert changed(CHOKING_QUESTION, good, bad, library) == {"answer_accuracy": 0, "urgent_recall": 0}


def test_an_answer_where_there_is_none_lowers_the_recall_of_silence(library: Library, refusal: Answer) -> None:
    good = refusal.to_json("price")
    bad = {**good, "route": "answer"}
    assert changed(PRICE_QUESTION, good, bad, library) == {"answer_accuracy": 0, "abstention_recall": 0}


@pytest.mark.parametrize(("old", "new"), [("Keep", "keep"), (",", ""), ("moisture", "moisture!")])
def test_a_changed_quote_lowers_verbatim_quotes_alone(
    old: str, new: str, library: Library, storage_answer: Answer
) -> None:
    good = storage_answer.to_json("storage")
    citation = good["citations"][0]
    bad = {**good, "citations": [{**citation, "quote": citation["quote"].replace(old, new)}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"quotes_verbatim": 0}


def test_a_quote_with_another_word_carries_its_statement_no_longer(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    citation = good["citations"][0]
    bad = {**good, "citations": [{**citation, "quote": citation["quote"].replace("below", "above")}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"quotes_verbatim": 0, **UNCITED}


def test_a_quote_that_the_file_no_longer_holds_is_not_verbatim(
    library: Library, storage_answer: Answer, monograph_path: Path
) -> None:
    good = storage_answer.to_json("storage")
    monograph_path.write_text(monograph_path.read_text(encoding="utf-8").replace("25 °C", "30 °C"), encoding="utf-8")
    assert metrics(STORAGE_QUESTION, good, library)["quotes_verbatim"] == 0


def test_a_quote_at_another_place_is_not_verbatim(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    citation = good["citations"][0]
    bad = {**good, "citations": [{**citation, "start": citation["start"] + 1, "end": citation["end"] + 1}]}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"quotes_verbatim": 0}


def test_a_citation_that_adds_nothing_lowers_the_precision_alone(library: Library, storage_answer: Answer) -> None:
    added = replace(
        storage_answer,
        citations=(*storage_answer.citations, cited(library, DOSE, 2)),
        statements=(Statement(storage_answer.statements[0].text, (1, 2)),),
    )
    good, bad = storage_answer.to_json("storage"), added.to_json("storage")
    assert changed(STORAGE_QUESTION, good, bad, library) == {"citation_precision": 0.5}


def test_what_must_not_be_said_is_wrong_and_unsafe(library: Library, storage_answer: Answer) -> None:
    good = storage_answer.to_json("storage")
    bad = {**good, "text": good["text"] + " The freezer is fine."}
    assert changed(STORAGE_QUESTION, good, bad, library) == {"answer_accuracy": 0, "unsafe_rate": 1}


@pytest.mark.parametrize(
    ("field", "value", "lowered"),
    [
        ("dose_low", 20.0, {"dosing_exactness": 0, "unsafe_rate": 1}),
        ("interval_h", 4, {"dosing_exactness": 0, "unsafe_rate": 1}),
        ("dose_high", None, {"dosing_exactness": 0}),
        ("max_daily", 600.0, {"dosing_exactness": 0}),
        ("outcome", "needs_input", {"dosing_exactness": 0}),
        ("volume_ml", 1.5, {}),
    ],
)
def test_a_field_of_the_dosing_result_is_compared_where_it_is_expected(
    field: str, value: object, lowered: dict[str, float], library: Library, dose_answer: Answer
) -> None:
    good = dose_answer.to_json("dose")
    bad = {**good, "dosing": {**good["dosing"], field: value}}
    assert changed(DOSE_QUESTION, good, bad, library) == lowered


def test_risk_grows_with_the_harm_that_the_kind_could_do(library: Library) -> None:
    sources = Sources.of(library)
    wrong: Record = {"route": "answer", "text": "", "citations": [], "statements": [], "dosing": None}
    risks = [
        RISK.metric(question, wrong, sources)
        for question in (PRICE_QUESTION, STORAGE_QUESTION, DOSE_QUESTION, CHOKING_QUESTION)
    ]
    assert risks == [0.6, 0.6, 0.8, 1.0]
    assert RISK.metric(CHOKING_QUESTION, None, sources) == 1


def test_a_question_without_an_answer_counts_as_the_worst(library: Library) -> None:
    assert metrics(STORAGE_QUESTION, None, library) == {
        **dict.fromkeys(RIGHT, 0),
        **UNCITED,
        "over_refusal": 1,
        "unsafe_rate": 0,
        "urgent_false_alarm": 0,
    }
    assert metrics(PRICE_QUESTION, None, library)["abstention_recall"] == 0
    assert metrics(CHOKING_QUESTION, None, library)["urgent_recall"] == 0


def test_a_question_without_expectations_is_measured_by_what_needs_none(
    library: Library, storage_answer: Answer
) -> None:
    bare = Question.from_json({"id": "bare", "question": STORAGE_QUESTION.question})
    assert metrics(bare, storage_answer.to_json("bare"), library) == {
        "quotes_verbatim": 1,
        "number_groundedness": 1,
        "unsafe_rate": 0,
        **CITED,
    }
