"""The trained triage beside the rules, in whole turns."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.emergency import asks_of_overdoses
from assistant.urgent import tells_an_event
from ingest.generation import build
from prompts import text
from retriever.embedder import MiniLM
from retriever.retriever import Retriever
from retriever.triage import Triage
from schema import ModelUnusable, Reason, Route
from settings import Settings

DOSE = "anakinra dose for RA, 54 y, 80 kg"
EVENT_AND_DOSE = "he took his kineret this morning, RA, 54 y, 80 kg, what is the dose"


def hear(monkeypatch: pytest.MonkeyPatch, kind: str | None) -> list[str]:
    """Have the triage hear an emergency of a kind in every message; the messages it is given."""
    heard: list[str] = []

    def emergency(_: Triage, message: str) -> str | None:
        heard.append(message)
        return kind

    monkeypatch.setattr(Triage, "emergency", emergency)
    return heard


def test_an_emergency_that_the_rules_do_not_know_is_urgent(assistant: Assistant) -> None:
    question = "the kid next door may have had several kineret"
    answer = assistant.answer(question)
    assert answer.route is Route.URGENT
    assert answer.text.startswith(text("answers.urgent_poisoning"))
    service = assistant._current()
    assistant._service = replace(service, triage=None)
    try:
        assert assistant.answer(question).route is not Route.URGENT
    finally:
        assistant._service = service


def test_a_false_alarm_answers_the_question_after_its_first_line(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "how should kineret be stored?"
    ordinary = assistant.answer(question)
    heard = hear(monkeypatch, "reaction")
    answer = assistant.answer(question)
    assert heard == ["how should drug be stored?"]
    assert answer.route is Route.URGENT
    assert answer.text == "\n\n".join(
        [text("answers.urgent_reaction"), text("answers.urgent_otherwise"), ordinary.text]
    )
    assert answer.citations == ordinary.citations


def test_thoughts_of_self_harm_are_given_no_answer_besides(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(monkeypatch, "self_harm")
    answer = assistant.answer("how many kineret pens are in a box?")
    assert answer.text == text("answers.urgent_self_harm")
    assert not answer.citations


def test_a_dosing_question_that_tells_no_event_is_not_given_to_the_model(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = hear(monkeypatch, "poisoning")
    assert assistant.answer(DOSE).route is Route.DOSING
    assert heard == []


def test_a_dosing_question_that_tells_an_event_is(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    dose = assistant.answer(EVENT_AND_DOSE)
    assert dose.route is Route.DOSING
    heard = hear(monkeypatch, "poisoning")
    answer = assistant.answer(EVENT_AND_DOSE)
    assert len(heard) == 1
    assert answer.route is Route.URGENT
    assert answer.text.endswith(dose.text)
    assert answer.dosing == dose.dosing


@pytest.mark.parametrize("question", [DOSE, EVENT_AND_DOSE])
def test_a_dose_is_given_where_the_model_cannot_be_loaded(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    outcome = assistant.answer(question).dosing

    def fail(*_: object) -> list[float]:
        raise ModelUnusable("no weights")

    monkeypatch.setattr(MiniLM, "embed_query", fail)
    answer = assistant.answer(question)
    assert answer.route is Route.DOSING
    assert answer.dosing == outcome is not None


def test_what_tells_an_event_is_known_by_its_words() -> None:
    assert tells_an_event("he took ten of his lisinopril, what dose is dangerous")
    assert tells_an_event("she's drowsy, should the dose be lower")
    assert not tells_an_event("dose of kineret for a child of 14 kg with nomid")


def test_what_is_not_about_medicines_is_refused_in_a_library_of_several_drugs(
    tmp_path: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    for drug in ("testaquin", "olmivera"):
        about = f"title: {drug}\ndrug: {drug}\npublisher: Press\naudience: patient\nupdated: 2025-01-01"
        (tmp_path / f"{drug}.md").write_text(
            f"---\n{about}\n---\n\n## Storage\n\nKeep {drug} cold.\n", encoding="utf-8"
        )
    build([*tmp_path.glob("*.md")], tmp_path / "index", minilm)
    asked = Assistant.open(Settings(tmp_path / "index"))
    monkeypatch.setattr(Retriever, "holds_near", lambda *_: True)
    assert asked.answer("write me a poem about the sea").reason is Reason.OFF_TOPIC
    assert asked.answer("can it be taken with food?").reason is Reason.NEEDS_FACTS


@pytest.mark.parametrize(
    "question",
    [
        "what to do in an anakinra overdose, is there an antidote",
        "antidote for kineret?",
        "kineret overdose management",
        "symptoms of an overdose of kineret?",
    ],
)
def test_a_question_about_overdoses_in_general_is_no_emergency(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).route is not Route.URGENT


@pytest.mark.parametrize(
    "message",
    [
        "my son is in a drug overdose",
        "how much is lethal in an overdose of drug",
        "what happens in an overdose if i take 20",
        "he took an overdose of drug",
        "how to overdose on drug",
        "confused resident may have had six goes this morning. overdose signs to look for?",
    ],
)
def test_who_tells_of_an_overdose_or_asks_what_kills_is_heard(message: str) -> None:
    assert not asks_of_overdoses(message)
