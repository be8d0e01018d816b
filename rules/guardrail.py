"""The order of events for a dosing question: what is asked, about which drug and patient, and what the table says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from drugs import DrugNames, NameMatch
from rules.amounts import volume_steps
from rules.asked_drug import AskedDrug, asked_drug, implied_drug
from rules.conversation import read_facts
from rules.dosage import Dosage, interval_hours
from rules.engine import exclusion
from rules.facts import Facts, Proposal
from rules.intent import Intent, asks_about_a_dose, intent_of
from rules.quantities import BY_NAME, format_quantity, rounded
from rules.results import for_indication
from rules.table import Outcome, Product, Rule, Table, tables
from rules.text import CleanText, clean

_STRENGTH = re.compile(
    r"(?<![a-z])(?:strengths?|concentrations?|comes? in|available in|supplied|sold as|per (?:ml|syringe)|what mgs?|"
    r"(?:in|of) (?:an?|one|each|every|the|1) (?:[a-z0-9.-]+ ){0,3}(?:syringe|vial|pen|tablet|capsule|pfs))(?![a-z])"
)
_ASKED = r"(?:^\W*|(?<![a-z])(?:how (?:many|much)|what|in|into) |=\s?\?? )"
_ASKED_IN = {
    name: re.compile(rf"{_ASKED}(?:{BY_NAME[name].spellings}|{other})(?![a-z])")
    for name, other in (("mg", "strength"), ("mL", "volume"))
}
# "On 240 mg a day: over the limit or not?" asks of the amount, "what is the limit?" beside an amount does not.
_AGAINST_LIMIT = re.compile(
    r"(?<![a-z])(?:within|inside|outside|under|below|over|above|beyond|past|exceed(?:s|ed|ing)?|(?:more|higher) than)\s"
    r"(?:(?:the|his|her|its|their|a|any|that|this|your|our|stated|usual|daily|recommended|allowed|weight-based)\s){0,3}"
    r"(?:limits?|max(?:imum)?|cap|ceiling|range)(?![a-z])"
)
_UNITS_ASKED = re.compile(r"(?<![a-z])(?:how many|what) (?:international )?(?:units|iu)(?![a-z])")
_UNCLEAR_FOR_ANY = ("age", "renal_function", "creatinine_unit")  # weight only matters where a rule needs it


def table_names(known: Mapping[str, Table] | None = None) -> dict[str, tuple[str, ...]]:
    """Each drug that has a table, with its brand names, as `DrugNames` takes them."""
    return {drug: table.brand_names for drug, table in (tables() if known is None else known).items()}


def consult(
    turns: Sequence[str],
    names: DrugNames,
    known: Mapping[str, Table] | None = None,
    suspended: Mapping[str, Collection[str]] | None = None,
    held: Sequence[str] | None = None,
) -> Dosage | None:
    """What the rules say to the last of a conversation's user turns; None where it is not about a dose.

    Args:
        turns: user messages, oldest first; never an assistant's.
        names: the names of the drugs that are held.
        known: the tables by drug; the project's own by default.
        suspended: by drug, ids of the rules and warnings that no sentence of the library carries.
        held: the drugs of the library; those that have a table by default.
    """
    intent = intent_of(turns)
    if not intent.is_dosing:
        return None
    known = tables() if known is None else known
    texts = [clean(turn) for turn in turns]
    asked = asked_drug(texts, names)
    if asked.match is None and (implied := implied_drug(texts, asked, known, tuple(known) if held is None else held)):
        asked = replace(asked, drug=implied)
    if intent is Intent.OVERDOSE:
        return Dosage("no_rule", "overdose", drug=asked.drug or asked.named or None)
    table = _table(asked, texts, known)
    if isinstance(table, Dosage):
        return table
    waiting = (suspended or {}).get(table.drug, ())
    if any(product.id in waiting for product in table.products):
        table = table.model_copy(update={"products": tuple(p for p in table.products if p.id not in waiting)})
    facts = read_facts(texts, table)
    facts = replace(facts, proposals=_proposals(turns, facts, intent), drug_is_named=asked.match is not None)
    dosage = _answer(table, facts, intent, texts)
    dosage = replace(dosage, drug=table.drug, facts=facts, notes=(*dosage.notes, *_notes(table, facts, texts[-1])))
    if asked.also:
        dosage = replace(dosage, details={**dosage.details, "also": ", ".join(asked.also)})
    return _with_suspension(dosage, waiting)


def _table(asked: AskedDrug, texts: Sequence[CleanText], known: Mapping[str, Table]) -> Table | Dosage:
    """The table of the drug that is asked about; where none is named, of the only one that treats what is named."""
    if asked.match is NameMatch.LOOK_ALIKE:
        details = {"named": asked.named, "candidates": ", ".join(asked.candidates)}
        return Dosage("needs_input", "look_alike", missing=("drug",), details=details)
    if asked.match is NameMatch.NOT_HELD:
        return Dosage("unknown_drug", "unknown_drug", drug=asked.named, details={"drug": asked.named})
    if asked.drug is not None:
        if asked.drug in known:
            return known[asked.drug]
        return Dosage("no_rule", "no_table", drug=asked.drug, details={"drug": asked.drug})
    return Dosage("needs_input", "which_drug", missing=("drug",))


def _proposals(turns: Sequence[str], facts: Facts, intent: Intent) -> tuple[Proposal, ...]:
    """The amounts put forward for checking: the last turn's, or those of the check that a terse turn continues.

    A question for the volume is of the amount that was last put forward.
    """
    for turn, proposals in zip(reversed(turns), reversed(facts.proposals_by_turn), strict=False):
        if proposals:
            return _at(facts.last_frequency_h, proposals) if turn is not turns[-1] else proposals
        if asks_about_a_dose(turn) and not (turn is turns[-1] and intent is Intent.CONVERSION):
            return ()
    return ()


def _at(frequency_h: Decimal | None, proposals: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Earlier proposals at the frequency that the last turn names: "and twice a day?"."""
    if frequency_h is None:
        return proposals
    return tuple(replace(proposal, interval_h=frequency_h, is_per_day=False) for proposal in proposals)


def _answer(table: Table, facts: Facts, intent: Intent, texts: Sequence[CleanText]) -> Dosage:
    if intent is Intent.MISSED_DOSE:
        return _missed(table)
    excluded = exclusion(table, facts)
    if excluded is not None:
        return _ruled_out(excluded, facts)
    for attempt in (_impossible, _unclear, _other_route):
        if (stopped := attempt(table, facts)) is not None:
            return stopped
    if (remarked := _remarked(table, facts, texts[-1])) is not None:
        return remarked
    if (supplied := _as_supplied(table, facts, intent, texts[-1])) is not None:
        return supplied
    if not facts.indications:
        return _without_indication(table, facts)
    if len(facts.indications) > 1:
        named = " and ".join(_shown(table, name) for name in facts.indications)
        return Dosage("needs_input", "several_indications", missing=("indication",), details={"indications": named})
    dosage = for_indication(table, facts, facts.indications[0], asks_check=_asks_check(facts, intent, texts[-1]))
    return _other_frequency(table, dosage, facts, intent)


def _asks_check(facts: Facts, intent: Intent, last: CleanText) -> bool:
    """Whether an amount is put forward to be checked, not named beside a question for the maximum or for how often."""
    if intent is Intent.FREQUENCY:
        return any(proposal.interval_h is not None for proposal in facts.proposals)
    return intent is not Intent.MAXIMUM or _AGAINST_LIMIT.search(last.text) is not None


def _missed(table: Table) -> Dosage:
    for rule in table.rules:
        if rule.outcome is Outcome.MISSED_DOSE:
            return Dosage("missed_dose", "missed_dose", rules=(rule,), route=table.route)
    return Dosage("no_rule", "no_missed_dose")


def _ruled_out(rule: Rule, facts: Facts) -> Dosage:
    indication = facts.indications[0] if len(facts.indications) == 1 else None
    reason = "no_dose" if rule.outcome is Outcome.NO_RULE else "ruled_out"
    return Dosage(rule.outcome.value, reason, indication=indication, population=rule.population or None, rules=(rule,))


def _impossible(_table: Table, facts: Facts) -> Dosage | None:
    if not facts.invalid:
        return None
    missing = tuple(dict.fromkeys("weight" if name == "weight_for_age" else name for name in facts.invalid))
    return Dosage("invalid_input", "invalid", missing=missing, details={"what": facts.invalid[0]})


def _unclear(_table: Table, facts: Facts) -> Dosage | None:
    """Values that were given in two ways or without a unit, and a formula that is not for children."""
    if facts.is_child and "creatinine_unit" in facts.unclear:
        return Dosage("needs_input", "cockcroft_gault_child", missing=("renal_function",))
    unclear = [name for name in facts.unclear if name in _UNCLEAR_FOR_ANY]
    if not unclear:
        return None
    missing = tuple(dict.fromkeys("renal_function" if name == "creatinine_unit" else name for name in unclear))
    return Dosage("needs_input", "unclear", missing=missing, details={"what": ", ".join(unclear)})


def _other_route(table: Table, facts: Facts) -> Dosage | None:
    stated = _routes(table, facts)
    other = [route for route in facts.routes if route not in stated]
    if not other:
        return None
    shown = " and ".join(dict.fromkeys(stated))
    return Dosage("no_rule", "other_route", route=stated[0], details={"asked": other[0], "route": shown})


def _routes(table: Table, facts: Facts) -> list[str]:
    """The routes of the indications that are named, and of what follows on a loading dose; of all where none is."""
    dosed = [
        rule
        for rule in table.rules
        if rule.dose_and_rate is not None and (not facts.indications or set(rule.indication) & set(facts.indications))
    ]
    dosed += [table.rule(rule.followed_by) for rule in dosed if rule.followed_by is not None]
    return [rule.route or table.route for rule in dosed] or [table.route]


def _remarked(table: Table, facts: Facts, last: CleanText) -> Dosage | None:
    """What is said on a dose for any patient, where a question asks that and names no indication."""
    if facts.indications or facts.unlisted_indication or facts.proposals:
        return None
    for remark in table.remarks:
        if any(all(map(partial(_holds, last.text), term.split(" + "))) for term in remark.terms):
            details = {"message": remark.message}
            return Dosage("no_rule", "remark", route=table.route, cites=(remark.id,), details=details)
    return None


def _holds(text: str, term: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(term)}(?![a-z])", text) is not None


def _as_supplied(table: Table, facts: Facts, intent: Intent, last: CleanText) -> Dosage | None:
    """An amount in the product's own volume, or the product's strength, where no patient's dose is asked."""
    product = next((product for product in table.products if product.volume_ml is not None), None)
    is_a_patients = facts.weight_kg is not None or (facts.indications and not facts.proposals_by_turn[-1])
    if product is None or is_a_patients:
        return None
    amounts = [_supplied_mg(product, proposal) for proposal in facts.proposals]
    asks_to_convert = intent is Intent.CONVERSION or any(
        _asks_other_unit(proposal, last) for proposal in facts.proposals
    )
    if asks_to_convert and len(amounts) == 1 and amounts[0] is not None:
        amount = amounts[0]
    elif not facts.indications and not facts.proposals and _STRENGTH.search(last.text):
        amount = product.amount_mg
    else:
        return None
    volume, steps = volume_steps(product, (amount, amount))
    shown = {
        "amount": format_quantity(rounded(amount), "mg"),
        "volume": format_quantity(rounded(volume or Decimal(0)), "mL"),
    }
    return Dosage(
        "dose", "as_supplied", dose_low=amount, dose_high=amount, volume_ml=volume, steps=steps, route=table.route,
        cites=(product.id,), details=shown,
    )  # fmt: skip


def _asks_other_unit(proposal: Proposal, last: CleanText) -> bool:
    return any(name != proposal.unit and asked.search(last.text) for name, asked in _ASKED_IN.items())


def _supplied_mg(product: Product, proposal: Proposal) -> Decimal | None:
    if proposal.low is None or proposal.low != proposal.high or proposal.per or product.volume_ml is None:
        return None
    per_one = {"mg": Decimal(1), "mL": product.amount_mg / product.volume_ml, "containers": product.amount_mg}
    return proposal.low * per_one[proposal.unit] if proposal.unit in per_one else None


def _without_indication(table: Table, facts: Facts) -> Dosage:
    if facts.unlisted_indication:
        named = facts.unlisted_indication
        return Dosage("no_rule", "unlisted_indication", indication=named, details={"indication": named})
    missing: tuple[str, ...] = ("indication",)
    if any(proposal.low is None or proposal.unit in ("", "units") for proposal in facts.proposals):
        missing = ("indication", "dose")
    listed = ", ".join(_shown(table, indication.name) for indication in table.indications)
    if facts.broader_indication:
        details = {"named": facts.broader_indication.upper(), "indications": listed}
        return Dosage("needs_input", "broader_indication", missing=missing, details=details)
    return Dosage("needs_input", "indication", missing=missing, details={"indications": listed})


def _shown(table: Table, name: str) -> str:
    return next(indication.shown_as or name for indication in table.indications if indication.name == name)


def _other_frequency(table: Table, dosage: Dosage, facts: Facts, intent: Intent) -> Dosage:
    """A question whether a dose can be given as often as is stated for nobody has no answer in the table.

    Where the frequency is that of other patients with the same disease, this patient's is the answer.
    """
    rule = dosage.rules[0] if dosage.rules else None
    if dosage.outcome != "dose" or intent is not Intent.FREQUENCY or rule is None or rule.timing is None:
        return dosage
    timings = [other.timing for other in table.rules if set(other.indication) & set(rule.indication)]
    stated = {interval_hours(timing) for timing in timings if timing is not None}
    if facts.last_frequency_h is None or facts.last_frequency_h in stated:
        return dosage
    return replace(
        dosage, outcome="no_rule", reason="other_frequency", dose_low=None, dose_high=None, interval_h=None,
        max_daily=None, volume_ml=None, steps=(), rules=(), warnings=(), cites=(rule.id,),
    )  # fmt: skip


def _notes(table: Table, facts: Facts, last: CleanText) -> tuple[str, ...]:
    """Names of slips that a proposed amount looks like: mg and mL taken for each other, or units for mg."""
    notes = []
    for product in table.products:
        for proposal in facts.proposals:
            is_volume = proposal.unit == "mL" and proposal.low == product.amount_mg
            is_mass = proposal.unit == "mg" and proposal.low == product.volume_ml
            if is_volume or is_mass:
                notes.append("mg_and_ml")
    if _UNITS_ASKED.search(last.text) or any(proposal.unit == "units" for proposal in facts.proposals):
        notes.append("not_in_units")
    return tuple(dict.fromkeys(notes))


def _with_suspension(dosage: Dosage, suspended: Collection[str]) -> Dosage:
    """No sentence, no rule: a result that rests on a suspended rule is withdrawn, and says so."""
    first = dosage.rules[0] if dosage.rules else None
    if first is not None and (first.id in suspended or first.followed_by in suspended):
        return Dosage(
            "no_rule", "suspended", drug=dosage.drug, indication=dosage.indication, facts=dosage.facts,
            details={"rule": first.id},
        )  # fmt: skip
    return replace(
        dosage,
        rules=tuple(rule for rule in dosage.rules if rule.id not in suspended),
        warnings=tuple(warning for warning in dosage.warnings if warning.id not in suspended),
    )
