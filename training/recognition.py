"""Fit rules/weights.tsv, what the words of a question weigh: `python -m training.recognition --data ../shared/data`.

Questions in four lots: those of the tests (tests/rules/questions), those written for this purpose (training/questions,
a file for each intent, a question a line), consumers' (MedicationQA, by their types), and those on documents
(../shared/data/training), of which training/dosing_labels.json says which ask about a dose and which may be held to do
either and are left out. Logistic regression; a few seconds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from rules.spelling import meant
from rules.text import clean
from rules.weighing import WEIGHTS, evidence

HERE = Path(__file__).parent
TESTED = HERE.parent / "tests/rules/questions"
NOT_DOSING = ("none", "administration")
LEAST = 3  # questions in which a piece of evidence stands, to be weighed
STRENGTH = 1.0  # inverse of the penalty
SLIGHT = 0.05  # a lighter weight is left out
# Questions on documents, many and of mixed labels, count less than those written to be told apart.
COUNTS_FOR = {"tested": 3.0, "written": 3.0, "consumers": 1.0, "documents": 0.3}
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
    """A question, whether it asks about a dose, and the lot that it is from."""

    question: str
    is_dosing: bool
    lot: str


def examples(data: Path) -> Iterator[Example]:
    """Every question to fit."""
    for name, is_dosing in (("asks_about_a_dose", True), ("asks_about_something_else", False)):
        for line in _lines(TESTED / f"{name}.txt"):
            yield Example(line, is_dosing, "tested")
    for path in sorted((HERE / "questions").glob("*.txt")):
        for line in _lines(path):
            yield Example(line, path.stem not in NOT_DOSING, "written")
    for record in map(json.loads, _lines(data / "medication_qa_dev.jsonl")):
        if record["type"] in (*DOSE_TYPES, *OTHER_TYPES):
            yield Example(record["question"], record["type"] in DOSE_TYPES, "consumers")
    labels = json.loads((HERE / "dosing_labels.json").read_text(encoding="utf-8"))
    dosing, either = set(labels["dosing"]), set(labels["either"])
    for path in sorted((data / "training").glob("*.jsonl")):
        for record in map(json.loads, _lines(path)):
            if record["id"] not in either:
                yield Example(record["question"], record["id"] in dosing, "documents")


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# "))


def fit(found: list[Example]) -> dict[str, float]:
    """The weight of each piece of evidence, of "" for every question; prints how well unseen ones are told apart."""
    kinds = [evidence(meant(clean(example.question).text)) for example in found]
    counts = Counter(kind for each in kinds for kind in each)
    vectorizer = DictVectorizer(dtype=np.float64)
    table = vectorizer.fit_transform([{kind: 1 for kind in each if counts[kind] >= LEAST} for each in kinds])
    asks = np.array([example.is_dosing for example in found])
    lots = np.array([example.lot for example in found])
    share = np.array([COUNTS_FOR[lot] for lot in lots])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    unseen = cross_val_predict(model, table, asks, cv=5, method="decision_function", params={"sample_weight": share})
    for lot in COUNTS_FOR:
        area = roc_auc_score(asks[lots == lot], unseen[lots == lot])
        print(f"{lot}: {np.sum(lots == lot)} questions, area under the curve {area:.3f} (5 folds)")
    model.fit(table, asks, sample_weight=share)
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    return {"": float(model.intercept_[0])} | {
        str(kind): float(weight) for kind, weight in weights.items() if abs(weight) >= SLIGHT
    }


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
