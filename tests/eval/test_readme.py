"""The README's figures come from a run, and are stale as soon as what they were measured on has changed."""

import json
from pathlib import Path

import pytest

from eval.paired import Baseline
from eval.readme import CLOSING, OPENING, identity, is_stale, outdated, written
from eval.run import run
from schema import AssistantError
from tests.eval.scripted import STORAGE, STORAGE_QUESTION, ScriptedAssistant

ROOT = Path(__file__).parent.parent.parent
EMPTY = f"# Title\n\n{OPENING}\n{CLOSING}\n\nMore.\n"


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "shipped.jsonl"
    record = {"id": "storage", "question": STORAGE_QUESTION.question, "kind": "fact", "must": [["moisture"]]}
    path.write_text(json.dumps({**record, "route": ["answer"], "evidence": [STORAGE]}) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def finished(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> Baseline:
    run([question_set], assistant, tmp_path / "out")
    return Baseline(tmp_path / "out")


def test_the_block_is_filled_and_the_rest_is_left_alone(finished: Baseline) -> None:
    readme = written(EMPTY, finished, "questions 1")
    assert readme.startswith(
        f"# Title\n\n{OPENING}\n| measure | shipped |\n| --- | --- |\n| answer accuracy | 100.0 % (1)"
    )
    assert readme.endswith(f"{CLOSING}\n\nMore.\n")
    assert written(readme, finished, "questions 1") == readme


def test_a_busy_machine_s_times_are_left_out(finished: Baseline) -> None:
    for load, is_told in ((0.5, True), (99.0, False), (None, False)):
        finished.scores["load"] = load
        assert ("An answer takes" in written(EMPTY, finished, "questions 1")) is is_told


def test_figures_are_stale_when_empty_missing_or_measured_on_something_else(finished: Baseline) -> None:
    readme = written(EMPTY, finished, "questions 1")
    assert not is_stale(readme, "questions 1")
    assert is_stale(readme, "questions 2")
    assert is_stale(EMPTY, "questions 1")
    assert is_stale("# Title\n", "questions 1")


def test_a_figure_that_a_run_does_not_confirm_is_named(finished: Baseline) -> None:
    readme = written(EMPTY, finished, "questions 1")
    assert outdated(readme, finished.scores) == []
    figure = finished.scores["by_set"]["shipped"]["answer_accuracy"]
    for value, n, is_confirmed in ((0.996, 250, True), (0.992, 250, False), (1.0, 249, False)):
        told = readme.replace("100.0 % (1)", "100.0 % (250)", 1)
        figure.update(value=value, n=n)
        found = outdated(told, finished.scores)
        assert bool(found) is not is_confirmed
        assert all(one.startswith("answer accuracy of shipped: 100.0 % (250) in the README, ") for one in found)


def test_a_figure_that_the_readme_lacks_is_named(finished: Baseline) -> None:
    readme = written(EMPTY, finished, "questions 1").replace("| quotes verbatim | 100.0 % (1) |\n", "")
    assert outdated(readme, finished.scores) == [
        "quotes verbatim of shipped: nothing in the README, 100.0 % (1) measured"
    ]
    assert len(outdated("# Title\n", finished.scores)) > 5


def test_a_readme_without_the_two_marks_is_told(finished: Baseline) -> None:
    with pytest.raises(AssistantError, match="Add the two lines"):
        written("# Title\n", finished, "questions 1")


def test_a_changed_question_or_monograph_is_another_measurement(question_set: Path, monograph_path: Path) -> None:
    before = identity([question_set], monograph_path.parent)
    assert before == identity([question_set], monograph_path.parent)
    question_set.write_text(question_set.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    other_questions = identity([question_set], monograph_path.parent)
    monograph_path.write_text(monograph_path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert len({before, other_questions, identity([question_set], monograph_path.parent)}) == 3


def test_the_figures_of_the_readme_are_not_stale() -> None:
    shipped = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not is_stale(readme, identity(shipped, ROOT / "monographs")), (
        "make eval, then .venv/bin/python -m eval readme --run out/eval"
    )
