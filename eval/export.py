"""A run in the forms that other tools read: the RAGAS dataset form, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.measures import MEASURES
from eval.paired import Baseline
from eval.questions import Question, read_sets

RAGAS, CSV = "ragas.jsonl", "answers.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so (OWASP, CSV injection)


def export(run_folder: Path, question_paths: Sequence[Path]) -> list[Path]:
    """Write both files into the folder of a finished run, and give them.

    Raises:
        AssistantError: the folder holds no run, or not one of these question sets.
    """
    questions = [question for one in read_sets(question_paths) for question in one.questions]
    finished = Baseline(run_folder, questions)
    answered = [(question, finished.answers[question.id]) for question in questions]
    files = {
        run_folder / RAGAS: "".join(json.dumps(ragas(*one), ensure_ascii=False) + "\n" for one in answered),
        run_folder / CSV: _csv([row(*one, finished.metrics[one[0].id]) for one in answered]),
    }
    for path, content in files.items():
        path.write_text(content, encoding="utf-8", errors="backslashreplace", newline="")
    return list(files)


def ragas(question: Question, answer: Mapping[str, Any]) -> dict[str, Any]:
    r"""One record of RAGAS's single-turn form; earlier messages of the user stand before the question.

    >>> record = ragas(Question("q", "At night?", history=("Cold?",)), {"text": "Yes.", "citations": []})
    >>> record["user_input"], record["response"], record["retrieved_contexts"]
    ('Cold?\nAt night?', 'Yes.', [])
    """
    return {
        "user_input": "\n".join((*question.history, question.question)),
        "response": answer["text"],
        "retrieved_contexts": [citation["quote"] for citation in answer["citations"]],
        "reference": "; ".join(wordings[0] for wordings in question.must),
        "reference_contexts": list(question.evidence),
    }


def row(question: Question, answer: Mapping[str, Any], metrics: Mapping[str, float]) -> dict[str, Any]:
    """One line of the spreadsheet: question, answer, and every metric."""
    told = {
        "id": question.id,
        "kind": question.kind or "",
        "history": "\n".join(question.history),
        "question": question.question,
        "route": answer["route"] or "",
        "reason": answer["reason"] or "",
        "answer": answer["text"],
        "quotes": "\n".join(citation["quote"] for citation in answer["citations"]),
        "error": answer.get("error", ""),
    }
    shown = {key: _as_text(value) for key, value in told.items()}
    return {**shown, **{measure.name: metrics.get(measure.name, "") for measure in MEASURES}}


def _as_text(cell: str) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()
