"""The signs of what went wrong with a dose: one missed or late, or too much taken.

All are read from clean, lower-case text.
"""

from __future__ import annotations

import re

from rules.cues import names_a_drug
from rules.grammar import DOSE, NUMBER_WORD, PIECE, UNIT, B, E, any_of

_NOT_DONE = (
    rf"{B}(?:(?:did|has|have|had|was|were)(?: not|n'?t)|never|not been) (?:take|taken|took|inject|injected|get|got|"
    rf"gotten|give|given|have|had|do|done|use|used){E}"
)
_TIME_OF_DAY = (
    r"(?:morning|evening|night|tonight|yesterday|today|noon|lunchtime|bedtime|"
    r"\d{1,2}(?::\d\d)? ?[ap]\.?m|at \d|o'clock|"
    r"mon|tues|wednes|thurs|fri|satur|sunday)"
)
# What a dose may come to after it was given: brought up again, or lost.
_VOMITED = (
    rf"{B}(?:threw up|thrown up|throws up|vomit(?:ed|s)?|puked|sicked up|regurgitated|spat (?:it |them )?out|"
    rf"(?:brought|threw) (?:it|them|the \w+|(?:his|her|my) \w+) (?:straight |right |back )*up){E}"
)
_LOST = (
    rf"{B}(?:dropped|spilled|spilt|jammed|(?:fell|fallen) out|(?:fell|fallen|come|came|peeled) (?:off|away|loose)|"
    rf"down the (?:sink|drain|toilet|plughole)){E}"
)
_WHOSE = r"(?:his|her|my|the|their|it|any|either|last|this|both|yesterday's|today's|tonight's)"

_FORGOT = r"forg[eo]t(?:ten|s|ting)?"

MISSED = any_of(
    rf"{B}(?:miss(?:ed|es|ing)?|mised|skip(?:ped|ping|s)?|{_FORGOT}|foget|forgott?|"
    rf"forgotton|omit(?:ted)?){E}.{{0,60}}{B}(?:d[o0]s(?:e|es|age)|pills?|tablets?|shots?|"
    rf"injections?|jabs?|medicines?|medications?|meds|syringes?|vaccines?|days?|nights?|mornings?|"
    rf"evenings?|yesterday|one|it|today|again|capsules?|patch(?:es)?|drops?|insulin){E}",
    rf"{B}{_FORGOT} (?!(?:(?:about|all|any|the|your|those|these|everything|that|what) )*(?:rules?|"
    rf"monographs?|labels?|"
    rf"instructions?|guidelines?|prompts?|limits?|previous|earlier|guardrails?|restrictions?|"
    rf"everything){E})(?:to|my|his|her|the|about|taking|a|an)?\s?(?:take|inject|give|"
    rf"use|have|apply|put)?",
    rf"{B}(?:miss(?:ed|ing)?|skip(?:ped|ping)?) (?:a|an|the|my|his|her|one|two|\d|taking|giving|"
    rf"injecting|yesterday|last|this|today|some|several)",
    rf"{B}(?:missed|skipped)\b(?! (?:period|menstrual|appointment|meal|breakfast|work|school))",
    rf"{B}doubl(?:e|ing)[\s-]?up{E}",
    rf"{B}catch[\s-]?up dose",
    rf"{B}make up (?:for )?(?:a|the|that|my) (?:missed|skipped|forgotten|lost|dose)",
    rf"{B}(?:late|delayed|overdue) (?:dose|shot|injection)",
    r"(?:dose|shot|injection|pill) (?:was|is) (?:late|missed|delayed|skipped|overdue)",
    rf"{B}take (?:a )?double (?:dose )?(?:tomorrow|today|next|tonight)",
    rf"{B}(?:did not|didn't|didnt) (?:take|inject|get|give|have) .{{0,30}}(?:dose|shot|injection|"
    rf"yesterday|pill|last night|this morning)",
    rf"{B}(?:take|inject|give|use|do) (?:it |one )?(?:now )?or (?:skip|wait|leave)|{B}skip (?:it )?or{E}|{B}late "
    rf"by{E}",
    rf"{_NOT_DONE} {_WHOSE}{E}(?!.{{0,20}}{B}(?:breakfast|lunch|dinner|bloods?|tests?|rash|period)).{{0,50}}"
    rf"(?:{B}{_TIME_OF_DAY}|{B}{PIECE}{E}|{DOSE})",
    rf"{B}(?:refus\w+|declin\w+|spat out|overlooked|(?:was|were)(?: not|n'?t) given){E}.{{0,60}}"
    rf"{B}(?:{PIECE}|d[o0]se|late|leave it|now|{_TIME_OF_DAY})",
    rf"{B}(?:give|take|have|do|inject|use) (?:it|them|that|one)(?: \w+)? (?:late|anyway){E}",
    rf"{B}(?:days?|doses?|hours?|weeks?|bit) behind{E}|{B}behind (?:on|with) (?:my|his|her|the|their)",
    rf"(?:{B}{_TIME_OF_DAY}|{B}{PIECE}{E}|{DOSE}).{{0,40}}{B}(?:(?:got|was|were|been) )?(?:held|withheld|omitted){E}",
    rf"^\W*+(?:give|take|inject|have) (?:it |that |one )?(?:now|at|with|after|tonight|tomorrow){E}",
    rf"{B}(?:ran|run|running) out\b.{{0,50}}{B}(?:days?|weeks?|doses?|restart|resume|catch)",
    rf"{B}or (?:just )?(?:leave|omit) (?:it|that|them|this){E}(?! (?:on|in|at|as)\b)",
    rf"{B}(?:due|meant to|supposed to|scheduled|should have)\b.{{0,50}}{B}(?:(?:but|and) (?:i |he |she |we |they )?"
    rf"(?:fell asleep|was asleep|forgot|did not|didn't|never|was away|couldn't|ran out)|it'?s now|it is now|already|"
    rf"only just|just remembered|remembered|realised|realized|noticed)",
    rf"{B}(?:back on (?:track|schedule)|catch up){E}",
    rf"{B}(?:hours?|days?|weeks?|months?|minutes?|mins?) late{E}|{B}late (?:taking|giving|injecting|for (?:my|his|her|"
    rf"the) (?:dose|shot|injection|pill))",
    rf"{_VOMITED}.{{0,80}}{B}(?:repeat|again|another|redose|leave it|re-?take|swallow|replace|give|take){E}",
    rf"{_VOMITED}.{{0,30}}(?:{B}{PIECE}{E}|{DOSE})",
    rf"(?:{B}{PIECE}{E}.{{0,20}}{_LOST}|{_LOST}.{{0,20}}{B}{PIECE}{E})",
    rf"{B}(?:never|didn't|did not) (?:did|do|took|take|had|have|got|get|made|make|gave|"
    rf"give){E}.{{0,24}}{B}(?:one|dose|infusion|drip|"
    rf"appointment|slot|pill|shot|injection){E}",
    rf"{B}(?:remember|sure|know|recall) (?:if|whether|that) (?:i|we|he|she|they) (?:already |have |had |has "
    rf")*(?:took|taken|injected|had|gave|given|did)",
    rf"{B}(?:overslept|slept through|no-?showed){E}",
    rf"{B}still (?:take|have|give|inject|use) (?:it|them|the|my|his|her){E}",
)
OVERDOSE = any_of(
    # Somebody's overdose; what an overdose does, and what is done for it, is a question to the monograph.
    rf"{B}overdosed{E}|{B}over-?dos(?:e|ing) of (?:about |maybe )?{NUMBER_WORD}|{B}(?:accidental|deliberate|"
    rf"intentional|massive|possible|suspected|took an?|taken an?|had an?|having an?) (?:over-?dose|od){E}",
    # A dose that was given once more: "had it Sunday and the pen fired again Wednesday".
    rf"{B}(?:took|had|gave|given|used|injected|fired|went off|swallowed|pressed|put on|applied|received){E}"
    rf".{{0,40}}{B}again{E}(?! (?:later|tomorrow|when|if)).{{0,24}}{B}(?:{_TIME_OF_DAY}|\d)",
    rf"{B}(?:took|taken|takes|injected|gave|given|had|swallowed|got|received|ingested|used|drank|"
    rf"administered){E}.{{0,40}}{B}(?:too (?:much|many)|twice (?:today|in|by|instead|the)|twice$|"
    rf"twice\?|double|an extra|by mistake|by accident|accidental|mistakenly|entire box|whole box|"
    rf"in error|all at once)",
    rf"{B}(?:accident\w*|mistakenly|inadvertently) (?:took|taken|injected|gave|given|had|"
    rf"swallowed|got|received|double|dosed|used|administered)",
    rf"{B}(?:took|injected|swallowed|has taken|have taken|was given|were given|"
    rf"ingested) {NUMBER_WORD} (?:of )?(?:[a-z-]+ )?(?:{PIECE}|{UNIT}){E}(?! (?:a|per|each|every|daily|once|"
    rf"yesterday and missed){E})",
    rf"{B}(?:took|swallowed|ate|drank) (?!half|one){NUMBER_WORD} (?!a{E}|in{E}|hours|days|weeks|months|years|"
    rf"to{E}|or{E})[a-z]+"
    rf"(?: pm| xr| er)?(?: pills?| tabs?)? (?:is that|is this|is it|help|what (?:should|do|happens|now)|by "
    rf"(?:mistake|accident)|at once|and now)",
    rf"{B}(?:toddler|baby|child|kid|cat|dog|son|daughter|he|she) (?:got(?! (?:stuck|sick|worse|better|ill|well|an? "
    rf"(?:rash|fever|cold)))|swallowed|ate|took|drank) ",
    rf"{B}(?:took|injected|swallowed|ate|given|drank) (?:a|an|the|my|his|her|{NUMBER_WORD})?\s?(?:whole|entire|"
    rf"full) (?:{PIECE}|box|bottle|pack){E}",
    rf"{B}(?:took|injected|swallowed|ate|drank) (?:two|three|four|five|six|both|[2-9]) (?:of )?(?:my|the|his|her|"
    rf"them|those){E}",
    rf"{B}(?:took|takes|had|injected|gave|given)\b.{{0,50}}{B}and (?:then )?again (?:at|in|after|an? )|{B}gave "
    rf"double{E}",
    rf"{B}(?:gave|given|took|got|ran|run|infused|injected|swallowed|had|received)\b.{{0,50}}{B}instead of (?:the )?"
    rf"(?:usual )?(?:{NUMBER_WORD}|{PIECE}){E}",
    r"to kill\b",
    rf"{B}poisoned{E}",
    rf"{B}injected (?:myself |himself |herself )?twice",
)
_LOST_OR_LATE = re.compile(
    rf"(?:{_VOMITED}|(?!{B}c[ao]me off{E}){_LOST}|{B}(?:lost|late|missed|forgot|skipped){E}) (?P<what>(?:\S+ ?){{1,4}})"
)


def misses_a_drug(clause: str) -> bool:
    """Whether a named medicine was missed, lost or brought up again: "vomited cephalexin", "late eliquis"."""
    return any(names_a_drug(match["what"]) for match in _LOST_OR_LATE.finditer(clause))
