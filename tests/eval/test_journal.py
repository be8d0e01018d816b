"""A run that was broken off goes on where it stopped, and never mixes two assistants or two question sets."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.journal import JOURNAL
from eval.run import Options, run
from schema import Answer
from tests.eval.scripted import CHOKING_QUESTION, DOSE_QUESTION, PRICE_QUESTION, STORAGE_QUESTION, ScriptedAssistant

ASKED = [question.question for question in (STORAGE_QUESTION, DOSE_QUESTION, PRICE_QUESTION, CHOKING_QUESTION)]


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "question": asked}) + "\n" for n, asked in enumerate(ASKED)))
    return path


def stopping_after(number: int) -> Callable[[int, int], None]:
    def stop(done: int, total: int) -> None:
        if done == number:
            raise KeyboardInterrupt

    return stop


def broken_off(assistant: ScriptedAssistant, question_set: Path, out: Path, options: Options) -> None:
    with pytest.raises(KeyboardInterrupt):
        run([question_set], assistant, out, options)
    assistant.asked.clear()


def asked_of(assistant: ScriptedAssistant) -> list[str]:
    return [question for question, _ in assistant.asked]


def test_what_was_answered_is_not_asked_again(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    broken_off(assistant, question_set, out, Options(progress=stopping_after(3)))
    told: list[tuple[int, int]] = []
    resumed = run([question_set], assistant, out, Options(progress=lambda *done: told.append(done)))
    assert asked_of(assistant) == ASKED[3:]
    assert told == [(4, 4)]
    assert not (out / JOURNAL).exists()
    assert resumed["measures"] == run([question_set], assistant, tmp_path / "whole")["measures"]
    assert (out / "answers.jsonl").read_bytes() == (tmp_path / "whole" / "answers.jsonl").read_bytes()


def test_a_run_is_resumed_within_its_second_pass(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    broken_off(assistant, question_set, tmp_path / "out", Options(repeat=2, progress=stopping_after(6)))
    run([question_set], assistant, tmp_path / "out", Options(repeat=2))
    assert asked_of(assistant) == ASKED[2:]


def test_a_line_that_was_cut_short_is_asked_again(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    broken_off(assistant, question_set, out, Options(progress=stopping_after(3)))
    journal = (out / JOURNAL).read_bytes()
    (out / JOURNAL).write_bytes(journal[:-20])
    run([question_set], assistant, out)
    assert asked_of(assistant) == ASKED[2:]


def test_another_index_is_asked_everything(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> None:
    broken_off(assistant, question_set, tmp_path / "out", Options(progress=stopping_after(3)))
    assistant.library.index_version = "index-2"
    run([question_set], assistant, tmp_path / "out")
    assert asked_of(assistant) == ASKED


def test_a_changed_question_set_is_asked_anew(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> None:
    broken_off(assistant, question_set, tmp_path / "out", Options(progress=stopping_after(3)))
    question_set.write_text(question_set.read_text() + "\n")
    run([question_set], assistant, tmp_path / "out")
    assert asked_of(assistant) == ASKED


def test_answers_that_are_the_same_each_time_are_repeatable(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    result = run([question_set], assistant, tmp_path / "out", Options(repeat=3))
    assert asked_of(assistant) == ASKED * 3
    assert result["measures"]["repeatability"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 4}
    assert len((tmp_path / "out" / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_an_answer_that_differs_once_is_not_repeatable(
    assistant: ScriptedAssistant, question_set: Path, refusal: Answer, tmp_path: Path
) -> None:
    def changed(done: int, total: int) -> None:
        if done == 4:
            assistant.script = {**assistant.script, refusal.question: replace(refusal, text="Nobody knows.")}

    result = run([question_set], assistant, tmp_path / "out", Options(repeat=2, progress=changed))
    assert result["measures"]["repeatability"]["value"] == 0.75


def test_one_pass_says_nothing_of_repeatability(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    assert run([question_set], assistant, tmp_path / "out")["measures"]["repeatability"]["n"] == 0
