"""What of a drug's name names the drug: its active moiety, without salt, ester or spelling of a country."""

from __future__ import annotations

import re
from functools import cache

from drugs.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+")
# Salts and hydrates that staff leave out of a generic name (USP <1121>: the active moiety comes first).
SALTS = frozenset(
    "acetate anhydrous arginine benzoate besilate besylate bitartrate bromide calcium chloride citrate dihydrate"
    " disodium edisylate erbumine esylate ethyl fumarate gluconate hcl hemifumarate hydrate hydrobromide"
    " hydrochloride isethionate lactate lysine magnesium malate maleate meglumine mesilate mesylate monohydrate"
    " napsylate nitrate olamine oxalate phosphate potassium sodium succinate sulfate sulphate tartrate tosilate"
    " tosylate trihydrate tromethamine xinafoate zinc".split()
)
# Radicals and groups that make an ester or a prodrug, which is no other moiety but may be dosed as another drug
# (WHO, International Nonproprietary Names Modified, 1975 and supplements).
ESTERS = frozenset(
    "acetonide alafenamide axetil cilexetil cypionate decanoate dipropionate disoproxil embonate enantate enanthate"
    " etabonate etexilate fumaderm furoate lauroxil medoxomil mofetil palmitate pamoate pivoxil proxetil propionate"
    " undecanoate valerate".split()
)
_CATIONS = frozenset("aluminum ammonium calcium disodium iron magnesium potassium sodium zinc".split())
_SHORTEST_ANION = 8  # "sodium valproate" is valproate; "sodium nitrite" and "sodium citrate" are themselves
_INORGANIC = frozenset("bicarbonate carbonate chlorate perchlorate phosphate".split())
# A solvent ("in dextrose"), and the four letters that the FDA adds to biologics ("infliximab-dyyb").
_ADDED = re.compile(r"\s+in\s.*\Z|(?<=[a-z]{5})-[a-z]{4}\b")
_AND = re.compile(r"\s*(?:,\s*and\b|,|/|\+|\band\b|\bwith\b)\s*")
# Spellings that British, American and international names differ in: cephalexin, cefalexin; oestradiol, estradiol.
_FOLDS = (("ae", "e"), ("oe", "e"), ("ph", "f"), ("th", "t"), ("ch", "c"), ("y", "i"))
_NUMBERED = re.compile(r"\d\Z")  # "vitamin K 1" is not "vitamin K 2"
_DOUBLED = re.compile(r"(.)\1")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case, without digits and signs."""
    return tuple(_WORD.findall(name.lower()))


def components(drug: str) -> tuple[str, ...]:
    """The names of the drugs in a combination; the name itself where it is none."""
    return tuple(part for part in _AND.split(_ADDED.sub("", drug.lower())) if part.strip())


def without_salt(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the salts that it ends in, or the cation that it begins with."""
    words = _without(SALTS, words)
    if len(words) != 2 or words[0] not in _CATIONS:
        return words
    anion = words[1]
    is_named_for = anion.endswith("ate") and len(anion) >= _SHORTEST_ANION and anion not in SALTS | _INORGANIC
    return (anion,) if is_named_for else words


def _without(endings: frozenset[str], words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in endings and words[-2] not in _CATIONS:
        words = words[:-1]
    return words


@cache
def moiety(name: str) -> str:
    """A key that the names of one active moiety share: "alendronic acid", "alendronate sodium" and "Fosamax"."""
    generic = lexicon().get(name.lower(), name.lower())
    if _NUMBERED.search(generic):
        return generic
    words = words_of(_ADDED.sub("", generic.split(" (")[0]))
    plain = " ".join(without_salt(_without(SALTS | ESTERS, words)))
    return folded(lexicon().get(plain, plain))


def folded(name: str) -> str:
    """A name without what differs between the spellings of countries, and its doubled letters."""
    # A fibrate is an ester that is dosed otherwise than its acid.
    if name.endswith("ic acid") and not name.endswith("fibric acid"):
        name = f"{name.removesuffix('ic acid')}ate"
        name = lexicon().get(name, name)
    for written, plain in _FOLDS:
        name = name.replace(written, plain)
    return _DOUBLED.sub(r"\1", name).removesuffix("e")
