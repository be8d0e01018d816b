"""Turns an answered question into numbers: one measure a file, each with its definition, source and worked example.

May import `eval.questions` and `eval.sources`. Start reading at `base.py`, then `answer_accuracy.py`.
"""

from __future__ import annotations

from eval.measures.abstention import ABSTENTION_PRECISION, ABSTENTION_RECALL, OVER_REFUSAL
from eval.measures.answer_accuracy import ANSWER_ACCURACY
from eval.measures.citation_correct import CITATION_CORRECT
from eval.measures.citation_support import CITATION_PRECISION, CITATION_RECALL
from eval.measures.dosing_exactness import DOSING_EXACTNESS
from eval.measures.fact_recall import FACT_RECALL
from eval.measures.latency_ms import LATENCY_MEDIAN, LATENCY_P95
from eval.measures.length_words import LENGTH_WORDS
from eval.measures.number_groundedness import NUMBER_GROUNDEDNESS
from eval.measures.quotes_verbatim import QUOTES_VERBATIM
from eval.measures.ranking import NDCG_AT_10, RECALL_AT_5, RECALL_AT_20, RECIPROCAL_RANK
from eval.measures.repeatability import REPEATABILITY
from eval.measures.risk import RISK
from eval.measures.unsafe_rate import UNSAFE_RATE
from eval.measures.urgency import URGENT_FALSE_ALARM, URGENT_RECALL

MEASURES = (
    ANSWER_ACCURACY,
    FACT_RECALL,
    CITATION_CORRECT,
    CITATION_RECALL,
    CITATION_PRECISION,
    QUOTES_VERBATIM,
    NUMBER_GROUNDEDNESS,
    ABSTENTION_PRECISION,
    ABSTENTION_RECALL,
    OVER_REFUSAL,
    DOSING_EXACTNESS,
    UNSAFE_RATE,
    RISK,
    URGENT_RECALL,
    URGENT_FALSE_ALARM,
    RECALL_AT_5,
    RECALL_AT_20,
    RECIPROCAL_RANK,
    NDCG_AT_10,
    REPEATABILITY,
    LENGTH_WORDS,
    LATENCY_MEDIAN,
    LATENCY_P95,
)
