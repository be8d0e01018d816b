"""A dose that no table holds: what the monographs say of it is quoted, and nothing is worked out."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest.generation import build
from retriever.embedder import MiniLM
from rules.intent import intent_of
from schema import Reason, Route
from settings import Settings

TESTAQUIN = """---
title: Testaquin
drug: testaquin
brand_names: [Testaq]
publisher: Press
audience: professional
updated: 2025-01-01
---

# Testaquin

## Dosing

Adults with gout take 250 mg of testaquin every morning. Children from 12 years of age take 100 mg of testaquin every
morning. If a dose is vomited within an hour, no further dose is taken that day. Treatment goes on for six weeks.

## Kidney disease

In patients with severe kidney disease the dose of testaquin is halved.

## Surgery

Testaquin is not withdrawn before an operation; the anaesthetist is told of it.

## Storage

Store testaquin in the carton, away from light.
"""
DAMAGED = TESTAQUIN.replace("testaquin", "fluvotane").replace("Testaq]", "Fluvot]").replace(
    "Testaqu", "Fluvota"
).replace("250 mg", "250 g") + ("\nWhat a \ufffd stands for is lost.\n")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("without-table")
    (folder / "testaquin.md").write_text(TESTAQUIN, encoding="utf-8")
    (folder / "fluvotane.md").write_text(DAMAGED, encoding="utf-8")
    assert build([folder / "testaquin.md", folder / "fluvotane.md"], folder / "index", minilm).failed == []
    return Assistant.open(Settings(folder / "index"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Dose of Testaq for an adult with gout?", "250 mg of testaquin every morning"),
        ("how much testaquin for a child of 13", "100 mg of testaquin every"),
        ("testaquin came back up after half an hour, take another one?", "vomited within an hour"),
        ("testaquin dose in severe renal disease", "dose of testaquin is halved"),
    ],
)
def test_the_sentence_that_answers_is_quoted_from_whatever_section(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.answer(question)
    assert answer.route is Route.DOSING and answer.dosing is not None
    assert said in " ".join(answer.text.split()) and "no dosing rule for testaquin" in answer.text
    assert any(said in " ".join(citation.quote.split()) for citation in answer.citations)
    assert (answer.dosing["outcome"], answer.dosing["dose_low"], answer.dosing["steps"]) == ("no_rule", None, [])


def test_what_may_be_no_question_about_a_dose_is_none_where_what_answers_is_not_of_one(assistant: Assistant) -> None:
    question = "testaquin before an operation, when to stop?"
    assert intent_of([question]).is_dosing
    answer = assistant.answer(question)
    assert (answer.route, answer.dosing) == (Route.ANSWER, None)
    assert "not withdrawn before an operation" in answer.text and "no dosing rule" not in answer.text


def test_an_answer_that_quotes_an_amount_says_that_it_is_not_checked(assistant: Assistant) -> None:
    answer = assistant.answer("Is testaquin for children too?")
    told = "amounts are quoted and not checked"
    assert answer.route is Route.ANSWER and "100 mg" in answer.text and told in answer.text
    assert told not in assistant.answer("How is testaquin stored?").text


def test_what_the_monographs_do_not_say_of_a_dose_is_refused(assistant: Assistant) -> None:
    answer = assistant.answer("What is the loading dose of testaquin in cats before heart surgery?")
    assert (answer.route, answer.reason, answer.citations) == (Route.REFUSE, Reason.NOT_IN_MONOGRAPH, ())
    assert answer.dosing is not None and answer.dosing["outcome"] == "no_rule"
    assert "no dosing rule for testaquin" in answer.text and "do not say" in answer.text


def test_of_a_damaged_copy_only_the_amounts_that_it_cannot_have_changed_are_quoted(assistant: Assistant) -> None:
    adult = assistant.answer("Dose of fluvotane for an adult with gout?").text
    assert "250" not in adult and "is not quoted from Fluvotain" in adult
    child = assistant.answer("how much fluvotane for a child of 13").text
    assert "take 100 mg of fluvotane every" in " ".join(child.split()) and "may be wrong" in child
