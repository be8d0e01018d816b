"""What else a clause may be about than a dose: effects, storage, fate in the body, trials, cost and the like.

All are read from clean, lower-case text.
"""

from __future__ import annotations

import re

from rules.grammar import PERSON, PIECE, UNIT, E, any_of

# Whether to stop a medicine, or what to do with it, when something happens: the monograph tells, no table does. Kidneys
# that fail are no such event, they change a dose; where a number or a dose is named, one may be asked for.
_NO_DOSE = (
    r"(?!.*(?:\d|\bdos|\blong\b|\bmany\b|\bmuch\b|\boften\b|\bkidney|\brenal|\bdialys|\bcreatinine|\bcrcl|\be?gfr"
    r"|\bckd|\baki\b))"
)
_NO_DOSE_BY_DIALYSIS = r"(?!.*\b(?:dos|extra|more|supplement|another|again|repeat|much|many|often))"
_EVENT = (
    r"(?:infections?|infected|sepsis|septic|pneumonia|flu|cold|covid|shingles|fever|antibiotics|surgery|operations?|procedures?|"
    r"extraction|rash(?:es)?|reactions?|anaphylaxis|bleed\w*|pregnan\w*|jaundice\w*|hepatitis|neutropenia|"
    r"neutrophils|malignan\w*|cancer|seizures?|enzymes|lfts?|pancreatitis|diarrh\w+|illness|ill|unwell)"
)
_STOP = (
    r"(?:stop(?:ped|ping)?|discontinu\w+|withdrawn?|withh[eo]ld|held|hold|paus\w+|interrupt\w*|carry on|continued?|"
    r"come off|keep (?:taking|going|using)|ceased?)"
)
_SHOULD_IT_HAPPEN = r"(?:if|when|once|in case|after|because|due to|during|through|before|with|for|in|while|on)"
ON_AN_EVENT = any_of(
    rf"^{_NO_DOSE}.*\bwhat\b.{{0,24}}\b(?:done|do|happens?) (?:with|to|about) .{{1,40}}\b(?:if|when|once|in case)\b",
    rf"^{_NO_DOSE}.*\b{_STOP}\b.{{0,60}}\b{_SHOULD_IT_HAPPEN}\b.{{0,40}}\b{_EVENT}\b",
    rf"^{_NO_DOSE}.*\b{_EVENT}\b.{{0,60}}\b{_STOP}(?: (?:it|the \w+))?\W*$",
)

TOPICS = any_of(
    ON_AN_EVENT.pattern,
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
    r"\bt\s?1/2",
    r"\btmax\b|\bcmax\b|\bauc\b",
    r"\bdistribut",
    r"\b(?:removed?|cleared|dialy[sz](?:able|ed out)) (?:by|through|from|with|in)\b|\bdialy[sz]able\b",
    rf"^{_NO_DOSE_BY_DIALYSIS}.*(?:\b(?:off|out|away) (?:with|by|in|on|during) (?:ha?emo)?dialysis\b"
    r"|\bdialysis (?:helps?|works?|removes?|clears?|takes?|gets?|pulls?|filters?|washes)\b)",
    r"\b(?:gives?|giving|given|gave|donat\w+) (?:blood|plasma|sperm|semen|eggs|bone marrow)\b(?! pressure)",
    r"\bexposures?\b|\b(?:what|which|how (?:much|many))\b.{0,20}\bper\s?cent\b(?! solution)|\bpercentages?\b|"
    r"\bproportion\b|\bfraction\b|\bwhat share\b|"
    r"\bplacebo\b|"
    r"sugar pill|radiolabel",
    r"\b(?:condoms?|coil|birth control|contracepti\w+)\b|\bback to (?:nursing|breast)|\bback to the breast",
    r"\b(?:were|was|are|is|been|being) (?:seen|reported|observed)\b|\bneedles?\b|\bbuilds? up\b|\baccumulat|"
    r"\bdesigned to\b|\bsuitable to\b",
    r"\bcrops? up\b|\bfrequency band|\bas opposed to\b|how (?:frequent|common) (?:is|are|in)\b|\bdyes?\b|"
    r"\bcolourings?\b|\bcarbs?\b",
    r"what (?:does|do) .{1,24} mean\b|\bmeaning of\b|\blong[\s-]?term effects\b",
    r"(?<!creatinine )\bclearance (?:lower|higher|different|reduced|changed|slower|faster)\b|\b(?:is|was|are) "
    r"(?:the )?(?:plasma )?clearance\b",
    r"enteric|\bcoated\b|scored\b",
    r"\bin (?:your|the|my|his|her|you|breast|blood|body)?\s?(?:system|body|blood|urine|milk)",
    r"leave (?:your|the|my) (?:body|system)",
    r"wear off",
    r"kick in",
    r"takes? effect",
    r"start(?:s|ed)? working",
    r"(?<!neonatal[ -])(?<!systemic[ -])(?<!adult[ -])\bonset\b",
    r"before (?:it|they|you|i) (?:works?|feel|see|notice)",
    r"mechanism",
    r"interact",
    r"alcohol",
    r"cocktail",
    r"grapefruit",
    r"compatib",
    r"ingredient",
    r"contain(?!.{0,30}\bdos)",
    r"gluten",
    r"\b(?:latex|preservative|sugar|lactose|dye|alcohol)[\s-]free\b|\b(?:halal|kosher|vegan)\b",
    r"inactive",
    r"looks?\s?like",
    r"\bcolou?rs?\b",
    r"\bshape\b",
    r"pronounc",
    r"\bcosts?\b",
    r"\b(?:ndc|gtin|upc|barcode|lot (?:number|no)|batch number|product code)s?\b",
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
    r"\bschedule (?:drug|is|are|[iv]+)\b(?!.{0,30}\b(?:given|used|for|dosed|taken)\b)",
    r"what class",
    r"\bclass of\b",
    r"what type",
    r"blood (?:tests?|work|counts?)",
    r"\blabs?\b",
    r"(?<!the )monitor",
    r"neutrophil",
    r"symptoms?",
    r"\bcauses?\b",
    r"mixed? with",
    r"dispose",
    r"disposal",
    r"throw (?:away|out)",
    r"\bdangerous\b(?! to (?:give|take|inject|use|go))",
    r"\bdifferen(?:t|ce)s? (?:from|between|than)\b|\b(?:as good|as strong|stronger|better|safer|worse) (?:as|"
    r"than)\b",
    r"\b(?:platelets?|eosinophils?|lymphocytes?|haemoglobin|hemoglobin)\b",
    r"\b(?:approved|licen[sc]ed|indicated) (?:for|in|by|to treat)\b|\bfda\b",
    r"how long (?:does|do|will|did) (?:(?!course|treatment|therapy)[\w-]+ ){1,4}last\b",
    r"\b\d+ degrees\b|\btemperature\b",
    r"\bdizzy|\bnausea|\brash\b|\bheadaches?\b|\bhurts?\b(?! to (?:take|give|use|inject))|\bpainful\b|\bsting|\bburn",
    r"plasma",
    r"\bpeaks?\b",
    r"concentrations? (?:reach|in the blood)",
    r"steady[\s-]state",
    r"metaboli[sz]",
    r"eliminat",
    r"excret",
    r"(?<!creatinine )clearance of(?! \d)",
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
    r"\bwithdrawals?\b",
    r"\baddict",
)

_PLAIN_WORD = (
    r"(?!(?:for|to|should|do|does|can|of|is|per|a|each|every|get|gets|take|takes|need|needs|give|use|inject|"
    r"receive) )"
    r"[a-z][\w-]*\s"
)
INGREDIENT = re.compile(
    rf"how (?:much|many) (?!{UNIT}\b)(?:{_PLAIN_WORD}){{1,3}}(?:(?:is|are|does|do) )?(?:there )?(?:in|inside)\b"
    rf"(?!\s(?:a|an|one|each|every|the|this|my|1)?\s?{PIECE}{E})"
    r"|how much (?:ethanol|alcohol|sugar|sodium|salt|caffeine|lactose|sorbitol)"
)

# Whoever takes a medicine for so long, where other subjects are its effects.
_WHO_TAKES = rf"{PERSON} (?:\w+ )?(?:stay on|be on|remain on|keep on|continue|take|use|inject|need){E}"
NOT_AN_AMOUNT = re.compile(
    r"(?<!over )how (?:much|many) (?:time\b|longer|does (?:it|this|that|\w+) (?:cost|lower|reduce|raise|help|"
    r"improve|decrease|increase|weigh)|do(?:es)? .{0,30}\b(?:cost|weigh)\b|pain|relief|better|"
    r"worse|risk|of an?\b|people|patients|children|adults|subjects|"
    r"studies|sites|side|infections?|women|men|percent|money|is it worth|benefit|weight|"
    r"improvement|calories|carbs|drugs|medicines|medications|brands|types|kinds|forms|"
    r"hours (?:before|until|does|do|after)|minutes|days (?:before|until|after|"
    r"(?:does|do|can) (?:it|this|that|the effects?)\b|"
    rf"in advance)|weeks (?:before|until|after|(?:does|do)\b(?! {_WHO_TAKES}))|months (?:before|until|after))"
)

# Those of whom a rate of effects is told, and the effects: "how often do people get headaches?".
MANY = r"(?:\w+ )?(?:people|patients|users|women|men|children|adults)"
EFFECT = (
    r"(?:\w+ ){0,2}?\w*(?:aches?|rash(?:es)?|infections?|bleed\w*|pain|pains|nausea|sick|dizz\w+|tired|fatigue|itch\w*|"
    r"diarrh\w+|vomit\w*|constipat\w+|ulcers?|reactions?|cough|swelling|fever|cramps?|bruis\w+|seizures?|clots?|"
    r"shingles|itis|penia|a?emia|cancers?)\b"
)

DURATION_IS_ELSE = re.compile(
    r"how long (?:does|do|will|did|would|might|can) (?:it|this|that|they) take\b(?! to (?:infuse|give|inject|run|taper|"
    r"titrate|administer))|"
    r"\b(?:stays?(?! on\b)|system|body|blood|expire|expired|shelf|last|lasts|keep(?! (?:taking|using|"
    r"giving))|store|fridge|refrigerat|room|out of|before|until|till|till?l|wait|withdraw|effect|"
    r"work|works|feel|results?|peak|onset|wear|good|half|absorb|show|sit|warm|syringe (?:be|stay|"
    r"sit))\b"
)

FOLLOW_UP_IS_ELSE = re.compile(
    r"^\W*+(?:what is|what are|what's|why|who|where|how does|tell me about|can (?:i|you|she|he) (?:drink|eat|"
    r"drive)|(?:and )?with(?:out)? (?:food|meals))\b"
)

# An amount beside these is the name of a product, not an amount that is asked about.
NAMES_A_PRODUCT = re.compile(
    r"\bwhy\b|\bwhat (?:is|are|does|do|kind|type|medication|medicine|drug)\b|\bwhich (?:medication|medicine|drug)\b"
    r"|\b(?:brand|generic|called|name|so big|recalled?)\b"
)
