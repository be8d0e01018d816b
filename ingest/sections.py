"""Headings to canonical section codes, whatever a document calls its sections.

Sources of the names, each looked up as printed headings: AHFS DI Essentials (monograph skeleton), Mayo Clinic drug
pages, US prescribing information (21 CFR 201.56 and 201.57; numbered, and the older unnumbered form), US Medication
Guides and MedlinePlus drug pages, and the EMA QRD templates for the SmPC and the package leaflet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schema import SectionCode

_NUMBER = re.compile(r"^\s*(?:(?:section|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})*\.?|[a-z]\.|[ivx]+\.)\s+", re.I)
_FREQUENCY = re.compile(
    r"^(?:very common|(?:more |less )?common|uncommon|(?:very )?rare|(?:incidence |frequency )?(?:is )?not known"
    r"|(?:more |less |most )frequent)(?:ly)?(?: side effects| adverse (?:reactions|effects))?(?: ?\(.*\))?:?$",
    re.I,
)

# First match wins; the narrower stands before the wider. A heading that matches nothing has its parent's code.
_PATTERNS: tuple[tuple[SectionCode, str], ...] = (
    (SectionCode.BOXED_WARNING, r"\bboxed warning|\bblack box|^warning: [a-z]|^important warning"),
    (SectionCode.MISSED_DOSE, r"\bmiss(?:ed)? (?:a |the |your )?dose|\bforg[eo]t"),
    (SectionCode.OVERDOSE, r"\bover ?dos(?:e|age)\b|\bmore [\w\s]+ than (?:you|they|he) should|\btoo much\b"),
    (
        SectionCode.CONTRAINDICATIONS,
        r"\bcontra-?indications?\b|\b(?:do not|should not|who should not) (?:use|take|be given|receive)",
    ),
    (SectionCode.LACTATION, r"^(?:lactation|breast-?\s?feeding|nursing|use in nursing)\b"),
    (
        SectionCode.PREGNANCY,
        r"\bpregnan|\bfertility\b|\breproductive potential|\bcontraception|\bteratogenic|\blabou?r and delivery",
    ),
    (SectionCode.LACTATION, r"\blactation|\bbreast-?\s?feeding|\bnursing"),
    (SectionCode.PEDIATRIC, r"\bp(?:a)?ediatric|\bchildren\b|\binfants?\b|\bneonat(?:e|es|al use)\b|\badolescents\b"),
    (SectionCode.GERIATRIC, r"\bgeriatric|\belderly|\bolder (?:adults|patients|people)"),
    (SectionCode.RENAL, r"\b(?:renal|kidney) (?:impairment|disease|insufficiency|failure|function|problems)"),
    (SectionCode.HEPATIC, r"\b(?:hepatic|liver) (?:impairment|disease|insufficiency|failure|function|problems)"),
    (
        SectionCode.STORAGE,
        r"\bstorage\b|\bstore\b|\bstability\b|\bshelf[- ]life|\bdisposal\b|\bdispose\b|\bkeep (?:this|your|it)",
    ),
    (SectionCode.INTERACTIONS, r"\binteract|^specific drugs|^other medicines|\bconcomitant (?:use|medic)|\bvaccin"),
    (
        SectionCode.ADVERSE_REACTIONS,
        r"\bside effects?\b|\badverse (?:reactions?|effects?|events?|drug)|\bundesirable effects|\bclinical trials experience|\bpost-?\s?marketing",
    ),
    (SectionCode.MONITORING, r"\bmonitoring\b|\blaboratory tests|\btests? and checks"),
    (
        SectionCode.PATIENT_ADVICE,
        r"\b(?:patient|medication) (?:counsel|information|guide)|\badvice to patients|\binformation for patients|\bcounsell?ing",
    ),
    (
        SectionCode.PHARMACOKINETICS,
        r"\bpharmacokinetic|^absorption|^distribution|^elimination|^metabolism|^excretion|\bhalf-life|\bbioavailability|\bbiotransformation",
    ),
    (
        SectionCode.MECHANISM,
        r"\bmechanism of action|\bpharmacodynamic|^(?:[\w-]+ )?actions?$|\bclinical pharmacology|\bpharmacological properties|\bhow (?:does )?[\w\s-]+ works?\b",
    ),
    (
        SectionCode.PREPARATIONS,
        r"\bpreparations?\b|\bhow supplied|\bdosage forms?\b|\bavailab(?:le|ility)\b|\bbrand names?\b|\bcontents of the pack|\bnature and contents|\bpresentation|\bpharmaceutical form|\bstrengths\b",
    ),
    (
        SectionCode.DESCRIPTION,
        r"^(?:chemical )?description\b|\bcomposition\b|\bexcipients\b|\bingredients\b|\bwhat [\w\s-]+ contains\b|\bdrug class\b",
    ),
    (
        SectionCode.INDICATIONS,
        r"\bindications?\b|\bindicated\b|^uses?\b|\bused for\b|\bwhy is this medic|\bwhat [\w\s-]+ is (?:and|for)",
    ),
    (
        SectionCode.ADMINISTRATION,
        r"(?<!dosage and )(?<!dosage & )(?<!posology and method of )\badministration\b|^proper use|^how to (?:use|take|give|inject|prepare)|\bhow should (?:i|this)|\bmethod of administration|\binstructions for use|\breconstitution|\bpreparation and|\bpreparing|\binjecting\b|\binjection technique",
    ),
    (SectionCode.DOSAGE, r"\bdos(?:e|es|age|ages|ing)\b|\bposology|\bprescribing limits|\btitration"),
    (
        SectionCode.PRECAUTIONS,
        r"\bprecautions? for use|^(?:general )?precautions?$|\bbefore (?:using|you (?:use|take)|taking)|\bother medical problems|^allergies$|\bspecial precautions|\bspecific populations|\bspecial populations|\bneed to know before",
    ),
    (SectionCode.WARNINGS, r"\bwarnings?\b|^cautions?\b|\bsensitivity reactions|\btoxicit"),
)
_TABLE = tuple((code, re.compile(pattern, re.I)) for code, pattern in _PATTERNS)


def is_frequency(heading: str) -> bool:
    """Whether a heading says only how often something happens ("Less common"), and so labels the list under it."""
    return bool(_FREQUENCY.match(heading.strip()))


def code_of(path: Sequence[str], parent: SectionCode) -> SectionCode:
    """The code of the section with this heading path; a heading that says nothing of its own has its parent's."""
    heading = _NUMBER.sub("", path[-1]).strip()
    return next((code for code, pattern in _TABLE if pattern.search(heading)), parent)
