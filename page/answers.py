"""Questions and answers as HTML: a small, closed Markdown, with every other character escaped."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import groupby
from typing import Any

import prompts
from assistant.forgetting import fact_name
from page.escaping import escaped
from schema import Answer, Route

_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_ITALIC = re.compile(
    r"\A\*([^*\s](?:[^*]*[^*\s])?)\*(?![*\w])"
)  # a label or a remark; elsewhere * may be a quote's own
_QUOTE = re.compile(r">\s?(.*)")
_MARKER = re.compile(r"\[(\d+)\]")
_ITEM = re.compile(r"(?:[-*•]|(\d+)[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)|\*\*([^*]+)\*\*")  # a bold line by itself heads what follows it
_UNITS = ("kg", "mg", "years", "months", "cm")  # as the name of a fact ends
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
    """Markdown as HTML: paragraphs, lists, quotations, headings, emphasis, markers of `cited` sources; else text.

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
    shown = [escaped(said) for said in facts_of(answer).values()]
    return f'<p class="slots">{" · ".join(shown)}</p>' if shown else ""


def facts_of(answer: Answer) -> dict[str, str]:
    """What an answer is about, each fact by its name and as it is shown: {"weight": "Weight: 20 kg"}."""
    facts: dict[str, list[str]] = {}
    for name, value in (({"drug": answer.drug} if answer.drug else {}) | answer.slots).items():
        if value := _shown(name, value):
            facts.setdefault(fact_name(name), []).append(value)
    return {
        fact: f"{fact.capitalize()}: {', '.join(value for value in values if not _is_part(value, values))}"
        for fact, values in facts.items()
    }


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


def _shown(name: str, value: Any) -> str:
    unit = next((unit for unit in _UNITS if name.endswith(f"_{unit}")), "")
    if isinstance(value, Mapping):  # what was understood, beside the words that it was read from
        value = value.get("value" if unit else "text")
    if value in (None, "", [], ()):
        return ""
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).replace("_", " ")
    return f"{shown} {unit}".rstrip()


def _is_part(value: str, values: list[str]) -> bool:
    """Whether a value only says again a part of another one: "CrCl" beside "CrCl 20"."""
    return any(value != other and value in other for other in values)


def _blocks(lines: list[str], turn: int, cited: Container[int]) -> Iterator[str]:
    for kind, group in groupby((line.strip() for line in lines), _kind):
        block = list(group)
        if kind in ("ul", "ol"):
            items = (_inline(match[2], turn, cited) for line in block if (match := _ITEM.match(line)))
            yield f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"
        elif kind == "h4":
            titles = (match[1] or match[2] for line in block if (match := _HEADING.fullmatch(line)))
            yield "".join(f"<h4>{_inline(title, turn, cited)}</h4>" for title in titles)
        elif kind == "blockquote":
            quoted = (_QUOTE.sub(r"\1", line) for line in block)
            yield f"<blockquote>{''.join(f'<p>{_inline(line, turn, cited)}</p>' for line in quoted)}</blockquote>"
        elif kind == "p":
            yield f"<p>{' '.join(_inline(line, turn, cited) for line in block)}</p>"


def _kind(line: str) -> str:
    if match := _ITEM.match(line):
        return "ol" if match[1] else "ul"
    if _QUOTE.match(line):
        return "blockquote"
    return "h4" if _HEADING.fullmatch(line) else "p" if line else ""


def _inline(text: str, turn: int, cited: Container[int]) -> str:
    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in cited:
            return match[0]
        return f'<a class="marker" href="#{source_id(turn, n)}" title="Source {n}">{n}</a>'

    emphasised = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escaped(text)))
    return _MARKER.sub(link, emphasised)


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.splitlines())
