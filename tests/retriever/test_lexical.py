"""BM25 against arithmetic by hand, and against bm25s on the same terms.

The five texts have 2, 1, 3, 1 and 6 terms, 2.6 on average. A term's weight is ln(1 + (N - n + 0.5) / (n + 0.5)), where
n of the N texts hold it; its frequency f in a text of length l counts as f / (f + 1.5 (0.25 + 0.75 l / 2.6)).
"""

from math import log

import bm25s
import numpy as np
import pytest

from retriever.lexical import LexicalIndex, terms

TEXTS = [
    "Store in the refrigerator.",
    "Do not freeze.",
    "Nausea and headache are common.",
    "Headache.",
    "Store in the refrigerator; do not freeze syringes, and store them in light.",
]
HELD_BY_TWO = log(1 + 3.5 / 2.5)
HELD_BY_ONE = log(1 + 4.5 / 1.5)


def saturated(frequency: int, length: int) -> float:
    return frequency / (frequency + 1.5 * (0.25 + 0.75 * length / 2.6))


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex(TEXTS)


@pytest.mark.parametrize(
    ("question", "scores"),
    [
        ("headache", [0, 0, HELD_BY_TWO * saturated(1, 3), HELD_BY_TWO * saturated(1, 1), 0]),
        ("light", [0, 0, 0, 0, HELD_BY_ONE * saturated(1, 6)]),
        ("storing", [HELD_BY_TWO * saturated(1, 2), 0, 0, 0, HELD_BY_TWO * saturated(2, 6)]),
        (
            "freezing light",
            [0, HELD_BY_TWO * saturated(1, 1), 0, 0, (HELD_BY_TWO + HELD_BY_ONE) * saturated(1, 6)],
        ),
    ],
)
def test_scores_are_those_worked_out_by_hand(index: LexicalIndex, question: str, scores: list[float]) -> None:
    assert index.scores(question) == pytest.approx(scores, abs=1e-6)


def test_a_short_text_about_one_thing_beats_a_long_one_that_names_it_among_others(index: LexicalIndex) -> None:
    assert list(np.argsort(-index.scores("headache"))[:2]) == [3, 2]
    assert list(np.argsort(-index.scores("freeze"))[:2]) == [1, 4]


def test_scores_are_those_of_bm25s_on_the_same_terms(index: LexicalIndex) -> None:
    reference = bm25s.BM25(k1=1.5, b=0.75)
    reference.index([terms(text) for text in TEXTS], show_progress=False)
    question = "Should syringes with headache be stored in light or in the refrigerator?"
    assert np.allclose(
        index.scores(question), reference.get_scores(terms("syringes headache stored light refrigerator"))
    )


@pytest.mark.parametrize("question", ["haemodialysis", "", "is it the", "???", "ψ 雪"])
def test_a_question_of_unknown_terms_scores_zero_everywhere(index: LexicalIndex, question: str) -> None:
    scores = index.scores(question)
    assert scores.dtype == np.float32
    assert scores.tolist() == [0.0] * 5


def test_an_unknown_term_changes_no_score(index: LexicalIndex) -> None:
    assert index.scores("refrigerator xylophone").tolist() == index.scores("refrigerator").tolist()


@pytest.mark.parametrize("texts", [[], ["", "is it the"]])
def test_texts_without_terms_can_be_asked(texts: list[str]) -> None:
    index = LexicalIndex(texts)
    assert index.scores("storage").tolist() == [0.0] * len(texts)
    assert index.shares("storage").tolist() == [0.0] * len(texts)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("is the headache common?", 1.0),  # one text holds both
        ("headache in light", 0.5),  # each stands in a text of its own
        ("store syringes in the freezer", 2 / 3),
        ("headache, headaches", 1.0),
        ("alcohol", 0.0),
        ("what is it", 0.0),
    ],
)
def test_a_text_s_share_is_of_the_terms_of_the_question_that_it_holds(
    index: LexicalIndex, question: str, share: float
) -> None:
    assert index.shares(question).max() == pytest.approx(share)


def test_terms_are_stems_of_the_words_that_tell_passages_apart() -> None:
    assert terms("Is it STORED in refrigerators, and what about IL-1 at 0.67 mL?") == [
        "store", "refriger", "il-1", "0.67", "ml",
    ]  # fmt: skip
