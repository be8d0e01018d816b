"""Answer one question: `python -m assistant "QUESTION" --index DIR [--history TEXT]... [--json]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from schema import Answer, AssistantError
from settings import Settings, go_offline


def main(arguments: Sequence[str] | None = None) -> int:
    """Print an answer as text for people or as one JSON object; 1 where there is none for want of an index."""
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Answer one question from the monographs.")
    parser.add_argument("question", type=readable, metavar="QUESTION")
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR")
    parser.add_argument(
        "--history", type=readable, action="append", default=[], metavar="TEXT", help="an earlier message of the user"
    )
    parser.add_argument("--json", action="store_true", help="one answer object instead of text")
    options = parser.parse_args(arguments)
    go_offline()
    from assistant import Assistant

    try:
        answer = Assistant.open(Settings(index_dir=options.index)).answer(options.question, options.history)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    tell(json.dumps(answer.to_json(), ensure_ascii=False) if options.json else as_text(answer))
    return 0


def tell(told: str) -> None:
    """Print; that the reader has seen enough ("| head") is no error."""
    try:
        print(told, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is flushed at the end


def readable(argument: str) -> str:
    """An argument with question marks for what is no UTF-8, which could not be printed again."""
    return argument.encode("utf-8", "replace").decode("utf-8")


def as_text(answer: Answer) -> str:
    """The answer and its numbered sources, one line each."""
    sources = [
        f"[{citation.n}] {citation.monograph} ({citation.publisher}, {citation.updated or 'undated'}), "
        f"{citation.section}: “{citation.quote}”"
        for citation in answer.citations
    ]
    return "\n".join([answer.text, *(["", "Sources", *sources] if sources else [])])


if __name__ == "__main__":
    sys.exit(main())
