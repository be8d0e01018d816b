"""What the measures read in texts: wordings, numbers, amounts, and the characters of a citation."""

from typing import Any

import pytest

from eval.measures.base import Case
from eval.measures.citation_correct import citation_correct
from eval.measures.number_groundedness import number_groundedness
from eval.measures.numbers import amounts, numbers
from eval.measures.wording import says

Record = dict[str, Any]


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
