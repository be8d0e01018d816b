"""`python -m eval COMMAND`: score an assistant on question sets, and time it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.questions import read_questions, read_sets
from schema import AssistantError
from settings import Settings, go_offline

if TYPE_CHECKING:
    from assistant import Assistant

ROOT = Path(__file__).parent.parent
SHIPPED_QUESTIONS = tuple(sorted((Path(__file__).parent / "questions").glob("*.jsonl")))
BENCH_QUESTIONS = Path(__file__).parent / "questions" / "anakinra.jsonl"
SHIPPED_MONOGRAPHS = ROOT / "monographs"


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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="answer every question as the page does, score, write a report")
    _questions(run)
    _index(run)
    run.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="for answers.jsonl, scores.json, report.html"
    )
    run.add_argument("--baseline", type=Path, metavar="DIR", help="the --out of an earlier run: what moved since?")
    run.add_argument("--repeat", type=_at_least_one, default=1, metavar="N", help="ask the whole set N times (1)")
    run.add_argument("--jobs", type=_at_least_one, metavar="N", help="questions asked side by side (one a core)")
    run.add_argument("--floors", type=Path, metavar="FILE.toml", help="instead of eval/floors.toml")
    run.add_argument("--gate", action="store_true", help="exit 1 if a figure is below its floor")
    run.add_argument("--alone", action="store_true", help="leave out the usual systems measured beside the assistant")
    _seed(run)
    run.set_defaults(command=_run)

    check = commands.add_parser("check", help="see whether a question set is fit to score with")
    _questions(check)
    _index(check)
    check.set_defaults(command=_check)

    draft = commands.add_parser("draft", help="propose questions from the monographs, for a person to edit")
    _index(draft)
    draft.add_argument("--out", type=Path, metavar="FILE.jsonl", help="instead of standard output; never overwritten")
    draft.add_argument("--most", type=_at_least_one, default=2, metavar="N", help="of each section of a monograph (2)")
    draft.set_defaults(command=_draft)

    compare = commands.add_parser("compare", help="the assistant beside the LangChain quickstart and bm25s")
    _questions(compare)
    _index(compare)
    compare.add_argument("--out", type=Path, metavar="DIR", help="write compare.json there as well")
    _seed(compare)
    compare.set_defaults(command=_compare)

    retrieval = commands.add_parser("retrieval", help="how high the right documents stand, beside the usual systems")
    retrieval.add_argument(
        "collections", type=Path, nargs="+", metavar="DATA", help="a folder in BEIR form, or a file of linked questions"
    )
    retrieval.add_argument(
        "--work", type=Path, default=Path("out/retrieval"), metavar="DIR", help="keeps vectors (out/retrieval)"
    )
    retrieval.add_argument("--out", type=Path, metavar="DIR", help="write retrieval.json there as well")
    _seed(retrieval)
    retrieval.set_defaults(command=_retrieval)

    bench = commands.add_parser("bench", help="speed, each figure beside the LangChain quickstart's")
    bench.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="where the figures go")
    what = bench.add_mutually_exclusive_group()
    what.add_argument("--monographs", type=Path, default=SHIPPED_MONOGRAPHS, metavar="DIR", help="what is ingested")
    what.add_argument("--index", type=Path, metavar="DIR", help="an index to answer from; nothing is ingested")
    bench.add_argument("--questions", type=Path, default=BENCH_QUESTIONS, metavar="FILE.jsonl", help="what is asked")
    bench.add_argument("--repeat", type=_at_least_one, default=3, metavar="N", help="how often each is timed (3)")
    bench.set_defaults(command=_bench)

    export = commands.add_parser("export", help="a finished run as a RAGAS data set and as CSV")
    _questions(export)
    export.add_argument("--run", type=Path, required=True, metavar="DIR", help="the --out of the run")
    export.set_defaults(command=_export)

    judge = commands.add_parser("judge", help="what the language model of MODEL says of a run; never a gate")
    _questions(judge)
    judge.add_argument("--run", type=Path, required=True, metavar="DIR", help="the --out of the run")
    judge.add_argument("--repeat", type=_at_least_one, default=3, metavar="N", help="how often each is judged (3)")
    _seed(judge)
    judge.set_defaults(command=_judge)

    readme = commands.add_parser("readme", help="write the README's figures from a run of the shipped questions")
    readme.add_argument("--run", type=Path, metavar="DIR", help="the --out of the run")
    readme.add_argument("--check", action="store_true", help="write nothing; exit 1 if the figures are stale")
    readme.set_defaults(command=_readme)
    return parser


def _questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions",
        type=Path,
        nargs="+",
        metavar="QUESTIONS.jsonl",
        help="one JSON object a line; or several files",
    )


def _index(parser: argparse.ArgumentParser) -> None:
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
    sets = read_sets(options.questions)
    from eval.floors import SHIPPED_FLOORS, Light, read_floors
    from eval.paired import Baseline

    floors = read_floors(options.floors or SHIPPED_FLOORS)
    baseline = Baseline(options.baseline) if options.baseline else None
    assistant = _assistant(options.index)
    from eval.answering import ask
    from eval.compare import baselines
    from eval.progress import Progress
    from eval.run import REPORT, Options, no_others, run
    from eval.tables import headline, moved_table, run_table
    from retriever.cores import cores

    others = no_others if options.alone else lambda asked, seed: baselines(asked, assistant.library, seed)
    kept = {"index": str(options.index), "model": Settings().model}
    ask(assistant, sets[0].questions[0])  # loads what every later answer finds loaded, so that no time counts it
    how = Options(kept, options.seed, options.repeat, options.jobs or cores(), baseline, floors, others, Progress())
    result = run(options.questions, assistant, options.out, how)
    print(run_table(result))
    print(f"\n{headline(result)}")
    if result["baseline"]:
        print(f"\n{moved_table(result)}")
    for warning in result["warnings"]:
        print(f"Note: {warning}")
    print(f"Report: {options.out / REPORT}")
    below = [name for name, light in result["lights"].items() if light == Light.RED]
    if below:
        print(f"Below the floor: {', '.join(below)}")
    return 1 if result["unanswered"] or (options.gate and below) else 0


def _check(options: argparse.Namespace) -> int:
    questions = [question for one in read_sets(options.questions) for question in one.questions]
    from eval.check import check
    from eval.sources import Sources
    from library import Library

    findings = check(questions, Sources.of(Library.open(options.index)))
    for finding in findings:
        print(f"{finding.question_id}: {finding.what}")
    print(f"{len(questions)} questions, {len(findings)} findings")
    return 1 if findings else 0


def _draft(options: argparse.Namespace) -> int:
    from eval.draft import draft
    from library import Library

    lines = [
        json.dumps(record, ensure_ascii=False) + "\n" for record in draft(Library.open(options.index), options.most)
    ]
    if options.out is None:
        print("".join(lines), end="")
        return 0
    try:
        with options.out.open("x", encoding="utf-8") as file:  # somebody's editing is not to be lost
            file.writelines(lines)
    except OSError as error:
        raise AssistantError(f"{options.out} cannot be made ({error.strerror}). Name a new file with --out.") from error
    check = f"python -m eval check {options.out} --index {options.index}"
    print(f"{len(lines)} questions proposed in {options.out}; edit them, then: {check}", file=sys.stderr)
    return 0


def _compare(options: argparse.Namespace) -> int:
    questions = [question for one in read_sets(options.questions) for question in one.questions]
    assistant = _assistant(options.index)
    from eval.compare import compare
    from eval.tables import compare_table

    systems = compare(questions, assistant, options.seed)
    print(compare_table(systems))
    if options.out:
        _write(options.out / "compare.json", systems)
    return 0


def _retrieval(options: argparse.Namespace) -> int:
    from eval.retrieval import retrieval
    from eval.tables import retrieval_table

    figures = retrieval(options.collections, options.work, options.seed)
    print(retrieval_table(figures))
    if options.out:
        _write(options.out / "retrieval.json", figures)
    return 0


def _export(options: argparse.Namespace) -> int:
    from eval.export import export

    for path in export(options.run, options.questions):
        print(path)
    return 0


def _judge(options: argparse.Namespace) -> int:
    questions = [question for one in read_sets(options.questions) for question in one.questions]
    from eval.judge import Judge, chat_model, judge
    from eval.paired import Baseline
    from eval.progress import Progress

    finished = Baseline(options.run, questions)
    setting = Settings.from_environment().model
    result = judge(
        questions, finished, Judge(chat_model(setting), options.repeat), options.seed, Progress("answers judged")
    )
    _write(options.run / "judge.json", {"model": setting, **result})
    print(
        f"{setting}: {100 * result['grade']:.1f} % over {result['n']} answers, each judged {result['repeat']} times; "
        f"agrees with answer_accuracy in {100 * result['agreement_with_answer_accuracy']:.1f} %"
    )
    return 0


def _readme(options: argparse.Namespace) -> int:
    from eval.paired import Baseline
    from eval.readme import identity, is_stale, written

    path, measured_on = ROOT / "README.md", identity(SHIPPED_QUESTIONS, SHIPPED_MONOGRAPHS)
    readme = path.read_text(encoding="utf-8")
    if options.check:
        if is_stale(readme, measured_on):
            print("README.md: its figures are stale; make eval, then python -m eval readme --run out/eval")
            return 1
        return 0
    if options.run is None:
        raise AssistantError("Name the run with --run DIR, or ask only with --check.")
    path.write_text(written(readme, Baseline(options.run), measured_on), encoding="utf-8")
    return 0


def _bench(options: argparse.Namespace) -> int:
    questions = read_questions(options.questions)
    from eval.bench import bench, bench_index
    from eval.tables import bench_table

    if options.index:
        result = bench_index(options.index, questions, _assistant, options.repeat)
    else:
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


if __name__ == "__main__":
    sys.exit(main())
