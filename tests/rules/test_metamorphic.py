"""One question put in many ways has one answer: the same rules, amounts and verdict."""

from collections.abc import Callable

import pytest

from drugs import DrugNames
from rules.guardrail import consult, table_names

NAMES = DrugNames(table_names())
QUESTIONS = [
    "What is the dose of anakinra for an adult with rheumatoid arthritis?",
    "What is the dose of anakinra for a 20 kg child with NOMID?",
    "Is 140 mg of anakinra daily ok for a 50 year old with rheumatoid arthritis?",
    "What is the dose of anakinra for an adult with rheumatoid arthritis and a creatinine clearance of 25 mL/min?",
    "What is the maximum dose of anakinra for a 9 kg infant with DIRA?",
    "What is the dose of anakinra for a child with rheumatoid arthritis?",
    "What is the dose of anakinra for an adult with rheumatoid arthritis and sepsis?",
    "Is 2 mg/kg of anakinra ok for a 30 kg child with NOMID?",
]
WAYS: dict[str, Callable[[str], str | list[str]]] = {
    "capitals": str.upper,
    "lower case": str.lower,
    "politeness": lambda question: f"Hello, could you please help me? {question} Thank you very much!",
    "brand for generic": lambda question: question.replace("anakinra", "Kineret"),
    "a slip in the name": lambda question: question.replace("anakinra", "anakirna"),
    "a slip in the diagnosis": lambda question: question.replace("rheumatoid arthritis", "rheumatiod arthritis"),
    "abbreviation": lambda question: question.replace("rheumatoid arthritis", "RA"),
    "spaces": lambda question: question.replace(" ", "  "),
    "no question mark": lambda question: question.rstrip("?"),
    "exclamation": lambda question: question.rstrip("?") + "?!?",
    "typographic quotes": lambda question: f"“{question}”",
    "no-break spaces": lambda question: question.replace(" ", "\u00a0"),
    "zero-width spaces": lambda question: question.replace("a", "a\u200b"),
    "full-width digits": lambda question: question.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
    "CINCA": lambda question: question.replace("NOMID", "CINCA"),
    "kilos": lambda question: question.replace(" kg ", " kilos "),
    "joined units": lambda question: question.replace(" kg", "kg").replace(" mg", "mg"),
    "over two turns": lambda question: ["I have a question about a patient.", question],
    "a name and a date around it": lambda question: f"Ward 7, Monday. {question}",
    "urgency": lambda question: f"URGENT!! {question} need this now",
}


def signature(turns: list[str]) -> tuple[object, ...]:
    dosage = consult(turns, NAMES)
    assert dosage is not None
    return (
        dosage.outcome, dosage.indication, dosage.dose_low, dosage.dose_high, dosage.interval_h, dosage.max_daily,
        [rule.id for rule in dosage.rules],
    )  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_another_way_of_asking_changes_nothing(question: str, way: str) -> None:
    asked = WAYS[way](question)
    assert signature(asked if isinstance(asked, list) else [asked]) == signature([question])


FACTS = ["NOMID", "20 kg", "6 years old", "girl"]


@pytest.mark.parametrize("turn", range(4))
def test_the_order_of_facts_changes_nothing(turn: int) -> None:
    order = FACTS[turn:] + FACTS[:turn]
    assert signature([f"Kineret dose: {', '.join(order)}?"]) == signature([f"Kineret dose: {', '.join(FACTS)}?"])
    assert signature(["Kineret dose?", *order]) == signature([f"Kineret dose: {', '.join(FACTS)}?"])
