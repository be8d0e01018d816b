"""The style of the report, and the table that its parts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --mark: #2b6cb0;
  --bad: #b3261e; --good: #1b6e3a; --fair: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --bad: #ff8a80; --good: #7bd88f; --fair: #f2c14e; --mark: #8ab4f8; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .45rem; text-align: left; vertical-align: top;
  overflow-wrap: normal; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .2rem 1rem 1rem; margin: 1rem 0; }
.pair, .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem; }
.text { white-space: pre-wrap; background: var(--soft); padding: .6rem; border-radius: .3rem; overflow-wrap: anywhere; }
.bad, .red { color: var(--bad); } .good, .green { color: var(--good); } .amber { color: var(--fair); }
.definition { margin: 0; font-size: .87rem; font-weight: 400; }
.light { white-space: nowrap; font-weight: 600; } .small { font-size: .87rem; }
blockquote { margin: .3rem 0 .8rem; padding-left: .8rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } .headline { font-size: 1.2rem; }
figure { margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; }
svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--line); } svg .bar { fill: var(--mark); opacity: .65; }
svg .whisker { stroke: currentColor; } svg .curve { stroke: var(--mark); stroke-width: 2; fill: none; }
svg .dot { fill: var(--bad); }
"""


def table(caption: str, columns: Iterable[str], rows: Iterable[str], numbers: int = 0) -> str:
    """A table that scrolls by itself where it is too wide.

    Args:
        caption: what stands above it.
        columns: their heads.
        rows: finished HTML.
        numbers: how many columns after the first hold numbers.
    """
    heads = "".join(
        f'<th scope="col"{" class=number" if 0 < at <= numbers else ""}>{escape(column)}</th>'
        for at, column in enumerate(columns)
    )
    return (
        f'<div class="scroll" tabindex="0"><table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
