"""A matched rule made into a result: the dose worked out, a proposed amount checked, or what is missing for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rules.amounts import Amounts, amounts_of, volume_steps
from rules.checks import ORDER, Check, check
from rules.dosage import Dosage
from rules.engine import Match, match_rule
from rules.facts import Facts, Proposal
from rules.quantities import format_number
from rules.table import Outcome, Rule, Table, Warning_
from rules.vocabulary import age_band

_PLURALS = ("s", "men", "ren", "ric", "elderly")


def for_indication(table: Table, facts: Facts, indication: str, asks_check: bool) -> Dosage:
    """What the table says of an indication for a patient, or of the amount proposed for one."""
    match = match_rule(table, facts, indication)
    base = Dosage("", "", indication=indication, steps=match.steps)
    is_check = asks_check and bool(facts.proposals) and not _are_alternatives(facts.proposals)
    if match.rule is None:
        return _undecided(table, facts, match, base, is_check)
    base = _resting_on(match.rule, table, facts, base)
    if match.rule.outcome is not Outcome.DOSE:
        reason = "no_dose" if match.rule.outcome is Outcome.NO_RULE else "ruled_out"
        return replace(base, outcome=match.rule.outcome.value, reason=reason, warnings=())
    if is_check:
        return _checked(table, match.rule, facts, base)
    return _dosed(table, match, facts, base)


def _undecided(table: Table, facts: Facts, match: Match, base: Dosage, is_check: bool) -> Dosage:
    indication = base.indication or ""
    if is_check and match.missing == ("age",) and (outside := _outside_at_any_age(table, facts, base)) is not None:
        return outside
    if match.reason in ("uncovered", "several"):
        return replace(base, outcome="no_rule", reason="uncovered")
    cites = tuple(rule.id for rule in table.rules if indication in rule.indication and _shows_why(rule, match))
    missing = _all_missing(match, facts)
    return replace(base, outcome="needs_input", reason=match.reason or "facts", missing=missing, cites=cites)


def _shows_why(rule: Rule, match: Match) -> bool:
    """Whether a rule names the characteristic that is asked for."""
    named = rule.patient_characteristic
    of_kidney = named.creatinine_clearance_ml_min is not None
    return of_kidney if "renal_function" in match.missing else not of_kidney


def _all_missing(match: Match, facts: Facts) -> tuple[str, ...]:
    if match.reason != "cockcroft_gault_inputs":
        return match.missing
    age = facts.age_years.value if facts.age_years else None
    needed = {"age": age, "weight": facts.weight_kg, "sex": facts.sex}
    return ("renal_function", *(name for name, value in needed.items() if value is None))


def _resting_on(rule: Rule, table: Table, facts: Facts, base: Dosage) -> Dosage:
    return replace(
        base,
        population=rule.population or None,
        rules=(rule,),
        route=rule.route or table.route,
        warnings=_warnings(table, facts, base.indication or ""),
    )


def _are_alternatives(proposals: Sequence[Proposal]) -> bool:
    """Whether a question offers a choice ("1 or 2 mg/kg") instead of one amount."""
    is_choice = any(proposal.joint == "or" for proposal in proposals)
    return is_choice and len({value for proposal in proposals for value in (proposal.low, proposal.high)}) > 1


def _outside_at_any_age(table: Table, facts: Facts, base: Dosage) -> Dosage | None:
    """A proposal outside the limits of the only population that has a dose is outside them at any age."""
    dosed = [
        rule
        for rule in table.rules
        if base.indication in rule.indication and rule.outcome is Outcome.DOSE and rule.adjusts is None
    ]
    if len(dosed) != 1:
        return None
    checked = _checked(table, dosed[0], facts, _resting_on(dosed[0], table, facts, base))
    return checked if checked.outcome in ("above_maximum", "below_usual") else None


def _dosed(table: Table, match: Match, facts: Facts, base: Dosage) -> Dosage:
    rule = base.rules[0]
    amounts = amounts_of(rule, facts)
    if amounts.missing and (is_about_one_patient(facts) or "weight" in facts.unclear):
        return _asking(base, rule, amounts.missing, facts)
    steps, volume = [*match.steps, *amounts.steps], None
    if amounts.low is not None and amounts.high is not None:
        volume, lines = _volume(table, (amounts.low * amounts.share, amounts.high * amounts.share))
        steps += lines
    rules = (rule, *match.others)
    if rule.followed_by is not None:
        following = table.rule(rule.followed_by)
        rules = (*rules, following)
        steps += [f"then: {step}" for step in amounts_of(following, facts).steps]
    return replace(
        base,
        outcome="dose",
        reason="dose" if amounts.low is not None else "dose_in_general",
        dose_low=amounts.low,
        dose_high=amounts.high,
        interval_h=_interval_h(rule, amounts),
        max_daily=amounts.max_daily,
        volume_ml=volume,
        steps=tuple(steps),
        rules=rules,
    )


def _volume(table: Table, each: tuple[Decimal, ...]) -> tuple[Decimal | None, tuple[str, ...]]:
    """The volume of one administration where a product states its own, with its lines; a whole product needs none."""
    product = next((product for product in table.products if product.volume_ml is not None), None)
    if product is None:
        return None, ()
    volume, lines = volume_steps(product, each)
    return volume, () if set(each) == {product.amount_mg} else lines


def _asking(base: Dosage, rule: Rule, missing: tuple[str, ...], facts: Facts) -> Dosage:
    """Ask for what is missing, or for what was given in a way that cannot be used."""
    reason, details = ("dose_unit" if "dose" in missing else "facts"), {}
    if "weight" in missing and facts.unitless_weight is not None:
        reason, details = "weight_unit", {"number": format_number(facts.unitless_weight)}
    elif "weight" in missing and "weight" in facts.unclear:
        reason, details = "unclear", {"what": "weight"}
    return replace(
        base,
        outcome="needs_input",
        reason=reason,
        missing=missing,
        warnings=(),
        rules=(),
        cites=(rule.id,),
        route=None,
        details=details,
    )


def is_about_one_patient(facts: Facts) -> bool:
    """Whether the question is about one person, whose facts are then asked for, and not about a population."""
    has_age = facts.age_years is not None and facts.age_years.value is not None
    return (
        facts.is_about_a_person
        or has_age
        or any(read.name == "population" and not read.text.strip().lower().endswith(_PLURALS) for read in facts.reads)
    )


def _checked(table: Table, rule: Rule, facts: Facts, base: Dosage) -> Dosage:
    amounts = amounts_of(rule, facts)
    checks = [check(table, rule, amounts, proposal, facts) for proposal in facts.proposals]
    decided = [found for found in checks if found.outcome]
    missing = tuple(dict.fromkeys(name for found in checks for name in found.missing))
    worst = min(decided, key=lambda found: ORDER.index(found.outcome)) if decided else Check()
    if not decided or (missing and worst.outcome != "above_maximum"):
        return _asking(base, rule, missing, facts)
    proposal = facts.proposals[checks.index(worst)]
    each = (worst.each_mg,) if worst.outcome == "within_limits" and worst.each_mg else ()
    volume, lines = _volume(table, each) if each else (None, ())
    details = {"tenfold": worst.tenfold, "proposed": proposal.text}
    if proposal.interval_h is not None and not proposal.is_per_day:
        details["proposed_interval_h"] = str(proposal.interval_h)
    return replace(
        base,
        outcome=worst.outcome,
        reason=worst.outcome,
        dose_low=amounts.low,
        dose_high=amounts.high,
        interval_h=_interval_h(rule, amounts),
        max_daily=amounts.max_daily,
        volume_ml=volume,
        steps=(*base.steps, *worst.steps, *lines, *amounts.steps),
        details={**details, **dict.fromkeys(worst.notes, "yes")},
    )


def _interval_h(rule: Rule, amounts: Amounts) -> Decimal | None:
    """The hours between two administrations; None where there is only one."""
    return None if rule.timing is not None and rule.timing.count == 1 else amounts.interval_h


def _warnings(table: Table, facts: Facts, indication: str) -> tuple[Warning_, ...]:
    return tuple(warning for warning in table.warnings if _is_due(warning, facts, indication))


def _is_due(warning: Warning_, facts: Facts, indication: str) -> bool:
    if warning.indication and indication not in warning.indication:
        return False
    if not (warning.population or warning.condition or warning.mention):
        return True
    spoken = {"kidney"} if facts.kidney_is_mentioned or facts.has_kidney_value else set()
    spoken |= {"liver"} if facts.liver_is_mentioned else set()
    return bool(
        set(facts.conditions) & set(warning.condition)
        or spoken & set(warning.mention)
        or any(_belongs_to(facts, group) for group in warning.population)
    )


def _belongs_to(facts: Facts, population: str) -> bool:
    """Whether every age that the patient may have lies in the band of a population."""
    age = facts.age_years
    if age is None or age.low is None:
        return False
    low, high = age_band(population)
    starts = age.low >= low
    ends = high is None or (age.high is not None and (age.high < high or (age.high == high and age.high_open)))
    return starts and ends
