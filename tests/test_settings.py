"""Settings from the environment; a bad value is told in one sentence."""

import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from schema import AssistantError
from settings import Settings, go_offline

ROOT = Path(__file__).parent.parent
READ_THE_ENVIRONMENT_WHEN_IMPORTED = ("gradio", "transformers", "sentence_transformers", "huggingface_hub")


@pytest.mark.parametrize("environment", [{}, {"INDEX": ""}])
def test_an_empty_environment_gives_the_defaults(environment: dict[str, str]) -> None:
    assert Settings.from_environment(environment) == Settings(Path("index"), "127.0.0.1", 7860, "")


def test_the_variables_are_read() -> None:
    settings = Settings.from_environment({"INDEX": "/data/index", "PORT": "8080", "MODEL": "a-model"})
    assert settings == Settings(Path("/data/index"), "127.0.0.1", 8080, "a-model")


def test_no_variable_opens_the_page_to_other_machines() -> None:
    assert Settings.from_environment({"HOST": "0.0.0.0", "GRADIO_SERVER_NAME": "0.0.0.0"}).host == "127.0.0.1"


@pytest.mark.parametrize("port", ["1", "65535"])
def test_a_port_is_any_that_there_is(port: str) -> None:
    assert Settings.from_environment({"PORT": port}).port == int(port)


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "80.5", "8o80", " 8080", "1e3", "²", "9" * 5_000])
def test_a_port_that_is_none_is_told_with_an_example(port: str) -> None:
    with pytest.raises(
        AssistantError, match=r"PORT is .*; set it to a whole number from 1 to 65535, for example PORT="
    ):
        Settings.from_environment({"PORT": port})


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_going_offline_overrides_what_the_environment_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRADIO_ANALYTICS_ENABLED", "ANONYMIZED_TELEMETRY"):
        monkeypatch.setenv(name, "True")
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.setenv(name, "0")
    go_offline()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"


@pytest.mark.parametrize("module", ["app", "assistant.__main__", "ingest.__main__"])
def test_a_program_loads_no_library_that_may_look_up_before_it_is_offline(module: str) -> None:
    named = f"[name for name in {READ_THE_ENVIRONMENT_WHEN_IMPORTED} if name in sys.modules]"
    look = f"import {module}, sys; print({named})"
    run = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.stdout == "[]\n", run.stderr
