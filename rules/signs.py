"""The signs by which a clause shows what it asks about a dose, and what else it may be about.

Each is grammar: an asking word and a noun of quantity, a verb of taking and a measure of time. All are read from clean,
lower-case text.
"""

from __future__ import annotations

import re

from rules.grammar import DOSE, GIVE, LAB, NUMBER_WORD, PERSON, PIECE, TAKE, UNIT, B, E, any_of
from rules.topics import EFFECT, MANY

MAXIMUM = any_of(
    rf"{B}max(?:imum|imal|\.)?(?![a-z])(?!.{{0,20}}(?:benefit|effect|concentration|plasma|relief|"
    rf"response))",
    rf"{B}(?:highest|largest|biggest|strongest|greatest|upper|ceiling)\b.{{0,30}}(?:{DOSE}|"
    rf"amount|{B}(?:mg|limit|strength|mgs))",
    rf"{B}ceiling{E}",
    rf"{B}at (?:the )?most{E}",
    rf"{B}how (?:high|far)\b.{{0,30}}(?:go|dose|increase|titrate|push|raise|up|can|mg)",
    rf"{B}(?:upper|daily|dose|dosing|dosage|safe|top) (?:limit|cap){E}",
    rf"{B}the most (?!common|important|likely|serious|severe|frequent|effective|"
    rf"recent)\S+.{{0,40}}{B}(?:can|may|should|could|"
    rf"per day|a day|daily|get|have){E}",
    rf"{B}the (?:most|limit|cap(?! off))\b.{{0,30}}(?:can|may|should|could|allowed|day|take|give|inject|"
    rf"dose|for)",
    rf"{B}most (?:i|you|we|he|she|they|one|anyone|someone|a person|a patient)\b.{{0,12}}(?:can|"
    rf"may|should|could)",
    rf"{B}exceed(?:s|ed|ing)?{E}",
    r"how (?:much|many)(?: \S+){0,3} is too (?:much|many)",
    rf"{B}how high (?:can|may|should|do|in)",
    rf"{B}(?:more|higher|larger|bigger) (?:dose|than \d)",
    rf"{B}no more than how",
    rf"{B}(?:cap|limit|ceiling|maximum|max) (?:on|for|to) (?!the (?:needle|syringe|pen))",
    rf"{B}how low (?:can|do|should|may|could|would) {PERSON} ",
    rf"{B}(?:can|could|may|should|would) {PERSON} (?:go|get|push|take \w+) (?:over|above|past|beyond|higher than) \d",
    rf"(?:^\W*+|{B}(?:the|what's|whats) )most (?:of )?(?:[a-z-]+ ){{0,2}}?{PERSON} "
    rf"(?:can|may|should|could|ever|is allowed|are allowed|gets?){E}",
)
FREQUENCY = any_of(
    r"how (?:often|frequent(?:ly)?|regularly|offen|oftern)(?! (?:does|do|is|are) (?:it|that|this|"
    r"these|they|people|patients) (?:cause|happen|occur|seen))(?!.{0,50}(?:blood|labs?\b|test|"
    r"monitor|count|neutrophil|check|side|anc\b|occur|happen|rotate|clean|see (?:my|the|a)|lfts?\b|ecgs?\b|ekgs?\b|"
    r"scan|mri|x-?ray|urine|upcr|visit|measure|review|imag|exam|be (?:done|repeated)|assess|inr\b|level|follow|"
    rf"(?:does|do|is|are) {MANY} (?!inject|take|use|give|get(?! {EFFECT})|dose|need|have to)|"
    r"seen|cases|relaps|attack))(?! (?:is|are|was|were) "
    r"(?!it\b|kineret|anakinra|the \w+ (?:given|taken|injected)|this|\w+ (?:given|taken|injected|"
    r"dosed|due|administered|used|the))\w+)",
    r"how many times",
    r"how many (?:hours|days) (?:apart|between)",
    rf"{B}(?:dosing |dosage |dose )(?:frequency|interval|schedule|regimen|timing)",
    rf"{B}(?:frequency|interval|timing) (?:of|for) (?:{DOSE}|{B}(?:administration|dosing|"
    rf"injections?|use|treatment|shots?))",
    r"(?:what|which) (?:dosing |dosage )?(?:frequency|interval|regimen|schedule)",
    rf"{B}(?:{PIECE}|injection|dosing) (?:frequency|interval)s?{E}",
    rf"{B}(?:vaccine|immuni[sz]ation|injection|shot) schedule|^\W*+\S+(?: \S+)? schedule\W*$",
    rf"{B}same (?:time|hour)s?{E}",
    rf"{B}(?:keep|stay|remain|still|leave|continue)\b.{{0,24}}{B}(?:daily|weekly|the same|unchanged|every day|as "
    rf"is){E}",
    rf"{B}(?:every|each) \d*\s?(?:hours?|days?|weeks?|months?) or{E}|{B}or (?:yearly|monthly|hourly){E}",
    rf"{B}(?:qd|q\.d\.|qod|q\.o\.d\.|eod|bid|b\.i\.d\.?|tid|qid|bd|tds|qds|q\d+\s?h|q\d+d){E}",
    rf"{B}(?:daily|every day|once a day|each day|every other day|alternate days?|weekly|"
    rf"twice (?:a day|daily)|once) or\b",
    rf"{B}or (?:daily|every day|once a day|every other day|alternate days?|weekly|twice (?:a day|"
    rf"daily)){E}",
    rf"{B}(?:every other day|alternate days?|every second day|twice (?:a day|daily)|once (?:a day|"
    rf"daily|weekly|a week)|three times a day|every \d+ hours|every (?:eight|six|"
    rf"twelve) hours)\b(?=.{{0,40}}\?)",
    rf"(?:what|which|best|right|same) time(?: of (?:the )?day)?\b.{{0,40}}(?:{TAKE}|day|shot|dose|"
    rf"inject)",
    rf"{B}when (?:should|do|to|can|must|is|are|does|would)\b.{{0,40}}{B}(?:take|taken|inject|"
    rf"injected|give|given|use|used|administered|apply|applied|next (?:dose|shot|injection|one)|"
    rf"due)(?!.{{0,20}}(?:stop|with))",
    rf"{B}(?:morning|night|evening|bedtime|am) or (?:at )?(?:morning|night|evening|bedtime|pm){E}",
    rf"{B}(?:time|times) (?:of|a|per|each) (?:the )?day{E}",
    rf"{B}(?:how far|how long|hours|days|time|gap) (?:apart|between) (?:doses|the doses|shots|"
    rf"injections|each)",
    r"how (?:long|soon|many (?:hours|days)) (?:should i wait )?between (?:doses|shots|injections)",
    rf"{B}when(?: is| was|'?s) .{{0,30}}(?:due|next dose)",
    rf"{B}(?:split|divide|divided)\b.{{0,30}}(?:dose|twice|daily|day|in two|into|two|half)",
    rf"{B}q\s?(?:\d{{1,2}}\s?(?:h|hr|hrs|hours?|hourly|d|days?|wks?|weeks?|w)|[468]|12|24|48|72){E}",
    rf"{B}(?:gap|interval|spacing|space|time|hours?|days?|weeks?|how (?:long|far|much time))\b.{{0,16}}{B}between\b"
    rf".{{0,24}}(?:{DOSE}|{B}{PIECE}{E})",
)
DURATION = any_of(
    rf"how long\b.{{0,50}}?{B}(?:{TAKE}|be on|on(?! the market)|continue|continued|stay on|treat|treated|"
    rf"treatment|course|therapy|treatments|keep (?:taking|using|giving)|prescribed|"
    rf"stopped){E}(?!.{{0,25}}(?:effect|work|{B}results?|leave|system|kick))",
    rf"how many (?:days|weeks|months|years)\b.{{0,40}}(?:{TAKE}|treatment|course|therapy|of|on|"
    rf"for)",
    rf"{B}(?:duration|length) of (?!(?:the |its )?(?:action|effects?|response|relief|stability|symptoms?|storage|"
    rf"illness|"
    rf"disease|stud|follow|remission|benefit|exposure|activity|\w+ (?:effects?|action|response)))",
    rf"{B}treatment (?:duration|length)",
    rf"{B}(?:long[\s-]?term|lifelong|for life|forever|indefinitely)\b.{{0,30}}(?:{TAKE}|\?)",
    rf"{B}how many (?:days|weeks|months)(?: total| in all)?\s*\??$",
    rf"{B}number of (?:days|weeks|months|cycles|doses){E}",
    rf"{B}\d+ (?:days|weeks|months|years)?\s?or \d+(?: (?:days|weeks|months|years)|\s*\?|\s*$)",
    rf"{B}(?:stop|finish|complete)\b.{{0,20}}after \d+ (?:days|weeks|months)",
    r"^\W*+(?:and )?(?:for )?how long\W*(?:for)?\W*$",
    r",\s*how long\s*\??$",
    r"how long (?:for|is the (?:course|treatment|therapy))",
)
CONVERSION = any_of(
    rf"{B}(unit|mg|milligram|ml|dose|like|puff|tablet|one) for \1{E}",
    rf"\d[^?]{{0,40}}(?:{B}(?:is|are|equals?|makes?)|=) how (?:much|many){E}",
    rf"{B}from (?P<old>iv|po|oral|im|sc|subcut|sub-q|patch(?:es)?|tablets?|liquid|intravenous|drip) to (?!(?P=old))"
    rf"(?:the )?(?:iv|po|oral|im|sc|subcut|sub-q|patch(?:es)?|tablets?|liquid|intravenous|drip){E}",
    rf"{B}(?:switch|chang|convert|transition)\w*\b.{{0,60}}{B}(?:equivalent|same|what|which) dose",
    rf"{B}convert|{B}conversions? (?!rate)",
    rf"how (?:much|many) (?:ml|mls|cc|ccs|millilit\w+|mg|mgs|milligrams|mcg|grams?|units|"
    rf"teaspoons?|tablespoons?|{PIECE}) (?:is|are|in|of|for|=|equals?|does|do|make|would|"
    rf"to)\b.{{0,20}}\d",
    r"how (?:much|many) (?:is|are) \d[\d.,]*\s?(?:ml|mg|mcg|cc|tsp|units|teaspoon)",
    r"\d\s?(?:mg|ml|mcg|cc|g|units)\b.{0,20}(?:in|to|into|=|equal\w*|how many|is how many|"
    r"as) (?:ml|mg|mcg|cc|units|millilit|milligram|tsp|teaspoon)",
    rf"{B}(?:equivalent|equals?|equal to)\b.{{0,30}}(?:dose|mg|ml|mcg|units|of|in|to)",
    r"what volume",
    r"volume (?:for|of|to|is|do|should)",
    rf"how many (?:ml|mls|cc|ccs|millilit\w+|{PIECE})\b.{{0,20}}(?:is|are|for|do|does|would|"
    rf"should|needed|per)",
    rf"{B}in (?:ml|mls|cc|millilit(?:er|re)s){E}",
)
CHECK_CUE = any_of(
    rf"{B}(?:ok|okay|o\.k\.|right|correct|safe|fine|enough|appropriate|acceptable|allowed|"
    rf"confirm\w*|excessive|reasonable|legit|verify|double[\s-]?check|check|strong|normal|typical|"
    rf"usual|sensible|advisable|permitted|within|dangerous|harmful|legal|good|sufficient|adequate|plenty|typo|problem|"
    rf"query|concern|worry|proper|valid|alright|sane|wrong|error|mistake|plausible|sounds?){E}",
    r"too (?:much|high|low|little|strong|big|many|few|large|small)",
    rf"{B}(?:can|could|may|should|shall|would|must|do|does) (?:i|we|you|he|she|they|one|the|a|an|"
    rf"my|our|adults|children|\d)\b(?! (?:\w+ )?(?:eat|drink|drive|swim|fly|travel|see|go to|call|exercise|work|"
    rf"sleep))",
    rf"{B}(?:is|are|was|will|would) (?:about |only |just )?\d",
    rf"{B}(?:ordered|prescribed|told to|wrote|wants|instead|increase|raise|bump|go (?:up )?to|up to|"
    rf"switch|reduce|decrease|lower|give|inject|start|scale|double|says|said|doctor|dr|prescriber|"
    rf"order|script)",
)
_PERSON = r"(?:i|we|you|he|she|they|one|it|someone|a (?:person|patient|child)|adults|children)"
# "What do I hang?", "what we would be giving her", but not "what do I give her for a rash", which asks for a medicine.
_WHAT_TO_GIVE = (
    rf"{B}what (?:(?:do|does|should|would|will|can|could|must|am|are|is|shall) )?{PERSON} (?:(?:do|does|should|would|"
    rf"will|can|could|must|need to|have to|ought to) )?(?:be )?(?:{GIVE}|run){E}(?! (?:up|away|out|in to)\b)"
    rf"(?!.{{0,30}}{B}for (?:(?:a|an|the|my|his|her|this|these) )?[a-z]+\W*$)"
)
# "What fraction of the oral dose does he need by vein?", but not "what fraction of patients need ...?".
_FRACTION_NEEDED = (
    rf"{B}what (?:fraction|proportion|share|percentage) of (?!{MANY}{E}).{{0,40}}{B}(?:do|does|should|would|must) "
    rf"{PERSON} (?:need|take|give|use|inject|draw){E}"
)
DOSE_ASKED = any_of(
    _FRACTION_NEEDED,
    _WHAT_TO_GIVE,
    rf"{B}how (?:do|does|would|should|to|can|could|must) (?:{PERSON} )?(?:write up|chart|prescribe|order|dose|load|"
    rf"titrate|escalate|de-?escalate|taper|wean|convert|(?:step|go|come|work) (?:it |them |him |her )?(?:up|down)){E}",
    rf"{B}how long (?:should|does|do|to|must|can|will)\b.{{0,40}}{B}(?:infusion|infuse|run|drip|bolus){E}",
    rf"{B}(?:put|write|say|go|goes) on the (?:prescription|script|label|order|chart){E}",
    rf"{B}starting (?:point|value|number|level|figure){E}",
    rf"{B}(?:what(?:'s| is)?|is) (?:the )?(?:normal|usual|standard|typical|customary) (?:for|in|with){E}",
    rf"{B}(?:all|part|half|some|most|the rest|the whole|the full) of (?:it|the {PIECE}|each|one){E}.{{0,40}}"
    rf"{B}(?:or|for){E}",
    rf"{B}(?:where|what) (?:do|does|should|would|to|can|could) (?:{PERSON} )?(?:begin|start|commence|kick off)"
    rf"(?: (?:at|on|with|from|him|her|them))?{E}",
    rf"{B}what(?:'s| is| does| do| are| am)? {PERSON} (?:be )?(?:start(?:s|ed|ing)?|go(?:es|ing)?|put) "
    rf"(?:on|at|with|up to){E}",
    rf"{B}(?:begin|beginning|start|starting|go in|kick off) (?:at|with|on)\W*$",
    rf"{B}as (?:high|low|much|many|little|often) as{E}",
    rf"{B}over how (?:many|long){E}|{B}how (?:fast|quickly|slowly|rapidly)\b.{{0,30}}{B}{GIVE}{E}",
    rf"{B}how many of (?:the|these|those|them|my|his|her|it|each)\b.{{0,40}}"
    rf"{B}(?:should|can|do|does|may|must|{TAKE}){E}",
    rf"{B}number of (?:{UNIT}|{PIECE}){E}",
    rf"{B}(?:typical|usual|standard|normal|sample|example) (?:\w+ )?(?:rx|script|prescription|order|sig|protocol){E}",
    rf"{B}(?:gets?|getting|needs?|takes?|taking|given?|requires?|receives?) (?:any |a bit |a little )?(?:less|more|"
    rf"lower|fewer|extra) (?:of|than|if|in|for|when|because){E}",
    r"(?<!by )how\s?much(?! (?:did|does|do|has|have|had|would|could|can|more|less|better)\b)",
    rf"(?<!by )how\s?much (?:can|do|would|could|does) (?:{_PERSON}|the (?:patient|child|doctor))\b",
    r"(?<!by )how much \S+ (?:can|do|does|should|would|could) ",
    rf"how many (?:\S+\s){{0,2}}?(?:{UNIT}|{PIECE}){E}",
    rf"how many (?:\S+\s){{0,3}}?(?:a\s?day|per day|daily|each day|every day|per dose|at a time|at once|to take|"
    rf"(?:can|should|do|may|must) {_PERSON} (?:take|give|use|inject|need|have))",
    rf"by how (?:much|many).{{0,30}}{B}(?:dose|reduce|lower|cut|raise|increase|adjust)",
    rf"how many{E}[\s?]*$",
    rf"{B}(?:what|which|whats|what's|wht|wat)\b(?:\s(?!do{E}|does{E}|happens?|if{E}|before|between|at{E}|with{E}|"
    rf"after|during|effects?|cause|when|who|monitor|tests?|expect|temperature|"
    rf"needs?{E})[a-z'/,.-]+){{0,7}}?\s(?:{DOSE}|amounts?|strengths?|quantity|volume|mg|mgs|mg\.|"
    rf"milligrams?|mcg|micrograms?|mls?|concentration|gauge{E}x){E}(?!\s?(?:forms?\b|"
    rf"syringe (?:look|made)|capsule|tablet|pill|look))",
    rf"{B}(?:what|which) sizes? (?:{DOSE})",
    rf"{B}(?:draw up|drawn up|draw|draw in|fill(?:ed)? (?:the|a) syringe|set up (?:the|a) syringe|"
    rf"(?:line|mark|graduation) on the syringe|load the syringe|dial)\b(?!.{{0,20}}{B}{LAB}{E})",
    rf"{B}(?:titrat\w+|taper\w*|wean\w*|step up|up-?titrat\w+|loading dose|maintenance dose|"
    rf"starting dose|initial dose)",
    rf"{B}(?:adjust\w*|reduc\w+|increas\w+|lower\w*|decreas\w+|chang\w+|halv\w+|cut|rais\w+|"
    rf"escalat\w+|scal\w+|modif\w+|bump)\b.{{0,40}}(?:{DOSE}|{B}amount|{B}(?:renal|kidney|"
    rf"hepatic|liver|crcl|dialysis|weight|mg))",
    rf"(?:{DOSE})\b.{{0,40}}{B}(?:adjust\w*|reduc\w+|increas\w+|lower\w*|decreas\w+|chang\w+|"
    rf"halv\w+|rais\w+|modif\w+)",
    rf"{B}(?:standard|usual|normal|typical|recommended|daily|regular|correct|right|starting|initial|average) "
    rf"(?:daily |starting )?(?:[a-z-]+ )?(?:shot|injection|amount|strength|quantity|jab|syringe){E}",
    rf"{B}scale it",
    rf"{B}(?:{PIECE}|{UNIT}) (?:per|a|each|every) (?:day|dose|week|night){E}",
    rf"{B}(?:bump|drop|go|move|step|put|push|take|titrat\w+) (?:(?:her|him|them|it|me|us|up|"
    rf"down) ){{0,2}}to(?: \d|\s*\?|$)",
    rf"{B}(?:any )?reduc(?:e|ed|tions?){E}(?= (?:stated|needed|required|necessary|advised|in(?! what)|for|"
    rf"with|if)|\s*\?|\s*$)",
    rf"{B}(?:starting|initial|infusion|drip|gtt|pump|driver|flow|max\w*) (?:rate|speed|setting)s?{E}",
    rf"{B}(?:which|what) (?:syringe|strength|vial|pen|tablet)(?: (?:size|strength))?(?= (?:for|do|"
    rf"does|should|to)|\s*\?|\s*$)",
    rf"{B}(?:what|which) (?:infusion |drip |flow )?rate(?= (?:should|do|for|to|is it|of infusion)|\s*\?|\s*$)",
    rf"{B}sig for{E}|{B}(?:script|prescription|(?<!s the )label|order|sig|directions?) (?:should )?"
    rf"(?:says?|reads?|be){E}",
    rf"{B}(?:regimens?|sliding scale|posolog\w+){E}",
    rf"{B}how{E}\W*$",
    rf"{B}(?:limit|cap|maximum|amount|intake) (?:per|a|each|for (?:a|one)) (?:day|dose|week)|{B}(?:recommended|"
    rf"daily|suggested) (?:\w+ )?intake{E}",
    rf"{B}(?:gets?|needs?|takes?|receives?|given|require[sd]?|have) (?:a )?(?:less|more|lower|higher|smaller|"
    rf"bigger|larger|reduced)(?: amount| dose)?\W*$",
    rf"{B}(?:with|about|to) (?:the|my|his|her|our|this|that) (?:\w+ )?(?:{DOSE})",
    rf"{B}(?:change|adjust|alter|affect) (?:any|every|some)?thing{E}|{B}(?:change|adjust|alter) (?:things|it|the "
    rf"regimen){E}",
    rf"{B}(?:what|how much)(?:'s| (?:do|does|should|would|can|could|will|shall)) (?:{_PERSON}|the \w+|an? \w+) "
    rf"(?:be )?(?:giv(?:e|en|ing)|"
    rf"tak(?:e|ing)|get(?:ting)?|receiv(?:e|ing)|inject(?:ing)?|prescribe|order|write|start(?:ed)? (?:on|at|"
    rf"with)){E}"
    rf"(?=.{{0,60}}(?:\d|{B}(?:daily|a day|each day|every day|per day|adults?|child|children|infants?|baby)))",
    rf"{B}you prescribe{E}",
    rf"^\W*+(?:[a-z-]+ ){{1,2}}(?:strengths?|concentrations?)\W*$|{B}concentration\b.{{0,30}} per (?:ml|{PIECE})",
    rf"{B}{UNIT} (?:per|in each|in an?|in one) (?:{PIECE}|ml){E}|^\W*+\S+ {UNIT} for{E}",
    rf"{B}need(?:s|ed)? (?:to (?:give|draw|inject|get) )?\d[\d.]*\s?{UNIT}{E}",
    rf"{B}(?:safe|daily|right|correct|usual|normal) amounts?{E}|^\S+(?: \S+)? amounts?\W*$|"
    rf"{B}daily allowance{E}|{B}rda{E}",
    r"^(?:[a-z-]+ ){1,3}(?:mgs?|milligrams?|units)\W*$",
    rf"{B}(?:can|should|may|could) {_PERSON} (?:take|give|use|have|inject) {NUMBER_WORD} (?!days|"
    rf"weeks|hours|months|years|times|different|"
    rf"medic|drugs|types|kinds|of these|or)(?!.{{0,30}}{B}(?:with|and|together|at the same time){E})",
    rf"{B}(?:adjust(?:ment|ments|ed|ing)?|cockcroft){E}",
    rf"(?<!occur )(?<!happen )(?<!common )(?<!seen ){B}(?:lower|less|more|smaller|reduce|increase|same|ditto) "
    rf"(?:for|in|with|if) ",
    rf"{B}(?:1|one) (?:or|vs) (?:2|two)\b",
    rf"{NUMBER_WORD} (?:or|to|-) {NUMBER_WORD} {PIECE}",
    rf"{B}mg\s?/\s?(?:kg|m2|day|d)\b",
    rf"{B}per (?:kg|kilo)",
    rf"{B}first (?:shot|injection|syringe) size",
    rf"{B}(?:available|come|comes|supplied|made) in\b.{{0,20}}(?:strength|mg|doses?)",
    rf"{B}(?:strengths?|mgs)\b.{{0,30}}(?:available|come)",
    rf"{B}(?:rounding{E}|round(?:ed)?(?= (?:up|down|to|off|it|this|\d)))",
    rf"{B}(?:same|similar|usual|normal|standard|typical|recommended|average|right|correct|"
    rf"weight-based) (?:{DOSE})",
)
_NOT_ASKING = r"(?!what|which|how|max\w*|start\w*|usual|recommended|right|correct|standard|normal dose)"
DOSE_INCIDENTAL = re.compile(
    rf"{B}(?:after|before|between|following|during|since|with|from|until|once|when|upon|missed|"
    rf"prior to|at|on|across|over|"
    rf"despite|by) (?:{_NOT_ASKING}[\w-]+ ){{0,3}}d[o0]s(?:e|es|ing){E}"
    rf"|{B}(?:dosage|dose) forms?{E}|{B}dosed?[\s-](?:response|dependent)|{B}per dose{E}"
)
DOSE_WORD = re.compile(rf"(?:{DOSE}){E}")
# A clause that asks one of these asks for a dose, whatever else it speaks of.
_DETERMINED = (
    r"(?:(?:the|a|an|my|her|his|our|your|this|usual|normal|recommended|standard|typical|correct|right|proper|best|"
    r"starting|initial|maintenance|maximum|max|highest|lowest|daily|adult|average|safe|total|single)\s){0,4}"
)
PLAIN_ASK = any_of(
    # "anakinra dose for a man with a rash", "RA, adult, headaches, dose?"
    rf"^\W*+(?!(?:missed|higher|lower|first|last|next|single|double|extra|over){E})(?:[a-z-]+\s){{0,2}}"
    rf"d[o0]s(?:e|age|ing)s? (?:for|in) (?!.*{B}(?:caus\w+|how|what|why|does|do|is|are|can){E})",
    r"[,;:]\s(?:what |which |starting |usual )?d[o0]s(?:e|age|ing)\W*$",
    rf"{B}over how (?:many|long) ",
    rf"{B}(?:typical|usual|standard|normal|sample|example) (?:\w+ )?(?:rx|script|prescription|order|sig){E}",
    rf"{B}(?:for )?how many (?:days|weeks|months)\b(?! (?:before|until|after)).{{0,40}}{B}(?:take|takes|get|gets|given|"
    rf"receive|receives|inject|injects){E}(?<!does it take)",
    rf"{B}(?:what|which)(?:'s|\sis|\sare|\sshould|\swould|s)?(?:\sbe)?\s{_DETERMINED}(?:(?!effects?|in{E}|of{E}|"
    rf"for{E}|at{E}|with{E}|"
    rf"after|before|from|on{E}|to{E}|per{E}|and{E}|or{E}|a{E}|the{E}|this{E}|missed)[a-z-]+\s){{0,3}}d[o0]s(?:e|"
    rf"es|age|ages|ing){E}"
    rf"(?!\s?(?:forms?|form){E})",
    rf"{B}how (?:much|many) {UNIT}{E}",
    rf"{B}how (?:much|many) (?!of an?{E})(?:[a-z-]+\s){{0,2}}(?:should|do|does|can|may|is|are|"
    rf"would|must)\s(?:i|we|he|she|they|you|it|"
    rf"a|an|the|my|be|someone)\b.{{0,30}}{B}{TAKE}{E}",
    rf"{B}how often (?:should|do|does|is|are|can|must)\b(?! {MANY} (?:get|have){E}).{{0,40}}{B}{TAKE}{E}",
    _FRACTION_NEEDED,
)
ADMINISTRATION = any_of(
    rf"{B}how (?:do|to|should|can|does|is|are)\b.{{0,40}}(?:inject|administer|given|give|use|take|"
    rf"apply|prepare)",
    rf"{B}(?:inject(?:ion)?[\s-]sites?|where (?:do|can|should|to|on)\b.{{0,20}}inject|needle|"
    rf"rotate|self[\s-]?inject)",
)
ASKS_WHETHER_RIGHT = re.compile(
    rf"{B}(?:typo|a problem|all good|query (?:it|this|that)|too (?:much|high|low|little|strong)|over the top|a lot){E}|"
    rf"{B}(?:does|do|did|is|are|was) (?:that|this|it|these|those|they) (?:fit|match|agree with|square with|comply with|"
    rf"follow|within|inside|outside|over|above|below|under|in (?:range|line)){E}|"
    rf"{B}(?:which|who)(?: one)?(?: is|'s) (?:right|correct){E}|"
    rf"{B}(?:is|was|are|does|would|will|should|sound|seem)s?\b.{{0,24}}{B}(?:enough|ok|okay|right|"
    rf"correct|safe|fine|too (?:much|high|low|"
    rf"little)|appropriate|allowed|reasonable|normal|sufficient|excessive|acceptable){E}|"
    rf"^\W*+(?:correct|right|ok(?:ay)?|safe|confirm|as (?:stated|per (?:the )?\w+|recommended)|per (?:the "
    rf")?(?:label|monograph))\W*$|"
    rf"{B}(?:change|adjust|alter) (?:anything|something|it)\W*$|{B}is (?:that|this|it) (?:ok|okay|safe|bad|right|"
    rf"too much)"
)
# In a message that has a question, only these make its other sentences ask for something too.
REQUEST = re.compile(
    rf"{B}(?:tell me|give me|need|want|wanted|wants|please|pls|confirm|calculate|work out|"
    rf"looking for|advise|let me know|can you|could you|"
    rf"what|which|how|convert|ordered|prescribed|told|wrote){E}"
)
