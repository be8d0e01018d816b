"""What of Gradio's server is reachable, and what a request that it stumbles over leaves behind."""

from __future__ import annotations

import logging
import sys
import traceback

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

PAGES = {"/", "/config", "/theme.css", "/manifest.json", "/favicon.ico"}
FOLDERS = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/", "/gradio_api/startup-events")


class Gate:
    """ASGI middleware: only what the page itself asks for is served; no files, uploads, proxy or interface description.

    A request that fails before anything was answered is refused, with one line in the log that holds none of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        has_answered = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        if scope["type"] == "http" and not is_served(scope["path"]):
            await PlainTextResponse("There is nothing here.", status_code=404)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            if scope["type"] != "http" or has_answered:
                raise
            logger.error("%s %s failed: %s", scope["method"], scope["path"], type(error).__name__)
            await PlainTextResponse("This request cannot be read.", status_code=400)(scope, receive, send)


def is_served(path: str) -> bool:
    """Whether a path is one that the page asks for."""
    return path in PAGES or (path.startswith(FOLDERS) and ".." not in path)


def log_failures_without_content() -> None:
    """Have the whole process log a failed event by its type only.

    Gradio prints the traceback of each, down to a message that quotes what was sent: the question, and who it is about.
    """

    def log_type(*_: object, **__: object) -> None:
        failure = sys.exc_info()[0]
        logger.error("an event failed: %s", failure.__name__ if failure else "no exception")

    traceback.print_exc = log_type
