"""The security headers of every response of the page, as an ASGI middleware."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class SecurityHeaders:
    """Allows nothing from outside, no framing, and of inline scripts only those that the page itself was sent with.

    Gradio starts from inline scripts that hold its configuration; each is allowed by its hash, so a script that finds
    its way into the page later does not run. Inline styles must stay allowed: its components set them.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = ()) -> None:
        self.app = app
        self.scripts = [script.encode() for script in scripts]  # what Gradio adds to its page by itself

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers; a page's are held back until its body, and so its scripts, are known."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def send_with_headers(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
                self._set_headers(message, b"")
            elif start and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                self._set_headers(start, bytes(body))
                await send(start)
                message, start = {"type": "http.response.body", "body": bytes(body)}, {}
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _set_headers(self, message: Message, page: bytes) -> None:
        headers = MutableHeaders(scope=message)
        headers["Content-Security-Policy"] = content_security_policy(page, self.scripts)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"


def content_security_policy(page: bytes, scripts: Iterable[bytes] = ()) -> str:
    """The policy of a page: its inline scripts and those given, by hash; everything else from this server only."""
    allowed = (*_INLINE_SCRIPT.findall(page), *scripts)
    hashes = (b64encode(sha256(script).digest()).decode() for script in allowed)
    return _POLICY.format(hashes="".join(f" 'sha256-{digest}'" for digest in hashes))
