"""The gate: every shipped question is asked once; no figure is below its floor, and the README tells what is measured.

Time is no part of it: on a busy machine it says nothing.
"""

from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from eval.floors import Light, read_floors
from eval.readme import outdated
from eval.run import Options, run
from settings import Settings

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def shipped_run(index_of_monographs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    sets = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))
    assistant = Assistant.open(Settings(index_dir=index_of_monographs))
    return run(sets, assistant, tmp_path_factory.mktemp("run"), Options(floors=read_floors()))


def test_no_figure_is_below_its_floor(shipped_run: dict[str, Any]) -> None:
    assert [name for name, light in shipped_run["lights"].items() if light == Light.RED] == []
    assert shipped_run["unanswered"] == []


def test_the_readme_tells_what_is_measured(shipped_run: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert outdated(readme, shipped_run) == [], "make eval, then .venv/bin/python -m eval readme --run out/eval"
