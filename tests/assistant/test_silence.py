"""Where the line between an answer and silence lies; test_assistant.py has questions on both sides of it."""

import math
import re
from pathlib import Path

import pytest

from assistant.silence import ANSWERABLE, ON_TOPIC, is_answered, is_off_topic
from retriever.ranker import Evidence

ROOT = Path(__file__).parent.parent.parent


def evidence(similarity: float = 1, answerability: float = 1) -> Evidence:
    return Evidence((), similarity, answerability)


def test_the_thresholds_are_where_the_documented_curve_was_cut() -> None:
    curve = (ROOT / "docs" / "retrieval.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| \*\*{ANSWERABLE}\*\* \|", curve, re.MULTILINE)
    assert f"half the answerability are below {ON_TOPIC}." in curve


@pytest.mark.parametrize(
    ("score", "answered"),
    [(math.nextafter(ANSWERABLE, 0), False), (ANSWERABLE, True), (math.nextafter(ANSWERABLE, 1), True)],
)
def test_an_answer_needs_the_threshold_of_answerability(score: float, answered: bool) -> None:
    assert is_answered(evidence(answerability=score)) is answered


@pytest.mark.parametrize(
    ("similarity", "answerability", "off_topic"),
    [(ON_TOPIC - 0.5, 0.98, True), (ON_TOPIC - 0.5, 1, False), (ON_TOPIC, 0, False), (0.2, 0.5, True)],
)
def test_a_question_that_is_neither_near_nor_answered_is_off_topic(
    similarity: float, answerability: float, off_topic: bool
) -> None:
    assert is_off_topic(evidence(similarity, answerability)) is off_topic


@pytest.mark.parametrize("score", [math.nan, -math.inf])
def test_a_score_that_is_no_number_is_no_answer(score: float) -> None:
    assert not is_answered(evidence(answerability=score))
