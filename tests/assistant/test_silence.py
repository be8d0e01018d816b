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
    assert f"at least {ON_TOPIC} similar" in curve


@pytest.mark.parametrize(
    ("score", "answered"),
    [(math.nextafter(ANSWERABLE, 0), False), (ANSWERABLE, True), (math.nextafter(ANSWERABLE, 1), True)],
)
def test_an_answer_needs_the_threshold_of_answerability(score: float, answered: bool) -> None:
    assert is_answered(evidence(answerability=score)) is answered


@pytest.mark.parametrize(
    ("score", "off_topic"),
    [(math.nextafter(ON_TOPIC, 0), True), (ON_TOPIC, False), (math.nextafter(ON_TOPIC, 1), False)],
)
def test_a_question_below_the_threshold_of_similarity_is_off_topic(score: float, off_topic: bool) -> None:
    assert is_off_topic(evidence(similarity=score)) is off_topic


def test_each_decision_reads_its_own_score() -> None:
    assert is_answered(evidence(similarity=0)) and not is_off_topic(evidence(answerability=0))


@pytest.mark.parametrize("score", [math.nan, -math.inf])
def test_a_score_that_is_no_number_is_no_answer(score: float) -> None:
    assert not is_answered(evidence(answerability=score))
