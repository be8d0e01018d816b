"""Whether a conversation asks about a dose, and what about it.

It fails closed: what may be a dosing question is one. Questions on storage, effects, interactions and the like are told
apart by their own words, clause by clause, so that a message that asks two things is still a dosing question.
The patterns are grammar (an asking word and a noun of quantity), never questions that somebody once asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from rules.quantities import Kind, find_quantities
from rules.text import clean


class Intent(StrEnum):
    """What is asked about a dose."""

    DOSE = "dose"
    MAXIMUM = "maximum"
    FREQUENCY = "frequency"
    DURATION = "duration"
    MISSED_DOSE = "missed_dose"
    DOSE_CHECK = "dose_check"
    CONVERSION = "conversion"
    OVERDOSE = "overdose"
    ADMINISTRATION = "administration"
    NONE = "none"

    @property
    def is_dosing(self) -> bool:
        """Whether the rules answer it; technique alone (administration) is answered from the monographs' own words."""
        return self not in (Intent.NONE, Intent.ADMINISTRATION)


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives))


_B = r"(?<![a-z0-9])"
_E = r"(?![a-z0-9])"
_DOSE = rf"{_B}d[o0]s(?:e|es|age|ages|ing|eage|aging|is)|posology{_E}"
_UNIT = r"(?:mgs?|milligrams?|miligrams?|mcgs?|micrograms?|mls?|ccs?|millilit(?:er|re)s?|units?|iu|cc|grams?)"
_PIECE = (
    r"(?:syringes?|syringefuls?|shots?|injections?|jabs?|pens?|vials?|ampoules?|tablets?|tabs?|"
    r"pills?|capsules?|caps|drops?|puffs?|patches|doses)"
)
_TAKE = (
    r"(?:take|takes|taken|taking|takea|use|used|using|give|given|giving|inject|injected|injecting|"
    r"get|gets|receive|received|have|administer|administered|apply|draw|need|needs|dose|dosed|"
    r"prescribe|prescribed)"
)
_NUMBER_WORD = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|a couple of)"

# What else a clause may be about.
_TOPICS = _any(
    r"side[\s-]*(?:effects?|affects?|efects?)",
    r"adverse",
    r"reactions?\b",
    r"stor(?:e|age|ed|ing)\b",
    r"fridge",
    r"refrigerat",
    r"freez",
    r"expir",
    r"shelf",
    r"room temp",
    r"half[\s-]?li(?:fe|ves)",
    r"\bin (?:your|the|my|his|her|you|breast|blood|body)?\s?(?:system|body|blood|urine|milk)",
    r"leave (?:your|the|my) (?:body|system)",
    r"wear off",
    r"kick in",
    r"takes? effect",
    r"start(?:s|ed)? working",
    r"onset",
    r"before (?:it|they|you|i) (?:works?|feel|see|notice)",
    r"mechanism",
    r"interact",
    r"alcohol",
    r"cocktail",
    r"grapefruit",
    r"compatib",
    r"ingredient",
    r"contain",
    r"gluten",
    r"inactive",
    r"looks?\s?like",
    r"\bcolou?rs?\b",
    r"\bshape\b",
    r"pronounc",
    r"\bcosts?\b",
    r"\bprice",
    r"\bworth\b",
    r"insurance",
    r"used for",
    r"\bfor what\b",
    r"what (?:is|are|was) .{0,60}\bfor\s*\??$",
    r"good for",
    r"\bcures?\b",
    r"\btreats\b",
    r"who makes",
    r"manufactur",
    r"\bschedule drug\b",
    r"what class",
    r"\bclass of\b",
    r"what type",
    r"blood (?:tests?|work|counts?)",
    r"\blabs?\b",
    r"monitor",
    r"neutrophil",
    r"symptoms?",
    r"\bcauses?\b",
    r"mixed? with",
    r"dispose",
    r"disposal",
    r"throw (?:away|out)",
    r"\bdangerous\b",
    r"\bdizzy|\bnausea|\brash\b|\bheadaches?\b|\bhurts?\b|\bpainful\b|\bsting|\bburn",
    r"plasma",
    r"\bpeaks?\b",
    r"concentrations? (?:reach|in the blood)",
    r"steady[\s-]state",
    r"metaboli[sz]",
    r"eliminat",
    r"excret",
    r"clearance of",
    r"absorb",
    r"bioavail",
    r"generic (?:for|name)",
    r"\bbrand name",
    r"over[\s-]the[\s-]counter",
    r"\bstand for\b",
    r"\btrials?\b",
    r"\bstud(?:y|ies|ied)\b",
    r"\binterfere",
    r"\bvaccin(?:e|es|ation)s?\b.{0,30}\b(?:safe|live)\b",
    r"\bweight gain\b",
    r"\bgain weight\b",
    r"\blose weight\b",
    r"\bsafe (?:in|during|while|for) (?:pregnan|breast|nursing)",
    r"\bwithdrawal\b",
    r"\baddict",
)
_INGREDIENT = re.compile(
    rf"how (?:much|many) (?!{_UNIT}\b)(?:[a-z][\w-]*\s){{1,3}}(?:is |are |does |"
    rf"do )?(?:there )?(?:in|inside)\b(?!\s(?:a|an|one|each|every|the|this|my|1)?\s?{_PIECE}{_E})"
    r"|how much (?:ethanol|alcohol|sugar|sodium|salt|caffeine|lactose|sorbitol)"
)
_NOT_AN_AMOUNT = re.compile(
    r"how (?:much|many) (?:time|longer|does (?:it|this|that|\w+) (?:cost|lower|reduce|raise|help|"
    r"improve|decrease|increase|weigh)|do(?:es)? .{0,30}\b(?:cost|weigh)\b|pain|relief|better|"
    r"worse|risk|of an?\b|people|patients|children|adults|subjects|"
    r"studies|sites|side|infections?|women|men|percent|money|is it worth|benefit|weight|"
    r"improvement|calories|carbs|drugs|medicines|medications|brands|types|kinds|forms|"
    r"hours (?:before|until|does|do|after)|minutes|days (?:before|until|after|does|do|can|"
    r"in advance)|weeks (?:before|until|after|does|do)|months (?:before|until|after))"
)

_MISSED = _any(
    rf"{_B}(?:miss(?:ed|es|ing)?|mised|skip(?:ped|ping|s)?|forg[eo]t(?:ten|s|ting)?|foget|forgott?|"
    rf"forgotton|omit(?:ted)?){_E}.{{0,60}}{_B}(?:d[o0]s(?:e|es|age)|pills?|tablets?|shots?|"
    rf"injections?|jabs?|medicines?|medications?|meds|syringes?|vaccines?|days?|nights?|mornings?|"
    rf"evenings?|yesterday|one|it|today|again|capsules?|patch(?:es)?|drops?|insulin){_E}",
    rf"{_B}forg[eo]t(?:ten|s|ting)? (?:to|my|his|her|the|about|taking|a|an)?\s?(?:take|inject|give|"
    rf"use|have|apply|put)?",
    rf"{_B}(?:miss(?:ed|ing)?|skip(?:ped|ping)?) (?:a|an|the|my|his|her|one|two|\d|taking|giving|"
    rf"injecting|yesterday|last|this|today|some|several)",
    rf"{_B}(?:missed|skipped)\b(?! (?:period|menstrual|appointment|meal|breakfast|work|school))",
    rf"{_B}doubl(?:e|ing)[\s-]?up{_E}",
    rf"{_B}catch[\s-]?up dose",
    rf"{_B}make up (?:for )?(?:a|the|that|it|my)",
    rf"{_B}(?:late|delayed|overdue) (?:dose|shot|injection)",
    r"(?:dose|shot|injection|pill) (?:was|is) (?:late|missed|delayed|skipped|overdue)",
    rf"{_B}take (?:a )?double (?:dose )?(?:tomorrow|today|next|tonight)",
    rf"{_B}(?:did not|didn't|didnt) (?:take|inject|get|give|have) .{{0,30}}(?:dose|shot|injection|"
    rf"yesterday|pill|last night|this morning)",
    rf"{_B}(?:hours|days?) late{_E}",
)
_OVERDOSE = _any(
    r"overdos",
    rf"{_B}(?:took|taken|takes|injected|gave|given|had|swallowed|got|received|ingested|used|drank|"
    rf"administered){_E}.{{0,40}}{_B}(?:too (?:much|many)|twice (?:today|in|by|instead|the)|twice$|"
    rf"twice\?|double|an extra|by mistake|by accident|accidental|mistakenly|entire box|whole box|"
    rf"in error|all at once)",
    rf"{_B}(?:accident\w*|mistakenly|inadvertently) (?:took|taken|injected|gave|given|had|"
    rf"swallowed|got|received|double|dosed|used|administered)",
    rf"{_B}(?:took|injected|swallowed|has taken|have taken|was given|were given|"
    rf"ingested) {_NUMBER_WORD} (?:of )?(?:{_PIECE}|{_UNIT}){_E}(?! (?:a|per|each|every|daily|once|"
    rf"yesterday and missed))",
    rf"{_B}(?:toddler|baby|child|kid|cat|dog|son|daughter|he|she) (?:got|swallowed|ate|took|drank) ",
    r"to kill\b",
    r"poison",
    rf"{_B}injected (?:myself |himself |herself )?twice",
)
_MAXIMUM = _any(
    rf"{_B}max(?:imum|imal|\.)?(?![a-z])(?!.{{0,20}}(?:benefit|effect|concentration|plasma|relief|"
    rf"response))",
    rf"{_B}(?:highest|largest|biggest|strongest|greatest|upper|ceiling)\b.{{0,30}}(?:{_DOSE}|"
    rf"amount|{_B}(?:mg|limit|strength|mgs))",
    rf"{_B}ceiling{_E}",
    rf"{_B}at (?:the )?most{_E}",
    rf"{_B}how (?:high|far)\b.{{0,30}}(?:go|dose|increase|titrate|push|raise|up|can|mg)",
    rf"{_B}(?:upper|daily|dose|dosing|dosage|safe|top) (?:limit|cap){_E}",
    rf"{_B}the (?:most|limit|cap)\b.{{0,30}}(?:can|may|should|could|allowed|day|take|give|inject|"
    rf"dose|for)",
    rf"{_B}most (?:i|you|we|he|she|they|one|anyone|someone|a person|a patient)\b.{{0,12}}(?:can|"
    rf"may|should|could)",
    rf"{_B}exceed(?:s|ed|ing)?{_E}",
    r"how (?:much|many) is too (?:much|many)",
    rf"{_B}how high (?:can|may|should|do|in)",
    rf"{_B}(?:more|higher|larger|bigger) (?:dose|than \d)",
    rf"{_B}no more than how",
)
_FREQUENCY = _any(
    r"how (?:often|frequent(?:ly)?|regularly|offen|oftern)(?! (?:does|do|is|are) (?:it|that|this|"
    r"these|they|people|patients) (?:cause|happen|occur|seen))(?!.{0,50}(?:blood|labs?\b|test|"
    r"monitor|count|neutrophil|check|side|anc\b|occur|happen|rotate|clean|see (?:my|the|a)|"
    r"follow))",
    r"how many times",
    r"how many (?:hours|days) (?:apart|between)",
    rf"{_B}(?:dosing |dosage |dose )(?:frequency|interval|schedule|regimen|timing)",
    rf"{_B}(?:frequency|regimen){_E}",
    rf"{_B}(?:vaccine|immuni[sz]ation|injection|shot) schedule",
    rf"{_B}(?:qd|q\.d\.|qod|q\.o\.d\.|eod|bid|b\.i\.d\.?|tid|qid|bd|tds|qds|q\d+\s?h|q\d+d){_E}",
    rf"{_B}(?:daily|every day|once a day|each day|every other day|alternate days?|weekly|"
    rf"twice (?:a day|daily)|once) or\b",
    rf"{_B}or (?:daily|every day|once a day|every other day|alternate days?|weekly|twice (?:a day|"
    rf"daily)){_E}",
    rf"{_B}(?:every other day|alternate days?|every second day|twice (?:a day|daily)|once (?:a day|"
    rf"daily|weekly|a week)|three times a day|every \d+ hours|every (?:eight|six|"
    rf"twelve) hours)\b(?=.{{0,40}}\?)",
    rf"(?:what|which|best|right|same) time(?: of (?:the )?day)?\b.{{0,40}}(?:{_TAKE}|day|shot|dose|"
    rf"inject)",
    rf"{_B}when (?:should|do|to|can|must|is|are|does|would)\b.{{0,40}}{_B}(?:take|taken|inject|"
    rf"injected|give|given|use|used|administered|apply|applied|next (?:dose|shot|injection|one)|"
    rf"due)(?!.{{0,20}}(?:stop|with))",
    rf"{_B}(?:morning|night|evening|bedtime|am) or (?:at )?(?:morning|night|evening|bedtime|pm){_E}",
    rf"{_B}(?:time|times) (?:of|a|per|each) (?:the )?day{_E}",
    rf"{_B}(?:how far|how long|hours|days|time|gap) (?:apart|between) (?:doses|the doses|shots|"
    rf"injections|each)",
    r"how (?:long|soon|many (?:hours|days)) (?:should i wait )?between (?:doses|shots|injections)",
    rf"{_B}when (?:is|was) .{{0,30}}(?:due|next dose)",
    rf"{_B}(?:split|divide|divided)\b.{{0,30}}(?:dose|twice|daily|day|in two|into|two|half)",
)
_DURATION = _any(
    rf"how long\b.{{0,50}}?{_B}(?:{_TAKE}|be on|on|continue|continued|stay on|treat|treated|"
    rf"treatment|course|therapy|treatments|keep (?:taking|using|giving)|prescribed|stopped|"
    rf"go on){_E}(?!.{{0,25}}(?:effect|work|{_B}results?|leave|system|kick))",
    rf"how many (?:days|weeks|months|years)\b.{{0,40}}(?:{_TAKE}|treatment|course|therapy|of|on|"
    rf"for)",
    rf"{_B}(?:duration|length) of (?:treatment|therapy|use|the course|course|{_B}\w+ (?:treatment|"
    rf"therapy))",
    rf"{_B}treatment (?:duration|length)",
    rf"{_B}(?:long[\s-]?term|lifelong|for life|forever|indefinitely)\b.{{0,30}}(?:{_TAKE}|\?)",
    rf"{_B}how many (?:days|weeks|months)(?: total| in all)?\s*\??$",
    rf"{_B}(?:stop|finish|complete)\b.{{0,20}}after \d+ (?:days|weeks|months)",
    r"^\W*(?:and )?(?:for )?how long\W*(?:for)?\W*$",
    r"how long (?:for|is the (?:course|treatment|therapy))",
)
_DURATION_IS_ELSE = re.compile(
    r"\b(?:stays?|system|body|blood|expire|expired|shelf|last|lasts|keep(?! (?:taking|using|"
    r"giving))|store|fridge|refrigerat|room|out of|before|until|till|till?l|wait|withdraw|effect|"
    r"work|works|feel|results?|peak|onset|wear|good|half|absorb|show|sit|warm|syringe (?:be|stay|"
    r"sit))\b"
)
_CONVERSION = _any(
    rf"{_B}convert",
    rf"how (?:much|many) (?:ml|mls|cc|ccs|millilit\w+|mg|mgs|milligrams|mcg|grams?|units|"
    rf"teaspoons?|tablespoons?|{_PIECE}) (?:is|are|in|of|for|=|equals?|does|do|make|would|"
    rf"to)\b.{{0,20}}\d",
    r"how (?:much|many) (?:is|are) \d[\d.,]*\s?(?:ml|mg|mcg|cc|tsp|units|teaspoon)",
    r"\d\s?(?:mg|ml|mcg|cc|g|units)\b.{0,20}(?:in|to|into|=|equal\w*|how many|is how many|"
    r"as) (?:ml|mg|mcg|cc|units|millilit|milligram|tsp|teaspoon)",
    rf"{_B}(?:equivalent|equals?|equal to)\b.{{0,30}}(?:dose|mg|ml|mcg|units|of|in|to)",
    r"what volume",
    r"volume (?:for|of|to|is|do|should)",
    rf"how many (?:ml|mls|cc|ccs|millilit\w+|{_PIECE})\b.{{0,20}}(?:is|are|for|do|does|would|"
    rf"should|needed|per)",
    rf"{_B}in (?:ml|mls|cc|millilit(?:er|re)s){_E}",
)
_CHECK_CUE = _any(
    rf"{_B}(?:ok|okay|o\.k\.|right|correct|safe|fine|enough|appropriate|acceptable|allowed|"
    rf"confirm\w*|excessive|reasonable|legit|verify|double[\s-]?check|check|strong|normal|typical|"
    rf"usual|sensible|advisable|permitted|within|dangerous|harmful|legal|good|sufficient|adequate|"
    rf"proper|valid|alright|sane|wrong|error|mistake|plausible|sound){_E}",
    r"too (?:much|high|low|little|strong|big|many|few|large|small)",
    rf"{_B}(?:can|could|may|should|shall|would|must|do|does|is|are|will) (?:i|we|you|he|she|they|"
    rf"it|this|that|the|a|my|our|\d)",
    rf"{_B}(?:ordered|prescribed|wrote|wants|instead|increase|raise|bump|go (?:up )?to|up to|"
    rf"switch|reduce|decrease|lower|give|inject|start|scale|double|says|said|doctor|dr|prescriber|"
    rf"order|script)",
)
_DOSE_ASKED = _any(
    r"how\s?(?:much|many)",
    rf"{_B}(?:what|which|whats|what's|wht|wat)\b(?:\s(?!do{_E}|does{_E}|happens?|if{_E}|before|"
    rf"after|during|effects?|cause|when|who|monitor|tests?|expect|temperature|"
    rf"needs?{_E})[a-z'/,.-]+){{0,7}}?\s(?:{_DOSE}|amounts?|strengths?|quantity|volume|mg|mgs|mg\.|"
    rf"milligrams?|mcg|micrograms?|mls?|concentration|gauge{_E}x){_E}(?!\s?(?:forms?\b|"
    rf"syringe (?:look|made)|capsule|tablet|pill|look))",
    rf"{_B}(?:what|which) sizes? (?:{_DOSE})",
    rf"{_B}(?:draw up|drawn up|draw|draw in|fill(?:ed)? (?:the|a) syringe|set up (?:the|a) syringe|"
    rf"(?:line|mark|graduation) on the syringe|load the syringe|dial)\b(?!.{{0,20}}(?:blood|labs))",
    rf"{_B}(?:titrat\w+|taper\w*|wean\w*|step up|up-?titrat\w+|loading dose|maintenance dose|"
    rf"starting dose|initial dose)",
    rf"{_B}(?:adjust\w*|reduc\w+|increas\w+|lower\w*|decreas\w+|chang\w+|halv\w+|cut|rais\w+|"
    rf"escalat\w+|scal\w+|modif\w+|bump)\b.{{0,40}}(?:{_DOSE}|{_B}amount|{_B}(?:renal|kidney|"
    rf"hepatic|liver|crcl|dialysis|weight|mg))",
    rf"(?:{_DOSE})\b.{{0,40}}{_B}(?:adjust\w*|reduc\w+|increas\w+|lower\w*|decreas\w+|chang\w+|"
    rf"halv\w+|rais\w+|modif\w+)",
    rf"{_B}scale it",
    rf"{_B}(?:1|one) (?:or|vs) (?:2|two)\b",
    rf"{_NUMBER_WORD} (?:or|to|-) {_NUMBER_WORD} {_PIECE}",
    rf"{_B}mg\s?/\s?(?:kg|m2|day|d)\b",
    rf"{_B}per (?:kg|kilo)",
    rf"{_B}first (?:shot|injection|syringe) size",
    rf"{_B}(?:available|come|comes|supplied|made) in\b.{{0,20}}(?:strength|mg|doses?)",
    rf"{_B}(?:strengths?|mgs)\b.{{0,30}}(?:available|come)",
    rf"{_B}(?:round|rounding)\b",
    rf"{_B}(?:same|similar|usual|normal|standard|typical|recommended|average|right|correct|"
    rf"weight-based) (?:{_DOSE})",
)
_DOSE_INCIDENTAL = re.compile(
    rf"{_B}(?:after|before|between|following|during|since|with|from|until|once|when|upon|missed|"
    rf"prior to|at) (?:(?:the|a|an|my|your|his|her|each|every|first|last|next|single|any|one|that|"
    rf"this|second|previous|high|higher|low|large|their|initial|subsequent|"
    rf"same) ){{0,3}}d[o0]s(?:e|es|ing){_E}"
    rf"|{_B}(?:dosage|dose) forms?{_E}|{_B}dosed?[\s-](?:response|dependent)|{_B}per dose{_E}"
)
_DOSE_WORD = re.compile(rf"(?:{_DOSE}){_E}")
_ADMINISTRATION = _any(
    rf"{_B}how (?:do|to|should|can|does|is|are)\b.{{0,40}}(?:inject|administer|given|give|use|take|"
    rf"apply|prepare)",
    rf"{_B}(?:inject(?:ion)?[\s-]sites?|where (?:do|can|should|to|on)\b.{{0,20}}inject|needle|"
    rf"rotate|self[\s-]?inject)",
)
_FOLLOW_UP_IS_ELSE = re.compile(
    r"^\W*(?:what is|what are|what's|why|who|where|how does|tell me about|can (?:i|you|she|he) (?:drink|eat|drive))\b"
)
_NEW_SUBJECT = re.compile(r"^\W*(?:and|what about|how about|same (?:for|with)|or|but|if|now|then|ok|so)\b")
LONGEST_FOLLOW_UP = 14  # words; a longer message says itself what it asks


def intent_of(turns: Sequence[str]) -> Intent:
    """What the last of a conversation's user turns asks about a dose, the earlier ones being its context."""
    if not turns:
        return Intent.NONE
    intent = _intent_of_turn(turns[-1])
    if intent is not Intent.NONE or len(turns) == 1:
        return intent
    text = clean(turns[-1]).text
    if len(text.split()) > LONGEST_FOLLOW_UP or _TOPICS.search(text) or _FOLLOW_UP_IS_ELSE.search(text):
        return Intent.NONE
    earlier = intent_of(turns[:-1])
    return earlier if earlier.is_dosing else Intent.NONE


def _intent_of_turn(turn: str) -> Intent:
    text = clean(turn).text
    intents = [
        _intent_of_clause(clause) for clause in re.split(r"[?!;\n]+|\.(?=\s|$)", _with_marks(text)) if clause.strip()
    ]
    order = (
        Intent.OVERDOSE,
        Intent.MISSED_DOSE,
        Intent.DOSE_CHECK,
        Intent.CONVERSION,
        Intent.MAXIMUM,
        Intent.DURATION,
        Intent.FREQUENCY,
        Intent.DOSE,
        Intent.ADMINISTRATION,
    )
    return next((intent for intent in order if intent in intents), Intent.NONE)


def _with_marks(text: str) -> str:
    """Clean text with the question mark kept inside its clause, so that a terse question is still seen as one."""
    return text.replace("?", " ?\n")


def _intent_of_clause(clause: str) -> Intent:
    """The first intent in the order of urgency whose signs a clause shows."""
    return next((intent for intent, has_signs in _SIGNS if has_signs(clause)), Intent.NONE)


def _is_check(clause: str) -> bool:
    return _has_amount(clause) and (_CHECK_CUE.search(clause) is not None or _is_terse_question(clause))


def _is_duration(clause: str) -> bool:
    return _DURATION.search(clause) is not None and _DURATION_IS_ELSE.search(clause) is None


def _is_about_something_else(clause: str) -> bool:
    return (
        _TOPICS.search(clause) is not None
        or _INGREDIENT.search(clause) is not None
        or _NOT_AN_AMOUNT.search(clause) is not None
    )


def _asks_dose(clause: str) -> bool:
    if _DOSE_ASKED.search(clause):
        return True
    return _DOSE_WORD.search(_DOSE_INCIDENTAL.sub(" ", clause)) is not None


_AMOUNT_KINDS = (Kind.MASS, Kind.VOLUME, Kind.ACTIVITY, Kind.COUNT)
_BODY_UNITS = ("kg", "lb", "st", "oz", "L", "dL")


def _has_amount(clause: str) -> bool:
    return any(
        quantity.unit.kind in _AMOUNT_KINDS
        and quantity.unit.name not in _BODY_UNITS
        and "min" not in quantity.per
        and not re.match(r"\s?/\s?d?l|\s?-?(?:capsule|tablet|pill|patch)", clause[quantity.end :])
        for quantity in find_quantities(clause)
    )


def _is_terse_question(clause: str) -> bool:
    return len(clause.split()) <= 8 and re.search(r"(?<![a-z])(?:what|why|who|where|how|which)\b", clause) is None


_PATIENT_NUMBER = re.compile(
    r"(?<![a-z])(?:crcl|clcr|ccr|creatinine|egfr|gfr|weigh\w*|wt|scr)\b.{0,12}\d|dialysis|esrd"
)


def _states_a_patient(clause: str) -> bool:
    """Whether a clause gives a weight or a kidney function and asks nothing else, as staff tersely do."""
    if re.search(r"(?<![a-z])(?:what|why|who|where|when|does|how|which)\b", clause):
        return False
    if any(quantity.unit.name in ("kg", "lb", "st") and not quantity.per for quantity in find_quantities(clause)):
        return True
    return _PATIENT_NUMBER.search(clause) is not None and len(clause.split()) <= LONGEST_FOLLOW_UP


def _shows(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda clause: pattern.search(clause) is not None


_SIGNS: tuple[tuple[Intent, Callable[[str], bool]], ...] = (
    (Intent.OVERDOSE, _shows(_OVERDOSE)),
    (Intent.MISSED_DOSE, _shows(_MISSED)),
    (Intent.NONE, _is_about_something_else),
    (Intent.CONVERSION, _shows(_CONVERSION)),
    (Intent.DOSE_CHECK, lambda clause: _has_amount(clause) and _shows(_MAXIMUM)(clause) and _is_check(clause)),
    (Intent.MAXIMUM, _shows(_MAXIMUM)),
    (Intent.DURATION, _is_duration),
    (Intent.DOSE_CHECK, _is_check),
    (Intent.FREQUENCY, _shows(_FREQUENCY)),
    (Intent.DOSE, _asks_dose),
    (Intent.ADMINISTRATION, _shows(_ADMINISTRATION)),
    (Intent.DOSE, _states_a_patient),
)
