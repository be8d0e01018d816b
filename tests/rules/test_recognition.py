"""Recognition on real questions by type (MedicationQA), on the project's own, and on what must stay out of it."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from rules.intent import Intent, evidence_of, intent_of, may_ask_for_none
from rules.spelling import meant

QUESTIONS = Path(__file__).parent / "questions"
ROOT = Path(__file__).parent.parent.parent
DOSING_TYPES = {"Dose", "Dose/time", "Forget a dose"}
OTHER_TYPES = {
    "Information", "Indication", "Side effects", "Interaction", "Storage and disposal", "Ingredient", "Action",
    "Appearance",
}  # fmt: skip


def lines(name: str) -> list[str]:
    return [
        line
        for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("# ")
    ]


@pytest.mark.shared
def test_real_questions_are_told_apart_by_their_type(shared_dir: Path) -> None:
    records = (shared_dir / "data/medication_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for record in map(json.loads, records):
        found[record["type"]].append(intent_of([record["question"]]).is_dosing)
    dose = [flag for name in DOSING_TYPES for flag in found[name]]
    others = [flag for name in OTHER_TYPES for flag in found[name]]
    assert len(dose) >= 20 and sum(dose) / len(dose) >= 0.95
    assert len(others) >= 150 and sum(others) / len(others) <= 0.04


@pytest.mark.shared
def test_sections_without_doses_are_seldom_taken_for_dosing(shared_dir: Path) -> None:
    """Staff's questions on 90 labels, by the section that answers; the words of each are far from its answer's."""
    sections = ("adverse_reactions", "storage_and_handling", "contraindications", "pharmacokinetics", "description")
    found = []
    for path in sorted((shared_dir / "data/training").glob("*.jsonl")):
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if record["section"] in sections:
                found.append(intent_of([record["question"]]).is_dosing)
    assert len(found) >= 300 and sum(found) / len(found) <= 0.12


@pytest.mark.parametrize("question", lines("asks_about_a_dose.txt"))
def test_a_question_about_a_dose_is_recognised(question: str) -> None:
    assert intent_of([question]).is_dosing


@pytest.mark.parametrize("question", lines("asks_about_something_else.txt"))
def test_a_question_about_something_else_is_left_alone(question: str) -> None:
    assert not intent_of([question]).is_dosing


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
        ("Thanks, that's all", Intent.NONE),
        ("", Intent.NONE),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert intent_of([question]) is intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("doc put me on 40 of fluoxetine straight off is that right", Intent.DOSE_CHECK),
        ("is 1000 of metformin in one go okay", Intent.DOSE_CHECK),
        ("decimal point? colecalciferol 80000 daily", Intent.DOSE_CHECK),
        ("cadence of vedolizumab after induction", Intent.FREQUENCY),
        ("until the scan or lifelong", Intent.DURATION),
        ("vomited the antibiotic straight away", Intent.MISSED_DOSE),
        ("twice weekly oestrogen cream after first fortnight?", Intent.FREQUENCY),
    ],
)
def test_a_question_of_no_known_form_is_told_by_the_words_that_it_speaks_in(question: str, intent: Intent) -> None:
    assert intent_of([question]) is intent


def test_no_turn_is_no_question() -> None:
    assert intent_of([]) is Intent.NONE


@pytest.mark.parametrize(
    ("turns", "is_dosing"),
    [
        (["What is the dose of adalimumab?", "Should I take it with methotrexate?"], False),
        (["Dose of Kineret for an adult with RA?", "Can she take it with etanercept?"], False),
        (["Kineret dose, NOMID, 20 kg?", "is it safe in pregnancy?"], False),
        (["Kineret dose for RA?", "and the side effects?"], False),
        (["Kineret dose for RA?", "thanks"], False),
        (["Kineret dose for RA?", "does it hurt?"], False),
        (["Kineret dose for RA?", "The patient collected the prescription from the shop"], False),
        (["Kineret dose for RA?", "gelatin in the vaccine"], False),
        (["Kineret dose for RA?", "with food?"], False),
        (["Kineret dose for RA?", "is it a biologic?"], False),
        (["Side effects of Kineret?", "and in children?"], False),
        (["How do I store Kineret?", "and what's the dose?"], True),
        (["Kineret dose for RA?", "she is 45"], True),
        (["Kineret dose?", "RA", "adult"], True),
        (["Kineret dose for RA, 45 y", "what if her CrCl is 20?"], True),
        (["Kineret dose for NOMID", "weight is 20"], True),
        (["Kineret dose for RA, adult", "sorry, I meant NOMID"], True),
        (["Kineret dose for RA, adult", "he also takes Humira"], True),
        (["he weighs 30 kg and has JIA", "what about tocilizumab for him, how much"], True),
        (["what are the side effects of lamotrigine?", "ok and the amount to begin with?"], True),
        (["patient on enoxaparin, 85 kg", "crcl is 25", "so?"], True),
        (["is it fine in pregnancy", "and for a kid of 6?"], False),
    ],
)
def test_a_later_turn_continues_a_dosing_question_or_leaves_it(turns: list[str], is_dosing: bool) -> None:
    assert intent_of(turns).is_dosing is is_dosing


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("how mutch shuld he take", "how much should he take"),
        ("maxium dosge", "maximum dose"),
        ("dose of amodiaquine", "dose of amodiaquine"),
        ("mist or much", "mist or much"),
    ],
)
def test_asking_words_are_read_as_they_were_meant(typed: str, read: str) -> None:
    assert meant(typed) == read


def test_the_command_answers_each_line() -> None:
    asked = [
        {"id": "a", "question": "Kineret dose?"},
        {"id": "b", "question": "RA, adult", "history": ["Kineret dose?"]},
        {"id": "c", "question": "How is it stored?"},
    ]
    command = [sys.executable, "-m", "rules", "route"]
    ran = subprocess.run(
        command, input="\n".join(map(json.dumps, asked)), capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {"id": "a", "dosing": True, "intent": "dose"},
        {"id": "b", "dosing": True, "intent": "dose"},
        {"id": "c", "dosing": False, "intent": "none"},
    ]


@pytest.mark.parametrize(
    ("turns", "intent"),
    [
        (["How is kineret stored?", "how long for?"], Intent.NONE),
        (["How is kineret stored?", "and the pen?", "how long for?"], Intent.NONE),
        (["How is kineret stored?", "same for the pen?"], Intent.NONE),
        (["What are the side effects of kineret?", "is that the same in children?"], Intent.NONE),
        (["What is the dose of kineret in RA?", "same for children?"], Intent.DOSE),
        (["How is kineret stored?", "and the dose in RA?", "how long for?"], Intent.DURATION),
        (["Is nausea a side effect of kineret?", "and for how long?"], Intent.NONE),
        (["Kineret in COVID-19?", "how long for?"], Intent.DURATION),
        (["Adult with RA on kineret", "for how long?"], Intent.DURATION),
        (["how long for?"], Intent.DURATION),
    ],
)
def test_how_long_goes_on_with_what_was_asked(turns: list[str], intent: Intent) -> None:
    assert intent_of(turns) is intent


@pytest.mark.parametrize(
    "question",
    [
        "does rivaroxaban come off with haemodialysis?",
        "when can a former acitretin patient give blood again?",
        "a mycophenolate cap broke and the powder is on my hands",
        "do we pull carvedilol before theatre or leave it on board?",
        "need standing orders: when do we draw the ANC in the first year of anakinra",
        "below what plt count does the label say dont use it",
    ],
)
def test_what_only_sounds_like_a_dose_shows_no_sign_of_one(question: str) -> None:
    assert "shown none" in evidence_of([question])


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("dialysis takes gabapentin out, what extra dose after it?", Intent.DOSE),
        ("is there a cap on citalopram?", Intent.MAXIMUM),
        ("her 8 am digoxin was refused, give it late or leave it?", Intent.MISSED_DOSE),
        ("how much do we draw up for a child of 20 kg?", Intent.DOSE),
        ("what should the label say for amoxicillin?", Intent.DOSE),
        ("forgot my kineret this morning", Intent.MISSED_DOSE),
    ],
)
def test_what_sounds_like_that_and_asks_for_a_dose_still_shows_it(question: str, intent: Intent) -> None:
    assert f"shown {intent}" in evidence_of([question])


def test_a_dose_that_was_measured_is_in_doubt_and_one_that_is_asked_for_is_not() -> None:
    assert may_ask_for_none(["What was the relative infant dose measured with desvenlafaxine in nursing mothers?"])
    assert not may_ask_for_none(["What is the dose of desvenlafaxine in nursing mothers?"])


def test_a_question_that_only_with_the_turn_before_it_may_be_of_a_dose_is_in_doubt() -> None:
    assert may_ask_for_none(["is kineret used in NOMID", "And how does that relate to CAPS?"])
    assert not may_ask_for_none(["is kineret used in NOMID", "20 kg"])
    assert not may_ask_for_none(["dexlansoprazole", "how long do we treat erosive oesophagitis?"])
