"""Whether a question set is fit to score with: its evidence stands in the library, and supports what it requires."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.measures.abstention import is_answerable, is_unanswerable
from eval.measures.dosing_exactness import COMPARED
from eval.measures.wording import says
from eval.questions import FIELDS, Kind, Question
from eval.sources import Sources, plain
from schema import Route

OUTCOMES = (
    "dose",
    "not_recommended",
    "contraindicated",
    "needs_input",
    "no_rule",
    "unknown_drug",
    "invalid_input",
    "within_limits",
    "above_maximum",
    "below_usual",
    "missed_dose",
)
# Fields of a dosing result that may be written down for readers; the measure passes over them.
NOT_COMPARED = ("population", "steps", "facts", "warnings", "rules", "fhir")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right in a question set."""

    question_id: str
    what: str


def check(questions: Sequence[Question], sources: Sources) -> list[Finding]:
    """Every finding, in the order of the questions."""
    findings = [Finding(question.id, what) for question in questions for what in _findings(question, sources)]
    return findings + list(_asked_twice(questions))


def _findings(question: Question, sources: Sources) -> Iterator[str]:
    for examine in (_fields, _expectations, _dosing):
        yield from examine(question)
    yield from _evidence(question, sources)
    yield from _support(question)


def _fields(question: Question) -> Iterator[str]:
    if "draft" in question.other_keys:
        yield "it is still a draft: put it in your own words, see what a right answer must say, and delete 'draft'"
    for key in question.other_keys:
        close = difflib.get_close_matches(key, FIELDS, n=1, cutoff=0.8)
        if close:
            yield f"the field {key!r} is not read; do you mean {close[0]!r}?"
    if question.kind is None:
        yield "it has no kind, so that most measures leave it out"
    if not question.question.strip():
        yield "the question is empty"


def _expectations(question: Question) -> Iterator[str]:
    if is_answerable(question):
        if not question.must:
            yield f"it is of kind {question.kind} and requires no fact: write 'must'"
        if not question.evidence:
            yield f"it is of kind {question.kind} and has no evidence: quote the monograph"
    if is_unanswerable(question) and Route.ANSWER in question.route:
        yield f"it is of kind {question.kind}, yet the route answer is acceptable"
    if question.kind is Kind.URGENT and Route.URGENT not in question.route:
        yield "it is of kind urgent, yet the route urgent is not acceptable"
    if question.kind is not None and not question.route:
        yield "no route is given: list the acceptable ones"


def _dosing(question: Question) -> Iterator[str]:
    if question.kind is Kind.DOSING and question.dosing is None and not question.must:
        yield "it is of kind dosing and expects nothing: write 'dosing', or 'must'"
    for outcome in (question.dosing or {}).get("outcome", ()):
        if outcome not in OUTCOMES:
            yield f"the outcome {outcome!r} is unknown; known are {', '.join(OUTCOMES)}"
    for field in question.dosing or {}:
        if field not in COMPARED and field not in NOT_COMPARED:
            yield f"the dosing field {field!r} is not compared; compared are {', '.join(COMPARED)}"


def _evidence(question: Question, sources: Sources) -> Iterator[str]:
    for evidence in question.evidence:
        if not sources.places(evidence):
            yield f"this evidence stands in no loaded monograph: {evidence!r}"


def _support(question: Question) -> Iterator[str]:
    """What the evidence fails to support; a dosing answer may require figures that are computed."""
    if not question.evidence or not is_answerable(question):
        return
    evidence = plain("\n".join(question.evidence))
    for wordings in question.must:
        if not any(says(evidence, wording) for wording in wordings):
            yield f"no evidence says any of {list(wordings)}: quote the sentence or list item that does"
    for wording in question.must_not:
        if says(evidence, wording):
            yield f"the evidence itself says what must not be said: {wording!r}"


def _asked_twice(questions: Sequence[Question]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], str] = {}
    for question in questions:
        turns = tuple(" ".join(turn.casefold().split()) for turn in (*question.history, question.question))
        earlier = first.setdefault(turns, question.id)
        if earlier != question.id:
            yield Finding(question.id, f"it asks the same as {earlier!r}")
