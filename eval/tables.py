"""Figures as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.measures import MEASURES
from eval.scores import BY_NAME, HEADLINE


def run_table(result: Mapping[str, Any]) -> str:
    """The figures of a run over all questions, one measure a row."""
    sets = result["by_set"] if len(result["by_set"]) > 1 else {}
    rows = [["measure", "value", "95 % interval", "questions", "light", *sets]]
    for measure in MEASURES:
        figure = result["measures"][measure.name]
        if figure["n"]:
            interval = f"{measure.shown(figure['low'])} to {measure.shown(figure['high'])}"
            light = result["lights"].get(measure.name, "")
            by_set = [measure.shown(figures[measure.name]["value"]) for figures in sets.values()]
            rows.append([measure.name, measure.shown(figure["value"]), interval, str(figure["n"]), light, *by_set])
    return _table(rows)


def moved_table(result: Mapping[str, Any]) -> str:
    """What moved since the baseline run, one measure a row."""
    rows = [["since the baseline", "difference", "95 % interval", "better", "worse", "p"]]
    for name, figure in result["baseline"]["measures"].items():
        if figure["better"] or figure["worse"]:
            difference, low, high = (BY_NAME[name].shown(figure[key]) for key in ("difference", "low", "high"))
            counts = (str(figure["better"]), str(figure["worse"]), f"{figure['p']:.3f}")
            rows.append([name, difference, f"{low} to {high}", *counts])
    return _table(rows) if len(rows) > 1 else "Nothing moved since the baseline."


def headline(result: Mapping[str, Any]) -> str:
    """The figures that sum a run up, in one line."""
    figures = [(title, measure, result["by_group"][group][measure.name]) for group, measure, title in HEADLINE]
    return "; ".join(f"{title}: {measure.shown(figure['value'])}" for title, measure, figure in figures)


def compare_table(systems: Mapping[str, Mapping[str, Any]]) -> str:
    """The headline figures with their intervals, one system a row."""
    rows = [["system", *(title for _, _, title in HEADLINE)]]
    for name, figures in systems.items():
        cells = []
        for _, measure, _ in HEADLINE:
            low, value, high = (measure.shown(figures[measure.name][key]) for key in ("low", "value", "high"))
            cells.append(f"{value} ({low} to {high})")
        rows.append([name, *cells])
    return _table(rows)


def retrieval_table(collections: Sequence[Mapping[str, Any]]) -> str:
    """One system on one collection a row: its figures, and how far ours is above it."""
    titles = {"ndcg_at_10": "nDCG@10", "recall_at_5": "recall@5"}
    above = [cell for title in titles.values() for cell in (f"ours above, {title}", "p")]
    rows = [["collection", "queries", "system", *titles.values(), *above]]
    for one in collections:
        for name, figures in one["systems"].items():
            values = [_with_interval(figures[measure]) for measure in titles]
            beside = [cell for measure in titles for cell in _above(figures[measure].get("ours_above"))]
            rows.append([one["collection"], str(one["queries"]), name, *values, *beside])
    return _table(rows)


def _above(difference: Mapping[str, float] | None) -> list[str]:
    return [_with_interval(difference), f"{difference['p']:.4f}"] if difference else ["", ""]


def _with_interval(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def bench_table(result: Mapping[str, Any]) -> str:
    """One figure a row, beside its baseline."""
    baseline = result["baseline"]
    rows = [["what", "n", "ours: median", "p95", f"{baseline}: median", "p95", "ours / baseline"]]
    for figure in result["figures"]:
        own, other, unit = figure["ours"], figure["baseline"], figure["unit"]
        cells = [f"{value:.2f} {unit}" for value in (own["median"], own["p95"], other["median"], other["p95"])]
        rows.append([figure["name"], str(figure["n"]), *cells, f"{figure['ratio']['median']:.2f}"])
    load, cores = result["load"], result["machine"]["cores"]
    is_busy = load is not None and load > cores
    note = (
        f"\nNote: the machine is busy (load {load} on {cores} cores); measure again on a quiet one." if is_busy else ""
    )
    held = f"Monographs: {result['monographs']:,}, passages: {result['passages']:,}"
    return f"{_table(rows)}\n{held}{note}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The rows with their columns aligned, the first one underlined."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
