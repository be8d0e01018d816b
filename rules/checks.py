"""A proposed amount against the dosage of the matching rule: within its limits, above them, or below what is usual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from rules.amounts import DAY_H, Amounts, days_of_administration, factor_of
from rules.facts import Facts, Proposal
from rules.quantities import convert, format_number, format_quantity, rounded
from rules.table import Product, Rule, Table

TENFOLD = Decimal(10)
ORDER = ("above_maximum", "below_usual", "within_limits")


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a proposal, or what is `missing` for it; `tenfold` names a slip of the decimal point.

    `each_mg` is one administration of it, where that is a single amount.
    """

    outcome: str = ""
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tenfold: str = ""
    notes: tuple[str, ...] = ()
    each_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Limits and proposal on one scale: mg, or mg per kg where the weight is not known."""

    low: Decimal
    high: Decimal
    cap: Decimal
    amount_low: Decimal
    amount_high: Decimal
    unit: str
    is_beyond: bool = False
    is_over_single: bool = False


def check(table: Table, rule: Rule, amounts: Amounts, proposal: Proposal, facts: Facts) -> Check:
    """Compare a proposal with a dose rule, per day after its frequency."""
    converted = _in_mg(table, proposal, facts, rule)
    if isinstance(converted, Check):
        return converted
    low, high, per, steps = converted
    interval = proposal.interval_h or amounts.interval_h
    if proposal.is_per_day:
        interval = max(DAY_H, interval)
    times = max(DAY_H / interval, Decimal(1)) if not proposal.is_per_day else Decimal(1)
    unit = f"mg/{per}" if per else "mg"
    if times != 1:
        steps.append(
            f"{format_quantity(rounded(high, 3), unit)} x {format_number(rounded(times))} a day = "
            f"{format_quantity(rounded(high * times, 3), unit)} a day"
        )
    scale = _scale(rule, amounts, low * times, high * times, per, facts)
    if isinstance(scale, Check):
        return scale
    each = high / max(DAY_H / amounts.interval_h, Decimal(1)) if proposal.is_per_day else high
    is_over_single = amounts.single is not None and not per and each > amounts.single
    scale = replace(scale, is_beyond=proposal.is_beyond, is_over_single=is_over_single)
    found = _verdict(rule, amounts, scale, interval, facts, tuple(steps))
    return replace(found, each_mg=each if low == high and not per else None)


def _in_mg(
    table: Table, proposal: Proposal, facts: Facts, rule: Rule
) -> tuple[Decimal, Decimal, str, list[str]] | Check:
    if proposal.low is None or proposal.high is None or proposal.unit in ("", "units"):
        return Check(missing=("dose",))
    factor, steps = Decimal(1), []
    if proposal.unit in ("mL", "containers"):
        product = _product(table, proposal)
        if product is None:
            return Check(missing=("dose",))
        per_one = (
            product.amount_mg / product.volume_ml if proposal.unit == "mL" and product.volume_ml else product.amount_mg
        )
        factor = per_one
        if proposal.unit == "mL":
            steps.append(
                f"{format_quantity(proposal.high, 'mL')} = {format_quantity(rounded(proposal.high * factor), 'mg')}"
            )
        else:
            steps.append(
                f"{format_number(proposal.high)} x {format_quantity(product.amount_mg, 'mg')} = "
                f"{format_quantity(rounded(proposal.high * factor), 'mg')}"
            )
    low, high, per = proposal.low * factor, proposal.high * factor, proposal.per
    if per == "lb":
        pound = convert(Decimal(1), "lb", "kg")
        low, high, per = low / pound, high / pound, "kg"
    if per == "kg" and facts.weight_kg is not None:
        steps.append(
            f"{format_quantity(rounded(facts.weight_kg), 'kg')} x {format_number(rounded(high, 4))} mg/kg = "
            f"{format_quantity(rounded(high * facts.weight_kg), 'mg')}"
        )
        return low * facts.weight_kg, high * facts.weight_kg, "", steps
    return low, high, per, steps


def _product(table: Table, proposal: Proposal) -> Product | None:
    if proposal.unit == "mL":
        return next((product for product in table.products if product.volume_ml is not None), None)
    return next(
        (product for product in table.products if any(name in proposal.text for name in product.containers)), None
    )


def _scale(rule: Rule, amounts: Amounts, low: Decimal, high: Decimal, per: str, facts: Facts) -> _Scale | Check:
    assert rule.dose_and_rate is not None
    if per == "" and amounts.low is not None and amounts.high is not None:
        cap = amounts.cap if amounts.cap is not None else amounts.high
        return _Scale(amounts.low, amounts.high, cap, low, high, "mg")
    mass, *rule_per = rule.dose_and_rate.unit.split("/")
    if per and rule_per == [per]:
        rate_low, rate_high = (
            convert(value, mass, "mg") for value in (rule.dose_and_rate.low, rule.dose_and_rate.high)
        )
        if rule.dose_and_rate.per == "administration":
            rate_low, rate_high = rate_low / amounts.share, rate_high / amounts.share
        limit = rule.max_dose_per_period
        cap = rate_high
        if limit is not None and limit.unit == f"mg/{per}":
            cap = limit.value / days_of_administration(limit, amounts.interval_h)
        return _Scale(rate_low, rate_high, cap, low, high, f"mg/{per}")
    return Check(missing=amounts.missing or factor_of([per] if per else [], facts)[2] or ("dose",))


def _verdict(
    rule: Rule, amounts: Amounts, scale: _Scale, interval: Decimal, facts: Facts, steps: tuple[str, ...]
) -> Check:
    """Compare what is given on a day, and what that is on average where days differ."""
    rule_days, days = max(amounts.interval_h / DAY_H, Decimal(1)), max(interval / DAY_H, Decimal(1))
    top = scale.high if facts.is_start else scale.cap
    notes = []
    if interval != amounts.interval_h:
        notes.append("frequency_differs")
    is_above = scale.amount_high > top or (scale.is_beyond and scale.amount_high == top)
    if is_above or scale.is_over_single or scale.amount_high / days > top / rule_days:
        outcome = "above_maximum"
    elif scale.amount_low < scale.low or scale.amount_low / days < scale.low / rule_days:
        outcome = "below_usual"
    else:
        outcome = "within_limits"
    if outcome == "within_limits" and scale.amount_high > scale.high:
        notes.append("above_start")
    return Check(outcome, (), steps, _tenfold(scale), tuple(notes))


def _tenfold(scale: _Scale) -> str:
    stated = {scale.low, scale.high, scale.cap}
    for amount in (scale.amount_low, scale.amount_high):
        if any(amount == TENFOLD * value for value in stated):
            return "ten times"
        if any(amount * TENFOLD == value for value in stated):
            return "a tenth of"
        if any(amount * 1000 == value for value in stated):
            return "a thousandth of"
    return ""
