"""A bar on a terminal, a quiet line elsewhere."""

import io

import pytest

from ingest.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_with_count_rate_and_time_left() -> None:
    terminal = Terminal()
    with Progress(terminal).phase("Reading", 4, "files") as advance:
        for _ in range(4):
            advance(1)
    last = terminal.getvalue().split("\r")[-1]
    assert "Reading: 100%" in last and "4/4" in last and "files/s" in last


def test_elsewhere_a_phase_is_told_now_and_then_and_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 11.0, 12.0, 22.0])
    monkeypatch.setattr("ingest.progress.time.monotonic", lambda: next(clock))
    lines = io.StringIO()
    with Progress(lines).phase("Embedding", 2_200, "passages") as advance:
        for done in (100, 1_000, 100, 1_000):
            advance(done)
    assert lines.getvalue().splitlines() == [
        "Embedding: 1,100 of 2,200 passages, 100.0/s, about 11 s left",
        "Embedding: 2,200 of 2,200 passages, 100.0/s",
    ]


def test_nothing_is_told_without_a_stream_or_without_work() -> None:
    lines = io.StringIO()
    with Progress().phase("Reading", 1, "files") as advance:
        advance(1)
    with Progress(lines).phase("Embedding", 0, "passages") as advance:
        advance(0)
    assert lines.getvalue() == ""
