"""Which product of a drug a question names, by its brand or its salt, and which monographs are of others.

Amounts of one salt do not hold for another: a question that names one is not answered from those of another without a
word, and one that names none is answered from all, each under its title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from drugs import DrugMention
from drugs.lexicon import is_ordinary, lexicon
from drugs.moiety import SALTS, is_variant, salts_of
from drugs.spelling import is_slip
from schema import Monograph

_NEXT_WORD = re.compile(r"\s+([a-z]+)")


@dataclass(frozen=True, slots=True)
class Products:
    """The monographs of other products than the one named, and a named brand or salt that no monograph is of."""

    aside: frozenset[str] = frozenset()
    not_held: str = ""


def products_in(question: str, drug: str, mentions: Sequence[DrugMention], monographs: Sequence[Monograph]) -> Products:
    """Read which product of a drug a lower-case question names.

    Args:
        question: what `mentions` were found in.
        drug: the library's name of the drug.
        mentions: of drugs in the question.
        monographs: of the drug.
    """
    typed = [_with_salt(question, mention) for mention in mentions if mention.drug == drug]
    names = {mention.text.lower() for mention in mentions if mention.drug == drug} - {drug}
    of_others = _of_others({one.monograph_id: set(map(str.lower, one.brand_names)) for one in monographs}, names)
    salts = {one.monograph_id: salts_of(one.drug) for one in monographs}
    asked = frozenset[str]().union(*map(salts_of, typed))
    if not asked or not any(salts.values()):
        return Products(of_others, next(filter(_is_a_brand_of(drug, monographs), typed), ""))
    of_other_salts = _of_others(salts, asked)
    is_held = any(not asked.isdisjoint(own) for own in salts.values()) or not all(salts.values())
    return Products(of_others | of_other_salts, "" if is_held else next(filter(salts_of, typed)))


def _is_a_brand_of(drug: str, monographs: Sequence[Monograph]) -> Callable[[str], bool]:
    """Whether a name in use of a drug stands nowhere in what its monographs call it."""
    called = " ".join([drug, *(name for one in monographs for name in (one.title, one.drug, *one.brand_names))]).lower()
    return lambda name: (
        name in lexicon() and name not in called and not is_variant(name, drug) and not is_slip(name, drug)
    )


def _with_salt(question: str, mention: DrugMention) -> str:
    """A name as typed, with the salt after it; not one that is also a thing by itself: "levothyroxine calcium"."""
    salt = _NEXT_WORD.match(question, mention.end)
    is_salt = salt and salt[1] in SALTS and salt[1] not in lexicon() and not is_ordinary(salt[1])
    return f"{mention.text} {salt[1]}" if salt and is_salt else mention.text


def _of_others(names: Mapping[str, Set[str]], asked: Set[str]) -> frozenset[str]:
    """The monographs that have names of a kind, none of them asked for, where another has; one without is of all."""
    is_named = {monograph: not asked.isdisjoint(own) for monograph, own in names.items() if own}
    return frozenset(at for at, named in is_named.items() if not named) if any(is_named.values()) else frozenset()
