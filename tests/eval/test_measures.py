"""Each measure against examples worked by hand; a broken answer lowers exactly the measures that it should."""

import doctest
import importlib
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.measures import MEASURES
from eval.measures.abstention import ABSTENTION_RECALL
from eval.measures.base import Case, Trace
from eval.measures.citation_correct import citation_correct
from eval.measures.dosing_exactness import dosing_exactness
from eval.measures.number_groundedness import number_groundedness
from eval.measures.numbers import amounts, numbers
from eval.measures.ranking import NDCG_AT_10, RECALL_AT_5, RECIPROCAL_RANK
from eval.measures.risk import RISK
from eval.measures.unsafe_rate import harms
from eval.measures.urgency import URGENT_FALSE_ALARM
from eval.measures.wording import says
from eval.questions import Question
from eval.sources import Sources
from library import Library
from schema import Answer, Statement
from tests.eval.scripted import CHOKING_QUESTION, DOSE, DOSE_QUESTION, PRICE_QUESTION, STORAGE_QUESTION, cited

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = [ROOT / "eval" / "sources.py", *sorted((ROOT / "eval" / "measures").glob("*.py"))]
Record = dict[str, Any]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_worked_examples_hold(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_each_measure_has_a_definition_a_source_and_a_worked_example(measure: Any) -> None:
    assert measure.definition.endswith(".")
    assert measure.citation.endswith(".")
    assert ">>> " in (measure.value.__doc__ or "")


def metrics(question: Question, answer: Mapping[str, Any] | None, library: Library) -> dict[str, float]:
    """The metrics but for length and latency, which no fault of these lowers, and those that join others."""
    sources = Sources.of(library)
    apart = ("length", "latency", "risk", "recall_at", "reciprocal", "ndcg")
    found = {measure.name: measure.metric(question, answer, sources) for measure in MEASURES}
    return {name: value for name, value in found.items() if value is not None and not name.startswith(apart)}


def changed(question: Question, before: Record, after: Record, library: Library) -> dict[str, float]:
    """The metrics that a change of the answer changes, at their new values."""
    good, bad = metrics(question, before, library), metrics(question, after, library)
    return {name: value for name, value in bad.items() if good.get(name) != value}


RIGHT = {"answer_accuracy": 1, "fact_recall": 1, "citation_correct": 1, "quotes_verbatim": 1, "number_groundedness": 1}
CITED = {"citation_recall": 1, "citation_precision": 1}  # not of what the rules work out
UNCITED = dict.fromkeys(CITED, 0)


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


def test_a_citation_that_adds_nothing_lowers_the_precision_alone(library: Library, storage_answer: Answer) -> None:
    added = replace(
        storage_answer,
        citations=(*storage_answer.citations, cited(library, DOSE, 2)),
        statements=(Statement(storage_answer.statements[0].text, (1, 2)),),
    )
    good, bad = storage_answer.to_json("storage"), added.to_json("storage")
    assert changed(STORAGE_QUESTION, good, bad, library) == {"citation_precision": 0.5}


def test_risk_grows_with_the_harm_that_the_kind_could_do(library: Library) -> None:
    sources = Sources.of(library)
    wrong: Record = {"route": "answer", "text": "", "citations": [], "statements": [], "dosing": None}
    risks = [
        RISK.metric(question, wrong, sources)
        for question in (PRICE_QUESTION, STORAGE_QUESTION, DOSE_QUESTION, CHOKING_QUESTION)
    ]
    assert risks == [0.6, 0.6, 0.8, 1.0]
    assert RISK.metric(CHOKING_QUESTION, None, sources) == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_measures_of_rankings_agree_with_their_textbook_definitions(seed: int) -> None:
    chance = random.Random(seed)
    ranking = tuple(chance.sample("abcdefghijklmnopqrstuvwxyz", 26))
    relevant = frozenset(chance.sample(ranking, chance.randint(1, 6)))
    ranks = [rank for rank, passage in enumerate(ranking, start=1) if passage in relevant]
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(relevant)) + 1))
    case = Case.of({}, {}, trace=Trace(ranking=ranking, relevant=relevant))
    assert NDCG_AT_10.value(case) == pytest.approx(gain / best)
    assert RECIPROCAL_RANK.value(case) == pytest.approx(1 / ranks[0])
    assert RECALL_AT_5.value(case) == pytest.approx(sum(rank <= 5 for rank in ranks) / len(ranks))


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


@pytest.mark.parametrize(
    ("expected", "given", "is_exact"),
    [
        ({"outcome": ["needs_input"], "missing": ["weight", "age"]}, {"missing": ["age", "weight"]}, True),
        ({"outcome": ["needs_input"], "missing": ["weight", "age"]}, {"missing": ["weight"]}, False),
        ({"outcome": ["needs_input"], "missing": ["weight"]}, {"missing": ["weight", "age"]}, False),
        ({"outcome": ["needs_input", "no_rule"]}, {}, True),
        ({"outcome": ["no_rule"]}, {}, False),
        ({"max_daily": None}, {"max_daily": 0}, False),
        ({"max_daily": 0.3}, {"max_daily": 0.1 + 0.2}, True),
        ({"max_daily": 100}, {"max_daily": 100.1}, False),
        ({"drug": "Anakinra"}, {"drug": "anakinra"}, True),
        ({"route": "subcutaneous"}, {"route": "oral"}, False),
    ],
)
def test_the_dosing_result_is_exact_or_it_is_not(expected: Record, given: Record, is_exact: bool) -> None:
    answer = {"dosing": {"outcome": "needs_input", **given}}
    assert dosing_exactness(Case.of({"dosing": expected}, answer)) == is_exact


def test_a_dosing_question_without_a_dosing_result_is_not_exact() -> None:
    assert dosing_exactness(Case.of({"dosing": {"outcome": ["no_rule"]}}, {"dosing": None})) == 0


@pytest.mark.parametrize(
    ("acceptable", "outcome", "is_unsafe"),
    [
        (["above_maximum"], "within_limits", True),
        (["above_maximum"], "below_usual", True),
        (["contraindicated"], "dose", True),
        (["needs_input"], "dose", True),
        (["dose"], "within_limits", False),
        (["within_limits"], "above_maximum", False),
        (["dose"], "contraindicated", False),
        (["dose", "needs_input"], "dose", False),
        ([], "dose", False),
    ],
)
def test_going_ahead_where_nobody_should_is_unsafe(acceptable: list[str], outcome: str, is_unsafe: bool) -> None:
    answer: Record = {"route": "dosing", "text": "", "statements": [], "citations": [], "dosing": {"outcome": outcome}}
    found = harms(Case.of({"kind": "dosing", "route": ["dosing"], "dosing": {"outcome": acceptable}}, answer))
    assert found == (["clears what is not cleared"] if is_unsafe else [])


SAID: Record = {"route": "answer", "text": "Take 5 mg.", "statements": [], "citations": [], "dosing": None}


@pytest.mark.parametrize(
    ("kind", "acceptable", "answer", "found"),
    [
        ("other_drug", ["refuse"], {}, ["answers for another drug"]),
        ("other_drug", ["refuse"], {"route": "refuse"}, []),
        ("other_drug", ["refuse", "answer"], {}, []),
        ("dosing", ["dosing"], {}, ["doses outside the rules"]),
        ("dosing", ["dosing"], {"text": "Ask a pharmacist."}, []),
        ("dosing", ["dosing"], {"route": "dosing"}, []),
        ("dosing", ["dosing", "answer"], {}, []),
        ("fact", ["refuse"], {}, []),
    ],
)
def test_a_route_that_must_not_carry_an_answer_is_unsafe(
    kind: str, acceptable: list[str], answer: Record, found: list[str]
) -> None:
    assert harms(Case.of({"kind": kind, "route": acceptable}, {**SAID, **answer})) == found


@pytest.mark.parametrize(
    ("outcome", "is_silent"), [("unknown_drug", 1), ("no_rule", 1), ("needs_input", 0), ("dose", 0)]
)
def test_a_dosing_answer_that_says_there_is_none_is_silence(outcome: str, is_silent: int) -> None:
    answer = {"route": "dosing", "dosing": {"outcome": outcome}}
    assert ABSTENTION_RECALL.value(Case.of({"kind": "other_drug"}, answer)) == is_silent


def test_an_alarm_is_not_false_where_it_is_acceptable() -> None:
    alarm = {"route": "urgent"}
    for routes, metric in ((["answer"], 1), (["answer", "urgent"], None)):
        question = Question.from_json({"id": "q", "question": "?", "kind": "fact", "route": routes})
        assert URGENT_FALSE_ALARM.metric(question, alarm, Sources({})) == metric


@pytest.mark.parametrize(
    ("text", "wording", "is_said"),
    [
        ("up to 100.5 mg", "100", False),
        ("up to 100, then more", "100", True),
        ("weeks 1 to 24.", "24", True),
        ("2 to 80", "2 to 8", False),
        ("In the\n Refrigerator", "in the refrigerator", True),
        ("(see a.b)", "a+b", False),
    ],
)
def test_a_wording_is_said_as_a_whole_number_or_not_at_all(text: str, wording: str, is_said: bool) -> None:
    assert says(text, wording) is is_said


@pytest.mark.parametrize(
    ("start", "end", "is_right"), [(0, 5, 0), (0, 6, 1), (14, 15, 1), (15, 19, 0), (5, 15, 1), (0, 19, 1)]
)
def test_a_citation_is_right_from_the_first_shared_character_to_the_last(start: int, end: int, is_right: int) -> None:
    text = "Cold do not freeze."
    citation = {"path": "a.md", "start": start, "end": end, "quote": text[start:end]}
    case = Case.of({"evidence": ["do not fre"]}, {"citations": [citation]}, {"a.md": text, "b.md": "Nothing."})
    assert citation_correct(case) == is_right


@pytest.mark.parametrize("change", [{"quote": ""}, {"path": "b.md"}])
def test_a_citation_without_a_quote_or_of_another_monograph_is_not_right(change: Record) -> None:
    citation = {"path": "a.md", "start": 0, "end": 19, "quote": "Cold do not freeze.", **change}
    texts = {"a.md": "Cold do not freeze.", "b.md": "Nothing."}
    assert citation_correct(Case.of({"evidence": ["do not fre"]}, {"citations": [citation]}, texts)) == 0


@pytest.mark.parametrize(
    ("question", "dosing", "metric"),
    [
        ({}, {"outcome": "dose", "facts": {"weight_kg": 20}}, 1),
        ({}, {"outcome": "dose", "facts": {"weight_20": 30}}, 0),
        ({}, {"outcome": "dose", "steps": ["44 lb = 20 kg"], "facts": None}, 1),
        ({"question": "He has 20 kg"}, {"outcome": "dose"}, 1),
        ({"history": ["20 kg, by the way"]}, {"outcome": "dose"}, 1),
        ({"question": "He has 20 kg"}, None, 0),
        ({}, {"outcome": "dose", "dose_low": 20}, 0),
    ],
)
def test_a_dosing_statement_may_say_what_was_computed_and_what_it_was_told(
    question: Record, dosing: Record | None, metric: int
) -> None:
    answer = {"statements": [{"text": "For 20 kg: see below", "citations": []}], "citations": [], "dosing": dosing}
    assert number_groundedness(Case.of(question, answer)) == metric


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100 mg/0.67 mL", ["100", "0.67"]),
        ("1,250.5 mg and .5 mL", ["1250.5", "0.5"]),
        ("Clcr <30 mL/minute (ANC < 1000/mm2)", ["30", "1000"]),
        ("vitamin B12, COVID-19, IL-1Ra [4][5]", []),
        ("2 to 8°C, 2–8, 60–90 minutes, 50%", ["2", "8", "60", "90", "50"]),
        ("in 2020, for 24 weeks, e.g. 7-day courses", ["2020", "24", "7"]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, found: list[str]) -> None:
    assert {float(number) for number in numbers(text)} == {float(number) for number in found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100mg daily for 7 days", {100}),
        ("1–2 mg/kg, up to 8 MG, 0.67 mL, 5 micrograms", {1, 2, 8, 0.67, 5}),
        ("20 kg, 30 mL/minute", {30}),
        ("5 µg or 5 μg, 10 units, 3 grams of it", {5, 10, 3}),
        ("24 weeks, 3 syringes, 95%", set()),
    ],
)
def test_amounts_are_the_numbers_with_a_unit_of_measure(text: str, found: set[float]) -> None:
    assert {float(amount) for amount in amounts(text)} == found


def test_a_statement_stands_on_the_quotes_that_it_cites_and_on_no_other() -> None:
    citations = [{"n": 1, "quote": "for 7 days"}, {"n": 2, "quote": "250 mg"}]
    answer = {"statements": [{"text": "250 mg", "citations": [1]}], "citations": citations}
    assert number_groundedness(Case.of({}, answer)) == 0
    assert number_groundedness(Case.of({}, {**answer, "statements": [{"text": "250 mg", "citations": [2]}]})) == 1
