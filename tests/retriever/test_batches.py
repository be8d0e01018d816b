"""Texts go through a model one batch a core, of the cores that this process may use."""

import os
import threading

import pytest

from retriever.batches import cores, in_batches


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system gives a process all cores")
def test_a_process_that_may_use_one_core_runs_one_batch_at_a_time() -> None:
    allowed = os.sched_getaffinity(0)
    threads: set[int] = set()
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert cores() == 1
        in_batches([5, 3, 9, 1, 7, 2], 2, lambda places: threads.add(threading.get_ident()))
    finally:
        os.sched_setaffinity(0, allowed)
    assert (len(threads), cores()) == (1, len(allowed))


def test_every_text_is_in_one_batch_with_those_of_about_its_length() -> None:
    batches: list[list[int]] = []
    in_batches([5, 3, 9, 1, 7], 2, batches.append)
    assert sorted(batches) == [[0, 4], [2], [3, 1]]
