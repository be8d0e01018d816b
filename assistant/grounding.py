"""The gate for every statement, whatever made it: its quotes are exact and nothing stands beside them, or it goes.

A statement made of verbatim quotes keeps each number with its unit, comparator, frequency, route and negation; so the
gate asks for just that. (Dosing answers hold computed figures and are bound to their evidence in rules/ instead.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schema import Citation, Monograph, Statement


def is_exact(citation: Citation, monographs: Mapping[str, Monograph]) -> bool:
    """Whether a citation's quote stands at its place in its monograph, character by character."""
    monograph = monographs.get(citation.monograph_id)
    return (
        monograph is not None
        and 0 <= citation.start < citation.end <= len(monograph.text)
        and monograph.text[citation.start : citation.end] == citation.quote
    )


def is_verbatim(text: str, quotes: Iterable[str]) -> bool:
    """Whether a text holds each of the quotes, in order, and no letter or digit besides."""
    rest = text
    between = ""
    for quote in quotes:
        before, found, rest = rest.partition(quote)
        if not found:
            return False
        between += before
    return not any(character.isalnum() for character in between + rest)


def grounded(
    statements: Iterable[Statement], citations: Iterable[Citation], monographs: Mapping[str, Monograph]
) -> list[Statement]:
    """The statements whose citations are all exact and whose text is verbatim theirs, in their order."""
    exact = {citation.n: citation for citation in citations if is_exact(citation, monographs)}
    return [
        statement
        for statement in statements
        if statement.citations
        and exact.keys() >= set(statement.citations)
        and is_verbatim(statement.text, (exact[n].quote for n in statement.citations))
    ]
