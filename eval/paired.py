"""This run beside an earlier one, question by question: what moved, and whether by more than chance.

Source: Dror et al., The Hitchhiker's Guide to Testing Statistical Significance in NLP, ACL 2018: paired tests, here the
exact sign test over questions, and a paired bootstrap interval of the difference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.bootstrap import interval
from eval.measures import MEASURES
from eval.measures.base import Measure, Unit, mean
from eval.questions import Question
from eval.scores import BY_NAME, Scored
from schema import AssistantError

DIRECTIONS = ("worse", "better", "otherwise")  # a question that both rose and fell counts as worse
IDENTITY = ("index_version", "rules_version", "prompts_version", "code_version", "generator")


class Baseline:
    """The scores and answers of an earlier run."""

    def __init__(self, folder: Path, questions: Sequence[Question] = ()) -> None:
        """Read it.

        Args:
            folder: the `--out` of the run.
            questions: those that it must have answered.

        Raises:
            AssistantError: it is no finished run, or of other questions.
        """
        self.folder = folder
        try:
            self.scores: dict[str, Any] = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
            lines = (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()
            self.answers = {record["id"]: record for record in map(json.loads, lines)}
            self.metrics = {one["id"]: one["metrics"] for one in self.scores["by_question"]}
        except OSError as error:
            raise _unusable(folder, f"{error.filename} cannot be read ({error.strerror})") from error
        except (ValueError, KeyError, TypeError) as error:
            raise _unusable(folder, f"its files are not those of a run ({error!r})") from error
        if any(question.id not in self.answers for question in questions):
            raise AssistantError(f"{folder} is a run of other questions. Name the sets that it was run with.")


def _unusable(folder: Path, why: str) -> AssistantError:
    return AssistantError(f"There is no earlier run in {folder}: {why}. Name the --out folder of one that finished.")


def beside(baseline: Baseline, scored: Sequence[Scored], seed: int) -> dict[str, Any]:
    """The differences over the questions that both runs asked, and every question that moved, the worse first."""
    both = [one for one in scored if one.question.id in baseline.metrics]
    return {
        "folder": str(baseline.folder),
        "n": len(both),
        "versions": {key: baseline.scores.get(key) for key in IDENTITY},
        "measures": {
            measure.name: difference
            for measure in MEASURES
            # a length or a time is a median: its differences have another middle, and time is the machine's
            if measure.unit is Unit.SHARE
            and (difference := _difference(measure, _pairs(measure, both, baseline), seed)) is not None
        },
        "changes": _changes(both, baseline),
        "only_here": [one.question.id for one in scored if one.question.id not in baseline.metrics],
        "only_there": sorted(baseline.metrics.keys() - {one.question.id for one in scored}),
    }


def _pairs(measure: Measure, both: Sequence[Scored], baseline: Baseline) -> list[tuple[float, float]]:
    """(before, now) of each question that counts for the measure in both runs."""
    return [
        (baseline.metrics[one.question.id][measure.name], round(one.metrics[measure.name], 4))
        for one in both
        if measure.name in one.metrics and measure.name in baseline.metrics[one.question.id]
    ]


def _difference(measure: Measure, pairs: Sequence[tuple[float, float]], seed: int) -> dict[str, Any] | None:
    if not pairs:
        return None
    moved = np.array([now - before for before, now in pairs])
    low, high = interval(moved, mean, seed)
    gain = moved if measure.higher_is_better else -moved
    better, worse = int((gain > 0).sum()), int((gain < 0).sum())
    return {
        "difference": round(float(moved.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "n": len(pairs),
        "better": better,
        "worse": worse,
        "p": round(sign_test(better, worse), 4),
    }


def sign_test(better: int, worse: int) -> float:
    """The chance of a split at least as uneven if better and worse were equally likely (two-sided, exact).

    >>> sign_test(1, 9), sign_test(5, 5), sign_test(0, 0)
    (0.021484375, 1.0, 1.0)
    """
    moved, fewer = better + worse, min(better, worse)
    tail: float = sum(math.comb(moved, k) for k in range(fewer + 1)) / 2**moved
    return min(1.0, 2 * tail)


def _changes(both: Sequence[Scored], baseline: Baseline) -> list[dict[str, Any]]:
    changes = []
    for one in both:
        before, now = baseline.metrics[one.question.id], {name: round(value, 4) for name, value in one.metrics.items()}
        moved = {
            measure.name: [before.get(measure.name), now.get(measure.name)]
            for measure in MEASURES
            if measure.unit is Unit.SHARE
            and measure.name in baseline.scores["measures"]  # else the earlier program did not know it
            and before.get(measure.name) != now.get(measure.name)
        }
        if moved:
            changes.append({"id": one.question.id, "moved": _direction(moved), "metrics": moved})
    return sorted(changes, key=lambda change: DIRECTIONS.index(change["moved"]))


def _direction(moved: Mapping[str, Sequence[float | None]]) -> str:
    """Whether some measure fell, or none fell and some rose; one that began or ceased to count did neither."""
    gains = [
        (now - before) * (1 if BY_NAME[name].higher_is_better else -1)
        for name, (before, now) in moved.items()
        if before is not None and now is not None
    ]
    if not gains:
        return "otherwise"
    return "worse" if min(gains) < 0 else "better"
