"""The library of the tests' own monograph, a right answer to each question on it, and an assistant that gives them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import Answer, Reason, Route, Statement
from tests.eval.scripted import (
    CHOKING_QUESTION,
    DOSE_QUESTION,
    MONOGRAPH,
    PER_KG,
    PRICE_QUESTION,
    STORAGE,
    STORAGE_QUESTION,
    ScriptedAssistant,
    cited,
)


@pytest.fixture
def monograph_path(tmp_path: Path) -> Path:
    path = tmp_path / "monographs" / "testocillin.md"
    path.parent.mkdir()
    path.write_text(MONOGRAPH, encoding="utf-8")
    return path


@pytest.fixture
def library(monograph_path: Path) -> Library:
    monograph = read_monograph(monograph_path)
    return Library([monograph], passages_of(monograph), "index-1")


@pytest.fixture
def storage_answer(library: Library) -> Answer:
    return Answer(
        question=STORAGE_QUESTION.question,
        route=Route.ANSWER,
        text=f"{STORAGE} [1]",
        statements=(Statement(STORAGE, (1,)),),
        citations=(cited(library, STORAGE),),
        drug="testocillin",
        index_version="index-1",
        latency_ms=10.0,
    )


@pytest.fixture
def dose_answer(library: Library) -> Answer:
    text = "For 20 kg: 200 mg every 8 hours."
    return Answer(
        question=DOSE_QUESTION.question,
        route=Route.DOSING,
        text=f"{text} [1]",
        statements=(Statement(text, (1,)),),
        citations=(cited(library, PER_KG),),
        dosing={
            "outcome": "dose",
            "dose_low": 200.0,
            "dose_high": 200.0,
            "interval_h": 8,
            "max_daily": None,
            "missing": [],
            "steps": ["20 kg x 10 mg/kg = 200 mg"],
            "facts": {"weight_kg": 20},
        },
        drug="testocillin",
        index_version="index-1",
        rules_version="rules-1",
        latency_ms=2.0,
    )


@pytest.fixture
def refusal() -> Answer:
    return Answer(
        question=PRICE_QUESTION.question,
        route=Route.REFUSE,
        text="The monographs do not say.",
        reason=Reason.NOT_IN_MONOGRAPH,
        index_version="index-1",
        latency_ms=4.0,
    )


@pytest.fixture
def alarm() -> Answer:
    return Answer(
        CHOKING_QUESTION.question, Route.URGENT, "Call for help now.", index_version="index-1", latency_ms=1.0
    )


@pytest.fixture
def assistant(
    library: Library, storage_answer: Answer, dose_answer: Answer, refusal: Answer, alarm: Answer
) -> ScriptedAssistant:
    """One that answers each question of the tests as it should."""
    answers = (storage_answer, dose_answer, refusal, alarm)
    return ScriptedAssistant(library, {answer.question: answer for answer in answers})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless and without a network; its absence fails in CI and skips elsewhere."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: continuous integration must not skip the browser tests")
        pytest.skip("there is no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
