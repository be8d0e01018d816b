"""The parts of speech that the patterns of recognition are made of: asking words, units, pieces, verbs of giving.

All are for clean, lower-case text.
"""

from __future__ import annotations

import re


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern of several."""
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives))


def not_after(words: str) -> str:
    """What holds only where none of some words, parted by spaces, stands just before."""
    return "".join(rf"(?<!{word} )" for word in words.split())


B = r"(?<![a-z0-9])"
E = r"(?![a-z0-9])"
DOSE = rf"{B}d[o0]s(?:e|es|ed|age|ages|ing|eage|aging|is)|posology{E}|{B}dosificacion(?:es)?{E}|{B}dosierung"
UNIT = (
    r"(?:mgs?|milligrams?|miligrams?|mcgs?|micrograms?|mls?|ccs?|millilit(?:er|re)s?|units?|iu|cc|grams?|tsps?|tbsps?|"
    r"teaspoon(?:ful)?s?|tablespoon(?:ful)?s?)"
)
PIECE = (
    r"(?:syringes?|syringefuls?|shots?|injections?|jabs?|pens?|vials?|ampoules?|tablets?|tabs?|"
    r"pills?|capsules?|caps|drops?|puffs?|patches|doses|sachets?|sprays?|suppositor(?:y|ies)|lozenges?)"
)
TAKE = (
    r"(?:take|takes|taken|taking|takea|use|used|using|give|given|giving|inject|injected|injecting|"
    r"get|gets|receive|received|have|administer|administered|apply|draw|need|needs|dose|dosed|"
    r"prescribe|prescribed)"
)
NUMBER_WORD = r"(?:(?<![\d.,])\d[\d.,]*+|one|two|three|four|five|six|seven|eight|nine|ten|half|a couple of)"
# What is taken from a patient to be looked at.
LAB = (
    r"(?:bloods?|labs?|scans?|tests?|cbc|fbc|lfts?|e[ck]g|mri|inr|anc|wbc|counts?|troughs?|samples?|levels?|x-?ray|swab|"
    r"cultures?|urine|imaging)"
)
# Who is given a dose or gives it, and what those who give it do; "get" and "take" are for patients too.
PERSON = (
    r"(?:i|we|you|he|she|they|one|anyone|anybody|someone|somebody|(?:the|a|an|my|our|his|her|this|that) (?:\w+ )?"
    r"(?:patient|pt|child|baby|adult|person|man|woman|lady|boy|girl|kid|nurse|doctor|mum|mom|dad|mother|father|son|"
    r"daughter|husband|wife)|(?:adults|children|kids|patients|babies|infants|people))"
)
GIVE = (
    r"(?:giv(?:e|es|en|ing)|hang(?:ing)?|push(?:ing|ed)?|infus(?:e|ed|ing)|bolus|"
    r"(?:draw|pull|drawn|pulled)(?:ing)?(?: up)?|"
    r"dispens(?:e|ed|ing)|order(?:ed|ing)?|chart(?:ed|ing)?|prescrib(?:e|ed|ing)|administer(?:ed|ing)?|"
    r"inject(?:ed|ing)?|running?|(?:write|writing)(?: (?:up|for))?|program|load(?:ing)?(?: up)?|set up)"
)
CHANGE = (
    r"(?:reduc(?:e|es|ed|ing)|lower(?:ed|ing)?|cut(?:ting)?|halv(?:e|ed|ing)|doubl(?:e|ed|ing)|increas(?:e|ed|ing)|"
    r"rais(?:e|ed|ing)|adjust(?:ed|ing)?|decreas(?:e|ed|ing)|titrat(?:e|ed|ing)|taper(?:ed|ing)?|wean(?:ed|ing)?|"
    r"drop(?:ped|ping)?|up)"
)
