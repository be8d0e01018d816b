"""Another medicine that the monographs do not name but whose class they speak of, and the other way round."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest.generation import build
from retriever.embedder import MiniLM
from schema import Answer, Reason, Route
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

## Uses

Testaquin is used for gout in adults. In one trial patients on anticonvulsants were studied.

## Warnings

A severe allergic reaction to testaquin is treated with epinephrine, corticosteroids and antihistamines.

## Interactions

Strong CYP3A4 inhibitors raise the concentration of testaquin and should not be combined with it. The risk of bleeding
is raised when NSAIDs are taken with testaquin. Testaquin should be taken two hours before iron supplements. Testaquin
can be given with warfarin and other anticoagulants if clotting is monitored. Rifampicin, an antibiotic, lowers the
concentration of testaquin.
"""
FLUVOTANE = """---
title: Fluvotane
drug: fluvotane
publisher: Press
audience: professional
updated: 2025-01-01
---

# Fluvotane

## Uses

Fluvotane is used for migraine in adults.

## Interactions

Naproxen and sumatriptan weaken the effect of fluvotane. Fluvotane must not be taken with MAO inhibitors.

## Storage

Store fluvotane below 25 degrees, away from light.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("classes")
    (folder / "testaquin.md").write_text(TESTAQUIN, encoding="utf-8")
    (folder / "fluvotane.md").write_text(FLUVOTANE, encoding="utf-8")
    assert build([folder / "testaquin.md", folder / "fluvotane.md"], folder / "index", minilm).failed == []
    return Assistant.open(Settings(folder / "index"))


def quotes(answer: Answer) -> str:
    return " ".join(" ".join(citation.quote.split()) for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "asked", "kind", "quote"),
    [
        ("Can testaquin be given with ketoconazole?", "ketoconazole", "strong CYP3A4 inhibitors", "CYP3A4 inhibitors"),
        ("Is Nizoral allowed with Testaq?", "nizoral", "strong CYP3A4 inhibitors", "CYP3A4 inhibitors"),
        ("Testaquin with ketoconazol?", "ketoconazol", "strong CYP3A4 inhibitors", "CYP3A4 inhibitors"),
        ("Can a patient on Advil start testaquin?", "advil", "NSAIDs", "NSAIDs are taken"),
        ("Can testaquin and apixaban be combined?", "apixaban", "anticoagulants", "other anticoagulants"),
        ("May testaquin be taken with ferrous sulfate?", "ferrous sulfate", "iron products", "iron supplements"),
        ("Is phenelzine ok with fluvotane?", "phenelzine", "MAOIs", "MAO inhibitors"),
    ],
)
def test_what_is_said_of_its_class_is_quoted_and_the_class_told_as_the_assistants_own(
    assistant: Assistant, question: str, asked: str, kind: str, quote: str
) -> None:
    answer = assistant.answer(question)
    assert answer.route is Route.ANSWER and quote in quotes(answer)
    first = answer.text.split("\n\n")[0]
    assert f"do not name {asked}." in first and first.endswith(f"has to be checked: {kind}.")


def test_what_the_monographs_name_themselves_is_told_without_a_class(assistant: Assistant) -> None:
    answer = assistant.answer("Can testaquin be given with warfarin?")
    assert "warfarin and other" in quotes(answer) and "own list" not in answer.text


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Can testaquin be given with metformin?", "no class of it is named"),
        ("Can testaquin be given with diltiazem?", "it inhibits moderately, and only strong inhibitors are named"),
        ("Can testaquin be given with prednisone?", "its class treats a reaction"),
        ("Can testaquin be given with lamotrigine?", "its class was studied"),
        ("Can testaquin be given with amoxicillin?", "its class is said of rifampicin alone"),
        ("Can fluvotane be given with ibuprofen?", "only another member is named"),
    ],
)
def test_where_no_class_of_it_is_named_beside_the_drug_no_interaction_is_listed(
    assistant: Assistant, question: str, why: str
) -> None:
    answer = assistant.answer(question)
    assert (answer.route, answer.reason) == (Route.REFUSE, Reason.NOT_IN_MONOGRAPH), why
    assert answer.text.startswith("No interaction of"), why


def test_a_class_is_answered_from_its_members_where_the_monographs_name_only_these(assistant: Assistant) -> None:
    answer = assistant.answer("Can fluvotane be given with NSAIDs?")
    assert answer.route is Route.ANSWER and "Naproxen and sumatriptan" in quotes(answer)
    assert "do not speak of nsaids as such" in answer.text and answer.text.split("\n\n")[0].endswith("naproxen.")


def test_a_class_in_other_words_than_the_monographs_is_found_and_needs_no_list(assistant: Assistant) -> None:
    answer = assistant.answer("Are non-steroidal anti-inflammatory drugs ok with testaquin?")
    assert "NSAIDs are taken" in quotes(answer) and "own list" not in answer.text


def test_of_two_held_drugs_the_monographs_that_speak_of_the_others_class_answer(tmp_path: Path, minilm: MiniLM) -> None:
    (tmp_path / "fluvotane.md").write_text(FLUVOTANE, encoding="utf-8")
    alone = FLUVOTANE.split("## Interactions")[0].replace("Fluvotane", "Phenelzine").replace("fluvotane", "phenelzine")
    (tmp_path / "phenelzine.md").write_text(alone, encoding="utf-8")
    assert build([tmp_path / "fluvotane.md", tmp_path / "phenelzine.md"], tmp_path / "index", minilm).failed == []
    answer = Assistant.open(Settings(tmp_path / "index")).answer("Can phenelzine be taken with fluvotane?")
    assert answer.drug == "fluvotane" and "MAO inhibitors" in quotes(answer)


def test_of_two_drugs_asked_about_the_monographs_that_name_the_other_answer(tmp_path: Path, minilm: MiniLM) -> None:
    (tmp_path / "fluvotane.md").write_text(FLUVOTANE, encoding="utf-8")
    (tmp_path / "naproxen.md").write_text(
        TESTAQUIN.replace("testaquin", "naproxen").replace("Testaquin", "Naproxen").replace("Testaq]", "Naprosyn]"),
        encoding="utf-8",
    )
    assert build([tmp_path / "fluvotane.md", tmp_path / "naproxen.md"], tmp_path / "index", minilm).failed == []
    assistant = Assistant.open(Settings(tmp_path / "index"))
    answer = assistant.answer("The naproxen cannot be stopped. If fluvotane has to be given, does it weaken it?")
    assert answer.drug == "fluvotane" and "Naproxen and sumatriptan weaken" in quotes(answer)


def test_a_drug_of_no_monograph_that_is_itself_asked_about_is_refused_as_such(assistant: Assistant) -> None:
    answer = assistant.answer("What is the dose of ketoconazole?")
    assert "ketoconazole" in answer.text and not answer.citations
