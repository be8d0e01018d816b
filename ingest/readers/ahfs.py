"""What is known of every AHFS DI Essentials monograph: its fixed headings, and what stands under each of them.

Source of the skeleton: AHFS DI Essentials Users Guide, "Organization of the Content"
(drugs.com/monograph/ahfs-di-essentials-users-guide.html). A page saver may drop any heading; what stood under it then
tells which it was, because each part of these monographs is written in set phrases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The major parts, each with its fixed headings and their level; topics that differ from drug to drug are not listed.
PARTS: dict[str, dict[str, int]] = {
    "warning": {},
    "introduction": {},
    "uses": {},
    "dosage and administration": {
        "general": 3,
        "administration": 3,
        "reconstitution": 5,
        "dilution": 5,
        "rate of administration": 5,
        "dosage": 3,
        "pediatric patients": 4,
        "adults": 4,
        "prescribing limits": 3,
        "special populations": 3,
        "hepatic impairment": 4,
        "renal impairment": 4,
        "geriatric patients": 4,
    },
    "cautions": {
        "contraindications": 3,
        "warnings/precautions": 3,
        "warnings": 4,
        "sensitivity reactions": 4,
        "major toxicities": 4,
        "general precautions": 4,
        "other warnings/precautions": 4,
        "other warnings and precautions": 4,
        "specific populations": 4,
        "pregnancy": 5,
        "lactation": 5,
        "females and males of reproductive potential": 5,
        "pediatric use": 5,
        "geriatric use": 5,
        "hepatic impairment": 5,
        "renal impairment": 5,
        "common adverse effects": 3,
    },
    "interactions": {
        "drugs affecting hepatic microsomal enzymes": 3,
        "drugs metabolized by hepatic microsomal enzymes": 3,
        "vaccines": 3,
        "specific drugs": 3,
        "specific drugs and foods": 3,
        "specific drugs and laboratory tests": 3,
        "specific drugs, foods, and laboratory tests": 3,
    },
    "pharmacokinetics": {
        "absorption": 3,
        "bioavailability": 4,
        "onset": 4,
        "duration": 4,
        "food": 4,
        "plasma concentrations": 4,
        "distribution": 3,
        "extent": 4,
        "plasma protein binding": 4,
        "elimination": 3,
        "metabolism": 4,
        "elimination route": 4,
        "half-life": 4,
        "special populations": 4,
    },
    "stability": {"storage": 3, "oral": 4, "parenteral": 4, "topical": 4, "compatibility": 3},
    "actions": {"spectrum": 3},
    "advice to patients": {},
    "preparations": {},
}
_PART = re.compile(
    r"^(?:(?P<before>uses|cautions|interactions|stability|actions) for (?P<drug>.+)"
    r"|(?P<drug2>.+?) (?P<after>dosage and administration|pharmacokinetics|interactions|cautions|uses)"
    r"|(?P<alone>warning(?:\(s\))?|introduction|uses|dosage and administration|cautions|interactions|pharmacokinetics"
    r"|stability|actions(?: and spectrum)?|advice to patients|preparations))$",
    re.I,
)


def part_of(heading: str) -> str | None:
    """The major part that a heading opens, by its plain name; None for any other line."""
    if not (found := _PART.match(heading)):
        return None
    name = (found["before"] or found["after"] or found["alone"]).lower()
    return {"warning(s)": "warning", "actions and spectrum": "actions"}.get(name, name)


@dataclass(frozen=True, slots=True)
class Lost:
    """A heading that can be told from what stood under it: in `part`, from words at the start of a line."""

    part: str
    said: re.Pattern[str]
    headings: tuple[str, ...]  # outermost first; what is already open of them is not opened again
    after: str = ""  # the part must already have passed this heading


def _lost(part: str, said: str, *headings: str, after: str = "") -> Lost:
    return Lost(part, re.compile(said, re.I), headings, after)


_DOSE = r"^(?:initially,? |usual(?:ly)?,? |maximum )?\d[\d.,]*(?:\s?[–-]\s?[\d.,]+)?\s?(?:mg|mcg|g|units?|mL|million)\b"

_EFFECTS = r"^[\w-]+(?: [\w-]+){0,3}(?: \([^)]*\))?(?:, [^,;]+){3,}\.$"  # a bare list in one sentence

# In the order tried; `said` is searched in the line's first sentence.
LOST: tuple[Lost, ...] = (
    _lost("dosage and administration", _DOSE, "Dosage"),
    _lost("dosage and administration", r"^(?:administer|for (?:oral|iv|im|sub-q)) ", "Administration"),
    _lost(
        "cautions", r"^(?:known |prior |history of )?.{0,80}\b(?:hypersensitivity|allergy) to\b", "Contraindications"
    ),
    _lost("cautions", r"^category [abcdx]\b|\bpregnan|\bfetal\b|\bteratogen", "Specific Populations", "Pregnancy"),
    _lost("cautions", r"\b(?:into|in) (?:human )?milk\b|\bnursing\b|\blactat", "Specific Populations", "Lactation"),
    _lost(
        "cautions", r"\b(?:children|pediatric|neonates?)\b", "Specific Populations", "Pediatric Use", after="pregnancy"
    ),
    _lost(
        "cautions", r"\b(?:geriatric|elderly|65 years)\b", "Specific Populations", "Geriatric Use", after="pregnancy"
    ),
    _lost("cautions", r"\bhepatic (?:impair|insuff)", "Specific Populations", "Hepatic Impairment", after="pregnancy"),
    _lost("cautions", r"\brenal (?:impair|insuff)", "Specific Populations", "Renal Impairment", after="pregnancy"),
    _lost("cautions", _EFFECTS, "Common Adverse Effects", after="pregnancy"),
    _lost("interactions", r"\bvaccin", "Vaccines"),
    _lost("interactions", r"\bCYP|\bmicrosomal enzym", "Drugs Affecting Hepatic Microsomal Enzymes"),
    _lost("pharmacokinetics", r"\bbioavailab|\babsorbed|\bpeak (?:plasma|serum)", "Absorption", "Bioavailability"),
    _lost("pharmacokinetics", r"\bonset\b", "Absorption", "Onset"),
    _lost("pharmacokinetics", r"^food\b|\bwith food\b|\bhigh-fat meal", "Absorption", "Food"),
    _lost(
        "pharmacokinetics", r"\bprotein[- ]bound|\bbound to\b|^\d[\d.–-]*%$", "Distribution", "Plasma Protein Binding"
    ),
    _lost("pharmacokinetics", r"\bdistribut|\bcrosses\b|\bplacenta", "Distribution", "Extent"),
    _lost("pharmacokinetics", r"\bhalf-li", "Elimination", "Half-life"),
    _lost("pharmacokinetics", r"\bmetaboli", "Elimination", "Metabolism"),
    _lost("pharmacokinetics", r"\b(?:excreted|eliminated)\b|\burine\b|\bfeces\b", "Elimination", "Elimination Route"),
    _lost("stability", r"\bcompatib", "Compatibility"),
    _lost("stability", r"°\s?C|\brefrigerat|\bfreez|\bprotect(?:ed)? from|\btight|\broom temperature", "Storage"),
)

# A part may be lost with its heading: what then opens it, told in the part before it.
_STORED = (
    r"^-?\d+\s?[–-]\s?\d+\s?°|\brefrigerat|\bdo not freeze|\bprotect(?:ed)? from (?:light|moisture)"
    r"|\btight(?:ly)?[- ]clos"
)
_ACTS = re.compile(
    r"\b(?:inhibits|blocks|binds|(?:ant)?agonist|inhibitor|blocker|stimulates|mechanism|form of|derivative|analog)\b",
    re.I,
)
LOST_PARTS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("Stability", ("pharmacokinetics",), re.compile(_STORED, re.I)),
    ("Actions", ("pharmacokinetics", "stability"), _ACTS),
    ("Advice to Patients", ("actions",), re.compile(r"^(?:importance of|advise|inform|instruct|risk of)\b", re.I)),
    (
        "Preparations",
        ("actions", "advice to patients"),
        re.compile(r"^excipients in commercially|drug shortages resource center|^\* available", re.I),
    ),
)

# Column headings of the tables; torn from their columns, they say nothing.
COLUMN_HEADINGS = frozenset(
    "routes|dosage forms|strengths|brand names|manufacturer|drug|interaction|comments|drug or food|drug or test".split(
        "|"
    )
)
# Words of a statement in an interactions table; a label names drugs and has none of them.
STATEMENT = re.compile(
    r";|\b(?:possible|potential|increase[sd]?|decrease[sd]?|reduced?|concomitant(?:ly)?|no|not|may|monitor\w*|avoid\w*"
    r"|used?|pharmacokinetic|preserved|reported|observed|recommended|unlikely|interactions?|additive|alter\w*|adjust\w*"
    r"|consider|caution|effects?|contraindicated|risk|unknown|study|studies|plasma|concentrations?|response|higher"
    r"|lower|if)\b",
    re.I,
)


def drug_of(heading: str) -> str | None:
    """The drug that the heading of a major part names ("Uses for Anakinra"), as written."""
    found = _PART.match(heading)
    return (found["drug"] or found["drug2"]) if found else None
