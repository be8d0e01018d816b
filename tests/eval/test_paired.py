"""A run beside an earlier one: what moved, which way, and whether by more than chance."""

import doctest
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest  # type: ignore[import-untyped]

import eval.paired
from eval.paired import Baseline, sign_test
from eval.run import Options, run
from schema import Answer, AssistantError, Route
from tests.eval.scripted import ScriptedAssistant

QUESTIONS: Sequence[dict[str, Any]] = (
    {
        "id": "storage",
        "question": "How warm may testocillin get?",
        "kind": "fact",
        "route": ["answer"],
        "must": [["moisture"]],
    },
    {"id": "price", "question": "What does testocillin cost?", "kind": "unanswerable", "route": ["refuse"]},
)


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), encoding="utf-8")
    return path


def test_the_worked_examples_hold() -> None:
    assert doctest.testmod(eval.paired).failed == 0


@pytest.mark.parametrize(("better", "worse"), [(0, 1), (3, 3), (12, 1), (40, 55), (0, 20)])
def test_the_sign_test_agrees_with_scipy(better: int, worse: int) -> None:
    expected = binomtest(better, better + worse, 0.5).pvalue
    assert sign_test(better, worse) == pytest.approx(min(1.0, expected))


def test_the_same_answers_move_nothing(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> None:
    run([question_set], assistant, tmp_path / "before")
    options = Options(baseline=Baseline(tmp_path / "before"))
    since = run([question_set], assistant, tmp_path / "now", options)["baseline"]
    assert (since["n"], since["changes"], since["only_here"], since["only_there"]) == (2, [], [], [])
    assert {figure["difference"] for figure in since["measures"].values()} == {0.0}
    assert {figure["p"] for figure in since["measures"].values()} == {1.0}


def test_what_moved_is_told_by_question_the_worse_first(
    assistant: ScriptedAssistant, question_set: Path, storage_answer: Answer, refusal: Answer, tmp_path: Path
) -> None:
    guessed = replace(refusal, route=Route.ANSWER)
    good = dict(assistant.script)
    assistant.script = {**good, refusal.question: guessed}
    run([question_set], assistant, tmp_path / "before")
    assistant.script = {**good, storage_answer.question: replace(storage_answer, text="Cold.")}
    options = Options(baseline=Baseline(tmp_path / "before"))
    since = run([question_set], assistant, tmp_path / "now", options)["baseline"]
    assert [(change["id"], change["moved"]) for change in since["changes"]] == [
        ("storage", "worse"),
        ("price", "better"),
    ]
    assert since["changes"][0]["metrics"]["answer_accuracy"] == [1.0, 0.0]
    accuracy = since["measures"]["answer_accuracy"]
    assert (accuracy["difference"], accuracy["better"], accuracy["worse"], accuracy["n"]) == (0.0, 1, 1, 2)
    assert since["measures"]["abstention_recall"]["difference"] == 1.0
    report = (tmp_path / "now" / "report.html").read_text(encoding="utf-8")
    assert "2 moved, 1 of them for the worse" in report


def test_questions_that_only_one_run_asked_are_named_and_not_compared(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "before")
    other = {**QUESTIONS[0], "id": "new"}
    question_set.write_text(json.dumps(other) + "\n" + json.dumps(QUESTIONS[1]) + "\n", encoding="utf-8")
    options = Options(baseline=Baseline(tmp_path / "before"))
    since = run([question_set], assistant, tmp_path / "now", options)["baseline"]
    assert (since["n"], since["only_here"], since["only_there"]) == (1, ["new"], ["storage"])


def test_a_measure_that_the_earlier_run_did_not_know_moves_nothing(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "before")
    path = tmp_path / "before" / "scores.json"
    scores = json.loads(path.read_text(encoding="utf-8"))
    del scores["measures"]["risk"]
    for one in scores["by_question"]:
        one["metrics"].pop("risk")
    path.write_text(json.dumps(scores), encoding="utf-8")
    options = Options(baseline=Baseline(tmp_path / "before"))
    assert run([question_set], assistant, tmp_path / "now", options)["baseline"]["changes"] == []


@pytest.mark.parametrize("content", [None, "{", "[]", "{}"])
def test_a_folder_without_a_run_is_named(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "scores.json").write_text(content, encoding="utf-8")
        (tmp_path / "answers.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"There is no earlier run in .* Name the --out folder"):
        Baseline(tmp_path)
