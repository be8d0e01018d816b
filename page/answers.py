"""Questions and answers as HTML: a small, closed Markdown, with every other character escaped."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import groupby
from typing import Any

import prompts
from page.escaping import escaped
from schema import Answer, Route

_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_MARKER = re.compile(r"\[(\d+)\]")
_ITEM = re.compile(r"(?:[-*•]|(\d+)[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)|\*\*([^*]+)\*\*")  # a bold line by itself heads what follows it
_DIFFER = re.compile(r"[*#]*\s*the (?:monographs|sources) differ\b", re.IGNORECASE)


def source_id(turn: int, n: int) -> str:
    """The id of the passage that citation `n` of a turn marks, unique on the page."""
    return f"source-{turn}-{n}"


def format_question(question: str) -> str:
    """The question as its asker typed it: escaped, lines kept."""
    return f'<div class="question">{_lines(question)}</div>'


def format_notice(sentence: str, kind: str) -> str:
    """A sentence of the page's own in place of an answer: `pending` or `error`."""
    label = _label(prompts.text("page.label_error")) if kind == "error" else ""
    return f'<div class="answer {kind}">{label}<p>{escaped(sentence)}</p></div>'


def format_answer(answer: Answer, turn: int) -> str:
    """What a person reads in the chat: label, text with links to its sources, then what was understood.

    The first paragraph of an urgent answer stands in a red banner.
    """
    cited = {citation.n for citation in answer.citations}
    head, text = _label_of(answer), answer.text
    if answer.route is Route.URGENT:
        call, _, text = text.strip().partition("\n\n")
        head = f'<div class="banner" role="alert">{format_text(call, turn, cited)}</div>'
    body = format_text(text, turn, cited)
    return f'<div class="answer {answer.route.value}">{head}{body}{_working(answer)}{format_slots(answer)}</div>'


def format_text(text: str, turn: int, cited: Container[int]) -> str:
    """Markdown as HTML: paragraphs, lists, headings, bold, markers of `cited` sources; anything else stays text.

    Where the text says that the monographs differ, that paragraph stands in a block of its own; as a heading, with what
    follows it down to what there is to say besides.
    """
    lines = text.strip().splitlines()
    start = next((at for at, line in enumerate(lines) if _DIFFER.match(line)), len(lines))
    besides = prompts.text("answers.besides")
    end = next((at for at, line in enumerate(lines) if line == besides), len(lines))
    if start < end and not lines[start].startswith(("*", "#")):
        end = next((at for at in range(start, end) if not lines[at].strip()), end)
    before, differing, after = (
        "".join(_blocks(part, turn, cited)) for part in (lines[:start], lines[start:end], lines[end:])
    )
    return before + (f'<div class="differ">{differing}</div>' if differing else "") + after


def format_slots(answer: Answer) -> str:
    """One small line: the drug and the facts that the answer is about; nothing where none was understood."""
    facts = ({"drug": answer.drug} if answer.drug else {}) | answer.slots
    shown = [fact for name, value in facts.items() if (fact := _fact(name, value))]
    return f'<p class="slots">{" · ".join(shown)}</p>' if shown else ""


def _label_of(answer: Answer) -> str:
    if answer.route in (Route.ANSWER, Route.URGENT):
        return ""
    reason = f" · {prompts.text(f'page.reason_{answer.reason.value}')}" if answer.reason else ""
    return _label(prompts.text(f"page.label_{answer.route.value}") + reason)


def _label(text: str) -> str:
    return f'<p class="label">{escaped(text)}</p>'


def _working(answer: Answer) -> str:
    """The steps of a calculation that the text does not already show, one a line."""
    steps = [str(step) for step in (answer.dosing or {}).get("steps") or [] if str(step) not in answer.text]
    return f'<ol class="steps">{"".join(f"<li>{escaped(step)}</li>" for step in steps)}</ol>' if steps else ""


def _fact(name: str, value: Any) -> str:
    *words, last = name.split("_")
    unit = {"kg": "kg", "mg": "mg", "years": "years", "months": "months", "cm": "cm"}.get(last, "") if words else ""
    if isinstance(value, Mapping):  # what was understood, beside the words that it was read from
        value = value.get("value" if unit else "text")
    if value in (None, "", [], ()):
        return ""
    label = " ".join(words if unit else [*words, last]).capitalize()
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).replace("_", " ")
    return escaped(f"{label}: {shown} {unit}".rstrip())


def _blocks(lines: list[str], turn: int, cited: Container[int]) -> Iterator[str]:
    for kind, group in groupby((line.strip() for line in lines), _kind):
        block = list(group)
        if kind in ("ul", "ol"):
            items = (_inline(match[2], turn, cited) for line in block if (match := _ITEM.match(line)))
            yield f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"
        elif kind == "h4":
            titles = (match[1] or match[2] for line in block if (match := _HEADING.fullmatch(line)))
            yield "".join(f"<h4>{_inline(title, turn, cited)}</h4>" for title in titles)
        elif kind == "p":
            yield f"<p>{' '.join(_inline(line, turn, cited) for line in block)}</p>"


def _kind(line: str) -> str:
    if match := _ITEM.match(line):
        return "ol" if match[1] else "ul"
    return "h4" if _HEADING.fullmatch(line) else "p" if line else ""


def _inline(text: str, turn: int, cited: Container[int]) -> str:
    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in cited:
            return match[0]
        return f'<a class="marker" href="#{source_id(turn, n)}" title="Source {n}">{n}</a>'

    return _MARKER.sub(link, _BOLD.sub(r"<strong>\1</strong>", escaped(text)))


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.splitlines())
