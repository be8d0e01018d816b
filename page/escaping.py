"""Text from outside, made harmless for a page whose HTML passes through a Markdown renderer first."""

from __future__ import annotations

from html import escape

_LINE_BREAKS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def escaped(text: str) -> str:
    """HTML-escaped and on one line: a blank line would end the HTML block, and what follows be read as Markdown."""
    return escape(text).translate(_LINE_BREAKS)
