"""Questions that are asked side by side get the same answers and scores; the time of an answer is taken alone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.journal import JOURNAL
from eval.run import TIMED, Options, run
from ingest.generation import build
from library import Library
from schema import Answer, Route
from tests.eval.lowered import without_latency
from tests.eval.scripted import DOSE, STORAGE

ROOT = Path(__file__).parent.parent.parent


class Crowd:
    """An assistant that answers slowly, and sees how many it was asked at the same time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._lock = threading.Lock()
        self._now: set[str] = set()
        self.together: dict[str, set[str]] = {}

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        with self._lock:
            self._now.add(question)
            for one in self._now:
                self.together.setdefault(one, set()).update(self._now - {one})
        time.sleep(0.005)
        with self._lock:
            self._now.remove(question)
            self.together[question] |= self._now
        return Answer(question, Route.REFUSE, f"No to {question}.", index_version="index-1", latency_ms=5.0)


def written(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return written(
        tmp_path / "many.jsonl",
        [{"id": f"q{n}", "question": f"question {n}", "kind": "unanswerable", "route": ["refuse"]} for n in range(100)],
    )


def test_the_answers_stand_in_the_order_of_the_set(library: Library, many: Path, tmp_path: Path) -> None:
    told: list[int] = []
    options = Options(jobs=4, repeat=2, progress=lambda done, _total: told.append(done))
    result = run([many], Crowd(library), tmp_path / "out", options)
    lines = (tmp_path / "out" / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"q{n}" for n in range(100)]
    assert all(json.loads(line)["text"] == f"No to question {n}." for n, line in enumerate(lines))
    assert told == list(range(1, 201))
    assert result["measures"]["repeatability"]["value"] == 1


def test_only_the_latency_of_what_was_asked_alone_counts(library: Library, many: Path, tmp_path: Path) -> None:
    crowd = Crowd(library)
    result = run([many], crowd, tmp_path / "out", Options(jobs=4))
    timed = {one["id"] for one in result["by_question"] if "latency_ms_median" in one["metrics"]}
    assert len(timed) == TIMED == result["measures"]["latency_ms_p95"]["n"]
    assert all(not crowd.together[f"question {one.removeprefix('q')}"] for one in timed)
    assert sum(bool(others) for others in crowd.together.values()) > 50  # the others were asked side by side
    assert result["jobs"] == 4


@pytest.mark.parametrize(("jobs", "repeat"), [(1, 1), (3, 1), (3, 2)])
def test_a_small_set_and_one_job_are_timed_whole(
    jobs: int, repeat: int, library: Library, many: Path, tmp_path: Path
) -> None:
    few = written(tmp_path / "few.jsonl", [json.loads(line) for line in many.read_text().splitlines()[:TIMED]])
    asked = many if jobs == 1 else few
    result = run([asked], Crowd(library), tmp_path / "out", Options(jobs=jobs, repeat=repeat))
    assert result["measures"]["latency_ms_median"]["n"] == result["questions"]["n"]


def test_a_run_broken_off_among_others_goes_on_with_what_is_left(library: Library, many: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([many], Crowd(library), tmp_path / "out", Options(jobs=4, progress=stop))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
    crowd = Crowd(library)
    resumed = run([many], crowd, tmp_path / "out", Options(jobs=4))
    assert len(crowd.together) == 40
    assert resumed["measures"] == run([many], Crowd(library), tmp_path / "whole", Options(jobs=4))["measures"]


@pytest.fixture
def index(monograph_path: Path, tmp_path: Path) -> Path:
    build([monograph_path], tmp_path / "index")
    return tmp_path / "index"


def asked_of_both(tmp_path: Path, n: int) -> Path:
    """n questions with an answer in the monograph, each in other words."""
    storage = {"kind": "fact", "route": ["answer"], "must": [["25 °C"]], "evidence": [STORAGE]}
    days = {"kind": "fact", "route": ["answer"], "must": [["7 days"]], "evidence": [DOSE]}
    asked = [
        {"id": f"q{at}", "question": f"{question} ({at})", **expected}
        for at in range(n)
        for question, expected in [[("How warm may testocillin get?", storage), ("For how many days?", days)][at % 2]]
    ]
    return written(tmp_path / "real.jsonl", asked)


def test_the_assistant_of_the_page_gives_the_same_scores_with_one_job_and_with_four(
    index: Path, tmp_path: Path
) -> None:
    """With `ask` seeing the ranking of its own thread: another's would change what is measured of rankings."""
    questions = asked_of_both(tmp_path, TIMED + 24)
    for jobs in ("1", "4"):
        out = ["--out", str(tmp_path / jobs), "--jobs", jobs]
        assert main(["run", str(questions), "--index", str(index), "--alone", *out]) == 0
    one, four = (json.loads((tmp_path / jobs / "scores.json").read_text(encoding="utf-8")) for jobs in ("1", "4"))
    assert four["measures"]["ndcg_at_10"]["n"] == TIMED + 24
    for key in ("measures", "by_group", "by_kind", "by_section", "by_question"):
        assert without_latency(one[key]) == without_latency(four[key])


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def test_control_c_ends_a_run_at_once_and_cleanly_and_it_can_go_on(index: Path, tmp_path: Path) -> None:
    asked = 6000  # far more than are answered before the journal is seen to grow
    questions = asked_of_both(tmp_path, asked)
    out = tmp_path / "out"
    # A job that a shell put into the background would ignore the signal.
    command = [
        "env",
        "--default-signal=INT",
        sys.executable,
        "-m",
        "eval",
        "run",
        str(questions),
        "--index",
        str(index),
        "--alone",
        "--jobs",
        "2",
    ]
    running = subprocess.Popen(
        [*command, "--out", str(out)], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stderr is not None
    while lines_of(out / JOURNAL) < 2:
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    told = running.stderr.read()
    assert running.wait(timeout=30) == 130
    assert told.endswith("python -m eval: stopped; nothing finished was overwritten.\n")
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)  # no process of its group is left
    assert [path.name for path in out.iterdir()] == [JOURNAL]
    assert 0 < lines_of(out / JOURNAL) - 1 < asked
