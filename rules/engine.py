"""From a patient's facts to the one rule that is for this patient, or to what is missing.

Each characteristic of a rule is true, false or not known of the patient. What is not known never matches: it is asked
for. Only a question in general terms, about no one person, is answered for the population that the rule names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from rules.facts import Facts
from rules.intervals import Interval
from rules.quantities import format_number, rounded
from rules.renal import Sex, estimates
from rules.table import Outcome, Rule, Table

RENAL = "creatinine_clearance_ml_min"


@dataclass(frozen=True, slots=True)
class Match:
    """The rule for a patient; or no rule, with what is `missing`; `steps` say how a clearance was estimated."""

    rule: Rule | None
    missing: tuple[str, ...] = ()
    others: tuple[Rule, ...] = ()
    steps: tuple[str, ...] = ()
    reason: str = ""


def exclusion(table: Table, facts: Facts) -> Rule | None:
    """The first rule by which a condition, a drug taken beside it or the liver rules the drug out."""
    for rule in table.rules:
        if not is_exclusion(rule) or set(rule.except_indication) & set(facts.indications):
            continue
        if rule.indication and not set(rule.indication) & set(facts.indications):
            continue
        if all(known for known in _states(rule, facts).values()):
            return rule
    return None


def match_rule(table: Table, facts: Facts, indication: str) -> Match:
    """The rule of an indication that is for this patient."""
    dosed = {rule.id for rule in table.rules if indication in rule.indication}
    rules = [
        rule
        for rule in table.rules
        if (indication in rule.indication or (not rule.indication and rule.adjusts in dosed)) and not is_exclusion(rule)
    ]
    facts, steps, reason = with_clearance(rules, facts)
    base = [rule for rule in rules if rule.adjusts is None]
    possible = [rule for rule in base if False not in _states(rule, facts).values()]
    certain = [rule for rule in possible if all(_states(rule, facts).values())]
    refused = next((rule for rule in certain if rule.outcome is not Outcome.DOSE), None)
    if refused is not None:  # whatever the clearance is, had it been worked out
        return Match(refused, steps=steps)
    if reason:
        return Match(None, ("renal_function",), steps=steps, reason=reason)
    if len(certain) == 1 and len(possible) == 1:
        return _adjusted(rules, certain[0], facts, steps)
    return _undecided(rules, possible, facts, steps)


def _undecided(rules: list[Rule], possible: list[Rule], facts: Facts, steps: tuple[str, ...]) -> Match:
    if not possible:
        return Match(None, steps=steps, reason="uncovered")
    unknown = _unknown(possible, facts)
    positive = [rule for rule in possible if rule.outcome is not Outcome.NOT_RECOMMENDED]
    is_general = not facts.is_about_a_person or facts.has_kidney_value or facts.renal_is_open
    is_vague = facts.is_vague and any(rule.outcome is Outcome.DOSE for rule in possible)
    if unknown == {"age_years"} and is_general and not is_vague and len(positive) == 1:
        others = tuple(rule for rule in possible if rule is not positive[0])
        match = _adjusted(rules, positive[0], facts, steps)
        return replace(match, others=others)
    if not unknown:
        return Match(None, steps=steps, reason="several")
    return Match(None, tuple(_asked_as(name, facts) for name in sorted(unknown)), steps=steps)


def _adjusted(rules: list[Rule], base: Rule, facts: Facts, steps: tuple[str, ...]) -> Match:
    """The base rule, or the one that adjusts it where its characteristic holds; one only spoken of is asked for."""
    for rule in (rule for rule in rules if rule.adjusts == base.id):
        states = _states(rule, facts)
        if all(states.values()):
            return Match(rule, steps=steps)
        if False in states.values():
            continue
        if RENAL in states and (facts.renal_is_open or facts.creatinine_clearance is not None):
            return Match(None, ("renal_function",), steps=steps, reason="renal")
        if "child_pugh" in states and facts.liver_is_mentioned:
            return Match(None, ("hepatic_function",), steps=steps)
    return Match(base, steps=steps)


def is_exclusion(rule: Rule) -> bool:
    """Whether a rule says of a condition, a drug taken beside it or the liver that there is no dose."""
    named = rule.patient_characteristic
    names_one = any((named.condition, named.concurrent_drug, named.child_pugh))
    return names_one and rule.outcome not in (Outcome.DOSE, Outcome.MISSED_DOSE)


def _unknown(rules: Iterable[Rule], facts: Facts) -> set[str]:
    return {name for rule in rules for name, known in _states(rule, facts).items() if known is None}


def _asked_as(name: str, facts: Facts) -> str:
    return {"age_years": "age", "weight_kg": "weight", RENAL: "renal_function", "child_pugh": "hepatic_function"}.get(
        name, name
    )


def _states(rule: Rule, facts: Facts) -> dict[str, bool | None]:
    """Of each characteristic that a rule names, whether it is true of the patient; None where it is not known."""
    named = rule.patient_characteristic
    states: dict[str, bool | None] = {}
    if named.age_years is not None:
        states["age_years"] = facts.age_years.within(named.age_years) if facts.age_years else None
    if named.weight_kg is not None:
        states["weight_kg"] = named.weight_kg.holds(facts.weight_kg) if facts.weight_kg is not None else None
    if named.creatinine_clearance_ml_min is not None:
        clearance = _clearance(facts)
        states[RENAL] = clearance.within(named.creatinine_clearance_ml_min) if clearance else None
    if named.sex is not None:
        states["sex"] = facts.sex == named.sex if facts.sex else None
    if named.child_pugh is not None:
        states["child_pugh"] = facts.child_pugh in named.child_pugh if facts.child_pugh else None
    if named.condition is not None:
        states["condition"] = named.condition in facts.conditions
    if named.concurrent_drug is not None:
        states["concurrent_drug"] = named.concurrent_drug in facts.concurrent_drugs
    return states


def _clearance(facts: Facts) -> Interval | None:
    """Dialysis, end-stage and severe disease count as the lowest clearance, normal function as no limit reached."""
    if facts.is_on_dialysis or facts.kidney_is_severe:
        return Interval.point(Decimal(0))
    if facts.kidney_is_normal and facts.creatinine_clearance is None:
        return Interval(NORMAL_FROM, None)
    return facts.creatinine_clearance


NORMAL_FROM = Decimal(90)  # mL/min: FDA, Pharmacokinetics in Patients with Impaired Renal Function (2020), table 1


def with_clearance(rules: Iterable[Rule], facts: Facts) -> tuple[Facts, tuple[str, ...], str]:
    """The facts with a clearance worked out from serum creatinine, the steps, and why it could not be used, or ""."""
    limits = {
        end for rule in rules if (band := rule.patient_characteristic.creatinine_clearance_ml_min) for end in band.ends
    }
    creatinine = facts.serum_creatinine_mg_dl
    if not limits or creatinine is None or facts.has_kidney_value:
        return facts, (), ""
    age = facts.age_years.value if facts.age_years else None
    if facts.is_child:
        return facts, (), "cockcroft_gault_child"
    if age is None or facts.weight_kg is None or facts.sex is None:
        return facts, (), "cockcroft_gault_inputs"
    found = estimates(int(age), facts.weight_kg, facts.height_cm, creatinine, Sex(facts.sex))
    factor = " x 0.85" if facts.sex == Sex.FEMALE else ""
    shown = format_number(rounded(creatinine))
    steps = []
    for estimate in found:
        weight, clearance = (format_number(rounded(value, 1)) for value in (estimate.weight_kg, estimate.clearance))
        steps.append(
            f"Cockcroft-Gault, {estimate.weight} weight: (140 - {int(age)}) x {weight} / (72 x {shown}){factor} = "
            f"{clearance} mL/minute"
        )
    sides = {tuple(estimate.clearance < limit for limit in sorted(limits)) for estimate in found}
    if len(sides) > 1:
        return facts, tuple(steps), "cockcroft_gault_weights"
    return replace(facts, creatinine_clearance=Interval.point(found[0].clearance)), tuple(steps), ""
