"""Markdown monographs, with or without YAML front matter.

Front matter may give title, drug, brand_names, publisher, audience, jurisdiction, updated (and licence, kept out of
the index). What it does not give is read from the document itself, see ingest/about.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.draft import Draft, Line, collapsed
from ingest.readers.table import lines_of
from schema import BlockKind

_FENCE = "---"
_KINDS = {
    "heading_open": BlockKind.HEADING,
    "heading_close": BlockKind.PARAGRAPH,
    "thead_open": BlockKind.TABLE_HEADER,
    "tbody_open": BlockKind.TABLE_ROW,
    "table_close": BlockKind.PARAGRAPH,
}


def read(text: str) -> Draft:
    """The draft of a Markdown document.

    Raises:
        ValueError: the front matter is not a YAML mapping.
    """
    front, body = _front_matter(text)
    lines = list(_lines(MarkdownIt("commonmark").enable("table").parse(body)))
    names = front.get("brand_names") or ()
    return Draft(
        lines=lines,
        title=_string(front.get("title")),
        drug=_string(front.get("drug")),
        brand_names=tuple(_string(name) for name in ([names] if isinstance(names, str) else names)),
        publisher=_string(front.get("publisher")),
        audience=_string(front.get("audience")),
        jurisdiction=_string(front.get("jurisdiction")) or None,
        updated=_string(front.get("updated")) or None,
    )


def _string(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return collapsed(str(value)) if value is not None else ""


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    first, _, rest = text.partition("\n")
    if first.strip() != _FENCE:
        return {}, text
    head, mark, body = rest.partition(f"\n{_FENCE}")
    if not mark:
        return {}, text
    try:
        front = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise ValueError(f"its front matter is not YAML ({collapsed(str(error))})") from error
    if front is None:
        front = {}
    if not isinstance(front, dict):
        raise ValueError("its front matter is not a YAML mapping of names to values")
    return front, body.partition("\n")[2]


def _lines(tokens: Sequence[Token]) -> Iterator[Line]:
    kind, level, depth = BlockKind.PARAGRAPH, 0, 0
    row: list[str] = []
    table: list[tuple[str, ...]] = []
    for token in tokens:
        kind = _KINDS.get(token.type, kind)
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "tr_close":
            table.append(tuple(row))
            row = []
        elif token.type == "table_close":
            yield from lines_of(table, len(table[0]))
            table = []
        elif token.type == "inline" and kind in (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW):
            row.append(_plain(token))
        elif token.type == "inline" and (text := _plain(token)):
            own = BlockKind.LIST_ITEM if depth and kind is BlockKind.PARAGRAPH else kind
            is_item = own is BlockKind.LIST_ITEM
            yield Line(own, text, level if own is BlockKind.HEADING else 0, depth=depth - 1 if is_item else 0)
        elif token.type in ("fence", "code_block"):
            yield from (Line(BlockKind.PARAGRAPH, line) for line in token.content.splitlines() if line.strip())


def _plain(inline: Token) -> str:
    """The text of an inline token without its mark-up."""
    parts = (
        child.content if child.type in ("text", "code_inline") else " " if child.type.endswith("break") else ""
        for child in inline.children or ()
    )
    return collapsed("".join(parts))
