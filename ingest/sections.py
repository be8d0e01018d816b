"""Headings to canonical section codes, whatever a document calls its sections.

Sources of the names, each looked up as printed headings: AHFS DI Essentials (fixed skeleton), Mayo Clinic drug pages,
US prescribing information (21 CFR 201.56, 201.57 and 201.80: numbered and unnumbered), US Medication Guides and
MedlinePlus drug pages, the EMA QRD templates for the SmPC and the package leaflet, and the TGA template for Consumer
Medicine Information.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.frequencies import is_frequency
from schema import SectionCode

_NUMBER = re.compile(r"^\s*(?:(?:section|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})*\.?|[a-z]\.|[ivx]+\.)\s+", re.I)

# First match wins; the narrower stands before the wider. A heading that matches nothing has its parent's code.
_PHRASES: tuple[tuple[SectionCode, tuple[str, ...]], ...] = (
    (SectionCode.OTHER, (r"\bcarcinogenesis\b", r"\bnon-?clinical toxicology", r"\bpreclinical safety")),
    (
        SectionCode.BOXED_WARNING,
        (r"\bboxed warning", r"\bblack box", r"^warnings?: \w", r"^important warning", r"^warning(?:\(s\))?$"),
    ),
    (SectionCode.MISSED_DOSE, (r"\bmiss(?:ed)? (?:a |the |your )?dose", r"\bforg[eo]t")),
    (
        SectionCode.OVERDOSE,
        (r"\bover ?dos(?:e|age)\b", r"\bmore [\w\s]+ than (?:you|they|he) should", r"\btoo much\b", r"\bpoisoning\b"),
    ),
    (
        SectionCode.CONTRAINDICATIONS,
        (r"\bcontra-?indicat", r"\b(?:do not|should not|who should not|must not) (?:use|take|be given|receive)"),
    ),
    (SectionCode.LACTATION, (r"^(?:lactation|breast-?\s?feeding|nursing)\b",)),
    (
        SectionCode.PREGNANCY,
        (
            r"\bpregnan",
            r"\bfertility\b",
            r"\breproductive potential",
            r"\bcontraception",
            r"\bteratogenic",
            r"\bdelivery$",
        ),
    ),
    (SectionCode.LACTATION, (r"\blactation", r"\bbreast-?\s?feeding", r"\bnursing")),
    (
        SectionCode.PEDIATRIC,
        (
            r"\bpa?ediatric",
            r"\bchild(?:ren)?\b(?!-)",
            r"\binfants?\b",
            r"\bneonat(?:e|es|al use)\b",
            r"\badolescents\b",
        ),
    ),
    (SectionCode.GERIATRIC, (r"\bgeriatric", r"\belderly", r"\bolder (?:adults|patients|people)")),
    (SectionCode.RENAL, (r"\b(?:renal|kidney) (?:impair|disease|insuffic|failure|function|problem)",)),
    (SectionCode.HEPATIC, (r"\b(?:hepatic|liver) (?:impair|disease|insuffic|failure|function|problem)",)),
    (
        SectionCode.STORAGE,
        (
            r"\bstorage\b",
            r"\bstore[ds]?\b",
            r"\bstability\b",
            r"\bshelf[- ]life",
            r"\bdispos(?:al|e)\b",
            r"\bkeep (?:this|your|it)",
        ),
    ),
    (
        SectionCode.INTERACTIONS,
        (
            r"\binteract",
            r"\bother (?:drugs|medicines|medications) (?:will|may|can|could) ",
            r"\b(?:with|taking) other (?:drugs|medicines|medications)\b",
            r"^specific drugs",
            r"^other medicines",
            r"\bconcomitant (?:use|therapy|medic)",
            r"\bvaccin",
            r"\bimmuni[sz]ations?\b",
        ),
    ),
    (
        SectionCode.ADVERSE_REACTIONS,
        (
            r"\bside[- ]effects?\b",
            r"\badverse (?:reaction|effect|event|drug)",
            r"\bundesirable effects",
            r"\bclinical trials? experience",
            r"\bpost-?\s?marketing",
        ),
    ),
    (SectionCode.MONITORING, (r"\bmonitoring\b", r"\blaboratory tests?\b", r"\btests? and checks")),
    (
        SectionCode.PATIENT_ADVICE,
        (
            r"\b(?:patient|medication) (?:counsel|information|guide)",
            r"\badvice to patients",
            r"\bother information should i know\b",
            r"\bdietary instructions\b",
            r"\binformation for patients",
            r"\bcounsell?ing",
        ),
    ),
    (
        SectionCode.PHARMACOKINETICS,
        (
            r"\bpharmacokinetic",
            r"^absorption",
            r"^distribution",
            r"^elimination",
            r"^metabolism",
            r"^excretion",
            r"\bhalf-life",
            r"\bpharmacogenomics\b",
            r"\bbioavailab",
        ),
    ),
    (
        SectionCode.MECHANISM,
        (
            r"\bmechanism of action",
            r"\bmicrobiology\b",
            r"\bpharmacodynamic",
            r"^(?:[\w-]+ )?actions?$",
            r"\bclinical pharmacology",
            r"\bpharmacological properties",
            r"\bhow (?:does )?[\w\s-]+ works?\b",
        ),
    ),
    (
        SectionCode.PREPARATIONS,
        (
            r"\bpreparations?$",
            r"\bhow supplied",
            r"\bdosage forms?\b",
            r"\bavailab(?:le|ility)\b",
            r"\bbrand names?\b",
            r"\bcontents of the pack",
            r"\bnature and contents",
            r"\bpresentations?$",
            r"\bpharmaceutical form",
            r"\bstrengths?\b",
        ),
    ),
    (
        SectionCode.DESCRIPTION,
        (
            r"^(?:chemical )?description\b",
            r"^introduction$",
            r"^what is (?!the most important|.*\bused\b)[\w\s-]+\?$",
            r"\bcomposition\b",
            r"\bexcipients\b",
            r"\bingredients\b",
            r"\bwhat [\w\s-]+ contains\b",
            r"\bclass$",
            r"\bchemi(?:stry|cal structure)\b",
        ),
    ),
    (
        SectionCode.INDICATIONS,
        (
            r"\bindications?\b",
            r"\bindicated\b",
            r"^uses?(?: (?:for|of)\b.*)?$",
            r"\buses$",
            r"\bused for\b",
            r"\bwhy (?:is this medic|am i (?:us|tak|being given))",
            r"\bother uses\b",
            r"\bwhat [\w\s-]+ (?:is|are) (?:and|for)\b",
        ),
    ),
    (
        SectionCode.DOSAGE,  # before administration, which its wider name includes
        (
            r"\bdos(?:e|age|ing) (?:and|&) (?:method of )?administration",
            r"\bposology",
            r"^recommended dos",
            r"\bprescribing limits",
            r"\btitration",
        ),
    ),
    (
        SectionCode.ADMINISTRATION,
        (
            r"\badministration\b",
            r"^proper use",
            r"^how (?:and when )?to (?:use|take|give|inject|prepare)",
            r"\bhow (?:should (?:i|this)|do i (?:use|take))",
            r"\binstructions for use",
            r"\b(?<!immune )reconstitution",
            r"\bdilution\b",
            r"\bprepar(?:ation|ing)\b",
            r"\binject(?:ing|ion technique)\b",
            r"\bself-inject",
        ),
    ),
    (SectionCode.DOSAGE, (r"\bdos(?:e|es|age|ages|ing)\b",)),
    (
        SectionCode.PRECAUTIONS,
        (
            r"\bprecautions? for use",
            r"\bspecial precautions\b",
            r"\bshould i avoid\b",
            r"\bwho can and cannot\b",
            r"^(?:general |special )?precautions?\b",
            r"\bbefore (?:using|you (?:use|take)|taking|use)\b",
            r"\bother medical (?:problems|conditions)",
            r"^allerg(?:ies|y)$",
            r"\b(?:need to|should i) know (?:before|while)",
            r"\bdriving\b",
        ),
    ),
    (
        SectionCode.WARNINGS,
        (
            r"\bwarnings?\b",
            r"^cautions?\b",
            r"\bmost important information\b",
            r"\bsensitivity reactions",
            r"\btoxicit",
            r"\b(?:abuse|dependence)\b",
        ),
    ),
)
# What a subsection may be apart from its parent: "Clinical trials in children" under "Adverse reactions" is still about
# these, and so is "Dose changes for adverse reactions" about the dose.
_APART = frozenset({SectionCode.OVERDOSE, SectionCode.MISSED_DOSE, SectionCode.STORAGE})
_OF_A_DOSE = frozenset(
    {
        *(SectionCode.ADMINISTRATION, SectionCode.MISSED_DOSE, SectionCode.STORAGE),
        *(SectionCode.RENAL, SectionCode.HEPATIC, SectionCode.PEDIATRIC, SectionCode.GERIATRIC),
    }
)
_POPULATIONS = frozenset(
    {
        *(SectionCode.PREGNANCY, SectionCode.LACTATION, SectionCode.PEDIATRIC, SectionCode.GERIATRIC),
        *(SectionCode.RENAL, SectionCode.HEPATIC),
    }
)
_MAY_BE = {
    SectionCode.CONTRAINDICATIONS: _APART,
    SectionCode.INTERACTIONS: _APART,
    SectionCode.ADVERSE_REACTIONS: _APART,
    SectionCode.DOSAGE: _OF_A_DOSE,
    **dict.fromkeys(_POPULATIONS, _POPULATIONS),
}
_IS_US_WARNING = re.compile(r"5\.\d{1,2}\s")  # of section 5, Warnings and precautions (21 CFR 201.57(c)(6))
_OF_A_WARNING = _APART | {
    *(SectionCode.INTERACTIONS, SectionCode.PREGNANCY, SectionCode.LACTATION, SectionCode.MONITORING),
    *(SectionCode.MECHANISM, SectionCode.PHARMACOKINETICS),  # in the EMA's template, 5.1 and 5.2
}
_TABLE = tuple((code, re.compile("|".join(phrases), re.I)) for code, phrases in _PHRASES)
# Headings that only gather others: they have a code of their own only where nothing above them has one.
_GATHERS = re.compile(r"\b(?:specific|special) populations\b", re.I)


def code_of(path: Sequence[str], parent: SectionCode) -> SectionCode:
    """The code of the section with this heading path; a heading that says nothing of its own has its parent's."""
    heading = _NUMBER.sub("", path[-1]).strip()
    own = [code for code, phrases in _TABLE if phrases.search(heading)]
    if is_frequency(heading):
        own = [code for code in own if code is SectionCode.ADVERSE_REACTIONS]
    may_be = _OF_A_WARNING if _IS_US_WARNING.match(path[-1]) else _MAY_BE.get(parent, own)
    code = next((code for code in own if code in may_be), parent)
    if code is SectionCode.OTHER and _GATHERS.search(heading):
        return SectionCode.PRECAUTIONS
    return code
