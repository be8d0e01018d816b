"""Lines that say how often side effects occur, and so label those after them.

Source of the words: the convention of the MedDRA frequencies as the EMA's QRD templates print it ("Very rare (may
affect up to 1 in 10,000 people)"), and the headings of consumer pages ("Less common", "Incidence not known").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.cues import ACTS

_HEADING = re.compile(
    r"^(?:very common|(?:more |less )?common|uncommon|(?:very )?rare|(?:incidence |frequency )?(?:is )?(?:not |un)known"
    r"|(?:more |less |most )frequent)(?:ly)?(?: side effects| adverse (?:reactions|effects))?"
    r"(?: ?\([^()]*\)|: may affect [^.:;]*)?[:.]?$",
    re.I,
)
_TERM = (
    r"(?:Very common|Common|Uncommon|Very rare|Rare|(?:Frequency (?:is )?not|Not) known|(?:Frequency u|U)nknown)"
    r"(?: or (?:very rare|not known))?"
)
_WORDED = (
    r"(?:(?:(?:Severe|Serious|Other) side|Side) effects?(?: [a-z]+){0,3}? "
    r"(?:(?:[Nn]ot known|unknown) frequency|frequency (?:is )?(?:not known|unknown))"
    r"|The frequency of the following side effects is not known)(?: ?\([^()]*\))?[:.]?"
)
_WHO = r"(?:people|patients|users|persons|adults|children|women|men|infusions|injections|doses(?: of (?:the )?\w+)?)"
_OFTEN = r"(?:(?:may|can|could) )?(?:affects?|occurs?(?: with| in)?|happens?(?: with| to)?)"
_CANNOT_BE_TOLD = r"(?:the )?(?:frequency |it )?(?:can ?not be estimated|is not known|not known)"
_SCALE = (
    rf"(?:\((?=[^()]*(?:{_OFTEN}|{_CANNOT_BE_TOLD}|1 in))[^()]*\)"
    rf"|\(?(?:(?:[Tt]hese|[Tt]his|[Ww]hich|[Ii]t|the following) )?{_OFTEN} [^.:;()]{{0,40}}?\b{_WHO}\b"
    r"(?: treated with [\w-]+)?"
    rf"(?: or {_CANNOT_BE_TOLD} from the available data)?"
    rf"|{_CANNOT_BE_TOLD}[^.:;()A-Z]*)"
)
_HINT = re.compile(r"[Cc]ommon|[Rr]are|known")  # in every label, and quick to look for
_BEFORE = r"(?<![-–—(] )(?<![(])\b"  # else it says how often the thing before it occurs
_LABEL = re.compile(
    r"(?:\b(?:Other|Additional|Further|Some|Possible|Serious)(?: [a-z]+){0,3} (?:side effects|reactions)"
    r"(?: [a-z]+){0,6}:? )?"
    rf"{_BEFORE}{_TERM}(?: (?:side effects?|effects?|(?:adverse )?reactions?))?\s*[:,–-]?\s*{_SCALE}"
    r"(?: or (?:very rare|not known) ?\([^()]*\))?"
    r"(?:,? (?:side effects|effects|reactions)[^.:]{0,50}:|,? (?:are|include|including)\b)?\s*[:.]?"
    rf"|{_BEFORE}{_WORDED}(?=\s*(?:$|[A-Z]))"
)
# What a sentence that is no item of a frequency begins with, or speaks of.
_DIRECTS = re.compile(
    r"\bside effects?\b|\badverse (?:reactions?|events?|effects?)\b|\bclinical (?:trials?|stud)|\breport(?:s|ed)\b"
    rf"|^(?:If|When|While|{ACTS}|Reporting"
    r"|Your (?:doctor|nurse|pharmacist)|You (?:may|should|must|can|will)|Other(?! (?:signs|symptoms))|Additional"
    r"|In (?:addition|general|children|clinical|some|rare|patients|doses)"
    r"|The following|These|This medicine|Most|Some|Serious|Please|Not all|Because|Although|However|For)\b",
    re.I,
)
_OPENS_ANOTHER = re.compile(
    r"\bside effects?\b|\badverse (?:reactions?|events?)\b|^(?:Other|Additional|In (?:children|clinical|doses))\b"
    r"|^(?:If|When|While|Tell|You|In)\b.*:$|\b(?:following|have been (?:observed|reported|seen))\b.*:$",
)


def is_frequency(text: str) -> bool:
    """Whether a line says only how often something happens ("Less common"), and so labels what is under it."""
    text = text.strip()
    return bool(_HEADING.match(text)) or bool(_LABEL.fullmatch(text))


def labels(text: str) -> Iterator[tuple[int, int]]:
    """Where a line gives a frequency with its scale ("Rare (may affect up to 1 in 1,000 people):") as a label.

    One in small letters or in brackets says how often the thing before it occurs, and labels nothing.
    """
    return (found.span() for found in _LABEL.finditer(text)) if _HINT.search(text) else iter(())


def ends_group(sentence: str, is_first: bool) -> bool:
    """Whether a sentence is of no frequency any more.

    A sentence that does not come first in its line more often belongs to what is before it ("Contact your doctor if
    you have such pain."), and ends the group only where it opens another.
    """
    return bool((_DIRECTS if is_first else _OPENS_ANOTHER).search(sentence))
