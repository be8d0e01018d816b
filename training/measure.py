"""Measure held-out scores of the reader: `python -m training.measure FILE.npz DIR --reader taught`.

Every figure is of questions whose document neither the adapter nor the reader has seen. Intervals are 95 % by bootstrap
over documents: questions on one document are not independent. The logistic regressions that retriever/ranker.py holds
are printed last; the measures above them use ones fitted without the fold that they judge.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from retriever.ranker import MOST_READ, SCORE_WEIGHT
from training.prepared import ANSWERS, FIRST_STAGES, FOLDS, MEASURED, SCORES, SEED, ReaderData

RESAMPLES = 1_000
OVER_REFUSAL = 0.06
CALIBRATION = 100.0  # inverse of the penalty: almost none, for three numbers from 3,780 questions
RANKS = (1, 3, 5)
Array = NDArray[Any]


def report(data: ReaderData, logits: Array) -> str:
    """Three tables in Markdown and the two regressions.

    Args:
        data: what the scores belong to.
        logits: of the candidates of each question on labels, shape (n_own, at least MOST_READ, 2).
    """
    return "\n\n".join(
        [
            ranking_table(data, logits),
            silence_table(data, logits),
            calibration_table(data, logits),
            regressions(data, logits),
        ]
    )


def ranking_table(data: ReaderData, logits: Array) -> str:
    """Recall of an answering sentence at 1, 3 and 5 and nDCG@5, over questions with a known answering sentence."""
    answered: Array = data.n_relevant > 0
    lines = ["| held-out documents | recall@1 | @3 | @5 | nDCG@5 |", "|---|---|---|---|---|"]
    for name, gains in rankings(data, logits).items():
        per_question: list[Array] = [np.asarray(gains[:, :k].any(1)) for k in RANKS] + [ndcg(gains, data.n_relevant)]
        cells = [_interval(np.mean, data.document[answered], values[answered]) for values in per_question]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rankings(data: ReaderData, logits: Array) -> dict[str, Array]:
    """For each system, whether its best five sentences answer: bool, (n_own, 5)."""
    rank = logits[:, :MOST_READ, 0]
    answers: Array = data.relevance[: data.n_own, :MOST_READ] == ANSWERS
    scores = {"reader": rank, "reader + adapter": rank + SCORE_WEIGHT * data.score[:, :MOST_READ]}
    by_reader = {
        name: np.take_along_axis(answers, np.argsort(-values, axis=1, kind="stable")[:, :MEASURED], axis=1)
        for name, values in scores.items()
    }
    return dict(zip(FIRST_STAGES, data.first_stage, strict=True)) | by_reader


def ndcg(gains: Array, n_relevant: Array) -> Array:
    """Normalised discounted cumulative gain of each row of gains, graded 0 or 1; 0 where nothing is relevant.

    Source: Järvelin & Kekäläinen, ACM TOIS 2002;20:422-446, doi:10.1145/582415.582418.
    """
    discounts = 1 / np.log2(np.arange(gains.shape[1]) + 2)
    best = np.concatenate([[0], np.cumsum(discounts)])[np.minimum(n_relevant, gains.shape[1])]
    normalised: Array = (gains * discounts).sum(1) / np.where(best > 0, best, 1)
    return normalised


def silence_scores(data: ReaderData, logits: Array) -> dict[str, Array]:
    """For each system, a score that is higher where the document answers: (n_own,)."""
    return {
        "best similarity": data.similarity,
        "adapter": data.seen,
        "reader": read(logits),
        "reader and adapter": probabilities(data, logits),
    }


def silence_table(data: ReaderData, logits: Array) -> str:
    """How well each score tells answerable questions, and what it refuses when it may refuse 6 % of those."""
    answerable = data.answerable[: data.n_own]
    lines = [
        f"| held-out documents | AUC | near misses refused, at {OVER_REFUSAL:.0%} over-refusal |",
        "|---|---|---|",
    ]
    for name, values in silence_scores(data, logits).items():
        area = _interval(roc_auc_score, data.document, answerable, values, percent=False)
        refused = _interval(_refused, data.document, answerable, values)
        lines.append(f"| {name} | {area} | {refused} |")
    return "\n".join(lines)


def calibration_table(data: ReaderData, logits: Array) -> str:
    """In tenths of the probability, the mean probability and the share that the document answers."""
    answerable, said = data.answerable[: data.n_own], probabilities(data, logits)
    lines = ["| probability | questions | mean | answered |", "|---|---|---|---|"]
    tenth = np.minimum((said * 10).astype(int), 9)
    for at in np.unique(tenth):
        own = tenth == at
        share = f"{said[own].mean():.0%} | {answerable[own].mean():.0%}"
        lines.append(f"| {at / 10:.1f} to {(at + 1) / 10:.1f} | {own.sum()} | {share} |")
    return "\n".join(lines)


def read(logits: Array) -> Array:
    """The log sum exp of the answer logits of what the assistant lets the reader read, (n,)."""
    total: Array = np.log(np.exp(logits[:, :MOST_READ, 1].astype(np.float64)).sum(1))
    return total


def probabilities(data: ReaderData, logits: Array) -> Array:
    """That the document answers, by a regression fitted on the other folds, (n_own,)."""
    features, answerable = _features(data, logits), data.answerable[: data.n_own]
    said = np.empty(data.n_own)
    for fold in np.unique(data.fold[: data.n_own]):
        held_out = data.fold[: data.n_own] == fold
        model = LogisticRegression(C=CALIBRATION).fit(features[~held_out], answerable[~held_out])
        said[held_out] = model.predict_proba(features[held_out])[:, 1]
    return said


def regressions(data: ReaderData, logits: Array) -> str:
    """The two calibrations of `answerability` in retriever/ranker.py, fitted on every fold's held-out scores."""
    features, answerable = _features(data, logits), data.answerable[: data.n_own]
    joint = LogisticRegression(C=CALIBRATION).fit(features, answerable)
    alone = LogisticRegression(C=CALIBRATION).fit(features[:, 1:], answerable)
    return (
        f"with the reader: {joint.coef_[0, 0]:.4f} * read + {joint.coef_[0, 1]:.3f} * seen {joint.intercept_[0]:+.3f}\n"
        f"without it: {alone.coef_[0, 0]:.3f} * seen {alone.intercept_[0]:+.3f}"
    )


def _features(data: ReaderData, logits: Array) -> Array:
    return np.stack([read(logits), data.seen], axis=1)


def _refused(answerable: Array, scores: Array) -> float:
    return float((scores[~answerable] < np.quantile(scores[answerable], OVER_REFUSAL)).mean())


def _interval(measure: Callable[..., Any], documents: Array, *columns: Array, percent: bool = True) -> str:
    """A measure of some columns with its interval over documents drawn with replacement."""
    generator = np.random.default_rng(SEED)
    rows = [np.flatnonzero(documents == name) for name in np.unique(documents)]
    drawn = []
    for _ in range(RESAMPLES):
        sample = np.concatenate([rows[at] for at in generator.integers(len(rows), size=len(rows))])
        drawn.append(measure(*(column[sample] for column in columns)))
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = measure(*columns)
    return f"{value:.1%} ({low:.1%} to {high:.1%})" if percent else f"{value:.3f} ({low:.3f} to {high:.3f})"


def held_out(data: ReaderData, folder: Path, reader: str) -> Array:
    """The logits of one reader of training/reader.py, of all folds together, (n_own, scored, 2)."""
    said = []
    for fold in range(FOLDS):
        with np.load(folder / SCORES.format(fold), allow_pickle=False) as arrays:
            said.append(arrays[reader].astype(np.float32))
    logits: Array = np.empty((data.n_own, *said[0].shape[1:]), dtype=np.float32)
    for fold, of_fold in enumerate(said):
        logits[data.fold[: data.n_own] == fold] = of_fold
    return logits


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of docs/reader.md."""
    parser = argparse.ArgumentParser(prog="python -m training.measure")
    parser.add_argument("data", type=Path, metavar="FILE.npz", help="from training.reader_data")
    parser.add_argument("scores", type=Path, metavar="DIR", help="from training.reader, with the scores of every fold")
    parser.add_argument("--reader", default="taught", choices=("one", "taught"))
    parser.add_argument("--of", default="all", choices=("all", "shared", "written"), help="which documents' questions")
    options = parser.parse_args(arguments)
    data = ReaderData.load(options.data)
    logits = held_out(data, options.scores, options.reader)
    asked = {"all": data.written | True, "shared": ~data.written, "written": data.written}[options.of]
    print(report(data.of(asked), logits[asked]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
