"""What a matched rule comes to where a fact is missing, or where several amounts are put forward."""

import pytest

from drugs import DrugNames
from rules.dosage import Dosage
from rules.guardrail import consult, table_names

NAMES = DrugNames(table_names())


def ask(*turns: str) -> Dosage:
    dosage = consult(turns, NAMES)
    assert dosage is not None
    return dosage


@pytest.mark.parametrize("amounts", ["200 mg daily then 1 mg/kg daily", "1 mg/kg daily then 200 mg daily"])
def test_what_is_above_the_maximum_is_said_before_a_weight_is_asked_for(amounts: str) -> None:
    dosage = ask(f"Adult with RA: is Kineret {amounts} right?")
    assert (dosage.outcome, dosage.missing) == ("above_maximum", ())
    assert dosage.details["proposed"] == "200 mg"


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [("0.4 mg/lb", "below_usual"), ("0.5 mg/lb", "within_limits"), ("3 to 4 mg/lb", "above_maximum")],
)
def test_an_amount_per_pound_is_compared_per_kilogram(amount: str, outcome: str) -> None:
    for weight in ("20 kg", "44 lb"):
        assert ask(f"Child with NOMID, {weight}: is Kineret {amount} daily ok?").outcome == outcome


def test_a_weight_is_asked_for_before_an_amount_is_called_right() -> None:
    dosage = ask("Adult with RA: is Kineret 100 mg daily then 1 mg/kg daily right?")
    assert (dosage.outcome, dosage.missing) == ("needs_input", ("weight",))


@pytest.mark.parametrize(
    ("amount", "outcome"), [("50", "below_usual"), ("100", "needs_input"), ("150", "above_maximum")]
)
def test_an_amount_outside_the_limits_at_any_age_is_judged_without_the_age(amount: str, outcome: str) -> None:
    dosage = ask(f"My patient has RA. Is {amount} mg of Kineret daily right for him?")
    assert dosage.outcome == outcome
