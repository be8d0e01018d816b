from base64 import b64encode
from hashlib import sha256
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from page.headers import SecurityHeaders, content_security_policy
from tests.page.conftest import Site


def test_the_policy_allows_the_inline_scripts_of_the_page_by_hash_and_no_other() -> None:
    page = b'<script src="a.js"></script><script>let a = 1;</script><script type="module">let b</script>'
    policy = content_security_policy(page)
    for script in (b"let a = 1;", b"let b"):
        assert f"'sha256-{b64encode(sha256(script).digest()).decode()}'" in policy
    assert policy.count("sha256-") == 2
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts


def test_a_page_sent_in_pieces_arrives_whole_and_a_stream_is_not_held_back() -> None:
    async def page(_: Any) -> StreamingResponse:
        return StreamingResponse(iter(["<script>a", "b</script>"]), media_type="text/html")

    async def events(_: Any) -> StreamingResponse:
        return StreamingResponse(iter(["data: 1\n\n"]), media_type="text/event-stream")

    async def plain(_: Any) -> HTMLResponse:
        return HTMLResponse("", status_code=404)

    routes = [Route("/page", page), Route("/events", events), Route("/plain", plain)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)]))
    response = client.get("/page")
    assert response.text == "<script>ab</script>"
    assert b64encode(sha256(b"ab").digest()).decode() in response.headers["content-security-policy"]
    assert client.get("/events").text == "data: 1\n\n"
    assert client.get("/plain").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/config", "/theme.css", "/gradio_api/info", "/nowhere", "/gradio_api/file=/etc/passwd"]
)
def test_every_response_carries_the_security_headers(site: Site, path: str) -> None:
    headers = httpx.get(site.url + path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
