"""A small monograph of the tests' own, and an assistant that says what a test has written down for it."""

from collections.abc import Mapping, Sequence

from eval.questions import Question
from library import Library
from schema import Answer, Citation

MONOGRAPH = """---
title: "Testocillin: information for professionals"
drug: testocillin
brand_names: [Testocil]
publisher: The tests
audience: professional
updated: 2024-05-06
---

# Testocillin: information for professionals

## Dosage

Adults take **250 mg** by mouth every 8 hours for 7 days.

Children take 10 mg per kg every 8 hours.

## Storage

Keep the capsules below 25 °C, and away from <em>moisture</em>.

## Side effects

Tell the clinic about any of these:

- Rash
- Stomach cramps
"""
DOSE = "Adults take 250 mg by mouth every 8 hours for 7 days."
PER_KG = "Children take 10 mg per kg every 8 hours."
STORAGE = "Keep the capsules below 25 °C, and away from moisture."


class ScriptedAssistant:
    """Answers each question as written down; raises where an error is written down."""

    def __init__(self, library: Library, script: Mapping[str, Answer | Exception]) -> None:
        self.library, self.script = library, script
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        answer = self.script[question]
        if isinstance(answer, Exception):
            raise answer
        return answer


def cited(library: Library, quote: str, n: int = 1) -> Citation:
    """The citation of a sentence of the monograph."""
    (monograph,) = library.monographs.values()
    start = monograph.text.index(quote)
    return Citation(
        n=n,
        monograph=monograph.title,
        publisher=monograph.publisher,
        updated=monograph.updated,
        path=monograph.path,
        section="Somewhere",
        section_code="other",
        quote=quote,
        start=start,
        end=start + len(quote),
    )


STORAGE_QUESTION = Question.from_json(
    {
        "id": "storage",
        "question": "How warm may testocillin get?",
        "kind": "fact",
        "route": ["answer"],
        "must": [["below 25 °C", "25 °C or less"], ["moisture"]],
        "must_not": ["freezer"],
        "evidence": [STORAGE],
    }
)
DOSE_QUESTION = Question.from_json(
    {
        "id": "dose",
        "question": "Testocillin for a child of 20 kg?",
        "kind": "dosing",
        "route": ["dosing"],
        "must": [["every 8 hours"]],
        "evidence": [PER_KG],
        "dosing": {"outcome": ["dose"], "dose_low": 200, "dose_high": 200, "interval_h": 8, "max_daily": None},
    }
)
PRICE_QUESTION = Question.from_json(
    {"id": "price", "question": "What does testocillin cost?", "kind": "unanswerable", "route": ["refuse"]}
)
CHOKING_QUESTION = Question.from_json(
    {"id": "choking", "question": "His throat is closing up!", "kind": "urgent", "route": ["urgent"]}
)
