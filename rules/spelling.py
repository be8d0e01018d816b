"""The words by which a dose is asked for, as they were meant: "how mutch", "maxium", "shuld"."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from drugs.lexicon import is_ordinary, lexicon

ASKING_WORDS = (
    "much many often should would could dose doses dosage dosing amount strength maximum highest daily weekly "
    "frequency "
    "duration interval between twice syringe syringes tablet tablets capsule capsules milligram milligrams "
    "inject injection "
    "injections missed forgot skipped overdose accidentally take taken increase reduce lower adjust prescribe "
    "prescribes prescribed pounds weight morning evening bedtime regimen maintenance loading schedule titrate taper"
).split()
SHORTEST = 4  # letters: a shorter word has too many neighbours one letter away
# Words as they are typed in haste: the asking words without their vowels, and what stands for an amount.
SHORTHAND = {"amt": "amount", "amts": "amounts", "qty": "quantity", "wat": "what", "wht": "what"} | {
    re.sub("(?<=.)[aeiou]", "", word): word for word in ("how", "much", "many", "should", "would", "could", "tablets")
}
_WORD = re.compile(r"(?<![a-z0-9'-])[a-z]{2,14}(?![a-z0-9'-])")


def meant(text: str) -> str:
    """Clean text with each slip of one letter in an asking word put right; other words stay."""
    return _WORD.sub(lambda word: _meant(word.group()), text)


@lru_cache(maxsize=4096)
def _meant(word: str) -> str:
    if word in SHORTHAND:
        return SHORTHAND[word]
    if len(word) < SHORTEST or word in ASKING_WORDS or word in lexicon() or is_ordinary(word):
        return word
    near = [asking for asking in ASKING_WORDS if OSA.distance(word, asking, score_cutoff=1) <= 1]
    return near[0] if near else word
