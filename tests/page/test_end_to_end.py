"""The whole program, started as `make run` starts it, over the monographs that ship with it, read in a browser."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from library import Library
from tests.page.conftest import free_port

ROOT = Path(__file__).parent.parent.parent
GUARDED = """
import os, runpy, sys

def guard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.connect"):
        host = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = host[0] if isinstance(host, tuple) else host
        if host not in (None, "", "localhost", b"localhost", "127.0.0.1", "::1", "0.0.0.0"):
            print(f"REACHED OUT: {event} {arguments}", file=sys.stderr, flush=True)
            os._exit(3)

sys.addaudithook(guard)
sys.path.insert(0, os.getcwd())
runpy.run_path("app.py", run_name="__main__")
"""


CANARY = "Mrs-Canary"
MALFORMED = [
    {"data": CANARY, "fn_index": 0},
    {"data": [CANARY, None], "fn_index": CANARY},
    {"data": [CANARY, None], "fn_index": 99},
    {"data": [CANARY], "fn_index": 0},
    {"data": [CANARY, None, CANARY], "fn_index": 0},
    {"data": [], "fn_index": 1, "event_data": CANARY},
    {"data": [], "fn_index": 1, "event_data": {"value": {"text": CANARY}}},
    {"data": [{"a": CANARY}, CANARY], "fn_index": 2},
    {"data": None, "fn_index": 3, "trigger_id": CANARY},
    [CANARY],
    CANARY,
]


@pytest.fixture(scope="module")
def program(index_of_monographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `app.py` in a process of its own, which ends where it looks beyond this machine."""
    port = free_port()
    log = tmp_path_factory.mktemp("log") / "stderr"
    environment = os.environ | {"INDEX": str(index_of_monographs), "PORT": str(port)}
    with log.open("w") as stderr:
        process = subprocess.Popen([sys.executable, "-c", GUARDED], cwd=ROOT, env=environment, stderr=stderr)
    try:
        wait_until_served(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
        assert process.poll() is None, log.read_text()
    finally:
        process.terminate()
        process.wait(10)
    assert "Traceback" not in log.read_text()
    assert CANARY not in log.read_text()


def wait_until_served(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(url).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.25)
        else:
            return
    pytest.fail("the page was not served within a minute")


@pytest.mark.browser
def test_a_question_on_the_page_is_answered_with_a_passage_that_stands_in_the_monograph(
    program: str, browser: Any, index_of_monographs: Path
) -> None:
    monographs = Library.open(index_of_monographs).monographs.values()
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(program)
    page.wait_for_selector(".masthead")
    page.fill("#question textarea", "How should Kineret be stored?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".answer a.marker", timeout=60_000)

    assert "refrigerator" in page.inner_text(".answer") or "2 to 8" in page.inner_text(".answer")
    markers = page.locator(".answer a.marker")
    assert markers.count() > 0
    for at in range(markers.count()):
        marker = markers.nth(at)
        n, target = marker.inner_text(), marker.get_attribute("href")
        marker.click()
        box = page.locator(f"{target} + mark").bounding_box()
        assert 0 <= box["y"] < 720  # followed, it stands in the window
        marked = "".join(page.locator(f"mark.cited-{n}").all_text_contents())
        assert any(marked in monograph.text for monograph in monographs)
        statement = marker.locator("xpath=ancestor::*[self::p or self::li][1]").inner_text()
        assert marked in statement
    card = page.locator(".card").first.locator("xpath=..")
    assert "Monograph Assistant Project" in card.inner_text()
    assert "revised" in card.inner_text()
    assert [url for url in requests if not url.startswith(("http://127.0.0.1:", "data:"))] == []
    page.close()


@pytest.mark.parametrize("body", MALFORMED, ids=str)
def test_a_malformed_request_changes_nothing_and_its_content_is_logged_nowhere(program: str, body: object) -> None:
    sent = {**body, "session_hash": "malformed"} if isinstance(body, dict) else body
    response = httpx.post(f"{program}/gradio_api/queue/join", json=sent)
    assert "Traceback" not in response.text  # what is logged is read when the program has ended
    if response.status_code == 200:
        with (
            httpx.Client(timeout=30) as client,
            client.stream("GET", f"{program}/gradio_api/queue/data", params={"session_hash": "malformed"}) as events,
        ):
            assert any('"process_completed"' in event for event in events.iter_lines())
