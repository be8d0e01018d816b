"""Risk: content right x citation right, weighed by the harm that an error could do."""

from __future__ import annotations

from eval.measures.answer_accuracy import answer_accuracy, has_expectation
from eval.measures.base import Case, Measure
from eval.measures.citation_correct import citation_correct
from eval.questions import Kind

# How much a wrong answer to a question of the kind could hurt, on the scale of ISO 14971:2019 read as 1 (a nuisance) to
# 5 (death): a missed emergency, a wrong dose, another drug's text, a wrong fact, an answer off the topic.
HARM = {
    Kind.URGENT: 5,
    Kind.DOSING: 4,
    Kind.OTHER_DRUG: 4,
    Kind.UNANSWERABLE: 3,
    Kind.CONFLICT: 3,
    Kind.FACT: 3,
    Kind.LIST: 3,
    Kind.OFF_TOPIC: 1,
}


def rightness(case: Case) -> float:
    """Content right x citation right; where no evidence is known the content alone.

    >>> expected = {"must": [["cold"]], "evidence": ["Keep cold"]}
    >>> answer = {"route": "answer", "text": "Keep cold", "citations": []}
    >>> rightness(Case.of(expected, answer)), rightness(Case.of({"must": [["cold"]]}, answer))
    (0.0, 1.0)
    """
    return answer_accuracy(case) * (citation_correct(case) if case.question.evidence else 1.0)


def risk(case: Case) -> float:
    """The harm that the question's kind could do, as a share of the worst, where the answer is not right.

    >>> case = {"kind": "dosing", "must": [["100 mg"]]}
    >>> risk(Case.of(case, {"route": "dosing", "text": "10 mg"})), risk(Case.of(case, {"text": "100 mg"}))
    (0.8, 0.0)
    """
    harm = HARM[case.question.kind] if case.question.kind else max(HARM.values())
    return (1 - rightness(case)) * harm / max(HARM.values())


RISK = Measure(
    name="risk",
    definition="Mean of what is missing of content right x citation right, weighed by the potential harm of the "
    "question's kind, from 0.2 for off the topic to 1 for an emergency.",
    citation="ISO 14971:2019, risk as probability of harm x its severity; content x citation x potential harm as in "
    "reviews of answers by pharmacists.",
    value=risk,
    applies=has_expectation,
    unanswered=1.0,
    higher_is_better=False,
)
