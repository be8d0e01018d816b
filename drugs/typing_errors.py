"""How names with typing errors are read: the table of `docs/decisions/drug-names.md`, for a person and for the tests.

python -m drugs.typing_errors
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from drugs.names import DrugNames, NameMatch

# Forty of the drugs that were prescribed most in the United States in 2022 (ClinCalc DrugStats, from the Medical
# Expenditure Panel Survey), combinations and insulins left out.
COMMON = (
    "atorvastatin metformin levothyroxine lisinopril amlodipine metoprolol albuterol losartan gabapentin omeprazole"
    " sertraline rosuvastatin pantoprazole escitalopram hydrochlorothiazide bupropion fluoxetine semaglutide"
    " montelukast trazodone simvastatin amoxicillin tamsulosin acetaminophen fluticasone meloxicam apixaban"
    " furosemide duloxetine ibuprofen famotidine empagliflozin carvedilol tramadol alprazolam prednisone hydroxyzine"
    " buspirone clopidogrel glipizide"
).split()
KINDS = ("dropped", "doubled", "swapped", "phonetic")
OUTCOMES = ("right", "asked", "wrong", "missed")
# Letters that are typed for each other by ear.
_BY_EAR = (("ph", "f"), ("x", "ks"), ("y", "i"), ("z", "s"), ("c", "k"), ("i", "e"), ("o", "a"), ("e", "i"), ("a", "e"))


def misspelt(name: str, kind: str) -> str:
    """A name with one error of a kind in its middle, where errors are made and overlooked most."""
    middle = len(name) // 2
    if kind == "dropped":
        return name[:middle] + name[middle + 1 :]
    if kind == "doubled":
        return name[:middle] + name[middle] + name[middle:]
    if kind == "swapped":
        at = next(at for at in range(middle, len(name) - 1) if name[at] != name[at + 1])
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    heard = ((found.start(), old, new) for old, new in _BY_EAR if (found := re.search(f"(?<=..){old}", name)))
    at, old, new = next(heard)
    return name[:at] + new + name[at + len(old) :]


def misspelt_twice(name: str, kind: str) -> str:
    """A name with an error of a kind, and one of the next kind in what has come of it."""
    return misspelt(misspelt(name, kind), KINDS[(KINDS.index(kind) + 1) % len(KINDS)])


def outcome(names: DrugNames, typed: str, meant: str, is_held: bool) -> str:
    """How a name is read: as the drug that is meant, asked about, as another drug, or as none."""
    mention = next(iter(names.find(f"what is {typed} used for?")), None)
    if mention is None:
        return "missed"
    if mention.match is NameMatch.LOOK_ALIKE:
        return "asked"
    is_read_as_held = mention.match is not NameMatch.NOT_HELD
    return "right" if mention.drug in (meant, typed) and is_read_as_held == is_held else "wrong"


def outcomes(held: Iterable[str], meant: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """For each drug that is meant: the number and kind of errors, how it is typed, and how it is read."""
    own = frozenset(held)
    names = DrugNames({drug: () for drug in own})
    for drug in meant:
        for kind in KINDS:
            for number, typed in (("one", misspelt(drug, kind)), ("two", misspelt_twice(drug, kind))):
                yield f"{number}, {kind}", typed, outcome(names, typed, drug, drug in own)


def main() -> None:
    """Print the table."""
    all_held = list(outcomes(COMMON, COMMON))
    half_held = list(outcomes(COMMON[::2], COMMON[1::2]))
    columns = [*OUTCOMES, *(f"not held: {read}" for read in OUTCOMES)]
    lines = [f"| errors | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    for errors in dict.fromkeys(errors for errors, _, _ in all_held):
        counts = [Counter(read for of, _, read in found if of == errors) for found in (all_held, half_held)]
        lines.append(f"| {errors} | {' | '.join(str(count[read]) for count in counts for read in OUTCOMES)} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
