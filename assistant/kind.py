"""What class of medicine a drug is, where a question asks that and the monographs say it in a sentence of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schema import Passage, SectionCode

_OF_MEDICINES = "(?:drug|medicine|medication|medical|chemical|therapeutic|pharmacologic(?:al)?|pharmacotherapeutic)"
_ASKS = re.compile(
    rf"\b{_OF_MEDICINES} (?:class|category|family|group|bucket)\b"
    r"|\b(?:what|which)(?:'s| is| are)? (?:the |its )?(?:class|family)\b(?! (?:effects?|warnings?|[ivx]+|\d)\b)"
    r"|\bwhat (?:kind|type|sort|class|family|group) of (?:drugs?|medicines?|medications?|meds?|agent|compound)"
    r" (?:is|are|does)\b"
)
# The nouns of FDA's established pharmacologic classes (the Structured Product Labeling term list "EPC"), and how
# leaflets introduce a class.
_NOUN = (
    r"(?:\w*(?:inhibitor|agonist|antagonist|blocker|modulator|modifier|dilator|diuretic|steroid|antibiotic)s?"
    r"|(?:agent|hormone|anal[ou]g(?:ue)?|enzyme|stimulant|stimulator|activator|inducer|depressant|relaxant|suppressant"
    r"|opioid|barbiturate|benzodiazepine|[oe]?estrogen|androgen|progestin|progestogen|vaccine|vitamin|mineral|statin"
    r"|hypnotic|sedative|an(?:a)?esthetic|analgesic|NSAID|PPI|chelator|binder|conjugate|interferon|insulin|penicillin"
    r"|cephalosporin|macrolide|immunoglobulin|antibody|peptide|nucleoside|oligonucleotide|immunosuppressant|antihistamine"
    r"|bile acid|enantiomer|isomer|gene therapy|cell therapy|protein)s?|antibodies|immunosuppressive"
    r"|chemotherapy|cytotoxic|anti(?!-?\w*bod(?:y|ies)\b)[\w-]{4,}|[\w-]+ class\b|(?:class|group|family|type|kind) of)"
)
_LABELLED = re.compile(r"(?:drug|pharmacologic(?:al)?|therapeutic|pharmacotherapeutic) (?:class|group):", re.IGNORECASE)
_PHRASE = re.compile(rf"[^.,:;]{{1,80}}?\b{_NOUN}\s*(?:[.;,(]|$)", re.IGNORECASE)  # of AHFS: "Opiate agonist; ..."
_SECTIONS = (SectionCode.DESCRIPTION, SectionCode.INDICATIONS, SectionCode.MECHANISM, SectionCode.OTHER)


def asks_kind(question: str) -> bool:
    """Whether a lower-case question asks what class of medicine something is."""
    return _ASKS.search(question) is not None


def telling_kind(passages: Iterable[Passage], names: Iterable[str]) -> frozenset[str]:
    """The ids of the passages that say what class of medicine a drug is: "X is a kinase inhibitor", "Drug class: ...".

    Args:
        passages: of the drug.
        names: of the drug, its brands among them.
    """
    named = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    is_one = re.compile(
        rf"(?:\b(?:{named})\b[^.;:]{{0,60}}?"
        r"|\b(?:it|this medicine|the active (?:substance|ingredient)[^.;:]{0,60}?)) "
        rf"(?:(?:is|are) (?:an?|the|one of|classed|classified)|belongs? to|works as|acts as)\b [^.;:]*?\b{_NOUN}\b"
        rf"|\b(?:{named})(?: \([^)]*\))?,? an? (?:[\w-]+ ){{0,4}}{_NOUN}\b",
        re.IGNORECASE,
    )
    return frozenset(
        passage.passage_id
        for passage in passages
        if _LABELLED.match(passage.text)
        or (passage.section_code in _SECTIONS and is_one.search(passage.text))
        or (passage.section_code is SectionCode.DESCRIPTION and _PHRASE.match(passage.text))
    )
