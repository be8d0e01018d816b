"""How texts go through a model on the processor."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor


def in_batches(lengths: Sequence[int], size: int, run: Callable[[list[int]], None]) -> None:
    """Call `run` with the places of at most `size` texts of about one length, until each text's place was given.

    One batch a core, each on one thread: the same bits on every machine, and no core waits for another.
    """
    by_length = sorted(range(len(lengths)), key=lambda at: lengths[at])
    batches = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    if len(batches) == 1:
        run(batches[0])
        return
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(run, batches))


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
