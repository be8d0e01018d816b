"""How a required wording is looked for in an answer's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.sources import collapse


def says(text: str, wording: str) -> bool:
    """Whether a wording stands in a text, whatever its case and white space, and not inside a longer number.

    >>> says("Inject 100  MG daily [1].", "100 mg")
    True
    >>> says("at most 1,100 mg", "100 mg"), says("2.5 mg", "5 mg"), says("8 mg per kg", "8 m")
    (False, False, True)
    """
    wanted = collapse(wording).casefold()
    pattern = rf"(?<!\d)(?<!\d[.,]){re.escape(wanted)}" if wanted[:1].isdigit() else re.escape(wanted)
    if wanted[-1:].isdigit():
        pattern += r"(?![.,]?\d)"
    return re.search(pattern, collapse(text).casefold()) is not None


def facts_said(text: str, must: Sequence[Sequence[str]]) -> list[bool]:
    """For each required fact, whether one of its wordings stands in the text.

    >>> facts_said("100 mg a day", [["100 mg"], ["daily", "a day"], ["subcutaneous"]])
    [True, True, False]
    """
    return [any(says(text, wording) for wording in wordings) for wordings in must]
