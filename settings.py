"""One frozen `Settings`, read from the environment once, by a `main()`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import AssistantError

MAX_QUESTION_CHARS = (
    4_000  # longer messages are answered with a request to shorten them (SAFETY: unbounded consumption)
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index lies and where the page is served; `model` is "" for the extractive default."""

    index_dir: Path = Path("index")
    host: str = "127.0.0.1"
    port: int = 7860
    model: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read INDEX, PORT and MODEL.

        Raises:
            AssistantError: PORT is not a whole number from 1 to 65535.
        """
        port = environment.get("PORT", "7860")
        if not port.isdecimal() or len(port) > 5 or not 0 < int(port) < 65_536:
            raise AssistantError(f"PORT is {port!r}; set it to a whole number from 1 to 65535, for example PORT=7860.")
        return cls(
            index_dir=Path(environment.get("INDEX") or "index"), port=int(port), model=environment.get("MODEL", "")
        )


def go_offline() -> None:
    """Forbid every look-up that the libraries would make by themselves; call before they are imported."""
    os.environ.update(
        GRADIO_ANALYTICS_ENABLED="False",
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        ANONYMIZED_TELEMETRY="False",
        TOKENIZERS_PARALLELISM="false",
        ORT_DISABLE_TELEMETRY="1",  # from 1.32 on, onnxruntime reports to its maker as soon as it is imported
    )
