"""The messages that training/triage.py learns from: templates of messages.txt, each written out a few times.

A message of several sentences, a hurried one and a misspelt one are made from the others, of every kind alike, so that
only what is told tells the kinds apart. Seeds are fixed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MESSAGES = Path(__file__).with_suffix(".txt")
OFF_TOPIC = "off_topic"
COPIES = 4  # most messages that one template gives
SEED = 0
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_LIST = re.compile(r"<(\w+)>")
# Said of anybody, before or after what matters.
_BEFORE = (
    "hi, sorry to bother you",
    "good evening",
    "i've been on drug for about two years and it has been fine",
    "we were at a family dinner and it was a long day",
    "started drug on monday, the doctor said to take it with food",
    "my doctor is away this week and the surgery is shut",
    "background: type 2 diabetes, high blood pressure, 68 years old",
    "she weighs 62 kg and takes drug and drug as well",
    "i read the leaflet but couldn't find it",
    "he is otherwise healthy, no allergies that we know of",
    "i work in a community pharmacy",
    "the weather was hot and we drove for four hours",
)
_AFTER = (
    "thanks",
    "please reply quickly",
    "what do you think",
    "what should i do",
    "can you check",
    "not sure who else to ask",
    "we also have drug in the cupboard",
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message, cleaned and in lower case, its kind, and what is held out together with it."""

    text: str
    kind: str
    group: str


def messages(path: Path = MESSAGES) -> list[Message]:
    """Every message, in file order."""
    lists: dict[str, str] = {}
    kind = group = ""
    made: list[Message] = []
    chance = random.Random(SEED)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            name, _, choices = line[1:].partition(" ")
            lists[name] = choices
        elif line.startswith("== "):
            kind, group = line[3:].split()
        elif line and not line.startswith("#"):
            written = dict.fromkeys(_written_out(line, lists, chance) for _ in range(3 * COPIES))
            together = line if kind == OFF_TOPIC else f"{kind} {group}"  # those are not alike
            for text in [*written][:COPIES]:
                made.extend(Message(voiced, kind, together) for voiced in _voices(text, kind, chance))
    return made


def _written_out(template: str, lists: dict[str, str], chance: random.Random) -> str:
    text = _LIST.sub(lambda match: f"[{lists[match[1]]}]", template)
    return " ".join(_CHOICE.sub(lambda match: chance.choice(match[1].split("|")), text).split())


def _voices(text: str, kind: str, chance: random.Random) -> Iterator[str]:
    """The message as it stands, and one time in two in another voice."""
    yield text
    voice = chance.choice(("story", "bare", "misspelt", "", "", ""))
    if voice == "bare":
        yield re.sub(r"[^\w ]", "", text)
    elif voice == "misspelt":
        yield _misspelt(text, chance)
    elif voice == "story" and kind != OFF_TOPIC:
        before = ". ".join(chance.sample(_BEFORE, chance.choice((1, 2, 3))))
        yield f"{before}. {text}" + (f". {chance.choice(_AFTER)}" if chance.random() < 0.5 else "")


def _misspelt(text: str, chance: random.Random) -> str:
    """Two letters of two words change places, or one is left out."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for at in chance.sample(long, min(2, len(long))):
        word, place = words[at], chance.randrange(1, len(words[at]) - 2)
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        words[at] = chance.choice((swapped, word[:place] + word[place + 1 :]))
    return " ".join(words)
