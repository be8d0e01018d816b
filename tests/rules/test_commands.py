"""The commands as a reviewer runs them: what they print, and how they end."""

import io
import json
import shutil
from pathlib import Path

import pytest

from rules.__main__ import main
from rules.table import TABLES


@pytest.fixture
def index(index_of_monographs: Path, tmp_path: Path) -> Path:
    """An index of one's own, since `check` and `approve` write beside the generations."""
    return Path(shutil.copytree(index_of_monographs, tmp_path / "index"))


def test_route_reads_history_and_skips_empty_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        {"id": 7, "question": "how long for?", "history": ["How is Kineret stored?"]},
        {"id": 8, "question": "how long for?", "history": None},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["", *map(json.dumps, asked), "", ""])))
    assert main(["route"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"id": 7, "dosing": False, "intent": "none"},
        {"id": 8, "dosing": True, "intent": "duration"},
    ]


def test_route_says_which_line_is_no_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("{not JSON}\n"))
    assert main(["route"]) == 2
    assert capsys.readouterr().err


def test_lint_ends_with_1_where_it_has_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    assert "no findings" in capsys.readouterr().out
    broken = (TABLES / "anakinra.yaml").read_text(encoding="utf-8").replace("{below: 30}", "{below: 3O}")
    (tmp_path / "anakinra.yaml").write_text(broken, encoding="utf-8")
    assert main(["lint", "--tables", str(tmp_path)]) == 1
    assert f"{tmp_path / 'anakinra.yaml'}:" in capsys.readouterr().out


def test_check_prints_the_sentence_of_each_rule(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--index", str(index)]) == 0
    out = capsys.readouterr().out
    assert "every rule is supported" in out
    assert "anakinra-ra-severe-renal [limit]:" in out
    assert "anakinra-professional.md, Specific populations > Renal impairment: " in out
    assert (index / "approvals.json").is_file()


def test_a_changed_sentence_waits_until_it_is_approved_by_name(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--index", str(index)]) == 0
    record = json.loads((index / "approvals.json").read_text(encoding="utf-8"))
    seen = record["anakinra-ra-adult"]["sentences"]
    record["anakinra-ra-adult"]["sentences"] = {place: "0" * 64 for place in seen}
    (index / "approvals.json").write_text(json.dumps(record), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "--index", str(index)]) == 1
    out = capsys.readouterr().out
    assert "anakinra-ra-adult: SUSPENDED, its sentence has changed" in out and "1 suspended" in out
    assert f"python -m rules approve --index {index} --reviewer NAME anakinra-ra-adult" in out
    assert main(["approve", "--index", str(index), "--reviewer", "A. Pharmacist", "anakinra-ra-adult"]) == 0
    assert "approved by A. Pharmacist" in capsys.readouterr().out
    assert main(["check", "--index", str(index)]) == 0
    approved = json.loads((index / "approvals.json").read_text(encoding="utf-8"))["anakinra-ra-adult"]
    assert approved == {"reviewer": "A. Pharmacist", "sentences": seen}


def test_a_rule_that_no_sentence_carries_is_suspended(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tables").mkdir()
    table = (TABLES / "anakinra.yaml").read_text(encoding="utf-8").replace('"30 ml/min"', '"35 ml/min"')
    (tmp_path / "tables/anakinra.yaml").write_text(table, encoding="utf-8")
    assert main(["check", "--index", str(index), "--tables", str(tmp_path / "tables")]) == 1
    out = capsys.readouterr().out
    assert "anakinra-ra-severe-renal: SUSPENDED, no sentence of the loaded monographs carries it" in out
    assert "1 suspended" in out


def test_the_index_of_the_working_folder_is_the_one_approved_in(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(index.parent)
    assert main(["approve", "--reviewer", "A. Pharmacist", "anakinra-ra-adult"]) == 0
    assert "anakinra-ra-adult [dose]: " in capsys.readouterr().out
    assert "A. Pharmacist" in (index / "approvals.json").read_text(encoding="utf-8")


def test_the_usage_is_shown_where_no_command_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().err.startswith("usage: python -m rules ")


def test_an_unknown_rule_cannot_be_approved(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approve", "--index", str(index), "--reviewer", "A", "anakinra-nothing"]) == 2
    assert "`python -m rules check` lists them" in capsys.readouterr().err


def test_a_damaged_record_of_approvals_is_named(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (index / "approvals.json").write_text("{", encoding="utf-8")
    assert main(["check", "--index", str(index)]) == 2
    assert "approvals.json cannot be read" in capsys.readouterr().err


def test_a_drug_without_a_monograph_is_named(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path(__file__).parent / "tables"
    assert main(["check", "--index", str(index), "--tables", str(other)]) == 0
    assert "examplimab: no monograph in this index; its rules are not used" in capsys.readouterr().out


def test_without_an_index_the_check_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--index", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err
