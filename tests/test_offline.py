"""Nothing is looked up or reached on the network; tests/page/test_end_to_end.py shows it for the page being served."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from library import Library
from tests.no_network import CALLS
from tests.page.conftest import served
from tests.page.rote import PATIENT, RoteAssistant, monograph_of

ROOT = Path(__file__).parent.parent
INGEST_ASK_AND_BUILD_THE_PAGE = """
import runpy, sys
from pathlib import Path

index, *questions = sys.argv[2:]
sys.argv = ["ingest", "monographs", "--index", index]
try:
    runpy.run_module("ingest", run_name="__main__")
except SystemExit as end:
    assert end.code == 0, end.code

from app import build_app
from assistant import Assistant
from settings import Settings

assistant = Assistant.open(Settings(index_dir=Path(index)))
build_app(assistant)
for question in questions:
    print(assistant.answer(question).route.value)
"""
QUESTIONS = {
    "How should Kineret be stored?": "answer",
    "What are the side effects of anakinra?": "answer",
    "Is anakinra safe in pregnancy?": "answer",
    "How does anakinra work?": "answer",
    "Who must not use Kineret?": "answer",
    "Can I take Kineret with etanercept?": "answer",
    "What is anakinra used for?": "answer",
    "Does Kineret need to be kept away from light?": "answer",
    "Can Kineret be given with warfarin?": "refuse",
    "Does anakinra regrow hair in astronauts?": "refuse",
    "What does Humira do?": "refuse",
    "Who won the football world cup?": "refuse",
    "kinaret storage": "clarify",
    "": "clarify",
    "Dose of anakinra for an adult with RA?": "dosing",
    "Kineret for NOMID, 44 lb, 6 years old?": "dosing",
    "I missed my Kineret yesterday, take two?": "dosing",
    "What is the adult RA dose of Kineret and how is it stored?": "dosing",
    "My lips are swelling after the Kineret shot": "urgent",
    "I injected two syringes of Kineret by mistake today": "urgent",
}
LOOKS_UP = "import socket; socket.getaddrinfo('example.org', 443)"
CONNECTS = "import socket; socket.create_connection(('192.0.2.1', 443), timeout=1)"
SENDS = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"
CONNECTS_NATIVELY = """
import ctypes, socket, threading
handle, address = socket.socket().detach(), b"\\2\\0\\1\\273\\300\\0\\2\\1" + bytes(8)  # 192.0.2.1, port 443
thread = threading.Thread(target=lambda: ctypes.CDLL(None).connect(handle, address, len(address)))
thread.start()
thread.join()
"""
ASSET = re.compile(r"<(?:script|link)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
# Where a browser fetches by itself: not a link that a person may follow, nor a name in a meta element.
OUTSIDE = re.compile(
    r"(?:<(?:script|link|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|href|srcset|data)=[\"']?"
    r"|\burl\(\s*[\"']?|@import\s+[\"']|\bfrom\s*[\"']|\bimport\s*\(?\s*[\"'])((?:https?:)?//[^\"')>\s]+)"
)


def run_without_network(source: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.no_network", source, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)


def test_ingest_twenty_questions_and_the_page_need_no_network(tmp_path: Path) -> None:
    run = run_without_network(INGEST_ASK_AND_BUILD_THE_PAGE, str(tmp_path / "index"), *QUESTIONS)
    assert run.returncode == 0, run.stderr[-4000:]
    assert run.stdout.splitlines() == list(QUESTIONS.values())


@pytest.mark.parametrize("source", [LOOKS_UP, CONNECTS, SENDS], ids=["look-up", "connection", "datagram"])
def test_a_program_that_reaches_out_is_ended(source: str) -> None:
    run = run_without_network(source)
    assert run.returncode == 3
    assert "REACHED OUT" in run.stderr


def test_a_native_thread_that_reaches_out_is_ended() -> None:
    if sys.platform != "linux" or platform.machine() not in CALLS:
        pytest.skip("only Linux can be told to watch native threads")
    run = run_without_network(CONNECTS_NATIVELY)
    if "seccomp is not to be had" in run.stderr:
        pytest.skip("this machine's kernel cannot be told to watch native threads")
    assert run.returncode != 0
    assert "in <lambda>" in run.stderr  # the thread that did it, by the fault handler


def test_the_page_and_its_assets_refer_to_nothing_outside() -> None:
    assistant = RoteAssistant(Library([monograph_of(PATIENT, "patient", "Zelvane")], [], "1"))
    for url in served(assistant):
        page = httpx.get(url).text
        assets = [path.lstrip("./") for path in ASSET.findall(page)]
        assert {Path(path).suffix for path in assets} >= {".js", ".css"}
        responses = [httpx.get(f"{url}/{path}").raise_for_status() for path in assets]
        assert [OUTSIDE.findall(text) for text in (page, *(response.text for response in responses))] == [
            [] for _ in range(1 + len(assets))
        ]


@pytest.mark.parametrize(
    "text",
    [
        '<link rel="stylesheet" href="https://a.example/b">',
        "<script defer src='//a.example/b'></script>",
        'a { background: url("https://a.example/b"); }',
        '@import "https://a.example/b";',
        'import x from"https://a.example/b"; import("./c.js")',
    ],
)
def test_an_outside_asset_is_noticed(text: str) -> None:
    assert [found.removeprefix("https:") for found in OUTSIDE.findall(text)] == ["//a.example/b"]
