"""All user turns of a conversation, read into one drug and one patient's facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from rules.asked_drug import asks_dose_of
from rules.beside import amounts_of_others
from rules.context import is_so
from rules.corrections import correction, written
from rules.facts import Facts, Read, TurnReader, merged
from rules.frequencies import only_frequency_h
from rules.indication import read_indication
from rules.intervals import Interval
from rules.kidney import read_kidney
from rules.measures import read_body_surface_area, read_height, read_weight, unitless_weight
from rules.patient import read_age, read_sex
from rules.plausibility import implausible
from rules.proposals import read_proposals
from rules.quantities import Quantity, convert, find_quantities, unit_of
from rules.table import Condition, Named, Table
from rules.text import CleanText
from rules.vocabulary import Term, Vocabulary, age_band, vocabulary, words

_NEW_PATIENT = re.compile(
    r"(?<![a-z])(?:next|another|other|different|second|new|wrong)\s(?:patient|pt|child|kid|one|person|"
    r"case|baby|boy|girl)(?![a-z])|(?<![a-z])wrong (?:chart|file|notes|record)(?![a-z])"
    r"|(?<![a-z])(?:his|her|their) (?:twin |older |younger |big |little )?(?:mother|father|mum|mom|dad|sister|"
    r"brother|son|daughter|husband|"
    r"wife|aunt|uncle|twin|grandmother|grandfather)(?: is|,| who is)? (?:\d|has (?!asked|been|a question)|weighs)"
    r"|(?<![a-z])bed\s?\d+|(?<![a-z])(?:patient|pt) (?:b|c|2|3|two|three)(?![a-z0-9])"
)
_BODY_UNIT = r"(?P<unit>kgs?|kilos?|kilograms?|lbs?|pounds?|stones?|grams?)(?![a-z0-9])"
_UNIT_ALONE = re.compile(rf"(?<!not\s)(?<!not\sin\s)(?<!many\s)(?<!much\s)(?<![a-z0-9])(?:in\s)?{_BODY_UNIT}")
_PUTS_UNIT_RIGHT = re.compile(
    r"(?<![a-z])(?:sorry|oops|actually|i mean|i meant|correction|should be|make that|"
    r"(?:that|it|those|weight) (?:was|were)|instead of|rather than|not (?:in )?(?:kgs?|kilos?|lbs?|pounds?))(?![a-z])"
    rf"|^\W*(?:in )?{_BODY_UNIT}\W*$"
)
SHORT_REPLY = 8  # words of a turn that gives no more than a unit
_IM = re.compile(r"(?<![A-Za-z])IM(?![A-Za-z'])")  # in small letters it is "I'm"
_CHILD_PUGH = re.compile(
    r"(?<![a-z])child[\s-]?pugh(?:\s(?:class|score|grade|stage))?\s?[:=]?\s?(?P<letter>[abc])(?![a-z0-9])"
)
_START = re.compile(
    r"(?<![a-z])(?:start|starts|starting|started|initial|initially|initiate|initiating|"
    r"first (?:dose|shot|injection)|begin|beginning|commence|loading)(?![a-z])"
)


@cache
def _population_terms(table: Table) -> Vocabulary:
    return Vocabulary(
        (term, variant.population)
        for indication in table.indications
        for variant in indication.variants
        for term in variant.terms
    )


@cache
def _named(table: Table, kind: str) -> Vocabulary:
    entries: tuple[Named, ...] = getattr(table, kind)
    return Vocabulary(
        (name, entry.name)
        for entry in entries
        for term in entry.terms
        if " + " not in term
        for name in (
            *words()["pregnancy"].get(entry.name, ()),
            term,
            *(term.replace(table.drug, brand) for brand in table.brand_names if table.drug in term),
        )
    )


def read_facts(texts: Sequence[CleanText], table: Table) -> Facts:
    """The facts in force after the last of a conversation's turns."""
    facts = Facts()
    for number, text in enumerate(texts):
        if number and _NEW_PATIENT.search(text.text):
            facts = Facts(proposals_by_turn=((),) * number)
        facts = _read_turn(facts, TurnReader(text, number), table)
    return facts


def _read_turn(facts: Facts, reader: TurnReader, table: Table) -> Facts:
    text = reader.clean.text
    quantities = find_quantities(text)
    changes: dict[str, Any] = {}
    read_indication(reader, facts, table, changes)
    age, population = read_age(reader)
    if population is None:
        for term in _population_terms(table).find(text):
            population = term.name
    _set_age(facts, reader, age, population, changes)
    is_small = changes.get("population", facts.population) in ("infant", "neonate", "child", "toddler")
    _set_weight(facts, reader, quantities, is_small, changes)
    if (height := read_height(reader, quantities)) is not None:
        changes["height_cm"] = height
    if (area := read_body_surface_area(reader, quantities)) is not None:
        changes["body_surface_area_m2"] = area
    if (sex := read_sex(reader)) is not None:
        changes["sex"] = sex
    changes |= _kidney_changes(facts, read_kidney(reader))
    changes |= correction(facts, reader)
    _read_conditions(reader, facts, table, changes)
    _read_routes(reader, changes)
    own = (table.drug, *(name.lower() for name in table.brand_names))
    taken = [*reader.taken, *amounts_of_others(text, quantities, own)]
    changes["proposals_by_turn"] = (*facts.proposals_by_turn, read_proposals(text, quantities, taken))
    changes["last_frequency_h"] = only_frequency_h(text)
    changes["is_start"] = _START.search(text) is not None
    changes["is_about_a_person"] = facts.is_about_a_person or _is_person(text)
    settled = {fact for fact in ("age", "weight", "renal_function") if _speaks_of(fact, changes)}
    changes["unclear"] = tuple(
        dict.fromkeys([*(fact for fact in facts.unclear if fact not in settled), *reader.unclear])
    )
    after = merged(facts, changes, reader.reads)
    return replace(after, invalid=tuple(dict.fromkeys([*reader.invalid, *implausible(after)])))


def _speaks_of(fact: str, changes: dict[str, Any]) -> bool:
    field = {"age": "age_years", "weight": "weight_kg", "renal_function": "creatinine_clearance"}[fact]
    return changes.get(field) is not None


def _set_age(facts: Facts, reader: TurnReader, age: Any, population: str | None, changes: dict[str, Any]) -> None:
    if population is not None:
        changes["population"] = population
    if age is None and population is not None:
        low, high = age_band(population)
        age = Interval(low, high, high_open=True)
    if age is None:
        return
    stated = facts.age_years.value if facts.age_years else None
    if (
        age.value is None
        and stated is not None
        and (age.low is None or age.low <= stated)
        and (age.high is None or stated < age.high)
    ):
        return  # "the child" said of a six-year-old adds nothing
    changes["age_years"] = age
    if age.value is not None and population is None:
        changes["population"] = None


def _set_weight(
    facts: Facts, reader: TurnReader, quantities: Sequence[Quantity], is_small: bool, changes: dict[str, Any]
) -> None:
    weight, as_given = read_weight(reader, quantities, is_small)
    if weight is not None:
        changes.update(weight_kg=weight, weight_as_given=as_given, unitless_weight=None)
        return
    bare = unitless_weight(reader, quantities)
    if bare is not None:
        changes.update(weight_kg=None, unitless_weight=bare)
        reader.unclear.append("weight")
        return
    alone = _UNIT_ALONE.search(reader.clean.text)
    if alone is None:
        return
    puts_right = _PUTS_UNIT_RIGHT.search(reader.clean.text) is not None
    number = facts.unitless_weight if puts_right or len(reader.clean.text.split()) <= SHORT_REPLY else None
    if number is None and puts_right:
        number = written(facts.weight_as_given)
    if number is not None and (unit := unit_of(alone["unit"])) is not None:
        kilograms = convert(number, unit.name, "kg")
        changes.update(weight_kg=kilograms, weight_as_given=f"{number} {unit.name}", unitless_weight=None)


def _kidney_changes(facts: Facts, said: dict[str, Any]) -> dict[str, Any]:
    """What a turn says of the kidneys replaces what an earlier one said, but a bare mention takes nothing back."""
    if said.get("creatinine_clearance") is not None or said.get("kidney_is_normal"):
        return {"is_on_dialysis": False, "kidney_is_severe": False, "kidney_is_normal": False, **said}
    if said.get("is_on_dialysis") or said.get("kidney_is_severe"):
        return {"creatinine_clearance": None, "kidney_is_normal": False, **said}
    return said


def _read_conditions(reader: TurnReader, facts: Facts, table: Table, changes: dict[str, Any]) -> None:
    text = reader.clean.text
    for name, entries in (("conditions", table.conditions), ("concurrent_drugs", table.concurrent_drugs)):
        kept = list(getattr(facts, name))
        lasting = {entry.name for entry in entries if isinstance(entry, Condition) and entry.lasts}
        for term in _named(table, name).find(text):
            if name == "concurrent_drugs" and _is_not_beside(text, term, table):
                continue
            if is_so(text, term.start, term.end, term.name in lasting):
                reader.note(name, term.name, term.start, term.end)
                kept.append(term.name)
            elif term.name in kept:
                kept.remove(term.name)
        for entry in entries:
            if entry.name not in kept and _has_all_parts(text, entry.terms, entry.name in lasting):
                kept.append(entry.name)
        changes[name] = tuple(dict.fromkeys(kept))
    _read_liver(reader, changes)


def _read_liver(reader: TurnReader, changes: dict[str, Any]) -> None:
    """The Child-Pugh class, as given or as "severe" says it, or that the liver is spoken of."""
    text = reader.clean.text
    for term in vocabulary("liver").find(text):
        if is_so(text, term.start, term.end):
            changes["liver_is_mentioned"] = True
            if term.name == "severe":
                changes["child_pugh"] = "C"
    for match in _CHILD_PUGH.finditer(text):
        reader.note("child_pugh", match["letter"].upper(), match.start(), match.end())
        changes.update(liver_is_mentioned=True, child_pugh=match["letter"].upper())


def _is_not_beside(text: str, term: Term, table: Table) -> bool:
    """Whether a turn names another drug for its own dose or as a choice, not as one that is taken too."""
    names = "|".join(re.escape(name.lower()) for name in (table.drug, *table.brand_names))
    if re.search(rf"(?<![a-z])(?:{names}) or $", text[: term.start]) or re.match(rf" or (?:{names})", text[term.end :]):
        return True
    if re.search(rf"(?<![a-z])(?:{names})(?![a-z])", text):
        return False
    return asks_dose_of(text, term.start, term.end)


def _has_all_parts(text: str, terms: Iterable[str], lasts: bool) -> bool:
    """Whether one sentence holds every part of a term written with +, such as `allergic + e. coli`."""
    for term in terms:
        parts = [part.strip().lower() for part in term.split(" + ")]
        if len(parts) > 1:
            for sentence in re.split(r"[?!;\n]|(?<!\b[a-z])\.\s", text):
                if all(_is_said(sentence, part, lasts) for part in parts):
                    return True
    return False


def _is_said(sentence: str, part: str, lasts: bool) -> bool:
    return any(is_so(sentence, found.start(), found.end(), lasts) for found in re.finditer(re.escape(part), sentence))


def _read_routes(reader: TurnReader, changes: dict[str, Any]) -> None:
    found = [term for term in vocabulary("routes").find(reader.clean.text)]
    if not reader.clean.raw.isupper() and (match := _IM.search(reader.clean.raw)):
        changes["routes"] = ("intramuscular",)
        reader.reads.append(Read("route", "intramuscular", reader.turn, match.start(), match.end(), match.group()))
    for term in found:
        reader.note("route", term.name, term.start, term.end)
    if found:
        changes["routes"] = tuple(dict.fromkeys([*changes.get("routes", ()), *(term.name for term in found)]))


def _is_person(text: str) -> bool:
    has_patient_word = re.search(r"(?<![a-z])(?:patient|pt)(?![a-z])", text) is not None
    measured = re.search(r"\d\s?-?(?:kg|lbs?|kilos?|year|yr|yo\b|y\b|month)", text) is not None
    return any(True for _ in vocabulary("people").find(text)) or (has_patient_word and measured)
