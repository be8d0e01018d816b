"""The report in a real browser: it opens from the disk, loads nothing, and shows what a reader looks for first."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.floors import Floor
from eval.paired import Baseline
from eval.run import Options, run
from schema import Answer
from tests.eval.scripted import DOSE, DOSE_QUESTION, PRICE_QUESTION, STORAGE, STORAGE_QUESTION, ScriptedAssistant

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
OpenReport = Callable[..., Any]


@pytest.fixture
def report(assistant: ScriptedAssistant, storage_answer: Answer, tmp_path: Path) -> Path:
    """Of a run with a failure and a baseline in which that question was right."""
    questions = tmp_path / "set.jsonl"
    expected = {"kind": "fact", "route": ["answer"], "must": [["moisture"]], "evidence": [STORAGE]}
    records = [
        {"id": "storage", "question": STORAGE_QUESTION.question, **expected},
        {"id": "price", "question": PRICE_QUESTION.question, "kind": "unanswerable", "route": ["refuse"]},
        {"id": "dose", "question": DOSE_QUESTION.question, "kind": "dosing", "route": ["dosing"], "evidence": [DOSE]},
    ]
    questions.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run([questions], assistant, tmp_path / "before")
    assistant.script = {**assistant.script, storage_answer.question: replace(storage_answer, text=HOSTILE)}
    floors = {"answer_accuracy": Floor(0.9, 1.0), "abstention_recall": Floor(0.5, 1.0)}
    run([questions], assistant, tmp_path / "now", Options(baseline=Baseline(tmp_path / "before"), floors=floors))
    return tmp_path / "now" / "report.html"


@pytest.fixture
def open_report(browser: Any, report: Path) -> Iterator[OpenReport]:
    """Opens the report in a window of its own; nothing but the file may be asked for, and nothing run."""
    context = browser.new_context()
    requests: list[str] = []
    faults: list[str] = []

    def dismiss(dialog: Any) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    def opened(width: int = 1280, scheme: str = "light") -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.on("request", lambda request: requests.append(request.url))
        page.on("dialog", dismiss)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(report.as_uri())
        return page

    yield opened
    context.close()
    assert set(requests) == {report.as_uri()}
    assert faults == []


def test_lights_changes_and_failures_are_seen(open_report: OpenReport) -> None:
    page = open_report()
    assert (
        page.locator("tr", has_text="answer_accuracy").locator(".light.red").first.inner_text() == "✖ below the floor"
    )
    assert page.locator("tr", has_text="abstention_recall").locator(".light.green").count() == 1
    assert "1 of them for the worse" in page.locator("body").inner_text()
    change = page.locator("details.change").first
    assert "storage" in change.locator("summary").inner_text()
    assert not change.locator(".text").first.is_visible()
    change.locator("summary").click()
    assert change.locator(".text").first.inner_text() == f"{STORAGE} [1]"
    assert change.locator(".text").last.inner_text() == HOSTILE
    failure = page.locator("article").first
    assert "storage" in failure.locator("h3").inner_text()
    assert "✗ missing: moisture" in failure.inner_text()


def test_expected_and_answered_stand_side_by_side_on_a_wide_window(open_report: OpenReport) -> None:
    expected, answered = open_report().locator("article").first.locator(".pair > div").all()
    assert expected.bounding_box()["y"] == answered.bounding_box()["y"]
    assert expected.bounding_box()["x"] < answered.bounding_box()["x"]


def test_a_desk_s_window_shows_the_summary_whole(open_report: OpenReport) -> None:
    summary = open_report().locator(".scroll").first
    assert summary.evaluate("table => table.scrollWidth <= table.clientWidth")
    assert summary.locator("th", has_text="Value").evaluate("head => getComputedStyle(head).textAlign") == "right"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_out_of_the_window_and_every_plot_holds_its_texts(
    width: int, scheme: str, open_report: OpenReport
) -> None:
    page = open_report(width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("svg").count() >= 3
    outside = page.evaluate(
        """() => [...document.querySelectorAll("svg")].flatMap(svg => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text, rect, circle")].filter(part => {
            const box = part.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
          }).map(part => part.outerHTML);
        })"""
    )
    assert outside == []
