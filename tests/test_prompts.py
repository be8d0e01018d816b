"""Every fixed text loads, takes exactly its variables, and is safe to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from prompts import PromptError, text, variables

ROOT = Path(__file__).parent.parent
TOPICS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "prompts").glob("*.yaml")}
NAMES = [f"{topic}.{key}" for topic, texts in sorted(TOPICS.items()) for key in texts]
# ISMP's list of error-prone abbreviations, symbols and dose designations (2024), as far as a fixed text can hold them.
ERROR_PRONE = {
    "a daily frequency in letters": re.compile(r"\b(?:q\.?d|q\.?o\.?d|q\.?h\.?s|b\.?i\.?w|t\.?i\.?w)\b", re.IGNORECASE),
    "U or IU for units": re.compile(r"\bI?U\b|\d ?[uU]\b"),
    "a Greek mu or ug for micro": re.compile(r"[µμ]g|\bug\b"),
    "cc for mL": re.compile(r"\bcc\b"),
    "a route in letters": re.compile(r"\b(?:SC|SQ|sub ?q|IN|IT)\b"),
    "a trailing zero": re.compile(r"\d\.0+(?![\d.])"),
    "a naked decimal point": re.compile(r"(?<!\d)\.\d"),
    "a sign for greater or less": re.compile(r"[<>] ?\d"),
    "an amount run together with its unit": re.compile(r"\d(?:mg|mL|mcg|kg|units)\b"),
    "a thousand without its comma": re.compile(r"(?<![\d,.-])\d{4,}(?![\d-])"),
}
# A text never tells a person to give or take a drug; to ask for facts or to begin a conversation is no such order.
DRUG_ORDER = re.compile(
    r"(?:\A|[.:;!?]\s+|\b(?:must|should|please|you may|you can) )"
    r"(?:give (?=[{\d]|(?:a|the|this) (?:\w+ )?(?:dose|drug|medicine|injection|syringe)\b)|start (?!a new conversation)"
    r"|(?:take|inject|use|administer|stop|increase|raise|reduce|lower|double|skip|continue)\b)",
    re.IGNORECASE,
)


def findings(written: str) -> Iterator[str]:
    yield from (what for what, pattern in ERROR_PRONE.items() if pattern.search(written))
    if DRUG_ORDER.search(written):
        yield "an order"


def said_in_the_sources() -> Iterator[tuple[bool, str]]:
    """Every string of the sources, and of each f-string how it begins; which of the two it is."""
    for path in (*ROOT.glob("*.py"), *ROOT.glob("[!t.]*/**/*.py")):  # neither tests nor training
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(said)):
                    yield False, said
                case ast.JoinedStr(values=[ast.Constant(value=str(said)), *_]):
                    yield True, said


def test_every_text_is_asked_for_by_its_name_or_by_one_put_together() -> None:
    whole, heads = ({said for begins, said in said_in_the_sources() if begins is wanted} for wanted in (False, True))
    unused = [
        name
        for name in NAMES
        if name not in whole and not any(name.startswith(head) and name.removeprefix(head) in whole for head in heads)
    ]
    assert unused == []


def test_the_texts_are_found() -> None:
    assert set(TOPICS) == {"answers", "dosing", "judge", "page", "refusals"}
    assert len(NAMES) == len(set(NAMES)) > 50


@pytest.mark.parametrize("name", NAMES)
def test_a_text_loads_with_its_variables_and_leaves_no_brace(name: str) -> None:
    filled = text(name, **dict.fromkeys(variables(name), "VALUE"))
    assert filled and filled == filled.strip()
    assert "{" not in filled and "}" not in filled
    assert filled.count("VALUE") >= len(variables(name))


@pytest.mark.parametrize("name", NAMES)
def test_an_extra_or_a_missing_variable_is_a_mistake(name: str) -> None:
    given = dict.fromkeys(variables(name), "VALUE")
    with pytest.raises(PromptError, match="'surplus'"):
        text(name, **given, surplus="VALUE")
    for variable in given:
        with pytest.raises(PromptError, match=f"uses .*{variable}"):
            text(name, **{other: "VALUE" for other in given if other != variable})


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_in_safe_notation_and_orders_no_drug(name: str) -> None:
    assert list(findings(" ".join(TOPICS[name.split(".")[0]][name.split(".")[1]].split()))) == []


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("100 mg QD", "a daily frequency in letters"),
        ("100 mg q.o.d.", "a daily frequency in letters"),
        ("10 IU", "U or IU for units"),
        ("10U", "U or IU for units"),
        ("50 µg", "a Greek mu or ug for micro"),
        ("50 ug", "a Greek mu or ug for micro"),
        ("1 cc", "cc for mL"),
        ("100 mg SC", "a route in letters"),
        ("1.0 mg", "a trailing zero"),
        (".5 mg", "a naked decimal point"),
        ("age >65", "a sign for greater or less"),
        ("100mg", "an amount run together with its unit"),
        ("1000 units", "a thousand without its comma"),
        ("Take 100 mg daily.", "an order"),
        ("The dose is low. Please give 100 mg.", "an order"),
        ("You should stop {drug}.", "an order"),
    ],
)
def test_what_is_unsafe_is_noticed(written: str, what: str) -> None:
    assert what in list(findings(written))


@pytest.mark.parametrize("name", ["refusals.no_such_text", "no_such_topic.text", "refusals", ""])
def test_a_text_that_does_not_exist_is_a_mistake(name: str) -> None:
    with pytest.raises(PromptError, match="there is no"):
        text(name)


def test_a_value_is_never_read_as_a_template() -> None:
    assert "{held} {0} {{x}}" in text("refusals.which_drug", held="{held} {0} {{x}}")
