"""What monographs may call another medicine that a question names: by its names, or else by its class.

Which class a medicine belongs to is the project's own list (drugs/classes.yaml), not the monographs': an answer that
rests on it says so. Start with `by_class`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.listing import listed
from assistant.subject import Subject, stands_beside
from drugs import DrugMention, NameMatch
from drugs.classes import DrugClass, classes_in, classes_of, members_in, wider_than
from drugs.lexicon import lexicon, names_in_use_of
from drugs.moiety import components, without_salt, words_of
from prompts import text
from schema import Passage, SectionCode

# "Are statins ok with X?"
_WITH_AFTER = re.compile(r"\W*(?:\w+\W+){0,3}?with\b")
_ASIDE = re.compile(r"\s*\([^)]*\)")
_NAME = re.compile(r"[a-z]{4,}")
# What is said of a class is said of the two together in these sections; where the medicine itself belongs to the class,
# in no other. Elsewhere it may be what a reaction is treated with, or what patients of a study had before.
_OF_TWO = frozenset({SectionCode.INTERACTIONS, SectionCode.CONTRAINDICATIONS})
_OF_ONE = frozenset({SectionCode.OTHER, SectionCode.OVERDOSE, SectionCode.DESCRIPTION})
_TOGETHER = re.compile(
    r"\b(?:concomitant|concurrent|co-?admin|administering\b|combin|together\b|interact|same time\b"
    r"|(?:tak|receiv|us)(?:e|es|ing)\b"
    r"|(?:used|given|taken|administered)\b[^.]*\bwith\b|hours? (?:before|after|apart)\b)",
    re.IGNORECASE,
)


def names_of(*others: DrugMention) -> frozenset[str]:
    """Other drugs as typed, by their generic names without salts, and by others that texts may give them."""
    return frozenset(name.lower() for mention in others for name in (mention.text, *_generics(mention)))


def _generics(mention: DrugMention) -> tuple[str, ...]:
    """The names that monographs may give a drug."""
    drug = generic_of(mention)
    generics = (drug, *(" ".join(without_salt(words_of(part))) for part in components(drug)))
    return (*generics, *(name for generic in generics for name in names_in_use_of(lexicon().get(generic, generic))))


def generic_of(mention: DrugMention) -> str:
    """The generic name of a drug; of a component the one that it is known by."""
    known = lexicon().get(mention.text.lower(), mention.text)
    return known if mention.is_part else mention.drug or known


def in_their_names(words: str, subject: Subject, vocabulary: frozenset[str]) -> str:
    """A question with the monographs' name of another drug after one that they do not use: "aspirin (...)"."""
    for mention in subject.others:
        typed = mention.text.lower()
        names = (name for name in (typed, *_generics(mention)) if vocabulary.issuperset(words_of(name)))
        known = next(names, typed)
        if known != typed:
            words = words.replace(typed, f"{typed} ({known})")
    return words


def mentions(passage: str, names: frozenset[str]) -> bool:
    """Whether the text of a passage holds any of the names, which are in lower case."""
    return any(name in passage.lower() for name in names)


@dataclass(frozen=True, slots=True)
class ByClass:
    """A medicine or class of a question, and the class or members by which the monographs speak of it.

    Attributes:
        asked: as the question has it, in lower case.
        kind: the class, by the project's own list.
        written: as the monographs first write the class; of members their names.
        members: those that the monographs name, where the question names the class and they do not.
        is_own: whether the medicine of the monographs belongs to the class too.
    """

    asked: str
    kind: DrugClass
    written: str
    members: frozenset[str] = frozenset()
    is_own: bool = False

    @property
    def is_same(self) -> bool:
        """Whether the question names the class itself, in other words than the monographs."""
        return not self.members and self.kind.find(self.asked) is not None

    def is_in(self, passage: Passage) -> bool:
        """Whether a passage speaks of the class, and not only of its own medicine as one of it."""
        return _may_be_meant(passage, self.is_own) and self.is_in_words(passage.text)

    def is_of_two(self, passage: Passage) -> bool:
        """Whether a passage speaks of the class in a section on medicines that are used together."""
        return passage.section_code in _OF_TWO and self.is_in_words(passage.text)

    def is_in_words(self, text: str) -> bool:
        """Whether words name the class, or the members."""
        return mentions(text, self.members) if self.members else self.kind.find(text) is not None


def by_class(question: str, subject: Subject, passages: Sequence[Passage]) -> tuple[ByClass, ...]:
    """What a lower-case question names that no passage on its subject names, and what these name in its place."""
    listed_members, asked_classes = list(members_in(question)), list(classes_in(question))
    if not (subject.others or listed_members or asked_classes):
        return ()
    monographs = _Monographs(subject.drugs[0], passages)
    found: list[ByClass] = []
    for mention in subject.others:
        if not mentions(monographs.text, names_of(mention)):
            found += monographs.writing(mention.text.lower(), classes_of(mention.text, generic_of(mention)))
    for name in listed_members:
        if name not in monographs.text:
            found += monographs.writing(name, classes_of(name))
    for match, kind in asked_classes:
        asked = match.group()
        if kind not in monographs.own and asked not in monographs.text and _is_beside(question, match):
            wider = monographs.writing(asked, (kind, *wider_than(kind)))
            found += wider or monographs.naming_members(asked, kind)
    return tuple(dict.fromkeys(found))


class _Monographs:
    """What the monographs of a medicine write of classes, and the classes that it belongs to itself."""

    def __init__(self, drug: str, passages: Sequence[Passage]) -> None:
        self.own = classes_of(drug)
        self.text = " | ".join(passage.text for passage in passages).lower()
        self._beside = [passage for passage in passages if _may_be_meant(passage, is_own=False)]

    def writing(self, asked: str, kinds: Sequence[DrugClass]) -> list[ByClass]:
        """The classes that they write of beside the medicine, for what a question asks about."""
        return [
            ByClass(asked, kind, _ASIDE.sub("", written).lower(), is_own=kind in self.own)
            for kind in kinds
            if (written := self._written(kind))
        ]

    def _written(self, kind: DrugClass) -> str:
        found = (kind.find(one.text) for one in self._beside if kind not in self.own or one.section_code in _OF_TWO)
        return next((match.group() for match in found if match), "")

    def naming_members(self, asked: str, kind: DrugClass) -> list[ByClass]:
        """The members that they name of a class that a question asks about and they do not write of."""
        if kind.find(self.text):
            return []
        words = dict.fromkeys(_NAME.findall(self.text))
        names = [word for word in words if word in lexicon() and kind in classes_of(word)]
        return [ByClass(asked, kind, ", ".join(names), frozenset(names))] if names else []


def _is_beside(question: str, match: re.Match[str]) -> bool:
    """Whether a class in a question is set beside its subject."""
    mention = DrugMention(match.group(), match.start(), match.end(), NameMatch.NOT_HELD, None)
    return stands_beside(question, mention) or _WITH_AFTER.match(question[match.end() :]) is not None


def _may_be_meant(passage: Passage, is_own: bool) -> bool:
    """Whether a class in a passage may be of medicines that are used beside its own."""
    if passage.section_code in _OF_TWO:
        return True
    return not is_own and passage.section_code not in _OF_ONE and _TOGETHER.search(passage.text) is not None


def with_classes(words: str, kinds: Sequence[ByClass]) -> str:
    """Lower-case words with what the monographs write in brackets after what they do not: "ibuprofen (nsaids)"."""
    for asked in dict.fromkeys(kind.asked for kind in kinds):
        written = dict.fromkeys(kind.written for kind in kinds if kind.asked == asked)
        words = words.replace(asked, f"{asked} ({', '.join(written)})", 1)
    return words


def told_of_classes(drug: str, kinds: Sequence[ByClass], quotes: Sequence[str]) -> Iterator[str]:
    """What has to be said before quotes on a drug, of each name that is asked about and stands in none of them."""
    told = [kind for kind in kinds if not kind.is_same]
    for asked in dict.fromkeys(kind.asked for kind in told):
        quoted = [kind for kind in told if kind.asked == asked and any(map(kind.is_in_words, quotes))]
        if not quoted:
            yield text("answers.unnamed", drug=drug, other=asked)
        elif quoted[0].members:
            yield text("answers.by_members", drug=drug, asked=asked, members=listed(sorted(quoted[0].members)))
        else:
            yield text("answers.by_class", drug=drug, asked=asked, kinds=listed(kind.kind.name for kind in quoted))
