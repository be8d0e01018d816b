"""Where the line between an answer and silence lies; test_assistant.py has questions on both sides of it."""

import math
import re
from pathlib import Path

import pytest

from assistant.silence import (
    ALONE,
    ANSWERABLE,
    LEFT_TOPIC,
    ON_TOPIC,
    is_answered,
    is_off_topic,
    leans_on_before,
    leaves_topic,
)
from retriever.ranker import Evidence

ROOT = Path(__file__).parent.parent.parent


def evidence(similarity: float = 1, answerability: float = 1) -> Evidence:
    return Evidence((), similarity, answerability)


def test_the_thresholds_are_where_the_documented_curve_was_cut() -> None:
    curve = (ROOT / "docs" / "retrieval.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| \*\*{ANSWERABLE}\*\* \|", curve, re.MULTILINE)
    assert f"half the answerability are below {ON_TOPIC}." in curve
    assert f"makes {LEFT_TOPIC} or more." in curve
    assert f"no passage is nearer than {ALONE}" in curve


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


@pytest.mark.parametrize(
    ("off_topic", "answerability", "leaves"),
    [(0.65, 1, True), (0.64, 1, False), (0.4, 0.5, True), (0.4, 0.75, False), (0, 0, False)],
)
def test_a_later_question_leaves_the_topic_by_its_own_words_and_for_want_of_an_answer(
    off_topic: float, answerability: float, leaves: bool
) -> None:
    assert leaves_topic(off_topic, evidence(answerability=answerability)) is leaves


def test_a_later_question_that_is_far_from_every_passage_leans_on_the_one_before() -> None:
    far, near = evidence(math.nextafter(ALONE, 0)), evidence(ALONE)
    assert leans_on_before("and before lunch?", far) and not leans_on_before("and before lunch?", near)


def test_a_later_question_that_says_much_and_is_far_is_about_something_else() -> None:
    question = "which pizza place near the infusion center delivers after nine?"
    assert not leans_on_before(question, evidence(math.nextafter(ALONE, 0)))
