"""The clauses of a message: each sentence, cut where "and" or a comma leads to a question of its own."""

from __future__ import annotations

import re

from rules import cues, signs, topics
from rules.grammar import PERSON, E

_SECOND_QUESTION = re.compile(
    r",? (?:and|also|plus|but) (?:also )?(?=(?:how|what|where|when|is|are|can|could|does|do|should|which|who|why)\b)"
)
_QUESTION_AFTER_COMMA = re.compile(
    r",\s(?=(?:what|which|how|when|why|where|should|is|are|was|does|do|can|could|may|will|would)\s)"
)
OPENS_A_QUESTION = re.compile(
    r"^\W*+(?:what|which|how|when|why|where|who|should|is|are|was|does|do|can|could|may|will|would)\b"
)
# A sentence that says how things are, before another that asks: "he takes 100 mg and has a fever, should he ...?"
_STATES = re.compile(
    rf"^\W*+(?:{PERSON}|(?:my|our|his|her|the|a|this|that) [a-z]+|chart|pharmacy|pt)"
    rf"(?:'s|'ve|'m| (?:is|was|has|had|takes?|took|got|gets|gave|sent|says?|reads|weighs?|needs?|started|have|"
    rf"inject|use)){E}"
)


def clauses_of(text: str) -> list[str]:
    """The sentences of clean text; where none ends in a question mark, each that may ask is taken for a question."""
    sentences = [sentence for sentence in re.split(r"[!;\n]+|(?<=\?)|\.(?=\s|$)", text) if sentence.strip(" ?")]
    if "?" not in text:
        asking = sentences
        if any(OPENS_A_QUESTION.search(sentence) for sentence in sentences):
            asking = [sentence for sentence in sentences if not _STATES.search(sentence)]
        sentences = [f"{sentence} ?" if sentence in asking else sentence for sentence in sentences]
    return [part for sentence in sentences for part in _parts(sentence)]


def _parts(sentence: str) -> list[str]:
    """A sentence cut where "and" or a comma leads to a question; each part that asks ends as the sentence does."""
    parts = _SECOND_QUESTION.split(sentence)
    if len(parts) == 1 and (comma := _QUESTION_AFTER_COMMA.search(sentence)):
        before = sentence[: comma.start()]
        if not is_about_something_else(before):
            parts = [before, sentence[comma.end() :]]
    asks = "?" in sentence
    return [f"{part} ?" if asks and "?" not in part and not _STATES.search(part) else part for part in parts]


def is_about_something_else(clause: str) -> bool:
    """Whether a clause speaks of effects, storage or another subject, and asks for no dose beside."""
    if topics.INGREDIENT.search(clause) or topics.NOT_AN_AMOUNT.search(clause):
        return True
    return topics.TOPICS.search(clause) is not None and not (
        signs.PLAIN_ASK.search(clause) or cues.counts_a_drug(clause)
    )
