"""The time of reading stands beside the least that its matrices can take, measured in the same run."""

import re
from pathlib import Path

import pytest

from training import reading_time


def test_reading_is_told_beside_the_least_that_it_can_take(
    index_of_monographs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading_time, "READ", (2, 6))
    monkeypatch.setattr(reading_time, "ASKED", 2)
    monkeypatch.setattr("sys.argv", ["reading_time", "--index", str(index_of_monographs)])
    assert reading_time.main() == 0

    rows = re.findall(
        r"(\d+) passages: (\d+) ms; ([\d.]+) billion operations, at least (\d+) ms", capsys.readouterr().out
    )
    two, six = ([float(value) for value in row] for row in rows)
    assert (two[0], six[0]) == (2, 6)
    assert two[2] < six[2] and all(least <= measured for _, measured, _, least in (two, six))


def test_the_operations_are_those_of_the_model() -> None:
    # 10.6 million weights in the matrices of all-MiniLM-L6-v2, each multiplied and added once for a word piece.
    assert reading_time.OPERATIONS == 2 * 10_616_832
