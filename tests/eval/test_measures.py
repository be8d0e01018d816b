"""Each measure has a worked example that holds, and agrees with the reference where there is one."""

import doctest
import importlib
import math
import random
from pathlib import Path
from typing import Any

import pytest

from eval.measures import MEASURES
from eval.measures.base import Case, Trace
from eval.measures.ranking import NDCG_AT_10, RECALL_AT_5, RECIPROCAL_RANK

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = [ROOT / "eval" / "sources.py", *sorted((ROOT / "eval" / "measures").glob("*.py"))]
Record = dict[str, Any]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_worked_examples_hold(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_each_measure_has_a_definition_a_source_and_a_worked_example(measure: Any) -> None:
    assert measure.definition.endswith(".")
    assert measure.citation.endswith(".")
    assert ">>> " in (measure.value.__doc__ or "")


@pytest.mark.parametrize("seed", range(5))
def test_the_measures_of_rankings_agree_with_their_textbook_definitions(seed: int) -> None:
    chance = random.Random(seed)
    ranking = tuple(chance.sample("abcdefghijklmnopqrstuvwxyz", 26))
    relevant = frozenset(chance.sample(ranking, chance.randint(1, 6)))
    ranks = [rank for rank, passage in enumerate(ranking, start=1) if passage in relevant]
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(relevant)) + 1))
    case = Case.of({}, {}, trace=Trace(ranking=ranking, relevant=relevant))
    assert NDCG_AT_10.value(case) == pytest.approx(gain / best)
    assert RECIPROCAL_RANK.value(case) == pytest.approx(1 / ranks[0])
    assert RECALL_AT_5.value(case) == pytest.approx(sum(rank <= 5 for rank in ranks) / len(ranks))
