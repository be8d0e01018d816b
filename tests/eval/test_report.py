"""What the report works out by itself: where the risk comes from, and what a plot shows."""

import json
import re
from pathlib import Path

import pytest

from eval.report.plots import bars
from eval.run import run
from tests.eval.scripted import PRICE_QUESTION, STORAGE_QUESTION, ScriptedAssistant

HALF = {"low": 0.25, "value": 0.5, "high": 0.75, "n": 4}


@pytest.fixture
def report(assistant: ScriptedAssistant, tmp_path: Path) -> str:
    """Of a right answer, an emergency answered as a fact, and a question off the topic that got an answer."""
    records = [
        {"id": "right", "question": STORAGE_QUESTION.question, "kind": "fact", "route": ["answer"]},
        {"id": "emergency", "question": PRICE_QUESTION.question, "kind": "urgent", "route": ["urgent"]},
        {"id": "topic", "question": STORAGE_QUESTION.question, "kind": "off_topic", "route": ["refuse"]},
    ]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    run([tmp_path / "set.jsonl"], assistant, tmp_path / "out")
    return (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_kinds_that_make_up_the_risk_stand_first_with_their_share_of_it(report: str) -> None:
    """Emergencies weigh 5 of 5, off-topic questions 1 of 5: a mean risk of 1.0 and 0.2, and 5 and 1 parts of 6."""
    table = report.split("<caption>Risk")[1].split("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in table.split("<tbody>")[1].split("</tr>")[:-1]]
    assert rows == [
        ["urgent", "5 of 5", "1", "100.0 %", "83 %"],
        ["off_topic", "1 of 5", "1", "20.0 %", "17 %"],
        ["fact", "3 of 5", "1", "0.0 %", "0 %"],
    ]


def test_a_bar_is_as_long_as_its_share_and_says_of_how_many_questions() -> None:
    svg = bars("By kind", {"fact": HALF, "list": {**HALF, "value": 1.0}})
    short, long = (float(width) for width in re.findall(r'class="bar"[^>]* width="([0-9.]+)"', svg))
    assert long == pytest.approx(2 * short)
    assert "50 % (4)" in svg
    assert "100 % (4)" in svg


def test_a_long_label_stands_whole_above_its_bar() -> None:
    label = "Testocillin: information for professionals"
    svg = bars("By source", {label: HALF, "b": HALF})
    assert f">{label}</text>" in svg
    assert '<rect class="bar" x="0" y="26"' in svg


@pytest.mark.parametrize("others", [{}, {"list": {**HALF, "n": 0}}])
def test_one_group_alone_is_no_plot(others: dict[str, dict[str, float]]) -> None:
    assert bars("By kind", {"fact": HALF, **others}) == ""
