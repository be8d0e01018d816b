"""The curves, on a handful of questions worked by hand."""

from eval.curves import abstention_curve, score_against_coverage
from eval.measures.base import Trace
from eval.questions import Question
from eval.scores import Scored


def one(kind: str, answerability: float | None, accuracy: float = 1.0, route: str = "answer") -> Scored:
    question = Question.from_json({"id": "q", "question": "?", "kind": kind})
    trace = Trace(answerability=answerability)
    return Scored(question, {"route": route}, {"answer_accuracy": accuracy}, trace=trace)


def test_the_abstention_curve_runs_from_nothing_refused_to_everything() -> None:
    asked = [one("fact", 0.9), one("list", 0.4), one("unanswerable", 0.6), one("off_topic", 0.2)]
    assert abstention_curve([*asked, one("fact", None), one("dosing", 0.1)]) == [
        (0.0, 0.0),  # at 0.2 nothing is below
        (0.0, 0.5),  # at 0.4 off_topic is
        (0.5, 0.5),  # at 0.6 the list is too
        (0.5, 1.0),  # at 0.9
        (1.0, 1.0),  # above it
    ]


def test_there_is_no_curve_where_one_side_is_empty() -> None:
    assert abstention_curve([one("fact", 0.9)]) == []
    assert score_against_coverage([]) == []


def test_the_score_falls_as_less_certain_answers_are_taken_in() -> None:
    asked = [
        one("fact", 0.9),
        one("unanswerable", 0.7, accuracy=0.0),
        one("fact", 0.8, accuracy=1.0),
        one("fact", 0.3, route="refuse"),
        one("dosing", 0.95),
    ]
    assert score_against_coverage(asked) == [(0.25, 1.0), (0.5, 1.0), (0.75, 2 / 3)]
