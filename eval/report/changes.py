"""What moved since an earlier run, figure by figure and question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.measures.base import AnswerObject
from eval.report.articles import answered
from eval.report.parts import table
from eval.scores import BY_NAME, Scored


def changes(baseline: Mapping[str, Any], scored: Sequence[Scored], before: Mapping[str, AnswerObject]) -> str:
    """The whole part; `before` holds the earlier answers by id."""
    by_id = {one.question.id: one for one in scored}
    moved = baseline["changes"]
    worse = sum(change["moved"] == "worse" for change in moved)
    unshared = [
        f"{len(ids)} asked only {where}"
        for where, ids in (("here", baseline["only_here"]), ("there", baseline["only_there"]))
        if ids
    ]
    return "\n".join(
        [
            f"<h2>Since the baseline ({escape(baseline['folder'])})</h2>",
            f"<p>{baseline['n']} questions in both runs; {len(moved)} moved, {worse} of them for the worse. "
            f"{escape('; '.join(unshared))}</p>",
            _versions(baseline),
            _differences(baseline),
            *(_change(change, by_id[change["id"]], before.get(change["id"])) for change in moved),
        ]
    )


def _versions(baseline: Mapping[str, Any]) -> str:
    told = " · ".join(f"{key.removesuffix('_version')} {value}" for key, value in baseline["versions"].items() if value)
    return f'<p class="small">The baseline: {escape(told)}</p>'


def _differences(baseline: Mapping[str, Any]) -> str:
    rows = [_difference(name, figure) for name, figure in baseline["measures"].items()]
    return table(
        "Differences, over the questions that both runs count (95 % paired bootstrap interval; exact sign test)",
        ("Measure", "Now minus before", "95 % interval", "Better", "Worse", "p"),
        rows,
    )


def _difference(name: str, figure: Mapping[str, Any]) -> str:
    measure = BY_NAME[name]
    gain = figure["difference"] * (1 if measure.higher_is_better else -1)
    tone = "good" if gain > 0 else "bad" if gain < 0 else ""
    return (
        f'<tr><th scope="row">{name}</th><td class="number {tone}">{measure.shown(figure["difference"])}</td>'
        f'<td class="number">{measure.shown(figure["low"])} to {measure.shown(figure["high"])}</td>'
        f'<td class="number">{figure["better"]}</td><td class="number">{figure["worse"]}</td>'
        f'<td class="number">{figure["p"]:.3f}</td></tr>'
    )


def _change(change: Mapping[str, Any], one: Scored, before: AnswerObject | None) -> str:
    moved = ", ".join(
        f"{name} {BY_NAME[name].shown(was)} → {BY_NAME[name].shown(now)}"
        for name, (was, now) in change["metrics"].items()
    )
    tone = {"worse": "bad", "better": "good"}.get(change["moved"], "")
    earlier = before if before and "error" not in before else None
    return (
        f'<details class="change"><summary><span class="{tone}">{change["moved"]}</span> '
        f"{escape(one.question.id)}: {escape(one.question.question)} "
        f'<span class="small">({escape(moved)})</span></summary>'
        f'<div class="pair"><div><h4>Before</h4>{answered(earlier)}</div>'
        f"<div><h4>Now</h4>{answered(one.answer)}</div></div></details>"
    )
