"""Train the triage heads and measure them on what is held out: `python -m training.triage --data ../shared/data`.

The messages of training/messages.txt are the project's own. Its question files beside the checkout serve as ordinary
questions; those that the rules take for emergencies are left out. Held out are whole groups of templates and whole
documents, never rows. Seeds are fixed; two cores need a minute and a half, most of it for embedding.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.urgent import emergency_in
from drugs import DrugNames, replaced
from retriever.embedder import MiniLM
from retriever.triage import KINDS, TRIAGE, Heads
from rules.text import clean
from training import messages
from training.adapter import read_questions

FOLDS = 5
STRENGTH = 3.0  # inverse of the regularisation: 10 fits better and is less sure of what it has not seen
THRESHOLDS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
NO_DRUGS = DrugNames({"anakinra": ["Kineret"]})  # of a library: the lexicon knows the others
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Messages with their vectors and kinds; `groups` are held out together, `are_own` are the project's."""

    texts: list[str]
    vectors: NDArray[np.float32]
    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]
    are_own: NDArray[np.bool_]
    told_by_rules: NDArray[np.bool_]

    @property
    def emergencies(self) -> NDArray[np.bool_]:
        """Which report an emergency."""
        told: NDArray[np.bool_] = np.isin(self.kinds, KINDS[1:])
        return told

    @property
    def off_topic(self) -> NDArray[np.bool_]:
        """Which are not about medicines."""
        told: NDArray[np.bool_] = self.kinds == messages.OFF_TOPIC
        return told


def prepare(data: Path) -> TrainingSet:
    """Read the messages and the questions, and embed both."""
    own = messages.messages()
    asked = read_questions(data)
    texts = [message.text for message in own] + [_comparable(question["question"]) for question in asked]
    by_rules = np.array([_told_by_rules(message.text) for message in own] + [
        _told_by_rules(question["question"]) for question in asked
    ])  # fmt: skip
    return TrainingSet(
        texts,
        MiniLM().vectors(texts),
        np.array([message.kind for message in own] + ["none"] * len(asked)),
        np.array([message.group for message in own] + [question["document"] for question in asked]),
        np.arange(len(texts)) < len(own),
        by_rules,
    )


def _comparable(question: str) -> str:
    text = clean(question).text
    return replaced(text, NO_DRUGS.find(text), "drug")


def _told_by_rules(question: str) -> bool:
    text = clean(question).text
    return emergency_in(text, NO_DRUGS.find(text)) is not None


def train(data: TrainingSet, chosen: Rows) -> Heads:
    """Fit both heads to the chosen messages."""
    usable = chosen[data.are_own[chosen] | ~data.told_by_rules[chosen]]
    vectors, kinds = data.vectors[usable], data.kinds[usable]
    weights = np.where(data.are_own[usable], 2.0, 1.0)
    kinds_told = np.where(np.isin(kinds, KINDS), kinds, KINDS[0])
    emergency = _fitted(vectors, np.array([KINDS.index(kind) for kind in kinds_told]), weights)
    off_topic = _fitted(vectors, data.off_topic[usable].astype(int), weights)
    return Heads(emergency, off_topic[0])


def _fitted(vectors: NDArray[np.float32], labels: Rows, weights: NDArray[np.float64]) -> NDArray[np.float32]:
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-4).fit(vectors, labels, sample_weight=weights)
    fitted: NDArray[np.float32] = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
    return fitted


def held_out(data: TrainingSet) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each message, how probably it is an emergency, and off the topic, by heads that have not seen its group."""
    emergency, off_topic = (np.zeros(len(data.texts), dtype=np.float32) for _ in range(2))
    for seen, unseen in GroupKFold(FOLDS).split(data.vectors, groups=data.groups):
        heads = train(data, seen)
        emergency[unseen] = 1 - heads.emergencies(data.vectors[unseen])[:, 0]
        off_topic[unseen] = heads.off_topics(data.vectors[unseen])
    return emergency, off_topic


def report(data: TrainingSet) -> str:
    """The two curves of docs/triage.md."""
    emergency, off_topic = held_out(data)
    own = data.are_own
    parts = [data.kinds == kind for kind in KINDS[1:]]
    lines = [
        "| threshold | reaction | poisoning | self-harm | all | with the rules | own ordinary | questions on labels |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rules = data.told_by_rules
    lines.append(_row("rules", [rules & part for part in parts], parts, rules, data, None))
    for threshold in THRESHOLDS:
        told = emergency >= threshold
        lines.append(_row(f"{threshold:g}", [told & part for part in parts], parts, told, data, rules))
    lines += ["", "| threshold | off topic | own about medicines | questions on labels |", "|---|---|---|---|"]
    for threshold in THRESHOLDS:
        told = off_topic >= threshold
        kept = own & ~data.off_topic
        lines.append(
            f"| {threshold:g} | {_share(told, data.off_topic)} | {_share(told, kept)} | {_share(told, ~own)} |"
        )
    return "\n".join(lines)


def _row(name: str, told_parts: Sequence[Any], parts: Sequence[Any], told: Any, data: TrainingSet, rules: Any) -> str:
    ordinary = data.are_own & ~data.emergencies
    asked = ~data.are_own & ~data.told_by_rules
    union = "" if rules is None else _share(told | rules, data.emergencies)
    cells = [_share(each, part) for each, part in zip(told_parts, parts, strict=True)]
    cells += [_share(told, data.emergencies), union, _share(told, ordinary), _share(told, asked)]
    return f"| {name} | {' | '.join(cells)} |"


def _share(told: NDArray[np.bool_], of: NDArray[np.bool_]) -> str:
    return f"{(told & of).sum() / of.sum():.1%} ({(told & of).sum()} of {of.sum()})"


def main() -> int:
    """Print the tables of docs/triage.md, then train on everything and write the heads."""
    parser = argparse.ArgumentParser(prog="python -m training.triage")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of training/*.jsonl")
    parser.add_argument("--out", type=Path, default=TRIAGE, metavar="FILE")
    options = parser.parse_args()
    data = prepare(options.data)
    print(report(data), flush=True)
    heads = train(data, np.arange(len(data.texts)))
    np.savez_compressed(options.out, emergency=heads.emergency, off_topic=heads.off_topic)
    print(f"{options.out} written; put its sha256 into retriever/triage.py", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
