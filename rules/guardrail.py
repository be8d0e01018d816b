"""The order of events for a dosing question: what is asked, about which drug and patient, and what the table says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from drugs import DrugNames, NameMatch
from rules.amounts import amounts_of, volume_steps
from rules.checks import ORDER, Check, check
from rules.conversation import AskedDrug, asked_drug, read_facts
from rules.dosage import Dosage
from rules.engine import Match, exclusion, match_rule
from rules.facts import Facts, Proposal
from rules.intent import Intent, intent_of
from rules.quantities import format_quantity, rounded
from rules.table import Outcome, Rule, Table, Warning_, tables
from rules.text import CleanText, clean


def table_names(known: Mapping[str, Table] | None = None) -> dict[str, tuple[str, ...]]:
    """Each drug that has a table, with its brand names, as `DrugNames` takes them."""
    return {drug: table.brand_names for drug, table in (tables() if known is None else known).items()}


def consult(
    turns: Sequence[str],
    names: DrugNames,
    known: Mapping[str, Table] | None = None,
    suspended: Mapping[str, Collection[str]] | None = None,
) -> Dosage | None:
    """What the rules say to the last of a conversation's user turns; None where it is not about a dose.

    Args:
        turns: user messages, oldest first; never an assistant's.
        names: the names of the drugs that are held.
        known: the tables by drug; the project's own by default.
        suspended: by drug, ids of the rules and warnings that no sentence of the library carries.
    """
    intent = intent_of(turns)
    if not intent.is_dosing:
        return None
    known = tables() if known is None else known
    texts = [clean(turn) for turn in turns]
    asked = asked_drug(texts, names)
    if asked.match is NameMatch.LOOK_ALIKE:
        return Dosage(
            "needs_input",
            "look_alike",
            missing=("drug",),
            details={"named": asked.named, "candidates": ", ".join(asked.candidates)},
        )
    if asked.match is NameMatch.NOT_HELD:
        return Dosage("unknown_drug", "unknown_drug", drug=asked.named, details={"drug": asked.named})
    table = _table(asked, texts, known)
    if isinstance(table, Dosage):
        return table
    facts = read_facts(texts, table)
    facts = replace(facts, proposals=_proposals(turns, facts))
    dosage = _answer(table, facts, intent, texts)
    dosage = replace(dosage, drug=table.drug, facts=facts)
    return _with_suspension(dosage, (suspended or {}).get(table.drug, ()))


def _table(asked: AskedDrug, texts: Sequence[CleanText], known: Mapping[str, Table]) -> Table | Dosage:
    if asked.drug is not None:
        if asked.drug in known:
            return known[asked.drug]
        return Dosage("no_rule", "no_table", drug=asked.drug, details={"drug": asked.drug})
    spoken_of = [table for table in known.values() if _speaks_of(read_facts(texts, table))]
    if len(spoken_of) == 1:
        return spoken_of[0]
    return Dosage("needs_input", "which_drug", missing=("drug",))


def _speaks_of(facts: Facts) -> bool:
    """Whether a conversation that names no drug is about one that treats what it names."""
    return bool(facts.indications or facts.broader_indication or facts.concurrent_drugs)


def _proposals(turns: Sequence[str], facts: Facts) -> tuple[Proposal, ...]:
    """The amounts put forward for checking: the last turn's, or those of the check that a terse turn continues."""
    for turn, proposals in zip(reversed(turns), reversed(facts.proposals_by_turn), strict=False):
        if proposals:
            return proposals
        if intent_of([turn]).is_dosing:
            return ()
    return ()


def _answer(table: Table, facts: Facts, intent: Intent, texts: Sequence[CleanText]) -> Dosage:
    if intent is Intent.OVERDOSE:
        return Dosage("no_rule", "overdose")
    if intent is Intent.MISSED_DOSE:
        return _missed(table)
    excluded = exclusion(table, facts)
    if excluded is not None:
        return _ruled_out(excluded, facts)
    stopped = _stopped(table, facts)
    if stopped is not None:
        return stopped
    if intent is Intent.CONVERSION and (conversion := _conversion(table, facts)) is not None:
        return conversion
    if not facts.indications:
        return _without_indication(table, facts, texts[-1])
    if len(facts.indications) > 1:
        return Dosage(
            "needs_input",
            "several_indications",
            missing=("indication",),
            details={"indications": " and ".join(facts.indications)},
        )
    return _for_indication(table, facts, intent, facts.indications[0])


def _missed(table: Table) -> Dosage:
    for rule in table.rules:
        if rule.outcome is Outcome.MISSED_DOSE:
            return Dosage("missed_dose", "missed_dose", rules=(rule,), route=table.route)
    return Dosage("no_rule", "no_missed_dose")


def _ruled_out(rule: Rule, facts: Facts) -> Dosage:
    indication = facts.indications[0] if len(facts.indications) == 1 else None
    return Dosage(
        rule.outcome.value, "ruled_out", indication=indication, population=rule.population or None, rules=(rule,)
    )


def _stopped(table: Table, facts: Facts) -> Dosage | None:
    """What cannot be: impossible values, values given in two ways or without a unit, another route."""
    if facts.invalid:
        return Dosage(
            "invalid_input", "invalid", missing=_invalid_missing(facts.invalid), details={"what": facts.invalid[0]}
        )
    unclear = [name for name in facts.unclear if name in ("age", "weight", "renal_function", "creatinine_unit")]
    if unclear:
        missing = tuple(dict.fromkeys("renal_function" if name == "creatinine_unit" else name for name in unclear))
        reason = "weight_unit" if facts.unitless_weight is not None and "weight" in unclear else "unclear"
        return Dosage(
            "needs_input",
            reason,
            missing=missing,
            details={"what": unclear[0]} if reason == "unclear" else {"number": str(facts.unitless_weight)},
        )
    other = [route for route in facts.routes if route != table.route]
    if other:
        return Dosage("no_rule", "other_route", route=table.route, details={"asked": other[0], "route": table.route})
    return None


def _invalid_missing(invalid: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("weight" if name == "weight_for_age" else name for name in invalid))


def _conversion(table: Table, facts: Facts) -> Dosage | None:
    """A stated amount in the product's own volume, where nothing about a patient is asked."""
    product = next((product for product in table.products if product.volume_ml is not None), None)
    if product is None or facts.indications or product.volume_ml is None:
        return None
    amounts = []
    for proposal in facts.proposals:
        if proposal.low is None or proposal.low != proposal.high or proposal.per:
            return None
        per_one = {"mg": Decimal(1), "mL": product.amount_mg / product.volume_ml, "containers": product.amount_mg}
        if proposal.unit not in per_one:
            return None
        amounts.append(proposal.low * per_one[proposal.unit])
    if len(amounts) != 1:
        return None
    volume, steps = volume_steps(product, (amounts[0],))
    shown = {
        "amount": format_quantity(rounded(amounts[0]), "mg"),
        "volume": format_quantity(rounded(volume or Decimal(0)), "mL"),
    }
    return Dosage(
        "dose",
        "conversion",
        dose_low=amounts[0],
        dose_high=amounts[0],
        volume_ml=volume,
        steps=steps,
        route=table.route,
        cites=tuple(f"product-{number}" for number, _ in enumerate(table.products, start=1)),
        details=shown,
    )


def _without_indication(table: Table, facts: Facts, last: CleanText) -> Dosage:
    if facts.unlisted_indication:
        return Dosage(
            "no_rule",
            "unlisted_indication",
            indication=facts.unlisted_indication,
            details={"indication": facts.unlisted_indication},
        )
    missing: tuple[str, ...] = ("indication",)
    if facts.proposals and not _readable(facts.proposals):
        missing = ("indication", "dose")
    if facts.broader_indication:
        return Dosage(
            "needs_input",
            "broader_indication",
            missing=missing,
            details={"named": facts.broader_indication.upper(), "indications": _names(table)},
        )
    return Dosage("needs_input", "indication", missing=missing, details={"indications": _names(table)})


def _names(table: Table) -> str:
    return ", ".join(indication.shown_as or indication.name for indication in table.indications)


def _readable(proposals: Sequence[Proposal]) -> bool:
    return all(proposal.low is not None and proposal.unit not in ("", "units") for proposal in proposals)


def _for_indication(table: Table, facts: Facts, intent: Intent, indication: str) -> Dosage:
    match = match_rule(table, facts, indication)
    base = Dosage("", "", indication=indication, steps=match.steps)
    is_check = bool(facts.proposals) and not _are_alternatives(facts.proposals)
    if match.rule is None:
        if is_check and match.missing == ("age",):
            above = _check_without_age(table, facts, indication)
            if above is not None:
                return above
        reason = match.reason or "facts"
        if reason in ("uncovered", "several"):
            return replace(base, outcome="no_rule", reason="uncovered")
        return replace(
            base, outcome="needs_input", reason=reason, missing=_all_missing(match, facts),
            cites=tuple(rule.id for rule in table.rules if indication in rule.indication),
        )  # fmt: skip
    rule = match.rule
    base = replace(
        base,
        population=rule.population or None,
        rules=(rule,),
        route=rule.route or table.route,
        warnings=_warnings(table, facts, indication),
    )
    if rule.outcome is not Outcome.DOSE:
        return replace(
            base,
            outcome=rule.outcome.value,
            reason="ruled_out" if rule.outcome is not Outcome.NO_RULE else "no_dose",
            warnings=(),
        )
    if is_check:
        return _checked(table, rule, facts, base)
    return _dosed(table, rule, facts, base, match)


def _all_missing(match: Match, facts: Facts) -> tuple[str, ...]:
    if match.reason == "cockcroft_gault_inputs":
        needed = {"age": facts.age_years and facts.age_years.value, "weight": facts.weight_kg, "sex": facts.sex}
        return ("renal_function", *(name for name, value in needed.items() if value is None))
    return match.missing


def _are_alternatives(proposals: Sequence[Proposal]) -> bool:
    """Whether a question offers a choice ("1 or 2 mg/kg") instead of one amount."""
    return any(proposal.joint == "or" and proposal.low != proposal.high for proposal in proposals)


def _check_without_age(table: Table, facts: Facts, indication: str) -> Dosage | None:
    """A proposal outside the limits of the only dosed population is outside them at any age."""
    dosed = [
        rule
        for rule in table.rules
        if indication in rule.indication and rule.outcome is Outcome.DOSE and rule.adjusts is None
    ]
    if len(dosed) != 1:
        return None
    base = Dosage(
        "",
        "",
        indication=indication,
        population=dosed[0].population or None,
        rules=(dosed[0],),
        route=table.route,
        warnings=_warnings(table, facts, indication),
    )
    checked = _checked(table, dosed[0], facts, base)
    return checked if checked.outcome in ("above_maximum", "below_usual") else None


def _dosed(table: Table, rule: Rule, facts: Facts, base: Dosage, match: Match) -> Dosage:
    amounts = amounts_of(rule, facts)
    if amounts.missing and facts_are_personal(facts):
        return replace(
            base,
            outcome="needs_input",
            reason="facts",
            missing=amounts.missing,
            warnings=(),
            rules=(),
            cites=(rule.id,),
        )
    steps, volume = [*match.steps, *amounts.steps], None
    if amounts.low is not None and amounts.high is not None:
        product = next((product for product in table.products if product.volume_ml is not None), None)
        if product is not None:
            volume, lines = volume_steps(product, (amounts.low, amounts.high))
            steps += lines
    following = (rule, *match.others)
    if rule.followed_by is not None:
        following = (rule, table.rule(rule.followed_by))
    return replace(
        base, outcome="dose", reason="dose" if amounts.low is not None else "dose_in_general", dose_low=amounts.low,
        dose_high=amounts.high, interval_h=amounts.interval_h, max_daily=amounts.max_daily, volume_ml=volume,
        steps=tuple(steps), rules=following,
    )  # fmt: skip


def facts_are_personal(facts: Facts) -> bool:
    """Whether the question is about one person, whose facts are then asked for, and not about a population."""
    has_age = facts.age_years is not None and facts.age_years.value is not None
    return facts.is_about_a_person or has_age or _one_person(facts)


def _one_person(facts: Facts) -> bool:
    return any(
        read.name == "population"
        and not read.text.rstrip().lower().endswith("s")
        and not read.text.lower().endswith(("men", "ren", "ric", "rics", "elderly"))
        for read in facts.reads
    )


def _checked(table: Table, rule: Rule, facts: Facts, base: Dosage) -> Dosage:
    amounts = amounts_of(rule, facts)
    checks = [check(table, rule, amounts, proposal, facts, facts.frequency_h) for proposal in facts.proposals]
    decided = [found for found in checks if found.outcome]
    missing = tuple(dict.fromkeys(name for found in checks for name in found.missing))
    worst = min(decided, key=lambda found: ORDER.index(found.outcome)) if decided else Check()
    if not decided or (missing and worst.outcome != "above_maximum"):
        return replace(
            base,
            outcome="needs_input",
            reason="dose_unit" if "dose" in missing else "facts",
            missing=missing,
            warnings=(),
            rules=(),
            cites=(rule.id,),
        )
    return replace(
        base, outcome=worst.outcome, reason=worst.outcome, dose_low=amounts.low, dose_high=amounts.high,
        interval_h=amounts.interval_h, max_daily=amounts.max_daily,
        steps=(*base.steps, *worst.steps, *amounts.steps),
        details={
            "tenfold": worst.tenfold,
            "proposed": facts.proposals[checks.index(worst)].text,
            **dict.fromkeys(worst.notes, "yes"),
        },
    )  # fmt: skip


def _warnings(table: Table, facts: Facts, indication: str) -> tuple[Warning_, ...]:
    return tuple(warning for warning in table.warnings if _is_due(warning, facts, indication))


def _is_due(warning: Warning_, facts: Facts, indication: str) -> bool:
    if warning.indication and indication not in warning.indication:
        return False
    triggers = (warning.population, warning.condition, warning.mention)
    if not any(triggers):
        return True
    age = facts.age_years
    groups = {facts.population} if facts.population else set()
    if age is not None and age.high is not None and (age.high < 18 or (age.high == 18 and age.high_open)):
        groups.add("child")
    if age is not None and age.low is not None and age.low >= 65:
        groups.add("older adult")
    spoken = {"kidney"} if facts.kidney_is_mentioned or facts.has_kidney_value else set()
    spoken |= {"liver"} if facts.liver else set()
    return bool(
        groups & set(warning.population)
        or set(facts.conditions) & set(warning.condition)
        or spoken & set(warning.mention)
    )


def _with_suspension(dosage: Dosage, suspended: Collection[str]) -> Dosage:
    """No sentence, no rule: a result that rests on a suspended rule is withdrawn, and says so."""
    waiting = [rule for rule in dosage.rules if rule.id in suspended]
    if waiting:
        return Dosage(
            "no_rule",
            "suspended",
            drug=dosage.drug,
            indication=dosage.indication,
            facts=dosage.facts,
            details={"rule": waiting[0].id},
        )
    return replace(dosage, warnings=tuple(warning for warning in dosage.warnings if warning.id not in suspended))
