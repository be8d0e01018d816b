"""A figure is held against its floor and its target, whichever way is better."""

import re
from pathlib import Path

import pytest

from eval.floors import Floor, Light, lights, read_floors
from eval.measures import MEASURES
from eval.scores import BY_NAME
from schema import AssistantError


@pytest.mark.parametrize(
    ("value", "light"),
    [(0.69, Light.RED), (0.7, Light.AMBER), (0.89, Light.AMBER), (0.9, Light.GREEN), (1.0, Light.GREEN)],
)
def test_a_share_that_is_better_when_higher(value: float, light: Light) -> None:
    assert Floor(0.7, 0.9).light(BY_NAME["answer_accuracy"], value) is light


@pytest.mark.parametrize(
    ("value", "light"), [(0.06, Light.RED), (0.05, Light.AMBER), (0.03, Light.AMBER), (0.02, Light.GREEN)]
)
def test_a_share_that_is_better_when_lower(value: float, light: Light) -> None:
    assert Floor(0.05, 0.02).light(BY_NAME["over_refusal"], value) is light


def test_what_was_not_measured_has_no_light() -> None:
    figures = {measure.name: {"value": None, "n": 0} for measure in MEASURES}
    assert lights(figures, read_floors()) == {}


def test_the_shipped_floors_hold_every_share_that_does_not_depend_on_the_machine() -> None:
    assert set(read_floors()) <= {measure.name for measure in MEASURES}
    assert {"quotes_verbatim", "number_groundedness", "unsafe_rate", "urgent_recall"} <= set(read_floors())
    assert not any(name.startswith("latency") for name in read_floors())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[guess]\nfloor = 1\ntarget = 1", "there is no measure 'guess'"),
        ("[risk]\nfloor = 1", "needs exactly 'floor' and 'target'"),
        ("[risk]\nfloor = 1\ntarget = true", "each a number"),
        ("risk = 1", "needs exactly"),
        ("[answer_accuracy]\nfloor = 0.9\ntarget = 0.8", "better than its target"),
        ("[risk]\nfloor = 0.1\ntarget = 0.2", "better than its target"),
        ("[risk", "is not TOML"),
    ],
)
def test_a_faulty_file_is_told_with_what_to_do(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AssistantError, match=re.escape(str(path))) as error:
        read_floors(path)
    assert told in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be read"):
        read_floors(tmp_path / "none.toml")
