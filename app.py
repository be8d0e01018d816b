"""The chat page of the assistant, served on this machine only: `python app.py`, or `make run`."""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from schema import AssistantError
from settings import Settings, go_offline

if TYPE_CHECKING:
    import gradio as gr

    from page.chat import Answering


def build_app(assistant: Answering) -> gr.Blocks:
    """The page of an assistant, not yet served."""
    go_offline()  # before Gradio is imported: it reads the environment then
    from page.chat import chat_page

    return chat_page(assistant)


def serve(assistant: Answering, host: str, port: int) -> None:
    """Serve the page until it is interrupted.

    Raises:
        AssistantError: the port is in use.
    """
    page = build_app(assistant)
    from page.chat import launch
    from page.gate import log_failures_without_content

    log_failures_without_content()
    try:
        address = launch(page, host, port)
    except OSError as error:
        raise AssistantError(
            f"Port {port} of {host} cannot be used: another program has it. "
            f"Stop that program, or choose another port: make run PORT={port + 1}"
        ) from error
    print(f"The assistant is at {address} (Ctrl+C stops it).", flush=True)
    Thread(target=_warm_up, args=(assistant,), daemon=True).start()
    page.block_thread()


def _warm_up(assistant: Answering) -> None:
    """Have the embedding model loaded while the page is still being opened; a failure shows at the first question."""
    from assistant.greetings import example_questions

    with suppress(AssistantError):
        for question in example_questions(assistant.library)[:1]:
            assistant.answer(question)


def main() -> int:
    """Open the index and serve the page; a failure is one sentence, and exit code 1."""
    go_offline()
    from assistant import Assistant

    try:
        settings = Settings.from_environment()
        serve(Assistant.open(settings), settings.host, settings.port)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
