"""How high the right documents stand, in the assistant's ranking and in those of the usual systems, on judged data.

Sources: the measures, ir-measures; Smucker, Allan & Carterette, A Comparison of Statistical Significance Tests for
Information Retrieval Evaluation, CIKM 2007, for the paired randomisation test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import Qrel, R, ScoredDoc, nDCG
from langchain_core.embeddings import Embeddings

from eval.baselines import quickstart_embeddings
from eval.bootstrap import interval
from eval.collection import Collection, read_collection
from eval.measures.base import Values, mean
from eval.rankers import KeptVectors, Ranker, dense, lexical, ours
from ingest.snapshot import locked

OURS = "this assistant"
MEASURED = {"ndcg_at_10": nDCG @ 10, "recall_at_5": R @ 5}
DEEPEST = 10  # no measure looks further down
ROUNDS = 10_000


def retrieval(paths: Sequence[Path], work: Path, seed: int) -> list[dict[str, Any]]:
    """The figures of each system on each collection, and how far ours is above the others.

    Args:
        paths: folders in BEIR form and files of linked questions.
        work: keeps the index of the labels and our vectors; the quickstart's are made anew in each run.
        seed: of the intervals and tests.

    Raises:
        AssistantError: a collection cannot be read, or `work` cannot be written.
    """
    read = [read_collection(path) for path in paths]
    figures = []
    with locked(work / "texts"):
        embedder, embeddings = KeptVectors(work / "texts"), quickstart_embeddings()
        for collections in read:
            rankers = _rankers(collections[0], embedder, embeddings, work)
            figures += [compared(collection, rankers, seed) for collection in collections]
    return figures


def _rankers(collection: Collection, embedder: KeptVectors, embeddings: Embeddings, work: Path) -> dict[str, Ranker]:
    return {
        OURS: ours(collection, embedder, work / "labels"),
        "dense quickstart": dense(collection, embeddings),
        "bm25s alone": lexical(collection),
    }


def compared(collection: Collection, rankers: Mapping[str, Ranker], seed: int) -> dict[str, Any]:
    """The figures of each system on one collection; one of them is ours."""
    metrics = {name: metrics_of(collection, ranker) for name, ranker in rankers.items()}
    systems: dict[str, dict[str, Any]] = {
        name: {measure: _figure(own[measure], seed) for measure in MEASURED} for name, own in metrics.items()
    }
    for name in systems.keys() - {OURS}:
        for measure, figure in systems[name].items():
            above = metrics[OURS][measure] - metrics[name][measure]
            figure["ours_above"] = {**_figure(above, seed), "p": round(randomisation_test(above, seed), 4)}
    return {"collection": collection.name, "queries": len(collection.queries), "systems": systems}


def metrics_of(collection: Collection, ranker: Ranker) -> dict[str, Values]:
    """Each measure's metric for each query, in the order of the queries; 0 where nothing was ranked."""
    judgements = [
        Qrel(query, document, relevance)
        for query in collection.queries
        for document, relevance in collection.qrels[query].items()
    ]
    run = [
        ScoredDoc(query, document, -float(rank))  # one less for each rank, so that no two scores tie
        for query, text in collection.queries.items()
        for rank, document in enumerate(_chosen(ranker(text), collection.pools.get(query)))
    ]
    found = {
        (metric.query_id, metric.measure): metric.value
        for metric in ir_measures.iter_calc(MEASURED.values(), judgements, run)
    }
    return {
        name: np.array([found.get((query, measure), 0.0) for query in collection.queries])
        for name, measure in MEASURED.items()
    }


def _chosen(ranking: Sequence[str], pool: frozenset[str] | None) -> list[str]:
    return [document for document in ranking if pool is None or document in pool][:DEEPEST]


def _figure(metrics: Values, seed: int) -> dict[str, float]:
    low, high = interval(metrics, mean, seed)
    return {"value": round(float(metrics.mean()), 4), "low": round(low, 4), "high": round(high, 4)}


def randomisation_test(differences: Values, seed: int) -> float:
    """The chance of a mean at least as far from 0 if each difference could as well have the other sign (two-sided).

    All four of the same sign are two of sixteen ways to sign them:

    >>> round(randomisation_test(np.ones(4), seed=0), 2), randomisation_test(np.zeros(4), seed=0)
    (0.12, 1.0)
    """
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(ROUNDS, len(differences)))
    means = np.abs((signs * differences).mean(axis=1))
    as_far = int((means >= abs(differences.mean()) - 1e-12).sum())
    return (as_far + 1) / (ROUNDS + 1)
