"""Plots as inline SVG: bars with intervals, curves, a histogram. No script, nothing loaded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH = 420
_ROW, _SIDE, _FIGURES = 22, 180, 90  # of bars: the height of one, the length of 100 %, the room for its figures
_LETTER, _LONGEST_LABEL = 7, 42


def _figure(title: str, height: float, content: str, width: float = WIDTH) -> str:
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}">{content}</svg></figure>'
    )


def bars(title: str, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """One bar for each group's share, with its interval and the number of questions; empty where no group counts."""
    shown = {name: figure for name, figure in figures.items() if figure["n"]}
    if not shown:
        return ""
    room = max(100, _LETTER * min(_LONGEST_LABEL, max(map(len, shown))))
    rows = [_bar(index * _ROW, room, name, figure) for index, (name, figure) in enumerate(shown.items())]
    return _figure(title, _ROW * len(shown) + 4, "".join(rows), max(WIDTH, room + _SIDE + _FIGURES))


def _bar(top: int, room: int, name: str, figure: Mapping[str, Any]) -> str:
    middle = top + 12
    low, value, high = (room + _SIDE * figure[end] for end in ("low", "value", "high"))
    label = name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"
    told = f"{name}: {100 * figure['value']:.1f} %, {figure['n']} questions"
    return (
        f"<g><title>{escape(told)}</title>"
        f'<text x="{room - 6}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="bar" x="{room}" y="{top + 4}" width="{value - room:.1f}" height="{_ROW - 6}"/>'
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<text x="{room + _SIDE + 6}" y="{middle + 4}">{100 * figure["value"]:.0f} % ({figure["n"]})</text></g>'
    )


def curve(
    title: str,
    axes: tuple[str, str],
    points: Sequence[tuple[float, float]],
    here: tuple[float, float] | None = None,
) -> str:
    """A line through shares from 0 to 1 on both axes; `here` marks one point. Empty where there are no two points."""
    if len(points) < 2:
        return ""
    left, bottom, size = 50, 230, 200

    def to_x(share: float) -> float:
        return left + share * size

    def to_y(share: float) -> float:
        return bottom - share * size

    path = " ".join(f"{to_x(x):.1f},{to_y(y):.1f}" for x, y in points)
    ticks = "".join(
        f'<line class="axis" x1="{left}" x2="{left + size}" y1="{bottom - share * size}" y2="{bottom - share * size}"/>'
        f'<text x="{left - 6}" y="{bottom - share * size + 4}" text-anchor="end">{100 * share:.0f} %</text>'
        f'<text x="{left + share * size}" y="{bottom + 16}" text-anchor="middle">{100 * share:.0f} %</text>'
        for share in (0.0, 0.5, 1.0)
    )
    dot = f'<circle class="dot" cx="{to_x(here[0]):.1f}" cy="{to_y(here[1]):.1f}" r="4"/>' if here else ""
    content = (
        f'{ticks}<polyline class="curve" points="{path}"/>{dot}'
        f'<text x="{left + size / 2}" y="{bottom + 34}" text-anchor="middle">{escape(axes[0])}</text>'
        f'<text x="{left}" y="16">{escape(axes[1])}</text>'
    )
    return _figure(title, bottom + 42, content)


def histogram(title: str, unit: str, values: Sequence[float], bins: int = 20) -> str:
    """How often each size occurs, up to the 99th percentile; what is beyond it stands in the last bin."""
    if not values:
        return ""
    ordered = sorted(values)
    most = max(ordered[min(len(ordered) - 1, math.floor(0.99 * len(ordered)))], 1e-9)
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / most))] += 1
    left, bottom, wide, high = 50, 180, 340, 150
    step = wide / bins
    columns = "".join(
        f'<rect class="bar" x="{left + index * step:.1f}" y="{bottom - high * count / max(counts):.1f}" '
        f'width="{step - 1:.1f}" height="{high * count / max(counts):.1f}"><title>{count} questions</title></rect>'
        for index, count in enumerate(counts)
    )
    content = (
        f'{columns}<line class="axis" x1="{left}" x2="{left + wide}" y1="{bottom}" y2="{bottom}"/>'
        f'<text x="{left}" y="{bottom + 16}">0</text>'
        f'<text x="{left + wide}" y="{bottom + 16}" text-anchor="end">{most:.0f} {escape(unit)}</text>'
        f'<text x="{left - 6}" y="{bottom - high + 4}" text-anchor="end">{max(counts)}</text>'
    )
    return _figure(title, bottom + 24, content)
