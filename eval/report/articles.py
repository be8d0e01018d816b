"""One question in the report: expected and answered, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from eval.measures.base import AnswerObject
from eval.measures.dosing_exactness import COMPARED, is_met
from eval.measures.wording import says
from eval.questions import Question
from eval.report.parts import table
from eval.scores import Scored


def article(one: Scored) -> str:
    """One question: what was expected beside what was answered."""
    question = one.question
    verdict = ", ".join(one.failures) + (f" (unsafe: {', '.join(one.harms)})" if one.harms else "")
    turns = "".join(f"<p><small>Earlier:</small> {escape(turn)}</p>" for turn in question.history)
    return (
        f"<article><h3>{escape(question.id)} <small>{question.kind or 'no kind'}</small></h3>"
        + (f'<p class="bad">{escape(verdict)}</p>' if verdict else "")
        + f"{turns}<p><strong>{escape(question.question)}</strong></p>"
        + f'<div class="pair"><div><h4>Expected</h4>{_expected(question, one.answer)}</div>'
        + f"<div><h4>Answered</h4>{answered(one.answer)}</div></div></article>"
    )


def _expected(question: Question, answer: AnswerObject | None) -> str:
    text = answer["text"] if answer else ""
    parts = []
    if question.route:
        is_taken = answer is not None and answer["route"] in question.route
        parts.append(_verdict(is_taken, "route", "other route", " or ".join(question.route)))
    for wordings in question.must:
        is_said = any(says(text, wording) for wording in wordings)
        parts.append(_verdict(is_said, "said", "missing", " or ".join(wordings)))
    for wording in question.must_not:
        parts.append(_verdict(not says(text, wording), "not said, as it must be", "said, and must not be", wording))
    listed = "".join(f"<li>{part}</li>" for part in parts)
    quotes = "".join(f"<blockquote>{escape(text)}</blockquote>" for text in question.evidence)
    return f"<ul>{listed}</ul>{_dosing(question, answer)}{quotes}"


def _verdict(is_good: bool, good: str, bad: str, what: str) -> str:
    mark = f'<span class="good">✓ {good}</span>' if is_good else f'<span class="bad">✗ {bad}</span>'
    return f"{mark}: {escape(what)}"


def _dosing(question: Question, answer: AnswerObject | None) -> str:
    if question.dosing is None:
        return ""
    given = (answer and answer["dosing"]) or {}
    rows = []
    for field in COMPARED:
        if field in question.dosing:
            expected = question.dosing[field]
            mark = _verdict(is_met(field, expected, given.get(field)), "met", "not met", _value(given.get(field)))
            rows.append(f"<tr><td>{field}</td><td>{escape(_value(expected))}</td><td>{mark}</td></tr>")
    return table("Dosing result", ("Field", "Expected", "Given"), rows)


def _value(value: object) -> str:
    """A field of a dosing result as people read it."""
    if value is None or value in ([], ()):
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def answered(answer: AnswerObject | None) -> str:
    """An answer with its route and citations."""
    if answer is None:
        return '<p class="bad">No answer: answering failed; answers.jsonl holds the error.</p>'
    reason = f", reason {answer['reason']}" if answer["reason"] else ""
    citations = "".join(_citation(citation) for citation in answer["citations"])
    return (
        f"<p>route: {escape(str(answer['route']) + reason)}</p>"
        f'<div class="text">{escape(answer["text"])}</div>{citations}'
    )


def _citation(citation: Mapping[str, Any]) -> str:
    place = " · ".join(str(citation[key]) for key in ("monograph", "publisher", "updated", "section") if citation[key])
    return f'<p class="small">[{citation["n"]}] {escape(place)}</p><blockquote>{escape(citation["quote"])}</blockquote>'
