"""`python -m assistant`, as docs/contracts.md describes it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.__main__ import main
from library import LAYOUT, MANIFEST, MONOGRAPHS, POINTER, current_generation
from retriever.store import CHROMA

ROOT = Path(__file__).parent.parent.parent
STORED = "How should Kineret be stored?"


@pytest.fixture
def damaged(index_of_monographs: Path, tmp_path: Path) -> Path:
    """A copy of the index, to be damaged."""
    return shutil.copytree(index_of_monographs, tmp_path / "index")


def edit_manifest(index: Path, **changes: object) -> None:
    manifest = current_generation(index) / MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | changes), encoding="utf-8")


def told(index: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence on standard error of a run that gives no answer."""
    assert main([*(arguments or [STORED]), "--index", str(index)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_an_answer_is_printed_with_its_numbered_sources(
    index_of_monographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([STORED, "--index", str(index_of_monographs)]) == 0
    said = capsys.readouterr()
    text, sources = said.out.split("\nSources\n")
    lines = sources.splitlines()
    assert [f"[{n}]" for n in range(1, len(lines) + 1)] == [line.split()[0] for line in lines]
    for line in lines:
        source = re.fullmatch(r"\[\d+\] (.+) \(Monograph Assistant Project, \d{4}-\d\d-\d\d\), (.+): “(.+)”", line)
        assert source and f"{source[3]} [" in text
    assert said.err == ""


def test_an_answer_without_a_source_is_its_text_alone(
    index_of_monographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["humira side effects", "--index", str(index_of_monographs)]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_with_json_one_object_is_printed_with_the_keys_of_the_contract(
    index_of_monographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["and in pregnancy?", "--history", STORED, "--index", str(index_of_monographs), "--json"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    answer = json.loads(printed)
    contract = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    table = contract.split("\n## Answer\n")[1].split("\n## ")[0]
    assert list(answer) == re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert answer["id"] is None and answer["drug"] == "anakinra"
    for key in ("statements", "citations"):
        row = re.search(rf"^\| `{key}` \| list of `{{(.+?)}}`", table, re.MULTILINE)
        assert row and list(answer[key][0]) == re.findall(r'"(\w+)"', row[1])


def test_a_refusal_and_a_question_back_are_answers_too(
    index_of_monographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for question, route in (("", "clarify"), ("who won the football world cup", "refuse")):
        assert main([question, "--index", str(index_of_monographs), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["route"] == route


def test_bad_usage_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], [STORED, "and another"], [STORED, "--nonsense"]):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 2
        assert "usage: python -m assistant" in capsys.readouterr().err


def test_a_missing_index_is_told_with_the_command_that_builds_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "none"
    assert f"There is no finished index in {index}. Build one: python -m ingest monographs" in told(index, capsys)
    assert not index.exists()


def test_an_index_of_another_model_is_told_with_both_models(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_manifest(damaged, model={"name": "another-model", "sha256": "0", "dim": 768})
    said = told(damaged, capsys)
    assert "built with embedding model name another-model; this program uses" in said
    assert "Build it again with python -m ingest" in said


def test_an_index_of_another_layout_is_told(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_manifest(damaged, layout=99)
    assert f"built with layout 99; this program uses {LAYOUT}. Build it again" in told(damaged, capsys)


@pytest.mark.parametrize("damage", ["a byte", "a file", "the vectors", "the manifest", "the pointer"])
def test_a_damaged_index_is_told_with_its_place(damaged: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    generation = current_generation(damaged)
    monographs = generation / MONOGRAPHS
    match damage:
        case "a byte":
            monographs.write_bytes(monographs.read_bytes().replace(b"2 to 8", b"2 to 9", 1))
        case "a file":
            monographs.unlink()
        case "the vectors":
            shutil.rmtree(generation / CHROMA)
        case "the manifest":
            (generation / MANIFEST).write_text('{"layout": 1, "model": "MiniLM"', encoding="utf-8")
        case "the pointer":
            (damaged / POINTER).write_bytes(b"\xff\xfe\x00")
    said = told(damaged, capsys)
    assert said.startswith(f"The index at {damaged}") and "is damaged" in said
    assert "Build it again with python -m ingest" in said


def test_bytes_that_are_no_text_get_an_answer(index_of_monographs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = os.fsdecode(b"How is Kineret stored \xff?")
    assert main([typed, "--history", typed, "--index", str(index_of_monographs), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["route"] == "answer"


def test_a_person_sees_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", STORED, "--index", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("There is no finished index") and run.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough_ends_it_quietly(index_of_monographs: Path) -> None:
    command = [sys.executable, "-m", "assistant", STORED, "--index", str(index_of_monographs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0
