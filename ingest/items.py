"""The items of a list before passages are cut: each said once, and those that say something only together as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from schema import Span

SHORT = 25  # a sentence or an item shorter than this says little by itself
SPELLED_OUT = 300  # an item longer than this is left out where the items after it say the same one by one


def said_once(items: Sequence[Span], quote: Callable[[Span], str], depths: Mapping[Span, int]) -> list[Span]:
    """The items without those that say again, run together or in part, what other items of their list say."""
    texts = {span: quote(span) for span in items}
    lists = _list_of_each(items, depths)
    kept = [span for span in items if not _is_run_together(texts[span], [t for s, t in texts.items() if s != span])]
    return [
        span
        for number, span in enumerate(kept)
        if not any(
            texts[span] in texts[other] and (texts[span] != texts[other] or place < number)
            for place, other in enumerate(kept)
            if other != span
            and lists[other] == lists[span]
            and (len(texts[span]) > SHORT or texts[span] == texts[other])
        )
    ]


def joined_items(items: Sequence[Span], quote: Callable[[Span], str]) -> Iterator[list[Span]]:
    """Items that end in "or" or "and" belong to the next: the last of them carries what is said of all."""
    group: list[Span] = []
    for span in items:
        group.append(span)
        if not re.search(r"[ ,](?:or|and),?$", quote(span)):
            yield group
            group = []
    if group:
        yield group


def _list_of_each(items: Sequence[Span], depths: Mapping[Span, int]) -> dict[Span, tuple[int, ...]]:
    """The places of the items that each one's list stands under, as far as depth tells."""
    lists: dict[Span, tuple[int, ...]] = {}
    above: list[tuple[int, int]] = []  # the depth and the place of the items that are open
    for place, item in enumerate(items):
        depth = depths.get(item, 0)
        above = [(own, at) for own, at in above if own < depth]
        lists[item] = tuple(at for _, at in above)
        above.append((depth, place))
    return lists


def _is_run_together(text: str, others: Sequence[str]) -> bool:
    """Whether a long item is two or more other items run together behind a label."""
    if len(text) <= SPELLED_OUT:
        return False
    parts = [other for other in sorted(others, key=len, reverse=True) if len(other) > SHORT and other in text]
    rest, used = text, 0
    for part in parts:
        used += part in rest
        rest = rest.replace(part, "")
    return used > 1 and (not rest.strip() or rest.strip().endswith(":"))
