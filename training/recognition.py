"""Fit rules/weights.tsv, what the words of a message weigh: `python -m training.recognition --data ../shared/data`.

Messages in five lots: those of the tests (tests/rules/questions), those written for this purpose (training/questions, a
file for each intent, a message a line, `||` between the turns of a conversation), those by writers who had not seen the
rules (training/questions/by_others), consumers' (MedicationQA, by their types), and those on documents
(../shared/data/training), of which training/dosing_labels.json says which ask about a dose and which may be held to do
either and are left out. Logistic regression, and what it makes of messages that it was not fitted to; half a minute.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from rules.intent import evidence_of
from rules.weighing import WEIGHTS

HERE = Path(__file__).parent
TESTED = HERE.parent / "tests/rules/questions"
WRITTEN = HERE / "questions"
NOT_DOSING = ("none", "administration")
BETWEEN_TURNS = " || "
LEAST = 3  # messages in which a piece of evidence stands, to be weighed
STRENGTH = 0.5  # inverse of the penalty
SLIGHT = 0.05  # a lighter weight is left out
# Those of the tests must come out right, those by others are like what will be asked, questions on documents are
# many and of mixed labels.
COUNTS_FOR = {"tested": 6.0, "written": 3.0, "others": 6.0, "consumers": 1.0, "documents": 0.6}
FOLDS = StratifiedKFold(10, shuffle=True, random_state=1)
DECISIVE = (-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)  # the weights to choose from
DOSE_TYPES = (
    "Dose",
    "Dose/time",
    "Forget a dose",
)  # of MedicationQA; types in neither list hold questions of both kinds
OTHER_TYPES = (
    *("Information", "Indication", "Side effects", "Interaction"),
    *("Storage and disposal", "Ingredient", "Action", "Appearance"),
)


class Example(NamedTuple):
    """The user's turns, whether the last asks about a dose, and the lot that they are from."""

    turns: list[str]
    is_dosing: bool
    lot: str


def examples(data: Path) -> Iterator[Example]:
    """Every message to fit."""
    for name, is_dosing in (("asks_about_a_dose", True), ("asks_about_something_else", False)):
        for line in _lines(TESTED / f"{name}.txt"):
            yield Example([line], is_dosing, "tested")
    yield from _of_intents(WRITTEN, "written")
    yield from _of_intents(WRITTEN / "by_others", "others")
    for record in map(json.loads, _lines(data / "medication_qa_dev.jsonl")):
        if record["type"] in (*DOSE_TYPES, *OTHER_TYPES):
            yield Example([record["question"]], record["type"] in DOSE_TYPES, "consumers")
    labels = json.loads((HERE / "dosing_labels.json").read_text(encoding="utf-8"))
    dosing, either = set(labels["dosing"]), set(labels["either"])
    for path in sorted((data / "training").glob("*.jsonl")):
        for record in map(json.loads, _lines(path)):
            if record["id"] not in either:
                yield Example([record["question"]], record["id"] in dosing, "documents")


def _of_intents(directory: Path, lot: str) -> Iterator[Example]:
    for path in sorted(directory.glob("*.txt")):
        for line in _lines(path):
            yield Example(line.split(BETWEEN_TURNS), path.stem not in NOT_DOSING, lot)


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# "))


def fit(found: list[Example]) -> dict[str, float]:
    """The weight of each piece of evidence, of "" for every message; prints how well unseen ones are told apart."""
    kinds = [evidence_of(example.turns) for example in found]
    counts = Counter(kind for each in kinds for kind in each)
    vectorizer = DictVectorizer(dtype=np.float64)
    table = vectorizer.fit_transform([{kind: 1 for kind in each if counts[kind] >= LEAST} for each in kinds])
    asks = np.array([example.is_dosing for example in found])
    share = np.array([COUNTS_FOR[example.lot] for example in found])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    of_lot = np.array([f"{example.lot} {example.is_dosing}" for example in found])
    folds = list(FOLDS.split(table, of_lot))
    unseen = cross_val_predict(
        model, table, asks, cv=folds, method="decision_function", params={"sample_weight": share}
    )
    for lot in COUNTS_FOR:
        of_it = np.array([example.lot == lot for example in found])
        print_curve(lot, asks[of_it], unseen[of_it])
    model.fit(table, asks, sample_weight=share)
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    return {"": float(model.intercept_[0])} | {
        str(kind): float(weight) for kind, weight in weights.items() if abs(weight) >= SLIGHT
    }


def print_curve(lot: str, asks: NDArray[np.bool_], weights: NDArray[Any]) -> None:
    """What would be missed, and falsely taken, of a lot at each weight that might be held decisive."""
    print(f"{lot}: {len(asks)} messages, area under the curve {roc_auc_score(asks, weights):.3f} (10 folds)")
    for least in DECISIVE:
        missed, taken = np.mean(weights[asks] <= least), np.mean(weights[~asks] > least)
        print(f"  {least:5.2f}: missed {missed:6.1%}, falsely taken {taken:6.1%}")


def main() -> None:
    """Fit the weights and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    weights = fit(list(examples(parser.parse_args().data)))
    lines = [f"{kind}\t{weight:.2f}" for kind, weight in weights.items()]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(lines)} weights")


if __name__ == "__main__":
    main()
