"""Plots as inline SVG: bars with intervals, curves, a histogram. No script, nothing loaded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH = 420
_ROW, _SIDE, _FIGURES = 22, 180, 90  # of bars: the height of one, the length of 100 %, the room for its figures
_LETTER, _BESIDE, _LONGEST = 7, 20, 58  # letters: of one the width; that fit beside a bar; that fit above it


def _figure(title: str, height: float, content: str) -> str:
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">{content}</svg></figure>'
    )


def bars(title: str, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """One bar for each group's share, with its interval and the number of questions.

    Long labels stand above their bars. Empty where fewer than two groups count: there is nothing to compare.
    """
    shown = {name: figure for name, figure in figures.items() if figure["n"]}
    if len(shown) < 2:
        return ""
    longest = max(map(len, shown))
    above = longest > _BESIDE
    left, row = (0, 2 * _ROW) if above else (max(100, _LETTER * longest), _ROW)
    content = []
    for top, (name, figure) in zip(range(0, row * len(shown), row), shown.items(), strict=True):
        place = f'x="0" y="{top + 16}"' if above else f'x="{left - 6}" y="{top + 16}" text-anchor="end"'
        label = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        told = f"{name}: {100 * figure['value']:.1f} %, {figure['n']} questions"
        bar = _bar(left, top + row - _ROW, WIDTH - left - _FIGURES if above else _SIDE, figure)
        content.append(f"<g><title>{escape(told)}</title><text {place}>{escape(label)}</text>{bar}</g>")
    return _figure(title, row * len(shown) + 4, "".join(content))


def _bar(left: int, top: int, whole: int, figure: Mapping[str, Any]) -> str:
    middle = top + 12
    low, value, high = (left + whole * figure[end] for end in ("low", "value", "high"))
    return (
        f'<rect class="bar" x="{left}" y="{top + 4}" width="{value - left:.1f}" height="{_ROW - 6}"/>'
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<text x="{left + whole + 6}" y="{middle + 4}">{100 * figure["value"]:.0f} % ({figure["n"]})</text>'
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
