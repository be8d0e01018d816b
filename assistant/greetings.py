"""What is said to the assistant itself: a greeting, thanks, or a question about what it is and does.

Only a message that says nothing else counts: "hi, dose of Kineret?" is a question about Kineret.
"""

from __future__ import annotations

import re
from itertools import cycle

from assistant.listing import listed
from library import Library
from prompts import text
from rules.text import clean
from schema import SectionCode

EXAMPLES = 2

_TOOL = r"(?:assistant|chat(?:\s?bot)?|bot|page|site|tool|app|program|system|thing)"
_HELD = r"(?:drugs?|medicines?|medications?|monographs?|documents?|leaflets?|labels?|sources?)"
_ABOUT = (
    r"(?:who|what) (?:are|r) (?:you|u)(?: for| exactly)?|what(?:'s| is) your (?:name|job|purpose)|your name"
    rf"|(?:what|who) (?:is|are|'s) this {_TOOL}(?: for)?|tell me about (?:yourself|this {_TOOL})|introduce yourself"
    r"|(?:are|r) (?:you|u) (?:(?:an?|the|even|really|or|real|actual|human|person|man|machine|computer|robot|bot"
    r"|chat\s?bot|ai|a\.?i\.?|llm|model|language model|chat\s?gpt|gpt|doctor|nurse|pharmacist|there|ok|alive)\b\W*)+"
    r"|what (?:can|could|do) (?:you|u) (?:do|know|answer|offer|help (?:me )?with)(?: for me)?"
    rf"|what (?:can|does|could) this {_TOOL} do|what (?:can|could|should|may|do) i (?:ask|type|say)(?: you| here)?"
    rf"|how (?:do|can|should|to) (?:i |we )?(?:use|ask|talk to) (?:you|this {_TOOL})"
    rf"|how (?:do|does) (?:you|this {_TOOL}) work"
    rf"|(?:which|what) (?:other |are the |are )?{_HELD} (?:(?:do|can) (?:you|u|i|we) (?:have|know|hold|cover|use|read"
    r"|ask about)(?: about)?|are (?:there|loaded|available|covered|included|in (?:here|the library)))(?: here| loaded)?"
    rf"|(?:list|show)(?: me)? (?:all |the |your |all the |loaded )*{_HELD}|what(?:'s| is) (?:loaded|in the library)"
    r"|(?:what are|where are) your (?:sources|answers from)|where do(?:es)? your (?:answers?|information) come from"
)
_GREETING = (
    r"h(?:i+|ello|ey+|iya|owdy)|hallo|greetings|good (?:morning|afternoon|evening|day)|morning|good to (?:see|meet) you"
    r"|nice to meet you|how are (?:you|u)(?: doing)?(?: today)?|what's up|sup"
)
_THANKS = r"thanks?(?: you| u)?|thx|ty|cheers|(?:much )?appreciated|you're (?:great|the best|welcome)"
_CLOSING = (
    r"good night|ok(?:ay)?|k|great|perfect|cool|nice|good|fine|super|awesome|excellent|understood|got it|i see|noted"
    r"|all ?right|(?:that's|that is|that was) (?:all|it|great|helpful|fine|good|perfect)|bye(?: bye)?|goodbye"
    r"|see (?:you|ya)|(?:no more|no further) questions|lol|haha+|wow|never ?mind"
)
# To somebody who has told of something it is a plea, and no question about the assistant.
_HELP = r"(?:can|could|will|would) (?:you|u) help(?: me| us)?(?: out)?|i need help|help(?: me)?"
_BESIDES = r"there|all|everyone|everybody|team|again|so|very|much|a lot|for (?:that|now|your help)|please|and|but|then"

_SAID = {
    "about": re.compile(rf"(?:{_ABOUT})\b"),
    "help": re.compile(rf"(?:{_HELP})\b"),
    "greeting": re.compile(rf"(?:{_GREETING})\b"),
    "thanks": re.compile(rf"(?:{_THANKS})\b"),
    "closing": re.compile(rf"(?:{_CLOSING})\b"),
    "besides": re.compile(rf"(?:{_BESIDES}|{_TOOL})\b"),
}
_BETWEEN = re.compile(r"[\W_]*")

_EXAMPLE_SECTIONS = (
    SectionCode.INDICATIONS,
    SectionCode.INTERACTIONS,
    SectionCode.RENAL,
    SectionCode.STORAGE,
    SectionCode.CONTRAINDICATIONS,
    SectionCode.ADVERSE_REACTIONS,
    SectionCode.PREGNANCY,
)


def is_to_the_assistant(message: str) -> bool:
    """Whether a message is nothing but a greeting, thanks, a closing word or a question about the assistant."""
    return bool(_parts(message) - {"besides"})


def reply_to(message: str, library: Library, is_first: bool = True) -> str | None:
    """What the assistant says to a message to itself, with questions to go on with; None for any other message.

    A call for help is to the assistant where it `is_first` in a conversation.
    """
    parts = _parts(message)
    if not parts - {"besides"} or ("help" in parts and not is_first):
        return None
    if not library.drugs:
        return text("page.library_empty")
    examples = "\n".join(f"- {question}" for question in example_questions(library)[:EXAMPLES])
    going_on = f"{text('answers.examples')}\n\n{examples}"
    if parts & {"about", "greeting", "help"}:
        return f"{text('answers.about', held=listed(library.drugs))}\n\n{going_on}"
    return f"{text('answers.welcome')} {going_on}" if "thanks" in parts else going_on


def example_questions(library: Library) -> list[str]:
    """Questions that the library has a section for, its drugs in turn."""
    codes = {
        drug: {section.code for monograph in library.monographs_of(drug) for section in monograph.sections}
        for drug in library.drugs
    }
    drugs = cycle(library.drugs)
    return [
        text(f"answers.example_{code.value}", drug=drug)
        for code, drug in zip(_EXAMPLE_SECTIONS, drugs, strict=False)
        if code in codes[drug]
    ]


def _parts(message: str) -> set[str]:
    """The kinds of what a message says to the assistant, part by part; none where any part is something else."""
    said = " ".join(clean(message).text.split())
    found: set[str] = set()
    at = _BETWEEN.match(said).end()  # type: ignore[union-attr]  # it matches the empty string
    while at < len(said):
        matches = [(match.end(), kind) for kind, pattern in _SAID.items() if (match := pattern.match(said, at))]
        if not matches:
            return set()
        end, kind = max(matches)
        found.add(kind)
        after = _BETWEEN.match(said, end)
        at = after.end() if after else end
    return found
