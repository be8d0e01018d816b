"""A run answers every question as the page does and leaves answers, scores and a report that agree."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from eval.run import Options, run
from library import Library
from schema import Answer, AssistantError, Route
from tests.eval.lowered import without_latency
from tests.eval.scripted import ScriptedAssistant

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "storage",
        "question": "How warm may testocillin get?",
        "kind": "fact",
        "route": ["answer"],
        "must": [["below 25 °C", "25 °C or less"], ["moisture"]],
        "evidence": ["Keep the capsules below 25 °C, and away from moisture."],
    },
    {
        "id": "dose",
        "question": "Testocillin for a child of 20 kg?",
        "history": ["Good morning", "I have a child here"],
        "kind": "dosing",
        "route": ["dosing"],
        "dosing": {"outcome": ["dose"], "dose_low": 200},
    },
    {"id": "price", "question": "What does testocillin cost?", "kind": "unanswerable", "route": ["refuse"]},
    {"id": "choking", "question": "His throat is closing up!", "kind": "urgent", "route": ["urgent"]},
]
LATENCY = ("latency_ms_median", "latency_ms_p95")


def written(tmp_path: Path, questions: Sequence[dict[str, Any]]) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(question) + "\n" for question in questions), encoding="utf-8")
    return path


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    return written(tmp_path, QUESTIONS)


def answers_in(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_question_is_asked_with_its_history_and_answered_in_order(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "out")
    assert assistant.asked == [
        (QUESTIONS[0]["question"], ()),
        (QUESTIONS[1]["question"], ("Good morning", "I have a child here")),
        (QUESTIONS[2]["question"], ()),
        (QUESTIONS[3]["question"], ()),
    ]
    scripted = [assistant.script[question["question"]] for question in QUESTIONS]
    assert answers_in(tmp_path / "out") == [
        answer.to_json(question["id"])
        for answer, question in zip(scripted, QUESTIONS, strict=True)
        if isinstance(answer, Answer)
    ]


def test_the_scores_say_what_was_measured_on_what(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    result = run([question_set], assistant, tmp_path / "out", Options({"model": ""}, seed=3))
    assert json.loads((tmp_path / "out" / "scores.json").read_text(encoding="utf-8")) == result
    assert result["questions"] == {
        "path": str(question_set),
        "sha256": hashlib.sha256(question_set.read_bytes()).hexdigest(),
        "n": 4,
    }
    assert (result["index_version"], result["rules_version"], result["generator"]) == (
        "index-1",
        "rules-1",
        "extractive",
    )
    assert (result["settings"], result["seed"]) == ({"model": ""}, 3)
    assert result["machine"].keys() == {"processor", "cores", "system", "python"}
    assert (result["warnings"], result["unanswered"]) == ([], [])
    assert {
        name: figure["value"] for name, figure in result["measures"].items() if name not in LATENCY and figure["n"]
    } == {
        "answer_accuracy": 1,
        "fact_recall": 1,
        "citation_correct": 1,
        "citation_recall": 1,
        "citation_precision": 1,
        "risk": 0,
        "recall_at_5": 0,  # the scripted assistant searches nothing
        "recall_at_20": 0,
        "reciprocal_rank": 0,
        "ndcg_at_10": 0,
        "quotes_verbatim": 1,
        "number_groundedness": 1,
        "abstention_precision": 1,
        "abstention_recall": 1,
        "over_refusal": 0,
        "dosing_exactness": 1,
        "unsafe_rate": 0,
        "urgent_recall": 1,
        "urgent_false_alarm": 0,
        "length_words": 6.5,  # of 10, 8, 5 and 4 words
    }


def test_two_runs_give_the_same_scores_but_for_the_latency(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    first = run([question_set], assistant, tmp_path / "one")
    assistant.script = {
        question: replace(answer, latency_ms=answer.latency_ms + 5)
        for question, answer in assistant.script.items()
        if isinstance(answer, Answer)
    }
    second = run([question_set], assistant, tmp_path / "two")
    assert without_latency(first) == without_latency(second)
    assert first["measures"]["latency_ms_median"] != second["measures"]["latency_ms_median"]


def test_a_question_that_breaks_the_assistant_counts_and_the_others_go_on(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    assistant.script = {**assistant.script, "How warm may testocillin get?": ZeroDivisionError("by <zero>")}
    result = run([question_set], assistant, tmp_path / "out")
    answers = answers_in(tmp_path / "out")
    assert [answer["id"] for answer in answers] == ["storage", "dose", "price", "choking"]
    assert answers[0]["error"] == "ZeroDivisionError: by <zero>"
    assert (answers[0]["route"], answers[0]["text"]) == (None, "")
    assert result["unanswered"] == ["storage"]
    assert result["warnings"] == ["1 got no answer and count as failures: storage."]
    assert result["measures"]["answer_accuracy"]["value"] == 0.75
    assert result["measures"]["answer_accuracy"]["n"] == 4
    assert result["by_question"][0]["failures"][0] == "quotes_verbatim"
    assert "No answer: answering failed" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_an_answer_that_is_no_json_counts_as_none(
    assistant: ScriptedAssistant, question_set: Path, dose_answer: Answer, tmp_path: Path
) -> None:
    broken = replace(dose_answer, dosing={"dose_low": float("nan")})
    assistant.script = {**assistant.script, dose_answer.question: broken}
    assert run([question_set], assistant, tmp_path / "out")["unanswered"] == ["dose"]


def test_a_broken_off_run_leaves_the_last_complete_one(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run([question_set], assistant, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([question_set], assistant, out, Options(progress=stop))
    assert {name: (out / name).read_bytes() for name in before} == before


def test_the_index_replaced_during_a_run_is_told(
    assistant: ScriptedAssistant, question_set: Path, refusal: Answer, tmp_path: Path
) -> None:
    assistant.script = {**assistant.script, refusal.question: replace(refusal, index_version="index-2")}
    result = run([question_set], assistant, tmp_path / "out")
    assert result["warnings"] == ["The index was replaced during the run: run it again."]


def test_evidence_that_is_lost_and_files_that_are_gone_are_told(
    assistant: ScriptedAssistant, monograph_path: Path, tmp_path: Path
) -> None:
    lost = {**QUESTIONS[0], "evidence": ["Keep it on the moon."]}
    monograph_path.unlink()
    result = run([written(tmp_path, [lost])], assistant, tmp_path / "out")
    assert result["warnings"] == [
        "1 have evidence that no loaded monograph holds (python -m eval check): storage.",
        f"Quotes are checked against the library alone, as these files cannot be read: {monograph_path}.",
    ]
    assert result["measures"]["citation_correct"]["value"] == 0


def test_progress_is_told_after_each_question(assistant: ScriptedAssistant, question_set: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    run([question_set], assistant, tmp_path / "out", Options(progress=lambda done, total: told.append((done, total))))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_folder_that_cannot_be_written_is_named(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"file/out cannot be written .* --out"):
        run([question_set], assistant, tmp_path / "file" / "out")


class Page(HTMLParser):
    """What a browser would see: tags, attributes that load something, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset", "data")]

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def report_of(out: Path) -> Page:
    return Page((out / "report.html").read_text(encoding="utf-8"))


def test_the_report_needs_nothing_from_outside(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "out")
    page = report_of(tmp_path / "out")
    assert page.loads == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "url(" not in "".join(page.seen)


def test_the_report_shows_what_was_expected_beside_what_was_answered(
    assistant: ScriptedAssistant, question_set: Path, storage_answer: Answer, tmp_path: Path
) -> None:
    short = replace(storage_answer, text="Keep away from moisture. [1]")
    assistant.script = {**assistant.script, short.question: short}
    run([question_set], assistant, tmp_path / "out")
    seen = " ".join(" ".join(report_of(tmp_path / "out").seen).split())
    assert "Failures, gravest first (1)" in seen
    assert "answer_accuracy, fact_recall" in seen
    assert "✗ missing : below 25 °C or 25 °C or less" in seen
    assert "✓ said : moisture" in seen
    assert "Keep away from moisture. [1]" in seen
    assert "Keep the capsules below 25 °C, and away from moisture." in seen
    assert "Passed (3)" in seen


def test_the_groups_and_the_kinds_have_a_column_each(
    assistant: ScriptedAssistant, question_set: Path, tmp_path: Path
) -> None:
    run([question_set], assistant, tmp_path / "out")
    seen = report_of(tmp_path / "out").seen
    start = seen.index("all answerable")
    assert seen[start : start + 6] == ["all answerable", "all unanswerable", "fact", "unanswerable", "dosing", "urgent"]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'"


def test_every_text_in_the_report_is_escaped(library: Library, storage_answer: Answer, tmp_path: Path) -> None:
    (citation,) = storage_answer.citations
    hostile = replace(
        storage_answer,
        question=HOSTILE,
        text=HOSTILE,
        citations=(replace(citation, quote=HOSTILE, section=HOSTILE, monograph=HOSTILE),),
        dosing={"outcome": HOSTILE},
        index_version=HOSTILE,
        generator=HOSTILE,
    )
    record = {
        "id": HOSTILE,
        "question": HOSTILE,
        "history": [HOSTILE],
        "kind": "dosing",
        "must": [[HOSTILE + "1"]],
        "must_not": [HOSTILE],
        "evidence": [HOSTILE],
        "dosing": {"outcome": [HOSTILE + "2"]},
    }
    library.index_version = HOSTILE
    run([written(tmp_path, [record])], ScriptedAssistant(library, {HOSTILE: hostile}), tmp_path / "out")
    page = report_of(tmp_path / "out")
    assert not {"script", "img"} & set(page.tags)
    assert " ".join(page.seen).count("alert(1)") >= 10


def test_half_a_character_in_a_question_is_written_and_read_back(library: Library, tmp_path: Path) -> None:
    half = "half \ud83d of an emoji"
    assistant = ScriptedAssistant(library, {half: Answer(half, Route.REFUSE, half)})
    run([written(tmp_path, [{"id": "half", "question": half}])], assistant, tmp_path / "out")
    assert answers_in(tmp_path / "out")[0]["question"] == half
