"""Classes of medicines: which ones a medicine belongs to, and where a text writes of a class.

Read from classes.yaml, which says where its lists are from. What it says is nobody's monograph: whoever uses it has to
say so. Start with `classes_of` and `DrugClass.find`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from drugs.lexicon import lexicon
from drugs.moiety import components, moiety, words_of

_HERE = Path(__file__).parent
_SHORTEST_BESIDE_STEM = 2  # letters of a name besides its stem: "enalapril" is no "pril"
_WORDS = re.compile(r"\{([a-z]+)\}")
# Where a class is said of the one medicine that is named before it: "rifampicin, an antibiotic", "bosentan (medicines
# for high blood pressure)". What the class is paraphrased by counts after words that go with several medicines.
_PARAPHRASE = re.compile(r"(?:agent|drug|medic|product|treatment)", re.IGNORECASE)
_ONE_BEFORE = re.compile(r"(?:[,(]\s*an?|\bthe)\s+\Z", re.IGNORECASE)
_SEVERAL_BEFORE = re.compile(
    r"(?:\A|[.:;|•]|\b(?:other|some|certain|any|all|tak(?:e|ing)|us(?:e|ing)|receiving|with|these|the|of|or|and|are|be))\s*\Z",
    re.IGNORECASE,
)
_BEFORE_CHARS = 12
# "Antibiotics used against infections containing clarithromycin", "diuretics of thiazide type" are not the whole class.
_NARROWED = r"(?![^.;,]{0,60}\b(?:containing|known as|called|of (?:the )?\w+(?: or \w+)?[ -]type)\b)"
# How texts write of enzymes and transporters: "strong or moderate CYP3A4 inhibitors", "inducers of CYP3A4 or P-gp".
_STRENGTH = r"(?:strong|potent|moderate|weak|mild)(?: \([^)]*\))?"
_AND = r"(?:,? ?(?:and/or|and|or|to)|[,/])? "
_PGP = r"p-?gp|p-?glycoprotein(?: \(p-?gp\))?"
_OATP = r"oatp1b1(?:/1?b?3)?"
_CYP = r"(?:cyp[\s-]?|cytochrome p-?450 |p-?450 )(?:{})(?:/\d)?"
_ENZYMES = "|".join((_CYP.format(r"\d[a-z]\d+"), _PGP, "bcrp", _OATP))
_SPELLINGS = {"CYP3A4": _CYP.format("3a4?"), "P-gp": _PGP, "BCRP": "bcrp", "OATP1B1": _OATP}
_ACTIONS = r"(?:inhibitors|inducers|substrates)"
_STRENGTHS = {"strong": r"strong|potent", "moderate": "moderate", "weak": "weak|mild"}


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of medicines: the name that answers give it, how texts write it, and whose members it has.

    `strength` is that of all its members, where texts may restrict the class to one ("strong CYP3A4 inhibitors").
    `word` stands, in lower case, in every text that writes of the class: the others are spared the pattern.
    """

    name: str
    pattern: str
    members: tuple[str, ...]
    stems: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    strength: str = ""
    word: str = ""

    def find(self, text: str) -> re.Match[str] | None:
        """Where a text first writes of the class."""
        if self.word not in text.lower():
            return None
        return next(filter(self._is_meant, _compiled(self.pattern).finditer(text)), None)

    def _is_meant(self, match: re.Match[str]) -> bool:
        if _is_gloss(match):
            return False
        strengths = " ".join(filter(None, match.groups())).lower()
        return not (self.strength and strengths) or bool(re.search(_STRENGTHS[self.strength], strengths))

    def holds(self, generic: str) -> bool:
        """Whether a medicine of a generic name in lower case, which is no combination, is listed or has a stem."""
        brands, moieties = _brands_and_moieties(self.members)
        return generic in brands or moiety(generic) in moieties or any(map(self._has_stem, words_of(generic)))

    def _has_stem(self, word: str) -> bool:
        stem = next((stem for stem in self.stems if word.endswith(stem)), word)
        return len(word) >= len(stem) + _SHORTEST_BESIDE_STEM and not word.endswith(self.but)


def _is_gloss(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _BEFORE_CHARS) : match.start()]
    if _PARAPHRASE.match(match.group()):
        return _SEVERAL_BEFORE.search(before) is None
    return _ONE_BEFORE.search(before) is not None and not match.group().endswith("s")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, made ready when a text is first asked for it: most classes are in no question."""
    return re.compile(pattern, re.IGNORECASE)


def classes_of(name: str, generic: str = "") -> tuple[DrugClass, ...]:
    """The classes that a medicine belongs to, the narrower before the wider that hold them.

    Of a combination they are those of its components. A name that is itself listed is no other medicine's: "Maalox".

    Args:
        name: as it is written.
        generic: the generic name, where it is known to be other than the lexicon's.
    """
    typed = name.lower()
    generics = (typed,) if typed in _listed() else components(generic or lexicon().get(typed, typed))
    own = [kind for kind in classes().values() if any(map(kind.holds, generics))]
    return tuple(dict.fromkeys((*own, *(wider for kind in own for wider in wider_than(kind)))))


def classes_in(text: str) -> Iterator[tuple[re.Match[str], DrugClass]]:
    """The classes that a text writes of, each with where it first does."""
    for kind in classes().values():
        if found := kind.find(text):
            yield found, kind


def members_in(text: str) -> Iterator[str]:
    """What a lower-case text names of the members that are in no lexicon of medicines: "ferrous sulfate"."""
    yield from dict.fromkeys(_unknown_members().findall(text))


def wider_than(kind: DrugClass) -> Iterator[DrugClass]:
    """The classes that hold a class."""
    for name in kind.wider:
        yield classes()[name]
        yield from wider_than(classes()[name])


@cache
def classes() -> dict[str, DrugClass]:
    """The classes of classes.yaml by name; an enzyme's have one for each strength."""
    content = _content()
    named = {name: _read(name, said) for name, said in content["classes"].items()}
    of_enzymes = (kind for name, said in content["enzymes"].items() for kind in _of_enzyme(name, said))
    return named | {kind.name: kind for kind in of_enzymes}


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_HERE / "classes.yaml").read_text(encoding="utf-8"))
    return content


def _read(name: str, said: Mapping[str, Any]) -> DrugClass:
    words = {word: f"(?:{alternatives})" for word, alternatives in _content()["words"].items()}
    phrases = _WORDS.sub(lambda name: words[name[1]], said["written"]).replace(" ", r"[\s-]*")
    body = "|".join(phrases.splitlines())
    wide = "".join(rf"(?<!\b{word}\s)" for word in ("non", *names_in(said.get("not_after", ""))))
    return DrugClass(
        name,
        rf"(?<![\w-]){wide}(?:{body})(?:s|es)?(?!\w){_NARROWED}",
        names_in(said.get("members", "")),
        tuple(stem.removeprefix("-") for stem in said.get("stems", ())),
        tuple(said.get("but", ())),
        tuple(said.get("within", ())),
    )


def _of_enzyme(name: str, members: Mapping[str, str]) -> Iterator[DrugClass]:
    """The classes of what inhibits, induces or is broken down by one enzyme."""
    enzyme, action = name.split()
    pattern = _enzyme_pattern(enzyme, action)
    for grade, listed in members.items():
        strength = grade if grade in _STRENGTHS else ""
        yield DrugClass(
            f"{strength} {name}".strip(),
            pattern,
            names_in(listed),
            strength=strength,
            word=action,
        )


def _enzyme_pattern(enzyme: str, action: str) -> str:
    own = _SPELLINGS.get(enzyme) or _CYP.format(enzyme.removeprefix("CYP"))
    strengths = rf"(?<!not )((?:{_STRENGTH}{_AND})*)(?:dual |combined |sensitive )?"
    others = rf"(?:(?:{_ENZYMES}){_AND})*"
    before = rf"{strengths}{others}(?:{own})(?:{_AND}(?:{_ENZYMES}))* (?:{_ACTIONS}{_AND})?{action}"
    after = rf"{strengths}{action}(?:{_AND}{_ACTIONS})? of (?:both |either |the )?{others}(?:{own})"
    return rf"(?<!\w)(?:{before}|{after})(?!\w)"


def names_in(listed: str) -> tuple[str, ...]:
    """The names of a list with commas."""
    return tuple(name.strip() for name in listed.split(",") if name.strip())


@cache
def _brands_and_moieties(members: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    brands = {name for name in members if not name.islower()}
    return frozenset(map(str.lower, brands)), frozenset(moiety(name) for name in members if name not in brands)


@cache
def _listed() -> frozenset[str]:
    return frozenset(name.lower() for kind in classes().values() for name in kind.members)


@cache
def _unknown_members() -> re.Pattern[str]:
    unknown = sorted((name for name in _listed() if name not in lexicon()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, unknown))})(?!\w)")
