"""Retrieval: does the passage that holds the evidence stand at the top of the ranking that the answer was made from?"""

from __future__ import annotations

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from eval.measures.abstention import is_answerable
from eval.measures.base import Case, Measure, Trace
from eval.questions import Question


def judged(measure: ir_measures.Measure, trace: Trace) -> float | None:
    """A measure of ir-measures for the ranking of one question; 0 where nothing was ranked.

    The evidence stands in passage c, which came second:

    >>> second = Trace(ranking=("a", "c", "b"), relevant=frozenset("c"))
    >>> judged(RR, second), judged(R @ 1, second), judged(R @ 5, second), round(judged(nDCG @ 10, second), 4)
    (0.5, 0.0, 1.0, 0.6309)
    >>> judged(RR, Trace(relevant=frozenset("c"))), judged(RR, Trace(ranking=("a",))) is None
    (0.0, True)
    """
    if not trace.relevant:
        return None
    judgements = [Qrel("q", passage, 1) for passage in sorted(trace.relevant)]
    # one less for each rank, so that no two scores tie
    run = [ScoredDoc("q", passage, -float(rank)) for rank, passage in enumerate(trace.ranking or ())]
    return float(ir_measures.calc_aggregate([measure], judgements, run)[measure])


def recall_at_5(case: Case) -> float | None:
    """Share of the passages with evidence among the first 5.

    Of two, one is second and the other sixth:

    >>> ranked = Trace(ranking=tuple("abcdef"), relevant=frozenset("bf"))
    >>> recall_at_5(Case.of({}, {}, trace=ranked))
    0.5
    """
    return judged(R @ 5, case.trace)


def recall_at_20(case: Case) -> float | None:
    """Share of the passages with evidence among the first 20.

    >>> ranked = Trace(ranking=tuple("abcdef"), relevant=frozenset("bf"))
    >>> recall_at_20(Case.of({}, {}, trace=ranked))
    1.0
    """
    return judged(R @ 20, case.trace)


def reciprocal_rank(case: Case) -> float | None:
    """1 / the rank of the first passage with evidence.

    >>> reciprocal_rank(Case.of({}, {}, trace=Trace(ranking=tuple("abcdef"), relevant=frozenset("bf"))))
    0.5
    """
    return judged(RR, case.trace)


def ndcg_at_10(case: Case) -> float | None:
    """Discounted gain of the first 10, as a share of the best that could be.

    Second of one relevant passage: 1 / log2(3).

    >>> round(ndcg_at_10(Case.of({}, {}, trace=Trace(ranking=("a", "b"), relevant=frozenset("b")))), 4)
    0.6309
    """
    return judged(nDCG @ 10, case.trace)


def is_searched(question: Question) -> bool:
    """Whether a ranking should hold the evidence."""
    return is_answerable(question) and bool(question.evidence)


_OVER = "over answerable questions, 0 where nothing was searched; by ir-measures"
_MANNING = "Manning et al., Introduction to Information Retrieval, 2008, chapter 8."
RECALL_AT_5 = Measure(
    name="recall_at_5",
    definition=f"Mean share of the passages with evidence among the first 5 ranked, {_OVER}.",
    citation=_MANNING,
    value=recall_at_5,
    applies=is_searched,
)
RECALL_AT_20 = Measure(
    name="recall_at_20",
    definition=f"Mean share of the passages with evidence among the first 20 ranked, {_OVER}.",
    citation=_MANNING,
    value=recall_at_20,
    applies=is_searched,
)
RECIPROCAL_RANK = Measure(
    name="reciprocal_rank",
    definition=f"Mean of 1 / rank of the first passage with evidence, {_OVER}.",
    citation="Voorhees, The TREC-8 Question Answering Track Report, 1999.",
    value=reciprocal_rank,
    applies=is_searched,
)
NDCG_AT_10 = Measure(
    name="ndcg_at_10",
    definition=f"Mean nDCG of the first 10 ranked passages, {_OVER}.",
    citation="Järvelin & Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, ACM TOIS 20(4), 2002.",
    value=ndcg_at_10,
    applies=is_searched,
)
