"""The README's figures: written from a run, and known to be stale when what they were measured on has changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.environment import digest_of
from eval.paired import Baseline
from eval.scores import BY_NAME, HEADLINE
from rules.table import tables
from schema import AssistantError

OPENING, CLOSING = "<!-- measured -->", "<!-- /measured -->"
_BLOCK = re.compile(rf"{re.escape(OPENING)}\n(.*?){re.escape(CLOSING)}", re.DOTALL)
_FROM = re.compile(r"<!-- measured on (.*?) -->")
_CELL = re.compile(r"([\d.]+) % \((\d+)\)")
SHOWN = (
    "answer_accuracy",
    "citation_correct",
    "citation_recall",
    "quotes_verbatim",
    "number_groundedness",
    "abstention_recall",
    "over_refusal",
    "dosing_exactness",
    "unsafe_rate",
    "urgent_recall",
    "urgent_false_alarm",
    "ndcg_at_10",
)


def identity(question_paths: Sequence[Path], monographs: Path) -> str:
    """What figures depend on besides the program: questions, monographs and rules; timing is no part of it."""
    rules = ",".join(f"{drug} {table.version}" for drug, table in sorted(tables().items()))
    documents = sorted(monographs.rglob("*.md"))
    parts = {
        "questions": digest_of(question_paths),
        "monographs": digest_of(documents),
        "rules": rules,
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def is_stale(readme: str, measured_on: str) -> bool:
    """Whether a README's block is missing, empty, or measured on something else."""
    block_found = _BLOCK.search(readme)
    if block_found is None or "|" not in block_found[1]:
        return True
    found = _FROM.search(block_found[1])
    return found is None or found[1] != measured_on


def outdated(readme: str, scores: Mapping[str, Any]) -> list[str]:
    """The figures of a README that a run does not confirm, each in a sentence; not those of time and of other systems.

    One question more or less is let pass: another processor's arithmetic may turn one.
    """
    found = _BLOCK.search(readme)
    told, measured = _cells(found[1] if found else ""), _cells(block({**scores, "beside": {}}, ""))
    return [
        f"{' of '.join(place)}: {told.get(place, 'nothing')} in the README, {shown} measured"
        for place, shown in measured.items()
        if not _agree(told.get(place, ""), shown)
    ]


def _cells(text: str) -> dict[tuple[str, str], str]:
    """What stands in the first table, by the names of its row and column."""
    rows = [line.strip("| ").split(" | ") for line in text.partition("\n\n")[0].splitlines()]
    return {(row[0], name): cell for row in rows[2:] for name, cell in zip(rows[0][1:], row[1:], strict=False) if cell}


def _agree(told: str, measured: str) -> bool:
    pairs = [_CELL.fullmatch(cell) for cell in (told, measured)]
    if not all(pairs):
        return False
    (one, n), (other, m) = (found.groups() for found in pairs if found)
    return n == m and abs(float(one) - float(other)) <= 100 / int(n) + 0.1  # both are rounded to a tenth


def written(readme: str, run: Baseline, measured_on: str) -> str:
    """The README with its block made anew from a finished run.

    Raises:
        AssistantError: the README has no place for figures.
    """
    if not _BLOCK.search(readme):
        raise AssistantError(f"The README has no block between {OPENING} and {CLOSING}. Add the two lines.")
    return _BLOCK.sub(lambda _: f"{OPENING}\n{block(run.scores, measured_on)}{CLOSING}", readme)


def block(scores: Mapping[str, Any], measured_on: str) -> str:
    """The figures as Markdown: each set's, then the usual systems beside ours, and what they were measured on."""
    sets = scores["by_set"]
    shown = [name for name in SHOWN if any(figures[name]["n"] for figures in sets.values())]
    rows = [[name.replace("_", " "), *(_cell(name, figures[name]) for figures in sets.values())] for name in shown]
    parts = [_markdown(["measure", *sets], rows)]
    if scores["beside"]:
        parts.append(_beside(scores))
    parts.append(
        f"In brackets: the number of questions. {_latency(scores)}Made by `make eval` and `python -m eval readme`."
    )
    return "\n".join([*parts, "", f"<!-- measured on {measured_on} -->", ""])


def _latency(scores: Mapping[str, Any]) -> str:
    """How long an answer takes, or nothing where the machine was busy with something else."""
    machine, median = scores["machine"], BY_NAME["latency_ms_median"]
    if scores["load"] is None or scores["load"] > 2 * machine["cores"]:
        return ""
    shown = " and ".join(median.shown(scores["measures"][f"latency_ms_{name}"]["value"]) for name in ("median", "p95"))
    return f"An answer takes {shown} (median, 95th percentile) on {machine['cores']} cores of {machine['processor']}. "


def _beside(scores: Mapping[str, Any]) -> str:
    ours = {measure.name: scores["by_group"][group][measure.name] for group, measure, _ in HEADLINE}
    systems = {"this assistant": ours, **scores["beside"]}
    rows = [
        [name, *(measure.shown(figures[measure.name]["value"]) for _, measure, _ in HEADLINE)]
        for name, figures in systems.items()
    ]
    return _markdown(["all sets, beside the usual", *(title for _, _, title in HEADLINE)], rows)


def _cell(name: str, figure: Mapping[str, Any]) -> str:
    return f"{BY_NAME[name].shown(figure['value'])} ({figure['n']})" if figure["n"] else ""


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
