"""Build `lexicon.tsv` from the data of the package drug-named-entity-recognition; run by hand, never at run time.

The package (MIT) gathers drug names from the DrugBank open vocabulary (CC0), MedlinePlus, NHS and Wikipedia titles.
Only one-word names of drugs that MedlinePlus, the NHS or Wikipedia describe are taken: they are what staff type.

    pip install drug-named-entity-recognition==2.0.9 && python -m drugs.build_lexicon
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

LEXICON = Path(__file__).parent / "lexicon.tsv"
DESCRIBED_BY = ("medline_plus_id", "nhs_url", "wikipedia_url")
# Names that are English words or people first: reading them as drugs would refuse ordinary questions.
ENGLISH = frozenset("aman armour camila cera clear folate generics hana kendrick modus saha sone theon".split())


def rows(variants: dict[str, list[str]], drugs: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Each one-word name and the generic name that it stands for."""
    return {
        name: sorted(generics)[0]
        for name, generics in sorted(variants.items())
        if re.fullmatch(r"[a-z]{4,}", name)
        and name not in ENGLISH
        and any(drugs.get(generic, {}).get(key) for generic in generics for key in DESCRIBED_BY)
    }


def main() -> None:
    """Write the lexicon."""
    source = import_module("drug_named_entity_recognition.drugs_finder")
    lines = rows(source.drug_variant_to_canonical, source.drug_canonical_to_data)
    LEXICON.write_text("".join(f"{name}\t{generic}\n" for name, generic in lines.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
