"""`python -m ingest PATH... --index DIR [--json]`: build or update an index."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from settings import go_offline


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 if all went in, 1 if some failed, 2 on bad usage."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Build or update an index so that it holds exactly the monographs of the given files and folders.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a monograph, or a folder of them")
    parser.add_argument("--index", required=True, type=Path, metavar="DIR", help="the folder of the index")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on standard output")
    options = parser.parse_args(arguments)
    go_offline()
    from ingest.generation import build  # after go_offline: it imports chromadb and the model's libraries
    from schema import AssistantError

    try:
        report = build(options.paths, options.index, say=lambda line: print(line, file=sys.stderr, flush=True))
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Stopped. The last complete index in {options.index}, if there is one, is in service.", file=sys.stderr)
        return 1
    for failure in report.failed:
        print(failure, file=sys.stderr)
    counts = f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"
    summary = (
        f"{report.monographs} monographs, {report.passages} passages in {options.index}: {counts}, "
        f"{len(report.failed)} failed ({report.seconds:.1f} s)"
    )
    print(summary, file=sys.stderr)
    if options.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
