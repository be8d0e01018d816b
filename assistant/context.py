"""What a passage cannot be read without: the rest of its list, the sentence that it leans on, the signs after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.query import Query
from library import Library
from retriever.lexical import terms
from schema import Passage, PassageKind

LEANS_BACK = (
    "it ", "its ", "they ", "these ", "this ", "those ", "however", "also,", "in these ", "if both", "because of this",
    "therefore", "such ", "to help with ",
)  # fmt: skip
_ASKS_FOR_SIGNS = re.compile(
    r"\b(?:signs?|symptoms?|(?:look|watch|looking|watching) (?:out )?for|look(?:s|ing)? like|feels? like|notice"
    r"|recogni[sz]e|spot|know (?:if|that|when)|tell (?:if|that|when))\b"
)
# "Call your doctor at once if you have a, b, c": the signs of what the sentence before it names.
_TELLS_SIGNS = re.compile(
    r"(?:check with|call|tell|contact|talk to|speak (?:to|with)|see|seek|get|inform|go to)\b[^.]{0,120}"
    r"\b(?:right away|immediately|straight away|at once|as soon as|promptly|urgent\w*|signs?|symptoms?)\b"
    r"|(?:check with|call|tell|contact|talk to|see|inform)\b[^.]{0,60}\bif (?:you|your|the|he|she|they)\b[^.]{0,30}"
    r"\b(?:have|has|get|gets|notice|notices|develop|develops|feel|feels|experience|experiences)\b"
    r"(?! (?:ever|had|or have|any (?:further )?questions))",
    re.IGNORECASE,
)
_OF_SIGNS = frozenset(
    terms("sign signs symptom symptoms warning look watch notice recognise recognize spot early first")
)


def whole_list(passage: Passage, library: Library) -> list[Passage]:
    """A passage and, where it is a part of a long list, the other parts."""
    if passage.kind is not PassageKind.LIST:
        return [passage]
    opening = passage.spans[: passage.leads or 1]
    return [
        sibling
        for sibling in library.passages_by_monograph[passage.monograph_id]
        if sibling.kind is PassageKind.LIST
        and sibling.heading_path == passage.heading_path
        and sibling.spans[: sibling.leads or 1] == opening
    ]


def lines_of(parts: Sequence[Passage]) -> int:
    """How many lines the parts of a list take together, under their lead-ins, which share a line."""
    return bool(parts[0].leads) + sum(len(part.spans) - part.leads for part in parts)


def with_its_opening(passage: Passage, library: Library) -> list[Passage]:
    """A passage, after the one that it leans on where it opens with a word that points back."""
    if not passage.text.lower().startswith(LEANS_BACK):
        return [passage]
    before = _beside(passage, library, -1)
    return [before, passage] if before else [passage]


def list_after(passage: Passage, query: Query, library: Library) -> list[Passage]:
    """The list that follows a sentence under the same heading, where a question asks for several things at once."""
    if not query.wants_list or passage.kind is not PassageKind.SENTENCE:
        return []
    after = _beside(passage, library, 1)
    return whole_list(after, library) if after and after.kind is PassageKind.LIST else []


def signs_after(passage: Passage, query: Query, library: Library) -> list[Passage]:
    """The next sentence of the paragraph, or the list after it, that tells the signs of what this passage names.

    None where the question asks for no signs, or of something else.
    """
    named = set(terms(query.words)) - _OF_SIGNS
    if not _ASKS_FOR_SIGNS.search(query.words) or not named & set(terms(passage.text)):
        return []
    after = _beside(passage, library, 1)
    if not after or not _TELLS_SIGNS.match(after.text):
        return []
    if after.kind is PassageKind.LIST:
        return whole_list(after, library) if after.spans[0] not in passage.spans else []
    return [after] if _is_of_its_paragraph(passage, after, library) else []


def _beside(passage: Passage, library: Library, step: int) -> Passage | None:
    """The passage before or after one, under the same heading."""
    siblings = library.passages_by_monograph[passage.monograph_id]
    at = siblings.index(passage) + step
    beside = siblings[at] if 0 <= at < len(siblings) else None
    return beside if beside and beside.heading_path == passage.heading_path else None


def _is_of_its_paragraph(passage: Passage, after: Passage, library: Library) -> bool:
    monograph = library.monographs[passage.monograph_id]
    start, end = passage.spans[0].start, after.spans[-1].end
    blocks = (block.span for section in monograph.sections for block in section.blocks)
    return any(block.start <= start and end <= block.end for block in blocks)
