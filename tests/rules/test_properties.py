"""What holds for every weight, unit and text."""

import importlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drugs import DrugNames
from rules.dosage import Dosage
from rules.guardrail import consult, table_names
from rules.intent import intent_of
from rules.quantities import convert, find_quantities, format_number, format_quantity, parse_number
from rules.text import clean

ROOT = Path(__file__).parent.parent.parent
NAMES = DrugNames(table_names())
WEIGHTS = st.decimals("2", "150", places=1)
QUICK = settings(max_examples=60, deadline=None)


def ask(*turns: str) -> Dosage:
    dosage = consult(turns, NAMES)
    assert dosage is not None
    return dosage


def nomid(weight: object, unit: str = "kg") -> Dosage:
    return ask(f"Kineret dose for NOMID, {weight} {unit}?")


@QUICK
@given(WEIGHTS, WEIGHTS)
def test_a_dose_by_weight_grows_with_the_weight(one: Decimal, other: Decimal) -> None:
    light, heavy = sorted((one, other))
    low, high = nomid(light), nomid(heavy)
    assert low.dose_low is not None and high.dose_low is not None and low.dose_low <= high.dose_low
    assert low.max_daily is not None and high.max_daily is not None and low.max_daily <= high.max_daily


@QUICK
@given(WEIGHTS)
def test_a_dose_by_weight_is_exact_and_never_above_its_cap(weight: Decimal) -> None:
    dosage = nomid(weight)
    assert (dosage.dose_low, dosage.dose_high, dosage.max_daily) == (weight, 2 * weight, 8 * weight)


@QUICK
@given(st.decimals("30", "300", places=1), st.integers(18, 110))
def test_the_adult_dose_in_rheumatoid_arthritis_is_the_same_for_all(weight: Decimal, age: int) -> None:
    dosage = ask(f"Kineret dose, RA, {age} years old, {weight} kg?")
    assert (dosage.dose_low, dosage.dose_high) == (Decimal(100), Decimal(100))
    assert dosage.interval_h == Decimal(24)


@QUICK
@given(WEIGHTS)
def test_pounds_and_kilograms_give_one_dose_to_a_tenth_of_a_milligram(weight: Decimal) -> None:
    pounds = round(convert(weight, "kg", "lb"), 2)
    one, other = nomid(weight), nomid(pounds, "lb")
    assert one.dose_low is not None and other.dose_low is not None
    assert abs(one.dose_low - other.dose_low) < Decimal("0.1")


@QUICK
@given(st.decimals("0.001", "2", places=3))
def test_the_unit_of_a_proposed_amount_never_changes_the_verdict(grams: Decimal) -> None:
    question = "Is {} of Kineret daily ok for an adult with RA?"
    amounts = [f"{format_number(grams * 1000)} mg", f"{format_number(grams * 1_000_000)} mcg"]
    outcomes = {ask(question.format(amount)).outcome for amount in amounts}
    assert len(outcomes) == 1


@QUICK
@given(st.decimals("0.1", "2000", places=1), st.decimals("0", "2000", places=1))
def test_a_larger_amount_never_clears_a_warning_of_too_much(amount: Decimal, more: Decimal) -> None:
    question = "Is {} mg of Kineret daily ok for a 20 kg child with NOMID?"
    if ask(question.format(format_number(amount))).outcome == "above_maximum":
        assert ask(question.format(format_number(amount + more))).outcome == "above_maximum"


@QUICK
@given(st.decimals("0.1", "100", places=1), st.sampled_from([("twice", 2), ("three times", 3), ("four times", 4)]))
def test_splitting_an_amount_never_changes_the_total_of_the_day(each: Decimal, words: tuple[str, int]) -> None:
    often, times = words
    question = "Is {} mg of Kineret {} ok for a 20 kg child with NOMID?"
    once = ask(question.format(format_number(each * times), "daily"))
    split = ask(question.format(format_number(each), f"{often} a day"))
    assert once.outcome == split.outcome


@QUICK
@given(st.decimals("0", "120", places=2))
def test_a_clearance_is_compared_as_it_is(clearance: Decimal) -> None:
    dosage = ask(f"Kineret dose, RA, 60 years old, CrCl {clearance} mL/min?")
    assert dosage.interval_h == (48 if clearance < 30 else 24)


@QUICK
@given(st.decimals("0.0001", "99999", places=4))
def test_a_number_reads_as_it_was_written(value: Decimal) -> None:
    if value == value.to_integral_value() or not str(value).endswith("00"):
        assert parse_number(format_number(value)) == value


@QUICK
@given(st.decimals("0.001", "99999", places=3), st.sampled_from(["mg", "mL", "kg", "lb", "g", "mcg"]))
def test_a_quantity_reads_as_it_was_written(value: Decimal, unit: str) -> None:
    shown = format_quantity(value, unit)
    if parse_number(format_number(value)) is None:
        return
    (found,) = find_quantities(clean(shown).text)
    assert (found.low, found.unit.name) == (value, unit)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    consult([text], NAMES)
    consult(["Kineret dose for NOMID?", text], NAMES)
    consult([text, f"Kineret for RA? {text}"], NAMES)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "kineret ra nomid dose 20 kg mg 100 mL/min crcl age 5 y < > - . , / x daily bid is 1e3 nan adult child "
            "egfr scr not on dialysis 3 st 2 lb half a two syringes humira missed ? and or".split()
        ),
        max_size=24,
    )
)
def test_no_heap_of_its_own_words_raises(heap: list[str]) -> None:
    dosage = consult([" ".join(heap)], NAMES)
    assert dosage is None or dosage.to_json()["outcome"]


FILLERS = [
    "9",
    "9 ",
    "9mg ",
    "1-",
    "1,",
    "a ",
    "one hundred ",
    ".",
    "mg/",
    "1 mg/kg ",
    "half a ",
    "-",
    "kineret ",
    "ra ",
    "how much ",
    "not ",
    "no infection ",
    "(",
    "crcl ",
    "20 kg ",
    "x",
    "\u200b",
    "é",
    "a.",
    "every ",
    "q",
    "under 1 ",
    "missed ",
    "is it ok ",
    "dose ",
    "how long ",
    "1/2 ",
    "twice a day ",
    "child ",
    "on humira ",
    "what the ",
    "\n",
    "?",
]


@pytest.mark.parametrize("filler", FILLERS, ids=repr)
def test_four_thousand_characters_of_anything_take_under_a_tenth_of_a_second_for_any_pattern(filler: str) -> None:
    text = (filler * 4000)[:4000]
    taken = _seconds(lambda: (intent_of([text]), list(find_quantities(clean(text).text))))
    assert taken < 0.4  # dozens of patterns together
    consult(["Kineret dose?"], NAMES)  # tables and vocabularies are read once
    assert _seconds_again(lambda: consult([f"Kineret dose? {text}"[:4000]], NAMES), bound=0.8) < 0.8


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern at the top of a module of rules/."""
    found = []
    for path in sorted((ROOT / "rules").glob("*.py")):
        module = importlib.import_module(f"rules.{path.stem}" if path.stem != "__init__" else "rules")
        for name, value in vars(module).items():
            values = value if isinstance(value, list | tuple) else [value]
            found += [(f"{path.stem}.{name}", one) for one in values if isinstance(one, re.Pattern)]
            found += [
                (f"{path.stem}.{name}", one)
                for pair in values
                if isinstance(pair, tuple)
                for one in pair
                if isinstance(one, re.Pattern)
            ]
    return list({pattern.pattern: (name, pattern) for name, pattern in found}.values())


@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=[name for name, _ in patterns()])
def test_no_pattern_takes_a_tenth_of_a_second_over_four_thousand_characters(
    name: str, pattern: re.Pattern[str]
) -> None:
    for filler in FILLERS:
        text = (filler * 4000)[:4000]
        taken = _seconds_again(partial(lambda text: list(pattern.finditer(text)), text), bound=0.1)
        assert taken < 0.1, f"{name} takes {taken:.2f} s over {filler!r}"


def _seconds_again(work: Callable[[], object], bound: float) -> float:
    """The seconds of a run, or the least of three more where it took too long: what the process clears away counts."""
    taken = _seconds(work)
    return taken if taken < bound else min(_seconds(work) for _ in range(3))


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    """Processor time, which other processes do not lengthen."""
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started


def test_an_answer_takes_under_five_milliseconds() -> None:
    questions = [
        "Dose of anakinra for RA, 54 y, 80 kg?",
        "NOMID, 3 y, 14 kg, first dose of Kineret?",
        "RA adult, CrCl 22: 100 mg of Kineret daily ok?",
        "Kineret dose for gout?",
        "How is Kineret stored?",
        "RA man 60y 80kg SCr rose from 1.1 to 3.4 mg/dl, Kineret dose",
        "My colleague says NOMID starts at 3 mg/kg. 20 kg child, Kineret: right?",
    ]
    consult(questions[:1], NAMES)
    medians = []
    for _ in range(5):
        taken = sorted(_seconds(consult, [question], NAMES) for question in questions)
        medians.append(taken[len(taken) // 2])
    assert min(medians) < 0.005


def test_an_outcome_needs_no_model_and_no_index() -> None:
    asked = (
        "import sys\nfrom drugs import DrugNames\nfrom rules.guardrail import consult, table_names\n"
        "found = consult(['Kineret for a 20 kg child with NOMID?'], DrugNames(table_names()))\n"
        "assert found.dose_low == 20\n"
        "models = {'torch', 'chromadb', 'sentence_transformers', 'transformers', 'langchain_core', 'numpy'}\n"
        "loaded = models & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True)
