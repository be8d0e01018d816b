"""The judge: what a model says of a run, from a scripted server on this machine that speaks as providers do."""

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.judge import chat_model
from eval.run import run
from schema import AssistantError
from tests.eval.scripted import DOSE_QUESTION, STORAGE, STORAGE_QUESTION, ScriptedAssistant


class Provider:
    """A chat model behind HTTP that replies what a test has written down, in turn, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: Sequence[str] = ("GRADE: 2",)
        self.asked: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                reply = provider.replies[len(provider.asked) % len(provider.replies)]
                provider.asked.append(body["messages"][0]["content"])
                message = {"role": "assistant", "content": reply}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                answer = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
                content = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    provider = Provider()
    monkeypatch.setenv("MODEL", "openai:local")
    monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def command(assistant: ScriptedAssistant, tmp_path: Path) -> list[str]:
    questions = tmp_path / "set.jsonl"
    fact = {"id": "storage", "question": STORAGE_QUESTION.question, "kind": "fact", "evidence": [STORAGE]}
    records = [
        {**fact, "route": ["answer"], "must": [["moisture"]]},
        {"id": "dose", "question": DOSE_QUESTION.question, "kind": "dosing", "route": ["dosing"]},
    ]
    questions.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run([questions], assistant, tmp_path / "out")
    return ["judge", str(questions), "--run", str(tmp_path / "out")]


def judged(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "out" / "judge.json").read_text(encoding="utf-8"))
    return found


def test_grades_are_averaged_over_the_repeats(
    provider: Provider, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provider.replies = ("GRADE: 2", "GRADE: 1", "I would say so.\n**GRADE: 2**", "no grade here")
    scores = (tmp_path / "out" / "scores.json").read_bytes()
    assert main([*command, "--repeat", "4"]) == 0
    result = judged(tmp_path)
    assert result["by_question"] == [{"id": "storage", "grade": 0.8333, "spread": 0.5, "without_grade": 1}]
    assert (result["model"], result["n"], result["agreement_with_answer_accuracy"]) == ("openai:local", 1, 1)
    assert "openai:local: 83.3 % over 1 answers, each judged 4 times" in capsys.readouterr().out
    assert (tmp_path / "out" / "scores.json").read_bytes() == scores


def test_the_model_sees_question_passages_and_answer_and_no_dosing_answer(
    provider: Provider, command: list[str]
) -> None:
    assert main([*command, "--repeat", "1"]) == 0
    (asked,) = provider.asked
    assert STORAGE_QUESTION.question in asked
    assert f"PASSAGES\n- {STORAGE}" in asked
    assert f"ANSWER\n{STORAGE} [1]" in asked
    assert DOSE_QUESTION.question not in asked


def test_a_reply_with_two_grades_is_none(
    provider: Provider, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    provider.replies = ("GRADE: 2 or GRADE: 0",)
    assert main(command) == 2
    assert "graded nothing" in capsys.readouterr().err


def test_a_server_that_is_down_is_told(
    provider: Provider, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert main(command) == 2
    assert "The model did not answer" in capsys.readouterr().err


@pytest.mark.parametrize("setting", ["", "nobody:nothing"])
def test_a_model_that_cannot_be_made_is_told_with_what_to_set(setting: str) -> None:
    with pytest.raises(AssistantError, match="MODEL=") as told:
        chat_model(setting)
    assert "\n" not in str(told.value)
