"""A library, an assistant that answers from it by rote, the page served, and a browser."""

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from library import Library
from page.chat import Answering, chat_page, launch
from schema import Monograph
from tests.page.rote import PATIENT, PROFESSIONAL, TODAY, RoteAssistant, monograph_of


@pytest.fixture(scope="session")
def professional() -> Monograph:
    return monograph_of(PROFESSIONAL, "professional", "Zelvane: monograph for health professionals")


@pytest.fixture(scope="session")
def patient() -> Monograph:
    return monograph_of(PATIENT, "patient", "Zelvane for patients", audience="patient", updated="2022-08-16")


@pytest.fixture(scope="session")
def library(professional: Monograph, patient: Monograph) -> Library:
    return Library([professional, patient], [], "0123456789ab")


@pytest.fixture
def assistant(library: Library) -> RoteAssistant:
    return RoteAssistant(library)


@dataclass(frozen=True)
class Site:
    """A served page and the assistant behind it."""

    url: str
    assistant: RoteAssistant


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def served(assistant: Answering) -> Iterator[str]:
    """Serve the page of an assistant; give its address."""
    page = chat_page(assistant, today=lambda: TODAY)
    try:
        yield launch(page, "127.0.0.1", free_port()).rstrip("/")
    finally:
        page.close(verbose=False)


@pytest.fixture(scope="session")
def site(library: Library) -> Iterator[Site]:
    assistant = RoteAssistant(library)
    for url in served(assistant):
        yield Site(url, assistant)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless; its absence fails in continuous integration and skips elsewhere.

    Not for the whole session: while it is open an event loop runs, in which no other test can run its own.
    """
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: continuous integration must not skip the browser tests")
        pytest.skip("there is no chromium here")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *quiet]
        )
        yield browser
        browser.close()
