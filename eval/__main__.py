"""`python -m eval run | check | compare | bench`: score an assistant on a question set, and time it."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.questions import read_questions
from schema import AssistantError
from settings import Settings, go_offline

if TYPE_CHECKING:
    from assistant import Assistant

SHIPPED_QUESTIONS = Path(__file__).parent / "questions" / "anakinra.jsonl"
SHIPPED_MONOGRAPHS = Path(__file__).parent.parent / "monographs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 if all is well, 1 on failed questions or findings, 2 on bad usage or bad input."""
    options = _parser().parse_args(arguments)
    go_offline()
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except AssistantError as error:
        print(f"python -m eval: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\npython -m eval: stopped; nothing finished was overwritten.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="run | check | compare | bench")

    run = commands.add_parser("run", help="answer every question as the page does, score, write a report")
    _questions(run)
    run.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="for answers.jsonl, scores.json, report.html"
    )
    _seed(run)
    run.set_defaults(command=_run)

    check = commands.add_parser("check", help="see whether a question set is fit to score with")
    _questions(check)
    check.set_defaults(command=_check)

    compare = commands.add_parser("compare", help="the assistant beside the LangChain quickstart and bm25s")
    _questions(compare)
    compare.add_argument("--out", type=Path, metavar="DIR", help="write compare.json there as well")
    _seed(compare)
    compare.set_defaults(command=_compare)

    bench = commands.add_parser("bench", help="speed, each figure beside the LangChain quickstart's")
    bench.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="where the figures go")
    bench.add_argument("--monographs", type=Path, default=SHIPPED_MONOGRAPHS, metavar="DIR", help="what is ingested")
    bench.add_argument("--questions", type=Path, default=SHIPPED_QUESTIONS, metavar="FILE.jsonl", help="what is asked")
    bench.add_argument("--repeat", type=_at_least_one, default=3, metavar="N", help="how often each is timed (3)")
    bench.set_defaults(command=_bench)
    return parser


def _questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one JSON object a line")
    parser.add_argument(
        "--index", type=Path, required=True, metavar="DIR", help="the index, as python -m ingest built it"
    )


def _seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_whole, default=0, metavar="N", help="of the confidence intervals (0)")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _at_least_one(text: str) -> int:
    if not _whole(text):
        raise argparse.ArgumentTypeError("it has to be done at least once")
    return int(text)


# Each command imports what it needs by itself: after `go_offline`, and after its input is known to be sound, as some of
# it takes seconds to load.


def _run(options: argparse.Namespace) -> int:
    read_questions(options.questions)
    assistant = _assistant(options.index)
    from eval.run import REPORT, run
    from eval.tables import headline, run_table

    kept = {"index": str(options.index), "model": Settings().model}
    result = run(options.questions, assistant, options.out, kept, options.seed, _progress_shown())
    print(run_table(result))
    print(f"\n{headline(result)}")
    for warning in result["warnings"]:
        print(f"Note: {warning}")
    print(f"Report: {options.out / REPORT}")
    return 1 if result["unanswered"] else 0


def _check(options: argparse.Namespace) -> int:
    questions = read_questions(options.questions)
    from eval.check import check
    from eval.sources import Sources
    from library import Library

    findings = check(questions, Sources.of(Library.open(options.index)))
    for finding in findings:
        print(f"{finding.question_id}: {finding.what}")
    print(f"{len(questions)} questions, {len(findings)} findings")
    return 1 if findings else 0


def _compare(options: argparse.Namespace) -> int:
    questions = read_questions(options.questions)
    assistant = _assistant(options.index)
    from eval.compare import compare
    from eval.tables import compare_table

    systems = compare(questions, assistant, options.seed)
    print(compare_table(systems))
    if options.out:
        _write(options.out / "compare.json", systems)
    return 0


def _bench(options: argparse.Namespace) -> int:
    questions = read_questions(options.questions)
    from eval.bench import bench
    from eval.tables import bench_table

    result = bench(options.monographs, questions, _assistant, options.repeat)
    print(bench_table(result))
    _write(options.out, result)
    return 0


def _assistant(index_dir: Path) -> Assistant:
    from assistant import Assistant

    return Assistant.open(Settings(index_dir=index_dir))


def _write(path: Path, result: Any) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise AssistantError(f"{path} cannot be written ({error.strerror}). Name another place with --out.") from error


def _progress_shown() -> Callable[[int, int], None]:
    """Tell on standard error, about once a second, how many questions are done and how long the rest will take."""
    told = time.monotonic()
    first = math.inf  # the first answer loads the model and says nothing about the others

    def show(done: int, total: int) -> None:
        nonlocal told, first
        now = time.monotonic()
        first = min(first, now)
        if now - told >= 1 or done == total:
            told = now
            left = f", about {(now - first) / (done - 1) * (total - done):.0f} s left" if done > 1 else ""
            print(f"{done} of {total} questions answered{left}", file=sys.stderr)

    return show


if __name__ == "__main__":
    sys.exit(main())
