"""A question set is read as it stands, or the fault is named with its file, its line and what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.questions import Kind, Question, QuestionsError, read_questions
from schema import Route

ALL_FIELDS = {
    "id": "q1",
    "question": "And at night?",
    "history": ["How do I store it?"],
    "kind": "fact",
    "route": ["answer", "refuse"],
    "must": [["cold", "cool"], ["dark"]],
    "must_not": ["freeze"],
    "evidence": ["Keep it cold."],
    "dosing": {"outcome": ["dose"], "dose_low": 1},
}


def written(tmp_path: Path, *lines: str | dict[str, Any]) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    assert read_questions(written(tmp_path, ALL_FIELDS)) == [
        Question(
            id="q1",
            question="And at night?",
            kind=Kind.FACT,
            history=("How do I store it?",),
            route=(Route.ANSWER, Route.REFUSE),
            must=(("cold", "cool"), ("dark",)),
            must_not=("freeze",),
            evidence=("Keep it cold.",),
            dosing={"outcome": ("dose",), "dose_low": 1},
        )
    ]


def test_only_the_id_and_the_question_are_needed(tmp_path: Path) -> None:
    (question,) = read_questions(written(tmp_path, {"id": "q1", "question": ""}))
    assert question == Question("q1", "")


def test_null_is_as_absent(tmp_path: Path) -> None:
    nothing = dict.fromkeys(("history", "kind", "route", "must", "must_not", "evidence", "dosing"))
    assert read_questions(written(tmp_path, {"id": "q1", "question": "?", **nothing})) == [Question("q1", "?")]


def test_the_order_is_kept_and_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "b", "question": "?"}, "", "  ", {"id": "a", "question": "?"}, "")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [question.id for question in read_questions(path)] == ["b", "a"]


def test_a_raw_line_separator_inside_a_question_does_not_end_its_line(tmp_path: Path) -> None:
    (question,) = read_questions(written(tmp_path, '{"id": "q1", "question": "one\u2028two"}'))
    assert question.question == "one\u2028two"


def test_a_single_route_or_outcome_may_stand_without_brackets(tmp_path: Path) -> None:
    record = {"id": "q1", "question": "?", "route": "dosing", "dosing": {"outcome": "dose"}}
    (question,) = read_questions(written(tmp_path, record))
    assert (question.route, question.dosing) == ((Route.DOSING,), {"outcome": ("dose",)})


GOOD = json.dumps({"id": "q0", "question": "?"})


@pytest.mark.parametrize(
    ("line", "why", "remedy"),
    [
        ("{'id': 1}", "this is not JSON", "one JSON object on one line"),
        ('{"id": "q1", "question": "?"', "this is not JSON", "one JSON object on one line"),
        ("[" * 100_000, "nested too deeply", "flat"),
        ('["q1"]', "not a JSON object", "braces"),
        ('{"question": "?"}', "'id' is missing", '"id": "..."'),
        ('{"id": 7, "question": "?"}', "'id' is 7", '"id": "..."'),
        ('{"id": " ", "question": "?"}', "'id' is empty", "an id of its own"),
        ('{"id": "q1"}', "'question' is missing", '"question": "..."'),
        ('{"id": "q1", "question": "?", "kind": "trivia"}', 'the kind "trivia" is unknown', "fact, list, conflict"),
        ('{"id": "q1", "question": "?", "kind": 3}', "the kind 3 is unknown", "fact, list, conflict"),
        ('{"id": "q1", "question": "?", "route": ["guess"]}', "'route' is [\"guess\"]", "answer, dosing, clarify"),
        ('{"id": "q1", "question": "?", "route": 1}', "'route' is 1", '"route": ["..."]'),
        ('{"id": "q1", "question": "?", "history": "hello"}', "'history' is \"hello\"", '"history": ["..."]'),
        ('{"id": "q1", "question": "?", "must": ["cold"]}', "'must' is [\"cold\"]", "list of lists"),
        ('{"id": "q1", "question": "?", "must": [[]]}', "'must' is [[]]", "list of lists"),
        ('{"id": "q1", "question": "?", "must": [[""]]}', "'must' is [[\"\"]]", "list of lists"),
        ('{"id": "q1", "question": "?", "evidence": [1]}', "'evidence' is [1]", '"evidence": ["..."]'),
        ('{"id": "q1", "question": "?", "dosing": ["dose"]}', "'dosing' is [\"dose\"]", "an object"),
        ('{"id": "q1", "question": "?", "dosing": {"outcome": 1}}', "'outcome' is 1", '"outcome": ["dose"'),
        ('{"id": "q0", "question": "again"}', "the id 'q0' stands already in line 1", "an id of its own"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_remedy(line: str, why: str, remedy: str, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, "", line)
    with pytest.raises(QuestionsError) as told:
        read_questions(path)
    assert str(told.value).startswith(f"{path}, line 3: ")
    assert why in told.value.why
    assert remedy in told.value.remedy


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "there is no question in it"), (b"\n \n", "there is no question in it"), (b"\xff\xfe{", "it is not UTF-8")],
)
def test_a_file_that_holds_no_question_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionsError, match=why):
        read_questions(path)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(QuestionsError, match="it cannot be read"):
            read_questions(path)


def test_the_example_of_the_documentation_is_a_question(tmp_path: Path) -> None:
    documented = (Path(__file__).parent.parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    (question,) = read_questions(written(tmp_path, documented.split("```json")[1].split("```")[0].strip()))
    assert question.kind is Kind.FACT
    assert question.other_keys == ()
