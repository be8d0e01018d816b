"""Words that make a question one about a dose where it speaks of nothing else: recognition fails closed.

A sign (rules/signs.py) shows what is asked. A hint is weaker: a frequency, a change of amount, a size. All
are read from clean, lower-case text.
"""

from __future__ import annotations

import re

from rules.cues import names_a_drug
from rules.grammar import CHANGE, DOSE, LAB, NUMBER_WORD, PERSON, PIECE, TAKE, UNIT, B, E, any_of

_AGAIN = r"(?:again|another|repeat(?:ed)?|the next|next (?:dose|one|shot|injection|tablet|pill))"
# To change an amount, said of "it" or of nothing: "halve it in CKD 4?", "INR 1.4, tweak?".
_CHANGE = rf"(?:{CHANGE}|tweak|bump|nudge|step up|step down|up-?titrate|down-?titrate|hold|go up|go down)"
_CHANGE_IT = (
    rf"(?:^\W*+|[,:;] |{B}(?:(?:should|can|could|may|must|shall|do|would) {PERSON}|to|please|just|or|then) )"
    rf"(?:{CHANGE}|tweak|bump|nudge|push|stretch|split|dial)"
)
_OFTEN = (
    r"(?:daily|weekly|monthly|hourly|fortnightly|once|twice|thrice|every (?:other|second|single|\d+|day|week|"
    r"month|night|"
    r"morning|evening|few|two|three|four|six|eight|twelve)|each (?:day|week|month|night)|a (?:day|week)|prn|as "
    r"needed|"
    r"when needed|scheduled(?! for)|weekends?|alternate|every-other-day)"
)
FREQUENCY = any_of(
    rf"{B}how (?:do|does|should|to|can|would) (?:{PERSON} )?(?:space|stagger){E}",
    rf"{B}when to (?:repeat|redose|re-dose|restart|resume)\b(?!.{{0,16}}{B}{LAB}{E})",
    rf"{B}due (?:again|now|yet){E}|{B}next (?:one )?(?:at|due)\W*$",
    rf"{B}(?:wiggle room|leeway|grace period){E}|{B}timing of (?:my|his|her|their){E}",
    rf"(?:{DOSE}|{B}{PIECE}|{B}(?:second|next|repeat|another)){E}.{{0,24}}{B}after how (?:long|many){E}",
    rf"{B}(?:interval|gap)s?\b.{{0,20}}{B}(?:stretch|extend|lengthen|shorten|widen)(?:ed)?{E}",
    rf"{B}best time (?:of day )?(?:for|to){E}(?! (?:plant|visit|go|call|see))",
    rf"{B}how long after (?:(?:my|the|his|her|a|each|last|previous) ){{0,2}}(?:{DOSE}|{PIECE})",
    rf"{B}when(?:'?s| is) (?:the|my|his|her) next(?:{E} (?:one|dose)|\W*$)",
    rf"{B}(?:can|could|may|should|must|do|does|is|are|will)\b.{{0,60}}{B}{_OFTEN}{E}(?<!for a day)",
    rf"{B}{_OFTEN} (?:or|vs\.?|versus|instead|rather)\b|{B}(?:or|vs\.?|versus) {_OFTEN}{E}",
    rf"{B}(?:space|spaced|spacing|spread)\b.{{0,20}}(?:out|apart|even|(?:over|across|through|throughout|"
    rf"round) the (?:day|week|night)|{PIECE}|{DOSE})",
    rf"{B}how (?:soon|quickly|fast) (?:can|could|may|should|do) (?:that|this|it|the (?:change|increase|switch|step)|"
    rf"{PERSON}) (?:be (?:done|made|changed|increased|reduced|stepped)|change|increase|step|switch|go up|go down){E}",
    rf"{B}how (?:soon|late|early|close)\b.{{0,30}}{B}(?:{TAKE}|{_AGAIN}|apart|together|redose)",
    rf"{B}when (?:can|may|should|do|could)\b.{{0,40}}{B}(?:{_AGAIN}|increase|raise|go up|restart|resume)",
    rf"{B}repeat(?:ed)? (?:after|every|in|how)|{B}(?:hours?|hrs?|minutes?|days?) (?:too )?(?:early|late|since|"
    rf"apart)",
    rf"{B}(?:mornings?|evenings?|bedtime|nights?|noon|midday|lunchtime) or (?:[a-z]+\W*$|mornings|evenings|nights)",
    rf"{B}before or after (?:\w+ )?(?:meals?|food|eating|breakfast|dinner|lunch){E}",
    rf"{B}how\b.{{0,24}}{B}(?:be )?spaced{E}|{B}(?:be|is|are) (?:just|only) (?:in the )?(?:morning|night|evening)s?{E}",
    rf"{B}how far apart|{B}(?:gap|interval)\W*$|{B}(?:dosing|dose|longest|shortest|fastest|minimum) (?:\w+ "
    rf")?interval",
    rf"{B}(?:can|could|may|should|do|does|must) {PERSON} (?:\w+ ){{0,2}}{TAKE}{E}.{{0,40}}{B}(?:after|in|within|every) "
    rf"(?:\w+ )?{NUMBER_WORD} (?:more )?(?:hours?|hrs?|days?|weeks?){E}",
    rf"{B}(?:can|could|may|should|do|does|must|ok(?:ay)? to|is it better to|best to) (?:{PERSON} )?(?:\w+ )?{TAKE}{E}"
    rf".{{0,30}}{B}(?:at (?:night|noon|lunch|bedtime|a different)|in the (?:morning|evening|afternoon)|before bed|"
    rf"first thing|later in|earlier in)",
    rf"{B}{TAKE}{E}.{{0,20}}{B}(?:on|off) (?:\w+ )?days?{E}",
    rf"{B}wait\w*{E}.{{0,40}}{B}(?:longer|between|next dose|another|taking|take|giving|redos\w+|inject\w*){E}",
    rf"{B}how late|{B}(?:injection|dosing|dose|shot) times?{E}|{B}(?:does|do) (?:the )?(?:timing|time|hour) "
    rf"matter|{B}timings?\W*$",
    rf"{B}(?:series|booster|vaccine|injection|shot|infusion) (?:timing|interval|schedule|series)",
    rf"{B}(?:timing|time) (?:of|for|between) (?:{DOSE}|{PIECE})",
)
_NOT_OF_DATA = r"(?! of (?:data|follow|evidence|study))"
DURATION = any_of(
    rf"{B}x how (?:long|many){E}",
    rf"{B}when to (?:stop|discontinue|finish|come off){E}(?! (?:because|if|due|and|with))",
    rf"{B}when (?:do|should|can|could|may|would) {PERSON} (?:\w+ )?(?:stop|discontinue|quit|finish|come off){E}",
    rf"{B}(?:finish|complete|stop|stopped|quit|end)\b.{{0,16}}{B}(?:at|after|on|by) (?:day|week|month) {NUMBER_WORD}",
    rf"{B}(?:finish|complete) (?:all|whole|entire|my|the|his|her)\b.{{0,20}}{B}(?:course|packe?t|pack|box|bottle|"
    rf"prescription|antibiotics?|lot|tablets?|pills?|capsules?){E}",
    rf"{B}(?:come|coming|get|getting|go|going) (?:back |down |slowly )*(?:off|down on|up on|down from)(?! (?:the )?"
    rf"(?:ground|bed|phone|bus|train|plane))",
    rf"how long\b.{{0,40}}{B}(?:stop|stopping|finish|done|come off|need it|be on)",
    rf"{B}(?:course|treatment|therapy) (?:length|duration)|{B}(?:length|duration) of (?:the )?(?:course|"
    rf"treatment|therapy)",
    rf"{B}(?:the rest of|all) (?:your|my|his|her|their|our) (?:life|lives|days){E}",
    rf"{NUMBER_WORD}[\s-](?:days?|weeks?|months?)\b{_NOT_OF_DATA}.{{0,30}}{B}(?:right|plenty|enough|"
    rf"ok|okay|correct|course|sufficient|too|only|then)",
    rf"{B}(?:is|are|only|for|just|to) \d+ (?:days|weeks|months)\b{_NOT_OF_DATA}.{{0,40}}\?",
    rf"{B}(?:come|coming|get|getting|go) off (?:of )?(?!the\b)\w+",
    rf"{B}(?:stop|stopped|discontinue)d?\b.{{0,24}}{B}(?:gradually|slowly|taper)",
    rf"{B}(?:take|have|need) a (?:break|holiday|pause)|{B}(?:drug|treatment|dosing|dose)[\s-]?(?:holiday|break|"
    rf"free)",
    rf"{B}(?:continue|carry on|keep going|pause|hold) (?:\w+ )?(?:it )?(?:during|through|over|while|on|until|"
    rf"for)\b",
    rf"how long in (?!{B}(?:the |your |my )?(?:fridge|body|blood|system|urine))",
    rf"{B}when (?:should|can|may|do|could|to)\b.{{0,20}}{B}stop (?:taking|using|giving|injecting|it)|{B}stop "
    rf"(?:it )?after (?:an?|one|two|\d+) (?:day|week|month|year)",
    rf"{B}how many (?:\w+ )?(?:rounds|cycles|courses|infusions|treatments|cures)",
    r"how long (?:then|before (?:the )?(?:step|next|switch))",
)
AMOUNT = any_of(
    rf"(?<![\d./-])(?<!in )(?<!after )(?<!within )\d[\d.]*+\s?{UNIT}?\s?or \d[\d.]*{E}",
    rf"{B}(?:mcg|ug|units?|mmol|meq|g)\s?/\s?(?:kg|h|hr|hour|min){E}",
    rf"{B}(?:is|are) (?:a )?(?:load|loading|bolus) (?:\w+ )?(?:done|needed|given|used|required|necessary){E}",
    rf"{B}(?:build|step|work|go) up how{E}|{B}should (?:it|that|this) be \d",
    rf"{B}(?:full|whole|same|usual|standard) (?:adult|child|paediatric|pediatric){E}",
    rf"{B}what (?:comes|is|goes) (?:next )?after \d|{B}(?:correction|dosing) scale{E}",
    rf"{B}{NUMBER_WORD} (?:{PIECE} )?(?:one day|on (?:one|alternate|odd|even) days?|the next(?: day)?|"
    rf"the other day){E}",
    rf"{B}(?:day|week|month) {NUMBER_WORD} (?:onwards?|and (?:beyond|on)|forwards?){E}",
    r"\d\s?(?:[a-z]{1,4}\s?)?[-=]+>\s?\d",
    rf"{B}how (?:big|large|small|strong)\b.{{0,24}}{B}(?:bolus|load|step|increase|decrease|reduction|{DOSE}){E}",
    rf"{_CHANGE_IT} (?:it|this|that|them|things)(?: (?:up|down|back|in|for|with|by|if|to|when)\b|\W*$)",
    rf"(?:^|[,:;-]) ?{_CHANGE}\W*$",
    rf"{B}set(?:ting)? (?:up )?(?:the|a|his|her|my|our) (?:pump|driver|infusion|drip|rate|pen){E}|"
    rf"{B}(?:pump|driver) settings?{E}",
    r"(?<!on )(?<!about )quantity\W*$|^\W*+\S+(?: \S+)? (?:maintenance|titration)\W*$",
    rf"{B}(?:a |any |no )?(?:load|loading|bolus) (?:needed|required|necessary|first|or not){E}|"
    rf"{B}(?:need|needs|require|requires|give|skip|omit|without) (?:a |an |any |the )?(?:load|loading|"
    rf"bolus){E}",
    rf"{B}would it hurt to (?:{TAKE}|take){E}|{B}next (?:size|strength) (?:up|down){E}",
    rf"{B}(?:should|must|do) [a-z ]{{2,30}}patients gets? less{E}",
    rf"{B}(?:entire|whole|full|all (?:of )?the) contents of{E}",
    rf"{B}needs? (?:much |a lot |slightly )?(?:more|less) (?!time|information|help|often|than|likely|blood|fluid|salt|"
    rf"sun|care|tests|vaccines|monitoring)[a-z]+\W*$",
    rf"{B}the (?:mgs?|milligrams?|mls?|units) (?:of|for){E}",
    rf"{B}(?:step|build|ramp|work)[\s-]?up (?:schedule|plan|scheme){E}|{B}(?:loading|titration|tapering) "
    rf"(?:schedule|plan|scheme){E}",
    rf"{B}(?:is|are|was|would|will) (?:an? )?(?:half|quarter|whole|{NUMBER_WORD}) \w++{_NOT_OF_DATA}.{{0,40}}"
    rf"{B}(?:plenty|enough|excessive|crazy|mad|ridiculous|insane|overkill|overdoing it|pushing it|a lot){E}",
    rf"(?:{B}(?:can|could|please|pls|help|need|want|would)\b.{{0,24}}|^\W*+){B}(?:(?:work|figure) (?:\w+ )?out|"
    rf"calculate|compute){E}",
    rf"{B}weight (?:bands?|charts?|tables?|tiers?|ranges?|brackets?){E}",
    rf"{B}(?:{TAKE}|take|cut|split|halve|break|save)\b.{{0,40}}{B}(?:half|halves|quarter|less|double|triple|two|"
    rf"both)\s*\W*$",
    rf"{B}(?:split|cut|halve|break|halving|splitting)\b.{{0,24}}{B}(?:tablets?|pills?|tabs?|syringes?|in half|in "
    rf"two|in quarters)",
    rf"{B}(?:half|quarter|double|triple|twice|third) (?:of )?(?:an?|the|of|my|his|her|that)\b.{{0,20}}(?:{PIECE}|"
    rf"{DOSE}|amount)",
    rf"{B}amounts?{E}(?! of (?:time|risk|pain|blood|people))|^\W*+(?:mgs?|mls?|units?|amounts?|dos\w*)\W*$",
    rf"{B}(?:where|what) (?:do|does|should|would|can|could) (?:\S+ ){{1,3}}(?:begin|start)\W*$",
    rf"{B}what (?:am|are|is) (?:i|we|he|she|they|the \w+|you) (?:giving|dispensing|getting|taking|injecting|"
    rf"prescribing|ordering)",
    rf"{B}what (?:should|would|could|must|can|is|to) (?:be )?(?:prescribed?|given|give|dispensed?|ordered|"
    rf"injected|inject|administered)",
    rf"{B}(?:doubled|halved|tripled|upped|quadrupled){E}|{B}(?:is|are|was) \d[\d.]* (?:safe|ok|okay|fine|right|"
    rf"too|normal|correct)",
    r"(?<![\d ])[, ]\s?mgs?\W*$",
    rf"{B}(?:per|a|each|every) (?:day|week|dose|administration)\W*$",
    rf"{B}(?:half|full|whole|single)(?: an?| the)? (?:[a-z-]+ )?(?:{PIECE}{E}|{DOSE})",
    rf"{B}(?:to|at|on) what\W*$|{B}mg and (?:how|freq)|{B}(?:next|lower|higher|one) (?:rung|step|level)s? (?:up|"
    rf"down)",
    rf"{B}go back (?:up|down)?\s?to\b.{{0,24}}(?:amount|{DOSE}|mg|full|\d)|{B}top[\s-]?up\W*$",
    rf"{B}(?:by|per|on|for|actual|ideal|lean|adjusted) (?:body[\s-]?)?weight\b.{{0,30}}(?:or|based|calculat|"
    rf"fixed|flat|\?|dos)",
    rf"{B}weight[\s-]based|{B}based on (?:body[\s-]?)?weight|{B}(?:flat|fixed)(?:[\s-](?:dose|amount))? or|{B}or "
    rf"(?:flat|fixed|by kg|per kg)",
    rf"{B}(?:which|what|actual|ideal) weight\b|{B}bsa\b",
    rf"{B}(?:increments?|step size|steps? of)\b|{B}(?:increase|raise|reduce|lower|decrease|cut|go up|step up)d? "
    rf"(?:it )?(?:by|in) (?:how|what)",
    rf"{B}(?:is|was|would|will) (?:it |that |this )?(?:{PIECE} |once |one |half |two )*(?:enough|sufficient){E}",
    rf"{B}start (?:low|high|at|with \d)|{B}(?:what|which) numbers?{E}",
    rf"{B}(?:same|equal|equivalent|similar|different|lower|higher|less|smaller|larger|bigger|safe) (?:amount|"
    rf"quantity)",
    rf"{B}(?:prescribing|dosing|upper|lower|daily) limits?{E}",
    rf"{B}(?:lowest|smallest|highest|largest|biggest|max(?:imum)?|min(?:imum)?) (?:available|syringe|tablet|"
    rf"strength|pill|{DOSE}|vial)",
    rf"{B}(?:is|are|do|does)\b.{{0,30}}{B}(?:other|different|more|several|which|what) (?:sizes?|strengths?)",
    rf"{B}directions? (?:for|to|on) (?:tak|us|giv|inject)\w+",
    rf"{B}\d[\d.]* (?:vs\.?|versus) \d|{B}(?:dose|dosing|dosage|weight) chart{E}",
    rf"{B}(?:{TAKE}|take) (?:an? )?(?:extra|additional|one more|another)",
    rf"{B}(?:can|could|should|may) (?:i|we|you|he|she|they) (?:split|halve|break|cut) (?:my|the|it|this|his|her|"
    rf"a|in)",
    rf"{B}percent solution|{B}mg\s?(?:/|per)\s?ml{E}|{B}\d+\s?% (?:solution|cream|strength)",
    rf"{B}(?:directions?|instructions for dos|sig|loading|starter(?: pack)?|posology)\W*$",
    rf"{B}(?:can|could|should|may)\b.{{0,40}}{B}(?:be )?(?:increased?|raised?|lowered?|reduced?|decreased?|"
    rf"doubled?|halved?)"
    rf" (?:to|by|in|for|with|if|further|to \d)",
    rf"{B}(?:is|was) \d[\d.]* (?:the )?(?:lowest|highest|maximum|minimum|max|min|usual|right|normal|correct|"
    rf"standard)",
    rf"{B}(?:can|could|should|may) (?:i|we|you|he|she|they) (?:increase|raise|lower|reduce|decrease|double|halve|"
    rf"go (?:up|down|higher|lower))",
    rf"{B}when (?:can|do|should|to) (?:\w+ )?(?:increase|raise|taper|titrate|reduce|lower|step)",
)
_ROUTE = r"(?:iv|po|oral|im|sc|subcut|sub-q|intravenous|patch|by mouth|parenteral|rectal|epidural|intrathecal)"
CONVERSION = any_of(
    rf"{B}{_ROUTE} ?(?:to|:|->|vs) ?{_ROUTE}{E}",
    r"(?<!\S)=\s*\?",
    rf"{B}(?:conversion|potency|equivalen\w+|equianalgesic|dose|dosing) (?:ratio|factor|table|chart){E}|"
    rf"{B}equianalgesi\w+",
)
KIDNEY = any_of(
    rf"{B}(?:crcl|clcr|creatinine clearance|clearance)\b.{{0,24}}\d.{{0,60}}\?",
    rf"{B}how\b.{{0,30}}{B}(?:handle|manage|give|dose|use|adjust|change|treat)\b.{{0,40}}{B}(?:ckd|dialysis|esrd|"
    rf"eskd|crcl|renal|kidneys?){E}",
    rf"{B}what (?:do|should|would|can|to)\b.{{0,12}}{B}do\b.{{0,40}}{B}(?:ckd|dialysis|esrd|eskd|crcl|renal|"
    rf"kidneys?){E}",
    rf"{B}\d[\d.]*\s?ml\s?/\s?min.{{0,60}}\?",
)
_MOVED = re.compile(
    rf"(?:^\W*+|[,:;] |{B}(?:{PERSON}|to|please|just|or|then) )"
    rf"(?:bump|nudge|push|turn|dial|crank|put|bring|move|take|knock|step|ramp) (?P<what>.{{1,24}}?) "
    rf"(?:back )?(?:up|down){E}"
)


def moves_a_drug(clause: str) -> bool:
    """Whether a named medicine is to be moved up or down: "ok to bump gabapentin up tonight?"."""
    return any(names_a_drug(match["what"]) for match in _MOVED.finditer(clause))


_STARTED = re.compile(
    rf"(?:^\W*+|[,;:] (?:so )?|{B}(?:can|could|may|should|ok(?:ay)? to|safe to) (?:{PERSON} )?)"
    rf"(?:re-?)?(?:start|initiat|commenc|load)(?:e|ing)? (?P<what>[^,;:]*)\W*$"
)
_ASKS_MORE = re.compile(rf"{B}(?:what|why|who|which|how|when|is|are|does|safe|check|with|or){E}")


def starts_a_drug(clause: str) -> bool:
    """Whether a clause ends in the start of a named medicine: "starting ramipril post mi", "infection, start it?"."""
    match = _STARTED.search(clause)
    return match is not None and _ASKS_MORE.search(match["what"]) is None and names_a_drug(match["what"])


# "The box says three a day, the letter says one at night."
COUNT_A_DAY = re.compile(
    rf"{B}{NUMBER_WORD} (?:{PIECE} )?(?:(?:a|per|each|every) (?:day|night|week|morning)|daily|at (?:night|bedtime)|"
    rf"in the (?:morning|evening)){E}"
)


_NUMBERED = re.compile(
    rf"^\W*+(?P<drug>[a-z-]{{4,}}) (?:[a-z]+ )?\d[\d.]*+"
    rf"(?! ?%|-|.*{B}(?:is|are|does|do|has|will|than|with|alongside|{PIECE}){E})"
)


def numbers_a_drug(clause: str) -> bool:
    """Whether a clause opens with a named medicine and a number: "bisoprolol 1.25 for a week then?"."""
    match = _NUMBERED.search(clause)
    return match is not None and names_a_drug(match["drug"])
