"""The sentences of a dosing answer: outcome first, then the inputs, the working and the cautions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from prompts import text, variables
from rules.amounts import DAY_H
from rules.dosage import Dosage, interval_hours
from rules.facts import Facts
from rules.quantities import format_number, format_quantity, rounded
from rules.table import Limit, Rule, Table, Warning_

CHECKS = ("within_limits", "above_maximum", "below_usual")
UNIT_WORDS = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months"}
NAMES = {
    "weight": "the weight, with its unit", "age": "the age", "height": "the height", "sex": "the sex",
    "renal_function": "the creatinine clearance", "indication": "the indication", "dose": "the amount with its unit",
    "hepatic_function": "the Child-Pugh class", "weight_for_age": "weight for this age",
    "creatinine_unit": "serum creatinine",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and the entries of the table that it stands on.

    `shows_quotes` adds the monographs' own words below it; `goes_on` sets it in the paragraph of the line before.
    """

    text: str
    owners: tuple[str, ...] = ()
    shows_quotes: bool = False
    goes_on: bool = False


def describe(dosage: Dosage, table: Table | None, sources: str) -> list[Line]:
    """The lines of an answer, in the order in which they are read."""
    if dosage.reason in ("dose", "dose_in_general"):
        lines = _dose(dosage, table)
    elif dosage.reason in CHECKS:
        lines = _check(dosage, table)
    elif dosage.reason in ("ruled_out", "no_dose"):
        rule = dosage.rules[0]
        lines = [Line(rule.message, (rule.id,)), Line(text("dosing.asked_by"), (rule.id,), shows_quotes=True)]
    else:
        lines = _other(dosage, sources)
    lines += [Line(text(f"dosing.{note}")) for note in dosage.notes]
    if "also" in dosage.details:
        lines.append(Line(text("dosing.also_asked", drugs=dosage.details["also"])))
    if dosage.rules and dosage.reason != "missed_dose":
        lines += _cautions(dosage.warnings)
    if dosage.outcome not in ("needs_input", "unknown_drug", "invalid_input"):
        lines.append(Line(text("dosing.closing")))
    return lines


def _dose(dosage: Dosage, table: Table | None) -> list[Line]:
    rule, *others = dosage.rules
    shared = {
        "drug": (dosage.drug or "").capitalize(), "indication": shown_indication(dosage, table),
        "population": rule.population,
    }  # fmt: skip
    interval = _interval(rule, dosage.interval_h)
    if dosage.dose_low is None or dosage.dose_high is None:
        first = text("dosing.dose_in_general", stated=_stated(rule) + _general_maximum(rule) + _needs(rule), **shared)
    else:
        amount = amount_words(dosage.dose_low, dosage.dose_high)
        if dosage.max_daily is not None and dosage.max_daily > dosage.dose_high:
            first = text(
                "dosing.dose_with_cap",
                amount=amount,
                interval=interval,
                maximum=amount_words(dosage.max_daily, dosage.max_daily),
                **shared,
            )
        else:
            first = text("dosing.dose", amount=amount, interval=interval, **shared)
    lines = [Line(first, (rule.id,))]
    if dosage.volume_ml is not None and table is not None:
        volume = text("dosing.volume", volume=format_quantity(rounded(dosage.volume_ml), "mL"))
        lines.append(Line(volume, tuple(product.id for product in table.products), goes_on=True))
    lines.append(Line(inputs(dosage.facts)))
    if dosage.steps:
        lines.append(Line("\n".join([text("dosing.working"), *(f"- {step}" for step in dosage.steps)])))
    lines += [Line(rule.message, (rule.id,))] if rule.message else []
    lines += _titration(rule)
    for other in others:
        if other.id == rule.followed_by:
            lines.append(Line(text("dosing.then", stated=_stated(other)), (other.id,)))
        elif other.message:
            lines.append(Line(text("dosing.dose_for_others", message=other.message), (other.id,)))
    return lines


def _check(dosage: Dosage, table: Table | None) -> list[Line]:
    rule = dosage.rules[0]
    first = text(
        f"dosing.{dosage.reason}",
        proposed=dosage.details["proposed"] + _how_often(dosage.details.get("proposed_interval_h")),
        indication=shown_indication(dosage, table),
        population=rule.population,
    )
    if dosage.details.get("tenfold"):
        first += " " + text("dosing.tenfold", tenfold=dosage.details["tenfold"])
    stated = _stated(rule) + _general_maximum(rule)
    if dosage.dose_low is not None and dosage.dose_high is not None:
        cap = dosage.max_daily
        over = cap is not None and cap > dosage.dose_high
        stated = amount_words(dosage.dose_low, dosage.dose_high) + _interval(rule, dosage.interval_h)
        stated += f" to start, usually not more than {amount_words(cap, cap)} a day" if over and cap is not None else ""
    lines = [
        Line(first, (rule.id,)),
        Line(text("dosing.stated", stated=stated), (rule.id,)),
        Line(inputs(dosage.facts)),
    ]
    if dosage.steps:
        lines.append(Line("\n".join([text("dosing.working"), *(f"- {step}" for step in dosage.steps)])))
    if "above_start" in dosage.details:
        lines.append(Line(text("dosing.above_start"), (rule.id,)))
    if "frequency_differs" in dosage.details:
        lines.append(
            Line(text("dosing.frequency_differs", interval=interval_words(dosage.interval_h).strip()), (rule.id,))
        )
    return lines


def _how_often(interval_h: str | None) -> str:
    """How often an amount is proposed, where it is not once a day."""
    if interval_h is None or Decimal(interval_h) == DAY_H:
        return ""
    times = DAY_H / Decimal(interval_h)
    if times < 1:
        return interval_words(Decimal(interval_h))
    return " twice a day" if times == 2 else f" {format_number(rounded(times))} times a day"


def _other(dosage: Dosage, sources: str) -> list[Line]:
    name = f"dosing.{dosage.reason}"
    missing = ", ".join(NAMES.get(item, item) for item in dosage.missing)
    blanks = {"drug": dosage.drug or "", "sources": sources, "missing": missing, **dosage.details}
    if "what" in dosage.details:
        named = dosage.details["what"].split(", ")
        blanks["what"] = " and ".join(
            NAMES.get(name, name).removeprefix("the ").removesuffix(", with its unit") for name in named
        )
    wanted = variables(name)
    owners = tuple(rule.id for rule in dosage.rules)
    first = text(name, **{key: blanks[key] for key in wanted})
    lines = [Line(first, owners, shows_quotes=dosage.reason == "missed_dose")]
    if dosage.steps:
        lines.append(Line("\n".join([text("dosing.working"), *(f"- {step}" for step in dosage.steps)])))
    if dosage.cites:
        lines.append(Line(text("dosing.asked_by"), dosage.cites, shows_quotes=True))
    return lines


def _cautions(warnings: tuple[Warning_, ...]) -> list[Line]:
    own = [warning for warning in warnings if warning.population or warning.condition or warning.mention]
    general = [warning for warning in warnings if warning not in own]
    lines = [Line(warning.message, (warning.id,)) for warning in own]
    if general:
        lines.append(Line(text("dosing.cautions")))
    return lines + [Line(warning.message, (warning.id,), goes_on=True) for warning in general]


def shown_indication(dosage: Dosage, table: Table | None) -> str:
    """The indication as people write it."""
    for indication in table.indications if table else ():
        if indication.name == dosage.indication:
            return indication.shown_as or indication.name
    return dosage.indication or ""


def amount_words(low: Decimal, high: Decimal) -> str:
    """One amount or a range: `100 mg`, `14 to 28 mg`."""
    if low == high:
        return format_quantity(rounded(low), "mg")
    return f"{format_number(rounded(low))} to {format_quantity(rounded(high), 'mg')}"


def interval_words(interval_h: Decimal | None) -> str:
    """How often, in words."""
    if interval_h is None:
        return ""
    named = {DAY_H: " daily", DAY_H * 2: " every other day", DAY_H * 7: " weekly"}
    if interval_h in named:
        return named[interval_h]
    if interval_h < DAY_H:
        times, hours = format_number(rounded(DAY_H / interval_h)), format_number(rounded(interval_h))
        return f" a day, in {times} administrations {hours} hours apart"
    return f" every {format_number(rounded(interval_h / DAY_H))} days"


def _titration(rule: Rule) -> list[Line]:
    lines = []
    for step in rule.titration:
        low, high = format_number(step.increase_low), format_number(step.increase_high)
        amount = f"{low} {step.unit}" if low == high else f"{low} to {high} {step.unit}"
        after = f" after {format_number(step.after)} {UNIT_WORDS[step.after_unit]}" if step.after is not None else ""
        lines.append(Line(text("dosing.titration", amount=amount.replace("/", " per "), after=after), (rule.id,)))
    if rule.duration is not None:
        low, high = format_number(rule.duration.low), format_number(rule.duration.high)
        length = f"{low if low == high else f'{low} to {high}'} {UNIT_WORDS[rule.duration.unit]}"
        lines.append(Line(text("dosing.duration", length=length), (rule.id,)))
    return lines


def _stated(rule: Rule) -> str:
    """A rule's amount and how often, as its table states them: for an administration, for a day, or as a rate."""
    rate, timing = rule.dose_and_rate, rule.timing
    if rate is None or timing is None:
        return ""
    unit = rate.unit.replace("/", " per ")
    low, high = format_number(rate.low), format_number(rate.high)
    amount = f"{low} {unit}" if low == high else f"{low} to {high} {unit}"
    if rate.unit.endswith(("/h", "/min")):
        return amount.removesuffix(" h") + (" hour" if amount.endswith(" h") else "ute")
    interval = interval_hours(timing)
    if rate.per == "administration" and interval < DAY_H:
        return f"{amount} every {format_number(rounded(interval))} hours"
    return amount + _interval(rule, interval)


def _interval(rule: Rule, interval_h: Decimal | None) -> str:
    """How often the amount of a day is given, in words."""
    return " once" if rule.timing is not None and rule.timing.count == 1 else interval_words(interval_h)


def _general_maximum(rule: Rule) -> str:
    """The maximum of a rule whose amount depends on the patient, as its table states it."""
    rate, limit, single = rule.dose_and_rate, rule.max_dose_per_period, rule.max_dose_per_administration
    told = ""
    if limit is not None and rate is not None and "/" in rate.unit:
        period = "a day" if limit.period == 1 and limit.period_unit == "d" else _period(limit.period, limit.period_unit)
        told += f" to start, usually not more than {_limit(limit)} {period}"
    if single is not None:
        told += f", not more than {_limit(single)} in one administration"
    return told


def _limit(limit: Limit) -> str:
    return f"{format_number(limit.value)} {limit.unit.replace('/', ' per ')}"


def _period(period: Decimal, unit: str) -> str:
    return f"in {format_number(period)} {UNIT_WORDS[unit] if period != 1 else UNIT_WORDS[unit].removesuffix('s')}"


def _needs(rule: Rule) -> str:
    """What an amount per kg or per m2 is worked out from."""
    unit = rule.dose_and_rate.unit.split("/") if rule.dose_and_rate is not None else []
    needed = "weight and height" if "m2" in unit else "weight" if "kg" in unit else ""
    return f"; the amount for a patient needs the {needed}" if needed else ""


def inputs(facts: Facts) -> str:
    """The facts that the answer used, with their units, as they were given where they were converted."""
    found = []
    age = facts.age_years.value if facts.age_years else None
    if age is not None:
        found.append(
            f"age {format_number(rounded(age))} years"
            if age >= 2
            else f"age {format_number(rounded(age * 12, 1))} months"
        )
    elif facts.population:
        found.append(facts.population)
    if facts.weight_kg is not None:
        as_kg = format_quantity(rounded(facts.weight_kg), "kg")
        is_converted = "k" not in facts.weight_as_given.lower()
        as_given = re.sub(r"\d{4,}", lambda digits: f"{int(digits[0]):,}", facts.weight_as_given)
        found.append(f"{as_kg} ({as_given})" if is_converted else as_kg)
    if facts.height_cm is not None:
        found.append(format_quantity(rounded(facts.height_cm), "cm"))
    if facts.body_surface_area_m2 is not None:
        found.append(format_quantity(rounded(facts.body_surface_area_m2), "m2"))
    clearance = facts.creatinine_clearance.value if facts.creatinine_clearance else None
    if clearance is not None:
        found.append(f"creatinine clearance {format_number(rounded(clearance, 1))} mL/minute")
    found += ["dialysis or end-stage disease"] if facts.is_on_dialysis else []
    found += [f"Child-Pugh class {facts.child_pugh}"] if facts.child_pugh else []
    found += ["severe renal impairment"] if facts.kidney_is_severe else []
    return text("dosing.inputs", inputs=", ".join(found)) if found else text("dosing.no_inputs")
