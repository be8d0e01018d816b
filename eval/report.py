"""The report of a run: one plain HTML file that needs nothing else, with the gravest failures first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from eval.measures import MEASURES
from eval.measures.base import AnswerObject, Measure
from eval.measures.dosing_exactness import COMPARED, is_met
from eval.measures.wording import says
from eval.questions import Question
from eval.scores import Scored, worst_first
from eval.tables import headline

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --bad: #b3261e; --good: #1b6e3a; --soft: #8881; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7bd88f; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .2rem 1rem 1rem; margin: 1rem 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
.text { white-space: pre-wrap; background: var(--soft); padding: .6rem; border-radius: .3rem; overflow-wrap: anywhere; }
.bad { color: var(--bad); } .good { color: var(--good); } .small { font-size: .87rem; }
blockquote { margin: .3rem 0 .8rem; padding-left: .8rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } .headline { font-size: 1.2rem; }
"""


def render(result: Mapping[str, Any], scored: Sequence[Scored]) -> str:
    """The whole page; every text of questions, answers and monographs in it is escaped."""
    failed = worst_first(scored)
    passed = [one for one in scored if not one.failures]
    parts = [
        "<h1>Evaluation report</h1>",
        f'<p class="headline">{escape(headline(result))}</p>',
        _provenance(result),
        *(f'<p class="bad">{escape(warning)}</p>' for warning in result["warnings"]),
        _summary(result),
        _by_kind(result),
        _sources_of_measures(),
        f"<h2>Failures, gravest first ({len(failed)})</h2>",
        *(_article(one) for one in failed),
        f"<h2>Passed ({len(passed)})</h2><details><summary>Show them</summary>",
        *(_article(one) for one in passed),
        "</details>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Evaluation report</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _provenance(result: Mapping[str, Any]) -> str:
    machine = result["machine"]
    facts = (
        f"{result['questions']['n']} questions of {result['questions']['path']} "
        f"(sha256 {result['questions']['sha256'][:12]})",
        f"index {result['index_version']}",
        f"rules {result['rules_version'] or 'not reported'}",
        f"answers {result['generator'] or 'none'}",
        f"seed {result['seed']}",
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}",
    )
    return f'<p class="small">{escape(" · ".join(facts))}</p>'


def _summary(result: Mapping[str, Any]) -> str:
    rows = [_row(measure, figure) for measure in MEASURES if (figure := result["measures"][measure.name])["n"]]
    return _table(
        "All questions (95 % bootstrap interval over questions)",
        ("Measure", "Value", "95 % interval", "Questions", "What it is"),
        rows,
    )


def _row(measure: Measure, figure: Mapping[str, Any]) -> str:
    better = "Higher" if measure.higher_is_better else "Lower"
    return (
        f'<tr><th scope="row">{measure.name}</th>'
        f'<td class="number">{measure.shown(figure["value"])}</td>'
        f'<td class="number">{measure.shown(figure["low"])} to {measure.shown(figure["high"])}</td>'
        f'<td class="number">{figure["n"]}</td>'
        f'<td class="small">{escape(measure.definition)} {better} is better.</td></tr>'
    )


def _sources_of_measures() -> str:
    items = "".join(f"<li>{measure.name}: {escape(measure.citation)}</li>" for measure in MEASURES)
    return f'<details class="small"><summary>Where the measures come from</summary><ul>{items}</ul></details>'


def _by_kind(result: Mapping[str, Any]) -> str:
    groups = {f"all {group}": figures for group, figures in result["by_group"].items()}
    columns = {**groups, **result["by_kind"]}
    rows = []
    for measure in MEASURES:
        figures = [figures[measure.name] for figures in columns.values()]
        if any(figure["n"] for figure in figures):
            cells = "".join(f'<td class="number">{_cell(measure, figure)}</td>' for figure in figures)
            rows.append(f'<tr><th scope="row">{measure.name}</th>{cells}</tr>')
    return _table("By group and by kind (number of questions in brackets)", ("Measure", *columns), rows)


def _cell(measure: Measure, figure: Mapping[str, Any]) -> str:
    return f"{measure.shown(figure['value'])} ({figure['n']})" if figure["n"] else "–"


def _table(caption: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _article(one: Scored) -> str:
    question = one.question
    verdict = ", ".join(one.failures) + (f" (unsafe: {', '.join(one.harms)})" if one.harms else "")
    turns = "".join(f"<p><small>Earlier:</small> {escape(turn)}</p>" for turn in question.history)
    return (
        f"<article><h3>{escape(question.id)} <small>{question.kind or 'no kind'}</small></h3>"
        + (f'<p class="bad">{escape(verdict)}</p>' if verdict else "")
        + f"{turns}<p><strong>{escape(question.question)}</strong></p>"
        + f'<div class="pair"><div><h4>Expected</h4>{_expected(question, one.answer)}</div>'
        + f"<div><h4>Answered</h4>{_answered(one.answer)}</div></div></article>"
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
    return _table("Dosing result", ("Field", "Expected", "Given"), rows)


def _value(value: object) -> str:
    """A field of a dosing result as people read it."""
    if value is None or value in ([], ()):
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _answered(answer: AnswerObject | None) -> str:
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
