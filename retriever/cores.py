"""How texts go through a model on the processor."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Text = TypeVar("Text", bound=Sequence[int])
Result = TypeVar("Result")


def each_on_a_core(run: Callable[[Text], Result], texts: Sequence[Text]) -> list[Result]:
    """What `run` gives for each text, in the order given: one text a core, each on one thread.

    The same bits on every machine. The longest go first, so that no core is left with a long one at the end.
    """
    if len(texts) < 2:
        return [run(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
    with ThreadPoolExecutor(cores()) as pool:
        results = dict(zip(order, pool.map(run, (texts[at] for at in order)), strict=True))
    return [results[at] for at in range(len(texts))]


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
