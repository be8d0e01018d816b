import pytest

from assistant.abbreviation import asked_abbreviation, writes_out


@pytest.mark.parametrize(
    "question",
    [
        "what does nomid stand for on this form",
        "what do the letters nomid stand for?",
        "what is nomid short for",
        "nomid stands for what",
        "spell out nomid for me",
        "full name of nomid?",
        "what does nomid mean",
    ],
)
def test_an_abbreviation_that_is_asked_for_is_read(question: str) -> None:
    assert asked_abbreviation(question) == "nomid"


@pytest.mark.parametrize("question", ["is it used in nomid?", "what is the dose for nomid", "can she stand for long"])
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked_abbreviation(question) == ""


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("for neonatal-onset multisystem inflammatory disease (NOMID).", "nomid"),
        ("absolute neutrophil counts (ANCs) fell", "anc"),
        ("acute respiratory distress syndrome (ARDS)", "ards"),
    ],
)
def test_a_text_that_writes_an_abbreviation_out_is_told(text: str, short: str) -> None:
    assert writes_out(text, short)


@pytest.mark.parametrize(
    "text", ["Neutropenia (ANC < 1000/mm2) was reported.", "reported in some (ANC) patients", "NOMID is severe."]
)
def test_a_text_that_only_has_the_abbreviation_does_not_write_it_out(text: str) -> None:
    assert not writes_out(text, "anc") and not writes_out(text, "nomid")
