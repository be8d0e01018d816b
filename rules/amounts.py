"""What a rule comes to for one patient: amounts, caps and volumes, each with the line of arithmetic behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.dosage import interval_hours
from rules.facts import Facts
from rules.quantities import convert, format_number, format_quantity, rounded
from rules.table import Limit, PeriodLimit, Product, Rule

DAY_H = Decimal(24)
AREA_PLACES = 4  # so that the line of arithmetic after it comes out as shown


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts of a rule in mg on a day of administration; one administration is `share` of them.

    `cap` is the most on such a day, by the limit of whatever period; `max_daily` is it where the limit is a day's;
    `single` the most in one administration.
    """

    low: Decimal | None
    high: Decimal | None
    interval_h: Decimal
    max_daily: Decimal | None
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    share: Decimal = Decimal(1)
    cap: Decimal | None = None
    single: Decimal | None = None


def body_surface_area_m2(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body surface area, in m2.

    Source: Mosteller, N Engl J Med 1987;317:1098, doi:10.1056/NEJM198710223171717.
    """
    return (weight_kg * height_cm / 3600).sqrt()


def amounts_of(rule: Rule, facts: Facts) -> Amounts:
    """The amounts of a dose rule for a patient; nothing is rounded."""
    assert rule.dose_and_rate is not None and rule.timing is not None
    rate, interval = rule.dose_and_rate, interval_hours(rule.timing)
    mass, *per = rate.unit.split("/")
    per_time = per.pop() if per and per[-1] in ("h", "min") else ""
    factor, factor_text, missing = factor_of(per, facts)
    times = max(DAY_H / interval, Decimal(1))
    if factor is None:
        return Amounts(None, None, interval, None, missing, share=1 / times)
    steps = _area_steps(per, facts)
    ends: list[Decimal] = []
    for value in dict.fromkeys((rate.low, rate.high)):
        stated = convert(value, mass, "mg") * factor
        if per:
            steps.append(_line(factor_text, value, rate.unit, stated, per_time))
        if not per_time:
            each, lines = _each(stated, times, rule, facts)
            steps += lines
            ends.append(each * times)
    if per_time:
        return Amounts(None, None, interval, None, (), tuple(steps))
    cap, cap_steps = _cap(rule, interval, facts)
    single = _limit_mg(rule.max_dose_per_administration, facts) if rule.max_dose_per_administration else None
    if cap is not None and single is not None and single * times < cap:
        cap, cap_steps = (
            single * times,
            [f"{_mg(single)} x {format_number(rounded(times))} a day = {_mg(single * times)} a day (maximum)"],
        )
    is_daily = rule.max_dose_per_period is not None and _hours(rule.max_dose_per_period) == DAY_H
    if cap is not None and max(ends) > cap:
        ends = [min(end, cap) for end in ends]
        steps.append(f"limited to the {'daily maximum' if is_daily else 'maximum of the period'}: {_mg(cap)}")
    return Amounts(
        ends[0],
        ends[-1],
        interval,
        cap if is_daily and interval <= DAY_H else None,
        (),
        (*steps, *cap_steps),
        1 / times,
        cap,
        single,
    )


def _each(stated: Decimal, times: Decimal, rule: Rule, facts: Facts) -> tuple[Decimal, list[str]]:
    """One administration of a stated amount, capped, and the lines that lead to the amount of a day."""
    assert rule.dose_and_rate is not None
    is_of_a_day = rule.dose_and_rate.per == "day"
    each, steps = stated / times if is_of_a_day else stated, []
    if times != 1 and is_of_a_day:
        steps.append(f"{_mg(stated)} a day / {format_number(rounded(times))} = {_mg(each)} each")
    limit = rule.max_dose_per_administration
    cap = _limit_mg(limit, facts) if limit is not None else None
    if cap is not None and each > cap:
        steps.append(f"limited to the maximum for one administration: {_mg(cap)}")
        each = cap
    if times != 1 and not is_of_a_day:
        steps.append(f"{_mg(each)} x {format_number(rounded(times))} a day = {_mg(each * times)} a day")
    return each, steps


def factor_of(per: list[str], facts: Facts) -> tuple[Decimal | None, str, tuple[str, ...]]:
    """What an amount per kg or m2 is multiplied by, as a number and as shown, or what is missing for it."""
    if not per:
        return Decimal(1), "", ()
    if per[0] == "kg":
        if facts.weight_kg is None:
            return None, "", ("weight",)
        return facts.weight_kg, format_quantity(rounded(facts.weight_kg), "kg"), ()
    area = facts.body_surface_area_m2
    if area is None and facts.weight_kg is not None and facts.height_cm is not None:
        area = body_surface_area_m2(facts.weight_kg, facts.height_cm)
    if area is None:
        measures = (("weight", facts.weight_kg), ("height", facts.height_cm))
        return None, "", tuple(name for name, value in measures if value is None)
    return area, format_quantity(rounded(area, AREA_PLACES), "m2"), ()


def _area_steps(per: list[str], facts: Facts) -> list[str]:
    """How the body surface area was worked out, where it was not stated."""
    if "m2" not in per or facts.body_surface_area_m2 is not None or facts.weight_kg is None or facts.height_cm is None:
        return []
    height, weight = (format_number(rounded(value)) for value in (facts.height_cm, facts.weight_kg))
    area = rounded(body_surface_area_m2(facts.weight_kg, facts.height_cm), AREA_PLACES)
    return [f"square root of ({height} cm x {weight} kg / 3600) = {format_quantity(area, 'm2')}"]


def _line(factor_text: str, value: Decimal, unit: str, amount: Decimal, per_time: str = "") -> str:
    rate = f" per {'hour' if per_time == 'h' else 'minute'}" if per_time else ""
    return f"{factor_text} x {format_number(value)} {unit} = {_mg(amount)}{rate}"


def _mg(value: Decimal) -> str:
    return format_quantity(rounded(value), "mg")


def _limit_mg(limit: Limit, facts: Facts) -> Decimal | None:
    mass, *per = limit.unit.split("/")
    factor, _, _ = factor_of(per, facts)
    return None if factor is None else convert(limit.value, mass, "mg") * factor


def _cap(rule: Rule, interval: Decimal, facts: Facts) -> tuple[Decimal | None, list[str]]:
    """The most on a day of administration: the limit of a period shared among its days of administration."""
    limit = rule.max_dose_per_period
    if limit is None:
        return None, []
    stated = _limit_mg(limit, facts)
    if stated is None:
        return None, []
    cap = stated / days_of_administration(limit, interval)
    if "/" not in limit.unit:
        return cap, []
    _, factor_text, _ = factor_of(limit.unit.split("/")[1:], facts)
    period = "daily" if _hours(limit) == DAY_H else "period's"
    return cap, [_line(factor_text, limit.value, limit.unit, stated) + f" ({period} maximum)"]


def days_of_administration(limit: PeriodLimit, interval: Decimal) -> Decimal:
    """On how many days a dose is given within the period of a limit: 1 of a week where it is weekly, 7 where daily."""
    return max(_hours(limit) / max(interval, DAY_H), Decimal(1))


def _hours(limit: PeriodLimit) -> Decimal:
    return convert(limit.period, limit.period_unit, "h")


def volume_steps(product: Product, amounts: tuple[Decimal, ...]) -> tuple[Decimal | None, tuple[str, ...]]:
    """The volume of an amount from a product's concentration, and the lines that show it with its rounding error.

    The volume is None where `amounts` differ: a range has no one volume.
    """
    assert product.volume_ml is not None
    steps, volumes = [], {amount: amount * product.volume_ml / product.amount_mg for amount in amounts}
    for amount, exact in volumes.items():
        shown = rounded(exact)
        line = (
            f"{_mg(amount)} x {format_number(product.volume_ml)} mL / {format_number(product.amount_mg)} mg = "
            f"{format_quantity(shown, 'mL')}"
        )
        steps.append(line + _rounding_error(shown, exact))
    return next(iter(volumes.values())) if len(volumes) == 1 else None, tuple(steps)


def _rounding_error(shown: Decimal, exact: Decimal) -> str:
    """How much a shown volume is off the exact one, in percent; nothing where it is less than 0.05 %."""
    error = rounded((shown - exact) / exact * 100, 1) if exact else Decimal(0)
    if error == 0:
        return ""
    return f" (rounding: {format_number(abs(error))} % {'more' if error > 0 else 'less'})"
