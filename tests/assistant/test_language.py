"""A message in another language is told so; English, however terse or odd, is never taken for one."""

import json
from pathlib import Path

import pytest

from assistant.language import is_english

QUESTIONS = Path(__file__).parents[2] / "eval" / "questions"


@pytest.mark.parametrize(
    "message",
    [
        "¿Puedo tomar omeprazol durante el embarazo?",
        "Quelle est la dose de Kineret chez l'enfant ?",
        "effets secondaires du kineret, quels sont les plus fréquents",
        "Wie wird Kineret gelagert und wie lange?",
        "Posso prendere Kineret durante la gravidanza?",
        "Mag ik Kineret gebruiken tijdens de zwangerschap?",
        "Czy można stosować Kineret w ciąży?",
        "Можно ли применять Кинерет детям?",
        "キネレットはどのように保管しますか",
        "كيف يتم تخزين كينيريت",
    ],
)
def test_another_language_is_told(message: str) -> None:
    assert not is_english(message)


@pytest.mark.parametrize(
    "message",
    [
        "kineret dosis",
        "na content per dose",
        "de novo la roche die was",
        "IL-1 α β γ µg",
        "Is el Kineret ok for mi madre",
        "anakinra",
        "",
    ],
)
def test_terse_and_odd_messages_may_be_english(message: str) -> None:
    assert is_english(message)


def test_every_shipped_question_is_english() -> None:
    lines = [line for path in QUESTIONS.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 300
    assert [question for question in questions if not is_english(question)] == []
