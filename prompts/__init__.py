"""Every fixed sentence shown to a person and every text given to a language model, by name.

Turns `"refusals.off_topic"` and its variables into text. Imports nothing of the project; start with the YAML files
beside this one: one file a topic, one key a text, `{variables}` in braces.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter

import yaml


class PromptError(KeyError):
    """A text was asked for that does not exist, or with other variables than it declares: a mistake in the program."""


@cache
def _texts(topic: str) -> dict[str, str]:
    path = Path(__file__).parent / f"{topic}.yaml"
    if not path.is_file():
        raise PromptError(f"there is no topic {topic!r} in prompts/")
    texts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def variables(name: str) -> frozenset[str]:
    """The variables that a text declares by using them."""
    return frozenset(field for _, field, _, _ in Formatter().parse(_template(name)) if field is not None)


def text(name: str, /, **values: object) -> str:
    """The text `topic.key` with its variables filled in; values are never themselves read as templates.

    Raises:
        PromptError: there is no such text, or the variables given are not exactly those that it uses.
    """
    declared, given = variables(name), frozenset(values)
    if declared != given:
        raise PromptError(f"{name} uses {sorted(declared)}, but was given {sorted(given)}")
    template = _template(name)
    return "".join(
        literal + ("" if field is None else str(values[field])) for literal, field, _, _ in Formatter().parse(template)
    ).strip()


def _template(name: str) -> str:
    topic, _, key = name.partition(".")
    texts = _texts(topic)
    if key not in texts:
        raise PromptError(f"there is no text {key!r} in prompts/{topic}.yaml")
    return texts[key]
