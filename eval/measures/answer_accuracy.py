"""Answer accuracy: is the answer right as a whole?"""

from __future__ import annotations

from eval.measures.base import Case, Measure
from eval.measures.wording import facts_said, says
from eval.questions import Question


def answer_accuracy(case: Case) -> float:
    """1 where the route is acceptable, every required fact is said and nothing forbidden is; else 0.

    Both facts are there; the same text fails when it came by another route, or when it says what it must not:

    >>> expected = {"route": ["answer"], "must": [["100 mg"], ["daily", "every day"]]}
    >>> answer = {"route": "answer", "text": "100 mg every day [1]."}
    >>> answer_accuracy(Case.of(expected, answer))
    1.0
    >>> answer_accuracy(Case.of(expected, {**answer, "route": "refuse"}))
    0.0
    >>> answer_accuracy(Case.of({**expected, "must_not": ["every day"]}, answer))
    0.0
    """
    question, text = case.question, case.answer["text"]
    is_acceptable = not question.route or case.answer["route"] in question.route
    is_complete = all(facts_said(text, question.must))
    return float(is_acceptable and is_complete and not any(says(text, wording) for wording in question.must_not))


def has_expectation(question: Question) -> bool:
    """Whether the question says what a right answer is."""
    return bool(question.route or question.must or question.must_not)


ANSWER_ACCURACY = Measure(
    name="answer_accuracy",
    definition="Share of answers with an acceptable route, every required fact, and nothing forbidden.",
    citation="Voorhees, Overview of the TREC 2003 Question Answering Track: vital nuggets, all of them required.",
    value=answer_accuracy,
    applies=has_expectation,
)
