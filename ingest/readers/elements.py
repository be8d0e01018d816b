"""Elements of marked-up text, of HTML and of Structured Product Labeling alike: their names, their text, their type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.draft import collapsed

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "header html item legend li list main nav ol p paragraph pre section summary table tbody td tfoot th thead tr ul "
    "text title".split()
) | frozenset(HEADINGS)
BREAKS = frozenset(("br", "hr"))
UNSHOWN = frozenset("script style noscript template head svg math iframe object renderMultiMedia".lower().split())
_BOLD = frozenset(("b", "strong"))


def name_of(element: Any) -> str:
    """The tag of an element without its namespace, in lower case; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def events(root: Any, unshown: frozenset[str] = UNSHOWN) -> Iterator[tuple[str, Any]]:
    """Walk through an element in document order: ("start", element), ("text", characters), ("end", element)."""
    stack: list[tuple[str, Any]] = [("element", root)]
    while stack:
        kind, thing = stack.pop()
        if kind != "element":
            yield kind, thing
            continue
        if name_of(thing) in unshown or not name_of(thing):
            continue
        yield "start", thing
        stack.append(("end", thing))
        for child in reversed(list(thing)):
            if child.tail:
                stack.append(("text", child.tail))
            stack.append(("element", child))
        if thing.text:
            yield "text", thing.text


def text_of(element: Any, unshown: frozenset[str] = UNSHOWN) -> str:
    """The text of an element; what stands in blocks of its own is set apart by a space."""
    parts: list[str] = []
    for kind, thing in events(element, unshown):
        if kind == "text":
            parts.append(thing)
        elif name_of(thing) in BLOCKS or name_of(thing) in BREAKS or (kind == "start" and is_power(thing, parts)):
            parts.append(" ")
    return collapsed("".join(parts))


def is_power(element: Any, before: Sequence[str]) -> bool:
    """Whether a raised number would run into a number before it: "10" and "6" are never "106"."""
    return (
        name_of(element) in ("sup", "sub")
        and bool(before and before[-1][-1:].isdigit())
        and (element.text or "").strip()[:1].isdigit()
    )


def is_bold(element: Any) -> bool:
    """Whether an element sets its text in bold."""
    style = f"{element.get('styleCode') or ''} {element.get('style') or ''} {element.get('class') or ''}".lower()
    return name_of(element) in _BOLD or bool(re.search(r"\bbold\b|font-weight: ?[6-9]00", style))
