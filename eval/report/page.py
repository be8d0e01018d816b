"""The page: summary with traffic lights, plots, what changed, failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.curves import abstention_curve, score_against_coverage
from eval.floors import Light
from eval.measures import MEASURES
from eval.measures.base import AnswerObject, Measure
from eval.measures.risk import HARM
from eval.questions import Kind
from eval.report.articles import article
from eval.report.changes import changes
from eval.report.parts import STYLE, table
from eval.report.plots import bars, curve, histogram
from eval.scores import HEADLINE, Scored, worst_first
from eval.tables import headline

OPEN = 40  # failures shown at once; the others are folded away
_LIGHTS = {Light.GREEN: "● target", Light.AMBER: "▲ accepted", Light.RED: "✖ below the floor"}


def render(result: Mapping[str, Any], scored: Sequence[Scored], before: Mapping[str, AnswerObject]) -> str:
    """The whole page; every text of questions, answers and monographs in it is escaped.

    Args:
        result: what scores.json holds.
        scored: every question.
        before: the answers of the baseline run by id; empty where there is none.
    """
    failed = worst_first(scored)
    passed = [one for one in scored if not one.failures]
    parts = [
        "<h1>Evaluation report</h1>",
        f'<p class="headline">{escape(headline(result))}</p>',
        _provenance(result),
        *(f'<p class="bad">{escape(warning)}</p>' for warning in result["warnings"]),
        _summary(result),
        _beside(result),
        _plots(result, scored),
        changes(result["baseline"], scored, before) if result["baseline"] else "",
        _by_kind(result),
        _risk(result),
        _sources_of_measures(),
        f"<h2>Failures, gravest first ({len(failed)})</h2>",
        *(article(one) for one in failed[:OPEN]),
        *_folded(f"{len(failed) - OPEN} more", failed[OPEN:]),
        f"<h2>Passed ({len(passed)})</h2>",
        *_folded("Show them", passed),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Evaluation report</title>'
        f"<style>{STYLE}</style></head>\n<body>\n" + "\n".join(filter(None, parts)) + "\n</body></html>\n"
    )


def _folded(summary: str, scored: Sequence[Scored]) -> list[str]:
    if not scored:
        return []
    return [f"<details><summary>{escape(summary)}</summary>", *(article(one) for one in scored), "</details>"]


def _provenance(result: Mapping[str, Any]) -> str:
    machine = result["machine"]
    facts = (
        f"{result['questions']['n']} questions of {result['questions']['path']} "
        f"(sha256 {result['questions']['sha256'][:12]})",
        f"index {result['index_version']}",
        f"rules {result['rules_version'] or 'not reported'}",
        f"prompts {result['prompts_version']}",
        f"answers {result['generator'] or 'none'}",
        f"seed {result['seed']}",
        f"asked {result['repeat']} x, {result['jobs']} at a time",
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}",
    )
    return f'<p class="small">{escape(" · ".join(facts))}</p>'


def _summary(result: Mapping[str, Any]) -> str:
    rows = [_row(measure, result) for measure in MEASURES if result["measures"][measure.name]["n"]]
    return table(
        "All questions (95 % bootstrap interval over questions)",
        ("Measure", "Value", "95 % interval", "Questions", "Floor, target", "Light"),
        rows,
        numbers=4,
    )


def _row(measure: Measure, result: Mapping[str, Any]) -> str:
    figure = result["measures"][measure.name]
    floor, light = result["floors"].get(measure.name), result["lights"].get(measure.name)
    better = "Higher" if measure.higher_is_better else "Lower"
    wanted = f"{measure.shown(floor['floor'])}, {measure.shown(floor['target'])}" if floor else ""
    shown = f'<span class="light {light}">{_LIGHTS[Light(light)]}</span>' if light else ""
    return (
        f'<tr><th scope="row">{measure.name}'
        f'<p class="definition">{escape(measure.definition)} {better} is better.</p></th>'
        f'<td class="number">{measure.shown(figure["value"])}</td>'
        f'<td class="number">{measure.shown(figure["low"])} to {measure.shown(figure["high"])}</td>'
        f'<td class="number">{figure["n"]}</td><td class="number">{wanted}</td><td>{shown}</td></tr>'
    )


def _beside(result: Mapping[str, Any]) -> str:
    """This assistant and the baselines, on what each of them can be asked."""
    if not result["beside"]:
        return ""
    ours = {measure.name: result["by_group"][group][measure.name] for group, measure, _ in HEADLINE}
    rows = []
    for name, figures in {"this assistant": ours, **result["beside"]}.items():
        cells = "".join(
            f'<td class="number">{measure.shown(figures[measure.name]["value"])}</td>' for _, measure, _ in HEADLINE
        )
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return table("Beside the usual systems, on the same questions", ("System", *(t for _, _, t in HEADLINE)), rows, 3)


def _plots(result: Mapping[str, Any], scored: Sequence[Scored]) -> str:
    shares = {
        f"Answer accuracy by {name}": {
            group: figures["answer_accuracy"] for group, figures in result[f"by_{name}"].items()
        }
        for name in ("kind", "set", "source", "section")
    }
    refused = tuple(result["by_group"][group][name]["value"] for group, name in _REFUSED)
    coverage = score_against_coverage(scored)
    latencies = [one.metrics["latency_ms_median"] for one in scored if "latency_ms_median" in one.metrics]
    plots = [
        *(bars(title, figures) for title, figures in shares.items()),
        curve(
            "Abstention curve (the dot: all questions, as answered)",
            ("answerable, refused", "unanswerable, refused"),
            abstention_curve(scored),
            None if None in refused else refused,
        ),
        curve("Score against coverage", ("answered", "of these right"), coverage, coverage[-1] if coverage else None),
        histogram("Latency, asked alone", "ms", latencies),
    ]
    return f'<h2>Where it is good, and where not</h2><div class="plots">{"".join(plots)}</div>'


_REFUSED = (("answerable", "over_refusal"), ("unanswerable", "abstention_recall"))


def _by_kind(result: Mapping[str, Any]) -> str:
    groups = {f"all {group}": figures for group, figures in result["by_group"].items()}
    columns = {**groups, **result["by_kind"], **result["by_set"]}
    rows = []
    for measure in MEASURES:
        figures = [figures[measure.name] for figures in columns.values()]
        if any(figure["n"] for figure in figures):
            cells = "".join(f'<td class="number">{_cell(measure, figure)}</td>' for figure in figures)
            rows.append(f'<tr><th scope="row">{measure.name}</th>{cells}</tr>')
    return table("By group, kind and set (number of questions in brackets)", ("Measure", *columns), rows, len(columns))


def _cell(measure: Measure, figure: Mapping[str, Any]) -> str:
    return f"{measure.shown(figure['value'])} ({figure['n']})" if figure["n"] else "–"


def _risk(result: Mapping[str, Any]) -> str:
    """Where the risk comes from: the harm that a kind could do, and how much of the whole its errors make up."""
    risks = {kind: figures["risk"] for kind, figures in result["by_kind"].items() if figures["risk"]["n"]}
    whole = sum(figure["value"] * figure["n"] for figure in risks.values())
    rows = [
        f'<tr><th scope="row">{kind}</th><td class="number">{HARM[Kind(kind)]} of {max(HARM.values())}</td>'
        f'<td class="number">{figure["n"]}</td><td class="number">{100 * figure["value"]:.1f} %</td>'
        f'<td class="number">{100 * figure["value"] * figure["n"] / whole if whole else 0:.0f} %</td></tr>'
        for kind, figure in sorted(risks.items(), key=lambda item: -item[1]["value"] * item[1]["n"])
    ]
    return table(
        "Risk: what is missing of content right x citation right, weighed by potential harm",
        ("Kind", "Potential harm", "Questions", "Mean risk", "Share of the whole"),
        rows,
        numbers=4,
    )


def _sources_of_measures() -> str:
    items = "".join(f"<li>{measure.name}: {escape(measure.citation)}</li>" for measure in MEASURES)
    return f'<details class="small"><summary>Where the measures come from</summary><ul>{items}</ul></details>'
