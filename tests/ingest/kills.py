"""Kill ingests at random moments and ask the index each time: `python -m tests.ingest.kills [--kills N] [--seed N]`.

Each run changes the index from one of two contents to the other, now and then with everything to be embedded anew, and
is killed (SIGKILL) at a moment drawn evenly from the length of a whole run and a little more; one that ends before its
moment does not count. After each, every file of the index must be
as its manifest says, every passage must have its vector, and an assistant that has been running all the while must
answer the same 20 questions exactly as one whose index was never disturbed. At the end an undisturbed run must complete
and leave no remains.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from settings import Settings, go_offline

go_offline()

from assistant import Assistant  # noqa: E402 -- it imports chromadb, which reads the environment
from eval.questions import read_questions  # noqa: E402
from ingest.generation import build  # noqa: E402
from ingest.vectors import FOLDER as VECTORS  # noqa: E402
from library import GENERATIONS, Library, current_generation  # noqa: E402
from retriever.store import VectorStore  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = 20
ANEW = 0.2  # share of the runs that embed everything anew
LONGER = 1.1
MOST_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many kills left which content in service, and what was wrong, in sentences."""

    kills: int
    before: int
    after: int
    faults: tuple[str, ...]


class _Trial:
    def __init__(self, place: Path, draw: random.Random, questions: int, anew: float) -> None:
        self.index = place / "index"
        self.contents = {"both": [ROOT / "monographs"], "one": sorted((ROOT / "monographs").glob("*.md"))[:1]}
        self._draw, self._anew = draw, anew
        shipped = read_questions(sorted((ROOT / "eval" / "questions").glob("*.jsonl"))[0])
        self._questions = [question.question for question in shipped[:: len(shipped) // questions][:questions]]
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["ingest.generation"])
        self.undisturbed: dict[str, list[Any]] = {}
        self.versions: dict[str, str] = {}
        for name in self.contents:
            undisturbed = place / name
            if name != "both":  # no text is embedded twice for nothing
                shutil.copytree(place / "both" / VECTORS, undisturbed / VECTORS)
            self._run(name, None, undisturbed)  # in such a process, so that all are made by the same code
            self.versions[name] = Library.open(undisturbed).index_version
            self.undisturbed[name] = self._answers(_assistant(undisturbed))
        shutil.copytree(place / "one", self.index)
        self._running = _assistant(self.index)
        self._whole = {is_anew: self._longest(is_anew) for is_anew in {False, anew > 0}}

    def kill(self) -> tuple[bool | None, list[str]]:
        """Kill one run; whether the content changed all the same (None where it ended first), and what was wrong."""
        before = self._in_service()
        target = "one" if before == "both" else "both"
        is_anew = self._draw.random() < self._anew
        self._forget(is_anew)
        is_killed = self._run(target, LONGER * self._draw.uniform(0, self._whole[is_anew]))[1]
        after = self._in_service()
        if after is None:
            return None, [f"the index holds neither content after {before}"]
        faults = [] if self._is_whole() else [f"passages of {after} lack their vectors"]
        if self._answers(self._running) != self.undisturbed[after]:
            faults.append(f"another answer from {after}")
        return (after == target) if is_killed else None, faults

    def finish(self) -> list[str]:
        """Complete one run; what is wrong with the index after it."""
        self._run("both", None)
        names = sorted(path.name for path in (self.index / GENERATIONS).iterdir())
        faults = [] if self._in_service() == "both" else ["an undisturbed run did not complete"]
        return faults + [f"{name} is left behind" for name in names if name.startswith(".") or len(names) > 2]

    def _longest(self, is_anew: bool) -> float:
        """How many seconds an undisturbed run takes, by the longer of the two changes."""
        seconds = []
        for target in ("both", "one"):
            self._forget(is_anew)
            seconds.append(self._run(target, None)[0])
        return max(seconds)

    def _forget(self, is_anew: bool) -> None:
        if is_anew:
            shutil.rmtree(self.index / VECTORS, ignore_errors=True)

    def _run(self, target: str, killed_after: float | None, index: Path | None = None) -> tuple[float, bool]:
        """Seconds, and whether it was killed."""
        process = self._processes.Process(target=build, args=(self.contents[target], index or self.index))
        started = time.monotonic()
        process.start()
        process.join(killed_after)
        if process.is_alive() and process.pid:
            process.kill()
        process.join()
        if process.exitcode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the ingest ended with {process.exitcode}")
        return time.monotonic() - started, process.exitcode != 0

    def _in_service(self) -> str | None:
        version = Library.open(self.index).index_version
        return next((name for name, own in self.versions.items() if own == version), None)

    def _is_whole(self) -> bool:
        store = VectorStore.open(current_generation(self.index))
        try:
            return store.ids() == {passage.passage_id for passage in Library.open(self.index).passages}
        finally:
            store.close()

    def _answers(self, assistant: Assistant) -> list[Any]:
        return [assistant.answer(question).to_json() | {"latency_ms": 0} for question in self._questions]


def _assistant(index: Path) -> Assistant:
    """One without the reader: that has nothing to do with the index, and takes most of the time of an answer."""
    with patch("assistant.assistant.Reader.load_or_none", return_value=None):
        return Assistant.open(Settings(index_dir=index))


def killed(kills: int, seed: int = 0, questions: int = QUESTIONS, anew: float = ANEW) -> Outcome:
    """Kill so many runs, of which a share embeds everything anew."""
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        trial = _Trial(Path(place), random.Random(seed), questions, anew)
        counts: Counter[bool | None] = Counter()
        faults: list[str] = []
        while (done := counts[False] + counts[True]) < kills and len(faults) < MOST_FAULTS:
            changed, wrong = trial.kill()
            counts[changed] += 1
            faults += [f"kill {done + 1}: {what}" for what in wrong]
            if changed is not None and (done + 1) % 20 == 0:
                print(f"{done + 1} kills, {counts[True]} after the switch, {len(faults)} faults", file=sys.stderr)
        return Outcome(counts[False] + counts[True], counts[False], counts[True], tuple([*faults, *trial.finish()]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trial; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.ingest.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="how many runs are killed (200)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the moments (0)")
    options = parser.parse_args(arguments)
    outcome = killed(options.kills, options.seed)
    print(
        f"{outcome.kills} kills: {outcome.before} left the content before, {outcome.after} the new one; "
        f"{len(outcome.faults)} faults"
    )
    for fault in outcome.faults:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
