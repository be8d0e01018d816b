"""A question set is checked against the loaded monographs before anything is scored with it."""

from pathlib import Path
from typing import Any

import pytest

from eval.baselines import documents_of
from eval.check import check
from eval.questions import Question
from eval.sources import Sources
from ingest.reading import read_monograph
from library import Library
from tests.eval.scripted import CHOKING_QUESTION, DOSE, DOSE_QUESTION, PRICE_QUESTION, STORAGE, STORAGE_QUESTION
from tests.ingest.samples import pdf, written

FACT = {
    "id": "q1",
    "question": "How long?",
    "kind": "fact",
    "route": ["answer"],
    "must": [["7 days"]],
    "evidence": [DOSE],
}
DOSING = {"id": "q1", "question": "How much?", "kind": "dosing", "route": ["dosing"]}


def findings(library: Library, *records: dict[str, Any]) -> list[str]:
    return [finding.what for finding in check([Question.from_json(r) for r in records], Sources.of(library))]


def test_a_sound_set_has_no_finding(library: Library) -> None:
    questions = [STORAGE_QUESTION, DOSE_QUESTION, PRICE_QUESTION, CHOKING_QUESTION, Question.from_json(FACT)]
    assert check(questions, Sources.of(library)) == []


@pytest.mark.parametrize(
    "evidence",
    [
        "Keep the capsules below 25 °C, and away from <em>moisture</em>.",
        "Adults take **250 mg**\n by mouth",
        "- Rash\n- Stomach cramps",
        "Tell the clinic about any of these: Rash",
    ],
)
def test_evidence_is_found_whatever_its_white_space_and_mark_up(evidence: str, library: Library) -> None:
    assert Sources.of(library).places(evidence)


def test_evidence_that_stands_nowhere_is_named(library: Library) -> None:
    lost = DOSE.replace("250", "500")
    (found,) = findings(library, {**FACT, "evidence": [DOSE, lost]})
    assert found == f"this evidence stands in no loaded monograph: {lost!r}"


QUOTE = "quote the sentence or list item that does"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"must": [["7 days"], ["ten days", "10 days"]]}, f"no evidence says any of ['ten days', '10 days']: {QUOTE}"),
        ({"must": [["50 mg"]]}, f"no evidence says any of ['50 mg']: {QUOTE}"),
        ({"must_not": ["8 hours"]}, "the evidence itself says what must not be said: '8 hours'"),
        ({"must": []}, "it is of kind fact and requires no fact: write 'must'"),
        ({"evidence": []}, "it is of kind fact and has no evidence: quote the monograph"),
        ({"route": []}, "no route is given: list the acceptable ones"),
        ({"kind": None}, "it has no kind, so that most measures leave it out"),
        ({"question": " "}, "the question is empty"),
        ({"must_no": ["x"]}, "the field 'must_no' is not read; do you mean 'must_not'?"),
        ({"kind": "off_topic"}, "it is of kind off_topic, yet the route answer is acceptable"),
        ({"kind": "urgent"}, "it is of kind urgent, yet the route urgent is not acceptable"),
    ],
)
def test_a_fault_of_a_question_is_named(change: dict[str, Any], finding: str, library: Library) -> None:
    assert findings(library, {**FACT, **change}) == [finding]


@pytest.mark.parametrize(
    ("dosing", "finding"),
    [
        (None, "it is of kind dosing and expects nothing: write 'dosing', or 'must'"),
        ({"outcome": ["dosed"]}, "the outcome 'dosed' is unknown; known are dose, not_recommended"),
        ({"outcome": ["dose"], "dose": 20}, "the dosing field 'dose' is not compared; compared are outcome, drug"),
    ],
)
def test_a_fault_of_an_expected_dosing_result_is_named(dosing: Any, finding: str, library: Library) -> None:
    (found,) = findings(library, {**DOSING, "dosing": dosing})
    assert found.startswith(finding)


def test_a_dosing_question_may_require_a_figure_that_is_computed(library: Library) -> None:
    assert findings(library, {**DOSING, "must": [["200 mg"]], "evidence": [DOSE]}) == []


def test_a_note_of_a_set_s_own_is_let_be(library: Library) -> None:
    assert findings(library, {**FACT, "voice": "nurse", "reviewed_by": "A. B."}) == []


def test_a_question_that_is_asked_twice_is_named(library: Library) -> None:
    again = {**FACT, "id": "q2", "question": "how  LONG?"}
    other = {**FACT, "id": "q3", "history": ["And testocillin?"]}
    assert findings(library, FACT, again, other) == ["it asks the same as 'q1'"]


def test_sources_tell_which_files_could_not_be_read(library: Library) -> None:
    (monograph,) = library.monographs.values()
    assert Sources.of(library).unread == []
    assert Sources({monograph.path: monograph.text}).unread == [monograph.path]


def test_a_source_that_is_no_text_is_not_read_as_one(tmp_path: Path) -> None:
    path = written(tmp_path, "label.pdf", pdf())
    monograph = read_monograph(path)
    sources = Sources.of(Library([monograph], (), "v1"))
    assert sources.unread == [str(path)]
    assert documents_of(sources)[0].page_content == monograph.text


def test_a_quote_is_checked_against_the_library_alone_where_the_file_is_gone(library: Library) -> None:
    (monograph,) = library.monographs.values()
    (place,) = Sources.of(library).places(STORAGE)
    assert Sources({monograph.path: monograph.text}).holds(place, STORAGE)
