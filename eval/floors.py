"""What a site accepts: for each measure the floor that a change must not fall below, and the target to reach.

For a measure that is better when lower the floor is the highest value accepted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.measures import MEASURES
from eval.measures.base import Measure
from schema import AssistantError

SHIPPED_FLOORS = Path(__file__).parent / "floors.toml"


class Light(StrEnum):
    """Where a figure stands between its floor and its target."""

    GREEN = "green"  # the target is reached
    AMBER = "amber"  # accepted, the target is not reached
    RED = "red"  # below the floor


@dataclass(frozen=True, slots=True)
class Floor:
    """The least accepted value of a measure, and the wanted one."""

    floor: float
    target: float

    def light(self, measure: Measure, value: float) -> Light:
        """Where a figure stands."""
        sign = 1 if measure.higher_is_better else -1
        if sign * value < sign * self.floor:
            return Light.RED
        return Light.GREEN if sign * value >= sign * self.target else Light.AMBER


def read_floors(path: Path = SHIPPED_FLOORS) -> dict[str, Floor]:
    """The floors of a file, by the name of their measure.

    Raises:
        AssistantError: the file cannot be read, or names what is no measure, or a floor beyond its target.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssistantError(f"{path} cannot be read ({error.strerror}). Name a file like eval/floors.toml.") from error
    except ValueError as error:  # TOML that cannot be parsed, or bytes that are not UTF-8
        raise AssistantError(f"{path} is not TOML ({error}). See eval/floors.toml for what it holds.") from error
    return {name: _floor(path, name, table) for name, table in tables.items()}


def _floor(path: Path, name: str, table: Any) -> Floor:
    known = {measure.name: measure for measure in MEASURES}
    if name not in known:
        raise AssistantError(f"{path}: there is no measure {name!r}. Known are {', '.join(known)}.")
    if not isinstance(table, dict) or table.keys() != {"floor", "target"} or not all(map(_is_number, table.values())):
        raise AssistantError(f"{path}: {name} needs exactly 'floor' and 'target', each a number.")
    sign = 1 if known[name].higher_is_better else -1
    if sign * table["floor"] > sign * table["target"]:
        raise AssistantError(f"{path}: the floor of {name} is better than its target. Exchange them.")
    return Floor(float(table["floor"]), float(table["target"]))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def lights(figures: Mapping[str, Mapping[str, Any]], floors: Mapping[str, Floor]) -> dict[str, Light]:
    """The light of each measured figure that has a floor."""
    return {
        measure.name: floors[measure.name].light(measure, figures[measure.name]["value"])
        for measure in MEASURES
        if measure.name in floors and figures[measure.name]["n"]
    }
