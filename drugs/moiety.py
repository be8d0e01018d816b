"""What of a drug's name names the drug: its active moiety, without salt, ester or spelling of a country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from drugs.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+")
# Salts and hydrates that staff leave out of a generic name (USP <1121>: the active moiety comes first).
SALTS = frozenset(
    "acetate anhydrous arginine benzoate besilate besylate bitartrate bromide calcium chloride citrate dihydrate"
    " disodium edisylate erbumine esylate fumarate gluconate hcl hemifumarate hydrate hydrobromide"
    " hydrochloride isethionate lactate lysine magnesium malate maleate meglumine mesilate mesylate monohydrate"
    " napsylate nitrate olamine oxalate phosphate potassium sodium succinate sulfate sulphate tartrate tosilate"
    " tosylate trihydrate tromethamine xinafoate zinc".split()
)
# Radicals and groups that make an ester or a prodrug, which is no other moiety but may be dosed as another drug
# (WHO, International Nonproprietary Names Modified, 1975 and supplements).
ESTERS = frozenset(
    "acetonide alafenamide axetil cilexetil cypionate decanoate dipropionate disoproxil embonate enantate enanthate"
    " etabonate etexilate ethyl fumaderm furoate lauroxil medoxomil mofetil palmitate pamoate pivoxil proxetil"
    " propionate undecanoate valerate".split()
)
_CATIONS = frozenset("aluminum ammonium calcium disodium iron magnesium potassium sodium zinc".split())
_SHORTEST_ANION = 8  # "sodium valproate" is valproate; "sodium nitrite" and "sodium citrate" are themselves
_INORGANIC = frozenset("bicarbonate carbonate chlorate perchlorate phosphate".split())
_IN = re.compile(r"\s+in\s.*\Z")  # a solvent: "in dextrose"
_SUFFIX = re.compile(r"(?<=[a-z]{5})-(?!alfa|beta)[a-z]{4}\b")  # that the FDA adds to biologics: "infliximab-dyyb"
# What is no drug by itself though the name of a salt follows: iron and copper, whose salts hold more of them or less;
# radicals ("dimethyl fumarate"); insulins, each of its own action.
_NO_DRUG = frozenset("cupric dimethyl ferric ferrous insulin monomethyl".split())
_STEROID_ESTER = re.compile(r"(?:one|ol)\sacetate\Z")  # norethindrone acetate is given in other amounts
_AND = re.compile(r"\s*(?:,\s*and\b|,|/|\+|\band\b|\bwith\b)\s*")
# Spellings that British, American and international names differ in: cephalexin, cefalexin; oestradiol, estradiol.
_FOLDS = (("ae", "e"), ("oe", "e"), ("ph", "f"), ("th", "t"), ("ch", "c"), ("y", "i"))
_NUMBERED = re.compile(r"\d\Z")  # "vitamin K 1" is not "vitamin K 2"
_DIGIT = re.compile(r"\d")  # nor "alfa-2a" "alfa-2b"
_DOUBLED = re.compile(r"(.)\1")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case, without digits and signs."""
    return tuple(_WORD.findall(name.lower()))


def components(drug: str) -> tuple[str, ...]:
    """The names of the drugs in a combination; the name itself where it is none."""
    return tuple(part for part in _AND.split(_plain(drug)) if part.strip())


def _plain(name: str) -> str:
    return _SUFFIX.sub("", _IN.sub("", name.lower()))


def without_salt(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the salts that it ends in, or the cation that it begins with."""
    words = _without(SALTS, words)
    if len(words) != 2 or words[0] not in _CATIONS:
        return words
    anion = words[1]
    is_named_for = anion.endswith("ate") and len(anion) >= _SHORTEST_ANION and anion not in SALTS | _INORGANIC
    return (anion,) if is_named_for else words


def _without(endings: frozenset[str], words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in endings and words[-2] not in _CATIONS | _NO_DRUG:
        words = words[:-1]
    return words


def salts_of(name: str) -> frozenset[str]:
    """The salts that a name ends in, each in one spelling; of a combination those of all components."""
    parts = (words_of(part) for part in components(name))
    return frozenset(
        folded(word.replace("hcl", "hydrochloride")) for words in parts for word in words[len(_without(SALTS, words)) :]
    )


@cache
def moiety(name: str) -> str:
    """A key that the names of one active moiety share: "alendronic acid", "alendronate sodium" and "Fosamax"."""
    generic = lexicon().get(name.lower(), name.lower())
    if _NUMBERED.search(generic):
        return generic
    words = words_of(_plain(generic.split(" (")[0]))
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


def one_name_each(names: Iterable[str]) -> dict[str, str]:
    """Each name with the one that stands for all names of its drug: "duloxetine" for "duloxetine hydrochloride".

    It has no salt; where several are left ("paracetamol", "acetaminophen"), it is the generic name of the lexicon, or
    the shortest. An ester is a drug of its own, since it may be dosed otherwise.
    """
    groups: dict[tuple[str, ...], set[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(_drug_key(name), set()).add(name)
    return {name: min(map(_saltless, group), key=_rank) for group in groups.values() for name in group}


def is_variant(name: str, drug: str) -> bool:
    """Whether two names differ by salt, acid or the spelling of a country; told without any list of brands."""
    first, second = (folded(" ".join(without_salt(words_of(one)))) for one in (name, drug))
    return first == second


def _rank(name: str) -> tuple[bool, int, str]:
    return lexicon().get(name) != name, len(name), name


@cache
def _drug_key(name: str) -> tuple[str, ...]:
    """What the names of one drug share, whatever its salt and in whatever order its components are named."""
    saltless = _saltless(name)
    if _IN.search(saltless):
        return (saltless,)
    parts = map(_without_cation, components(saltless))
    return tuple(sorted(folded(lexicon().get(part, part)) for part in parts))


def _without_cation(component: str) -> str:
    is_whole = _DIGIT.search(component) or _STEROID_ESTER.search(component)
    return component if is_whole else " ".join(without_salt(words_of(component)))


def _saltless(name: str) -> str:
    """A drug's name without the salts of its components, and else as it is written."""
    name = _SUFFIX.sub("", name)
    if _IN.search(name):
        return name
    parts = components(name)
    plain = [_component_saltless(part) for part in parts]
    return " and ".join(filter(None, (", ".join(plain[:-1]), plain[-1]))) if plain != list(parts) else name


def _component_saltless(name: str) -> str:
    words = words_of(name)
    salts = 0 if _STEROID_ESTER.search(name) else len(words) - len(_without(SALTS, words))
    return name.rsplit(maxsplit=salts)[0] if salts else name
