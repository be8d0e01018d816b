"""What the user's turns, taken together, ask now. Only the user's own messages count; nothing said by an assistant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.forgetting import announces_a_patient
from assistant.greetings import is_to_the_assistant
from retriever.lexical import terms
from rules.text import clean

# How people go on from their last question, and how they point back at it.
_GOES_ON = re.compile(
    r"\A\W*(?:and|also|or|but|so|then|ok(?:ay)?|what about|how about|what if|same|why|how come|how long|how soon"
    r"|for how|the other|tell me more|more|yes|yeah|any(?:thing)? else|else|in (?:children|adults|the elderly))\b"
)
_POINTS_BACK = re.compile(r"\b(?:that|those|them|these|they|there|this|one|ones|same|other one|instead|either)\b")
_MEANS_THE_DRUG = re.compile(r"\b(?:it|its)\b")  # "can a patient on Enbrel take it?" is whole, "is it safe?" is not
_MARKUP = re.compile(r"<(script|style)\b[^<>]{0,200}>[^<]*</\1>|</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_PLEA = re.compile(
    r"\A\W*(?:please\W+)?(?:(?:can|could|will|would) (?:you|u) )?(?:help(?: me| us)?(?: out)?|i need help"
    r"|what (?:should|can|do|shall) (?:i|we) do(?: now)?|what now|now what)\W*(?:please\W*)?\Z"
)
# "AHFS says no, right?" asks for what was said to be confirmed, "we are off to Spain, what then?" for what follows.
_ASKS_BACK = re.compile(r"\b(?:right|correct|true|really|isn'?t it|doesn'?t it|can'?t (?:it|they|i|we|you))\W*\Z")
_ASKS_ON = re.compile(r"\b(?:what|who|how|where|when)\b[^.?!]*\bthen\W*\Z")
_FEW_WORDS = 4
_CONFIRMED_TERMS = 3  # of "AHFS says no, right?"
_FEW_TERMS = 2  # "for the elderly?" has one term of its own, "any interactions with alcohol?" two


@dataclass(frozen=True, slots=True)
class Conversation:
    """The user's turns in comparable form, oldest first, and the last question with what it leaves unsaid.

    `query` is what is searched for: the question, preceded by the question that it goes on from.
    `standing` is the last turn that asked something whole before it, where there is one.
    """

    turns: tuple[str, ...]
    query: str
    standing: str = ""

    @property
    def question(self) -> str:
        """The last turn."""
        return self.turns[-1]

    def read_with_before(self) -> Conversation:
        """The same conversation, its question read as going on from what was asked before."""
        return replace(self, query=f"{self.standing} {self.question}".strip())


def conversation_of(question: str, history: Sequence[str]) -> Conversation:
    """Read a question in the light of the user's earlier messages, oldest first.

    Empty ones and those that ask nothing ("thanks", "new patient") are passed over by what goes on from a question.
    """
    earlier = (message for message in history if not is_to_the_assistant(message) and not announces_a_patient(message))
    cleaned = (clean(_without_markup(message)).text for message in (*earlier, question))
    turns = [turn for text in cleaned if (turn := " ".join(text.split()))]
    *before, last = turns
    standing = next((turn for turn in reversed(before) if _is_whole(turn)), next(iter(before), ""))
    conversation = Conversation(tuple(turns), last, standing)
    return conversation.read_with_before() if goes_on(last) else conversation


def _is_whole(turn: str) -> bool:
    """Whether a turn asks something that another can go on from: "and does it interact with warfarin?" does."""
    return not goes_on(turn) or (len(terms(turn)) >= _FEW_TERMS and not is_plea(turn))


def _without_markup(message: str) -> str:
    """A message without HTML tags and scripts, unless it holds nothing else."""
    bare = _MARKUP.sub(" ", message)
    return bare if any(character.isalnum() for character in bare) else message


def points_back(turn: str) -> bool:
    """Whether a turn goes on from the one before it and points at what was asked there: "and the ones that ...?"."""
    return bool(_GOES_ON.search(turn) and _POINTS_BACK.search(turn))


def is_plea(turn: str) -> bool:
    """Whether a turn only calls for help in what was told before it."""
    return _PLEA.match(turn) is not None


def goes_on(turn: str) -> bool:
    """Whether a turn needs the one before it to be understood."""
    if is_plea(turn):
        return True
    own = len(terms(turn))
    asks_on = _ASKS_ON.search(turn) or (own <= _CONFIRMED_TERMS and _ASKS_BACK.search(turn))
    points_back = (own <= _FEW_TERMS and _POINTS_BACK.search(turn)) or (
        len(turn.split()) <= _FEW_WORDS and _MEANS_THE_DRUG.search(turn)
    )
    return own == 0 or bool(_GOES_ON.search(turn) or points_back or asks_on)
