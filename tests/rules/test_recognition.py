"""Recognition on real questions by type (MedicationQA), and on what must stay out of it."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from rules.intent import Intent, intent_of

OTHER_TYPES = {
    "Information", "Indication", "Side effects", "Interaction", "Storage and disposal", "Ingredient", "Action",
    "Appearance",
}  # fmt: skip


@pytest.mark.shared
def test_real_questions_are_told_apart_by_their_type(shared_dir: Path) -> None:
    lines = (shared_dir / "data/medication_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for record in map(json.loads, lines):
        found[record["type"]].append(intent_of([record["question"]]).is_dosing)
    dose = found["Dose"]
    others = [flag for name in OTHER_TYPES for flag in found[name]]
    assert sum(dose) / len(dose) >= 0.95
    assert sum(others) / len(others) <= 0.04


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("What is the dose of anakinra in RA?", Intent.DOSE),
        ("How much Kineret can I take at most?", Intent.MAXIMUM),
        ("qd or qod?", Intent.FREQUENCY),
        ("How long should anakinra be taken for COVID-19?", Intent.DURATION),
        ("I forgot my shot last night", Intent.MISSED_DOSE),
        ("Is 140 mg ok?", Intent.DOSE_CHECK),
        ("How many mL is 100 mg?", Intent.CONVERSION),
        ("He injected two syringes by mistake", Intent.OVERDOSE),
        ("How do I inject it?", Intent.ADMINISTRATION),
        ("What are the side effects of 100 mg?", Intent.NONE),
        ("How long can a syringe stay out of the fridge?", Intent.NONE),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert intent_of([question]) is intent
