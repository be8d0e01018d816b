"""Build `lexicon.tsv` from the data of the package drug-named-entity-recognition; run by hand, never at run time.

The package (MIT) gathers drug names from the DrugBank open vocabulary (CC0), MedlinePlus, NHS and Wikipedia titles.
Taken are names of one word, of acids ("folic acid") and with a hyphen ("co-codamol", "Depo-Provera"). A name is `known`
where MedlinePlus, the NHS or Wikipedia describe the drug, else `rare`: DrugBank alone has it.

    pip install drug-named-entity-recognition==2.0.9 && python -m drugs.build_lexicon
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from drugs.lexicon import LEXICON, NOT_DRUGS, Entry, is_ordinary

DESCRIBED_BY = ("medline_plus_id", "nhs_url", "wikipedia_url")
KNOWN_NAME = re.compile(r"[a-z]{4,}|[a-z]{3,}ic acid|[a-z]{2,}-[a-z]{4,}")
RARE_NAME = re.compile(r"[a-z]{6,}|[a-z]{4,}ic acid")
# MeSH trees of what a body or a laboratory holds rather than what is prescribed: metals and salts, enzymes, sugars,
# amino acids, proteins, biological factors.
NOT_PRESCRIBED = ("D01", "D08", "D09.947", "D12.125.", "D12.776", "D23")
# The British approved name, or the international one, of drugs that the data holds under the American one alone, or
# under both as two drugs. Source: USP Dictionary, cross references; MHRA, Changes to names of medicines (BAN to rINN).
SAME = {
    "adrenaline": "epinephrine",
    "alendronic acid": "alendronate",
    "chlorphenamine": "chlorpheniramine",
    "cromoglicate": "cromolyn",
    "cromoglycate": "cromolyn",
    "eformoterol": "formoterol",
    "glucosamine": "glucosamine",
    "glycopyrronium": "glycopyrrolate",
    "mesalazine": "mesalamine",
    "noradrenaline": "norepinephrine",
    "phytomenadione": "phytonadione",
    "thyroxine": "levothyroxine",
    "ursodeoxycholic acid": "ursodiol",
}


def entries(variants: dict[str, list[str]], drugs: dict[str, dict[str, Any]]) -> Iterator[Entry]:
    """Each name, the generic name that it stands for, and whether the drug is described."""
    # The package keeps names that are in a dictionary of English out of its variants.
    for name, generics in sorted({**{drug: [drug] for drug in drugs}, **variants}.items()):
        generic = min(generics, key=lambda one: (one != name, len(one), one))
        if name in NOT_DRUGS or generic in NOT_DRUGS:
            continue
        described = [one for one in generics if any(drugs.get(one, {}).get(key) for key in DESCRIBED_BY)]
        if described and KNOWN_NAME.fullmatch(name) and not variants.keys() & set(name.split("-")) - {name}:
            chosen = min(described, key=lambda one: (one != name, len(one), one))
            yield Entry(name, SAME.get(chosen, chosen), True)
        elif (
            name in variants
            and RARE_NAME.fullmatch(name)
            and not is_ordinary(name)
            and _is_prescribed(drugs.get(generic, {}))
        ):
            yield Entry(name, SAME.get(generic, generic), False)


def _is_prescribed(drug: dict[str, Any]) -> bool:
    return "drugbank_id" in drug and not any(tree.startswith(NOT_PRESCRIBED) for tree in drug.get("mesh_tree", ()))


def main() -> None:
    """Write the lexicon."""
    source = import_module("drug_named_entity_recognition.drugs_finder")
    found = {entry.name: entry for entry in entries(source.drug_variant_to_canonical, source.drug_canonical_to_data)}
    found |= {name: Entry(name, generic, True) for name, generic in SAME.items()}
    lines = (
        f"{entry.name}\t{entry.generic}\t{'known' if entry.known else 'rare'}\n" for _, entry in sorted(found.items())
    )
    LEXICON.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
