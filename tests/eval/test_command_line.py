"""Bad input to `python -m eval` ends in one clear sentence and exit 2, never in a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.__main__ import main
from ingest.generation import build

ROOT = Path(__file__).parent.parent.parent
GOOD = {"id": "q1", "question": "How long?", "kind": "fact", "route": ["answer"], "must": [["7 days"]]}
EVIDENCE = {"evidence": ["Adults take 250 mg by mouth every 8 hours for 7 days."]}


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({**GOOD, **EVIDENCE}) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def index(monograph_path: Path, tmp_path: Path) -> Path:
    build([monograph_path], tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["guess"],
        ["run"],
        ["run", "set.jsonl"],
        ["run", "set.jsonl", "--index", "index"],
        ["compare", "set.jsonl"],
        ["check"],
        ["bench"],
        ["bench", "--out", "x.json", "--repeat", "0"],
        ["run", "set.jsonl", "--index", "index", "--out", "out", "--seed", "-1"],
    ],
    ids=" ".join,
)
def test_bad_usage_is_told_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m eval" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "check", "compare"])
def test_a_missing_index_is_told_with_the_command_that_builds_one(
    command: str, question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")] if command == "run" else []
    assert main([command, str(question_set), "--index", str(tmp_path / "none"), *out]) == 2
    error = capsys.readouterr().err
    assert "There is no finished index" in error
    assert "python -m ingest" in error


@pytest.mark.parametrize("command", ["run", "check", "compare"])
def test_a_malformed_line_is_told_before_anything_is_loaded(
    command: str, question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question_set.write_text('{"id": "q1", "question": "?"}\n{"id":', encoding="utf-8")
    out = ["--out", str(tmp_path / "out")] if command == "run" else []
    assert main([command, str(question_set), "--index", str(tmp_path / "none"), *out]) == 2
    assert f"{question_set}, line 2: this is not JSON (Expecting value, at character 7)" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_sound_set_passes_the_check(question_set: Path, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(question_set), "--index", str(index)]) == 0
    assert capsys.readouterr().out == "1 questions, 0 findings\n"


def test_findings_of_the_check_are_listed_by_id(
    question_set: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question_set.write_text(json.dumps({**GOOD, "evidence": ["Adults take it."]}) + "\n", encoding="utf-8")
    assert main(["check", str(question_set), "--index", str(index)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "q1: this evidence stands in no loaded monograph: 'Adults take it.'",
        "q1: no evidence says any of ['7 days']: quote the sentence or list item that does",
        "1 questions, 2 findings",
    ]


def test_a_run_goes_through_the_assistant_of_the_page_and_comes_out_the_same_twice(
    question_set: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with question_set.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "q2", "question": "Testocillin storage: keep it where?"}) + "\n")
    for out in ("one", "two"):
        assert main(["run", str(question_set), "--index", str(index), "--out", str(tmp_path / out)]) == 0
    told = capsys.readouterr()
    assert "2 of 2 questions answered" in told.err
    assert f"Report: {tmp_path / 'two' / 'report.html'}" in told.out
    answers, again = (
        [json.loads(line) for line in (tmp_path / out / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
        for out in ("one", "two")
    )
    assert [answer["id"] for answer in answers] == ["q1", "q2"]
    assert "below 25 °C" in answers[1]["text"]
    assert [{**answer, "latency_ms": 0} for answer in answers] == [{**answer, "latency_ms": 0} for answer in again]
    scores = json.loads((tmp_path / "one" / "scores.json").read_text(encoding="utf-8"))
    assert scores["measures"]["quotes_verbatim"]["value"] == 1
    assert scores["index_version"] == answers[0]["index_version"]


def test_a_person_sees_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval", "check", str(tmp_path / "none.jsonl"), "--index", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("python -m eval: ")
    assert ended.stderr.count("\n") == 1


def test_a_figure_below_its_floor_closes_the_gate(
    question_set: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("[answer_accuracy]\nfloor = 1.0\ntarget = 1.0\n", encoding="utf-8")
    question_set.write_text(json.dumps({**GOOD, "must": [["never said"]]}) + "\n", encoding="utf-8")
    command = ["run", str(question_set), "--index", str(index), "--out", str(tmp_path / "out"), "--alone"]
    assert main([*command, "--floors", str(floors)]) == 0
    assert main([*command, "--floors", str(floors), "--gate"]) == 1
    assert "Below the floor: answer_accuracy" in capsys.readouterr().out
    floors.write_text("[answer_accuracy]\nfloor = 0.0\ntarget = 1.0\n", encoding="utf-8")
    assert main([*command, "--floors", str(floors), "--gate"]) == 0


def test_a_run_is_compared_with_the_one_in_its_own_folder(
    question_set: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(question_set), "--index", str(index), "--out", str(tmp_path / "out"), "--alone"]
    assert main([*command, "--baseline", str(tmp_path / "out")]) == 2
    assert "There is no earlier run" in capsys.readouterr().err
    assert main(command) == 0
    assert main([*command, "--baseline", str(tmp_path / "out"), "--repeat", "2"]) == 0
    assert "Nothing moved since the baseline." in capsys.readouterr().out


def test_two_sets_are_scored_together_and_shown_apart(
    question_set: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**GOOD, "question": "How many days?"}) + "\n", encoding="utf-8")
    command = ["run", str(question_set), str(other), "--index", str(index), "--out", str(tmp_path / "out"), "--alone"]
    assert main(command) == 2
    assert f"{other}: the id 'q1' stands already in {question_set}" in capsys.readouterr().err
    other.write_text(json.dumps({**GOOD, "id": "q2", "question": "How many days?"}) + "\n", encoding="utf-8")
    assert main(command) == 0
    scores = json.loads((tmp_path / "out" / "scores.json").read_text(encoding="utf-8"))
    assert {name: figures["answer_accuracy"]["n"] for name, figures in scores["by_set"].items()} == {
        "set": 1,
        "other": 1,
    }


def test_a_draft_is_written_once_and_never_over_somebody_s_work(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["draft", "--index", str(index), "--out", str(tmp_path / "draft.jsonl")]
    assert main(command) == 0
    drafted = (tmp_path / "draft.jsonl").read_bytes()
    assert main(command) == 2
    assert "File exists" in capsys.readouterr().err
    assert (tmp_path / "draft.jsonl").read_bytes() == drafted
    assert main(["draft", "--index", str(index)]) == 0
    assert capsys.readouterr().out.encode() == drafted


def test_a_run_is_exported_to_its_folder(
    question_set: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["run", str(question_set), "--index", str(index), "--out", str(out), "--alone"]) == 0
    assert main(["export", str(question_set), "--run", str(out)]) == 0
    assert {"ragas.jsonl", "answers.csv"} <= {path.name for path in out.iterdir()}
    assert main(["export", str(question_set), "--run", str(tmp_path / "none")]) == 2
    assert "There is no earlier run" in capsys.readouterr().err


def test_the_readme_s_figures_are_written_only_from_a_run_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["readme"]) == 2
    assert "--run DIR" in capsys.readouterr().err
