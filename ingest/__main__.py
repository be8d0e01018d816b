"""`python -m ingest PATH... --index DIR`: build or update an index; also `status`, `rollback` and `fetch`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from settings import go_offline

if TYPE_CHECKING:
    from ingest.generation import IngestReport

DESCRIPTION = """\
Build or update an index so that it holds exactly the monographs of the given files and folders; labels of
`ingest fetch` stay until their files are deleted.

  python -m ingest status --index DIR     generations and monographs, with dates
  python -m ingest rollback --index DIR   put the generation before back in service
  python -m ingest fetch dailymed|openfda NAME... --index DIR
                                          download labels and add them (the only command that uses the network)
A file or folder of one of these names is meant by ./status, and so on."""
NAMED = 5  # damaged copies named at the end of a run; `status` names them all


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 if all went in, 1 if some failed, 2 on bad usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands: dict[str, Callable[[list[str]], int]] = {"status": _status, "rollback": _rollback, "fetch": _fetch}
    from schema import AssistantError

    go_offline()
    try:
        return commands[given[0]](given[1:]) if given and given[0] in commands else _build(given)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The last complete index, if there is one, is in service.", file=sys.stderr)
        return 1


def _build(arguments: list[str]) -> int:
    parser = _parser("", DESCRIPTION)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a monograph, or a folder of them")
    options = parser.parse_args(arguments)
    from ingest.generation import build  # after go_offline: it imports chromadb
    from ingest.progress import Progress

    report = build(options.paths, options.index, progress=Progress(sys.stderr))
    return _told(report, options.index, options.json)


def _status(arguments: list[str]) -> int:
    options = _parser(" status", "Say what the index holds, and since when.").parse_args(arguments)
    from ingest.status import Status

    status = Status.of(options.index)
    if options.json:
        print(json.dumps(status.to_json(), ensure_ascii=False))
    else:
        print(*status.lines(), sep="\n")
    return 1 if any(generation.fault for generation in status.generations) else 0


def _rollback(arguments: list[str]) -> int:
    parser = _parser(" rollback", "Put the generation before the one in service back in service.")
    options = parser.parse_args(arguments)
    from ingest.snapshot import roll_back

    name = roll_back(options.index)
    print(f"In service again: {name}. An assistant that is running serves it from its next question.", file=sys.stderr)
    if options.json:
        print(json.dumps({"generation": name}))
    return 0


def _fetch(arguments: list[str]) -> int:
    parser = _parser(" fetch", "Download the newest labels of drugs and add them to the index.")
    parser.add_argument("service", choices=("dailymed", "openfda"), help="whose public interface is asked")
    parser.add_argument("names", nargs="+", metavar="NAME", help="a generic or brand name")
    parser.add_argument(
        "--into", type=Path, default=Path("fetched"), metavar="DIR", help="where the files go (fetched)"
    )
    parser.add_argument("--labels", type=_at_least_one, default=1, metavar="N", help="how many of each name (1)")
    parser.add_argument("--url", metavar="URL", help="another address of the service, such as a mirror's")
    options = parser.parse_args(arguments)
    from ingest.fetch import fetch
    from ingest.generation import build
    from ingest.progress import Progress

    progress = Progress(sys.stderr)
    fetched = fetch(options.service, options.names, options.into, options.labels, progress, options.url)
    report = build(fetched.files, options.index, progress=progress, are_fetched=True)
    report.failed[:0] = fetched.errors
    return _told(report, options.index, options.json)


def _told(report: IngestReport, index_dir: Path, as_json: bool) -> int:
    for failure in report.failed:
        print(failure, file=sys.stderr)
    for damage, paths in _by_damage(report.damaged).items():
        rest = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
        print(f"{damage} Damaged, but indexed: {', '.join(paths[:NAMED])}{rest}.", file=sys.stderr)
    if report.fetched_before:
        print(
            f"{report.fetched_before} files of `ingest fetch` stay in the index; delete a file there to remove it.",
            file=sys.stderr,
        )
    counts = f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"
    summary = (
        f"{report.monographs} monographs, {report.passages} passages in {index_dir}: {counts}, "
        f"{len(report.failed)} failed ({report.seconds:.1f} s)"
    )
    print(summary, file=sys.stderr)
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    return 1 if report.failed else 0


def _by_damage(damaged: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for path, damage in damaged:
        paths.setdefault(damage, []).append(path)
    return paths


def _parser(command: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m ingest{command}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--index", required=True, type=Path, metavar="DIR", help="the folder of the index")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on standard output")
    return parser


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
