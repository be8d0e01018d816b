"""Texts go through a model one a core, of the cores that this process may use."""

import os
import threading

import pytest

from retriever.cores import cores, each_on_a_core


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system gives a process all cores")
def test_a_process_that_may_use_one_core_runs_one_text_at_a_time() -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert cores() == 1
        threads = each_on_a_core(lambda text: threading.get_ident(), [[5], [3, 3], [9]])
    finally:
        os.sched_setaffinity(0, allowed)
    assert (len(set(threads)), cores()) == (1, len(allowed))


def test_the_longest_text_goes_first_and_results_come_in_the_order_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.cores.cores", lambda: 1)
    started: list[int] = []

    def first(text: list[int]) -> int:
        started.append(len(text))
        return text[0]

    assert each_on_a_core(first, [[5], [3, 3, 3], [9, 9]]) == [5, 3, 9]
    assert started == [3, 2, 1]
    assert each_on_a_core(len, []) == []
