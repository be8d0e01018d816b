"""What a run is exported as is what other tools read, and what a spreadsheet cannot be made to run."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.export import export
from eval.run import run
from schema import Answer, AssistantError
from tests.eval.scripted import STORAGE, STORAGE_QUESTION, ScriptedAssistant

RAGAS_FIELDS = {"user_input", "response", "retrieved_contexts", "reference", "reference_contexts"}


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    record = {
        "id": "storage",
        "question": STORAGE_QUESTION.question,
        "history": ["Good morning"],
        "kind": "fact",
        "route": ["answer"],
        "must": [["25 °C", "cool"], ["moisture"]],
        "evidence": [STORAGE],
    }
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_becomes_ragas_records_and_a_table(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "out")
    ragas, table = export(tmp_path / "out", [question_set])
    (record,) = [json.loads(line) for line in ragas.read_text(encoding="utf-8").splitlines()]
    assert record.keys() == RAGAS_FIELDS
    assert record == {
        "user_input": f"Good morning\n{STORAGE_QUESTION.question}",
        "response": f"{STORAGE} [1]",
        "retrieved_contexts": [STORAGE],
        "reference": "25 °C; moisture",
        "reference_contexts": [STORAGE],
    }
    (row,) = rows_of(table)
    assert (row["id"], row["route"], row["quotes"], row["answer_accuracy"]) == ("storage", "answer", STORAGE, "1.0")
    assert row["dosing_exactness"] == ""


def test_no_cell_is_a_formula(
    assistant: ScriptedAssistant, question_set: Path, storage_answer: Answer, tmp_path: Path
) -> None:
    formula = '=HYPERLINK("http://example.org";"click")'
    assistant.script = {storage_answer.question: replace(storage_answer, text=formula)}
    run([question_set], assistant, tmp_path / "out")
    (row,) = rows_of(export(tmp_path / "out", [question_set])[1])
    assert row["answer"] == f"'{formula}"


def test_another_question_set_than_the_run_s_is_refused(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "out")
    question_set.write_text(json.dumps({"id": "new", "question": "?"}) + "\n", encoding="utf-8")
    with pytest.raises(AssistantError, match="other questions"):
        export(tmp_path / "out", [question_set])
