"""What is looked for in the monographs of a drug: a question read once, and every later step by this reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from assistant.abbreviation import asked_abbreviation, writes_out
from assistant.conversation import Conversation
from assistant.kind import asks_kind, telling_kind
from assistant.naming import ByClass, by_class, in_their_names, mentions, names_of, with_classes
from assistant.products import products_in
from assistant.sources import sources_in
from assistant.subject import Subject
from drugs import DrugMention, DrugNames, replaced
from library import Library
from retriever.lexical import terms
from retriever.query import (
    answering_alone,
    corrected,
    has_unknown_term,
    headings_asked_for,
    section_intents,
    sections_asked_for,
    written_out,
)
from retriever.ranker import Scores
from retriever.wording import reworded
from schema import Passage, PassageKind, RankedPassage, SectionCode

_ASKS_FOR_LIST = re.compile(
    r"\b(?:list|which|what (?:are|other|kinds?|types?)|all|name|side effects|adverse (?:effects|reactions)|interactions"
    r"|every|examples?|who (?:should|must|may|can)(?:n't| not)?"
    r"|what (?:[a-z-]+ ){0,3}(?:areas|checks|complaints|conditions|contraindications|diseases|disorders|drugs|effects"
    r"|exams|illnesses|infections|ingredients|instructions|labs|medicines|medications|places|precautions|problems|products"
    r"|reactions|reasons|risks|signs|sites|situations|spots|steps|symptoms|tests|things|uses|vaccines|warnings)"
    r"|(?:^|[,.:;?!] )(?:areas|contraindications|places|precautions|reasons|signs|sites|steps|symptoms|warnings))\b"
)
_COMPARES = re.compile(r"\b(?:versus|vs|than|compared?|better|worse)\b")
SHORT_QUESTION, SHORT_QUESTION_WEIGHT = 2, 4  # of a question of so few terms the section is most of what it says
# Beside 1 for standing in a section that the question points to: a section prior, never a filter.
LIST_BOOST = 0.3
NAMED_BOOST = 7.0  # a passage that names the other drug leads


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the monographs of one drug.

    Attributes:
        drug: whose monographs are searched.
        words: the question in lower case without what it says of the sources, "it" for the held drugs, abbreviations
            written out, spelling corrected, and the monographs' own wording after what they say otherwise.
        intents: the sections that it points to, often none.
        sections: those that it asks for as a whole: "what is it used for?", "mechanism?".
        headings: with those above them, the ones that it asks for as a whole: "half-life", "less common side effects".
        alone: of the sections, those that no other may answer for.
        telling: the passages that tell what it asks for and no other does: what an abbreviation stands for, which class
            of medicine the drug is.
        wants_list: whether it asks for several things at once.
        compared: whether it asks for what each monograph says.
        others: the names of the other drugs in it, in lower case.
        by_class: what it names that the monographs speak of by a class.
        aside: the monographs that it is not about: of another product, or other sources than the one it names.
        not_held: the brand, or the drug with a salt, that it names and that no monograph is of.
        has_unknown_term: whether it holds a term of the field that the monographs do not have.
    """

    drug: str
    words: str
    intents: frozenset[SectionCode] = frozenset()
    sections: frozenset[SectionCode] = frozenset()
    headings: frozenset[tuple[str, ...]] = frozenset()
    alone: frozenset[SectionCode] = frozenset()
    telling: frozenset[str] = frozenset()
    wants_list: bool = False
    compared: bool = False
    others: frozenset[str] = frozenset()
    by_class: tuple[ByClass, ...] = ()
    aside: frozenset[str] = frozenset()
    not_held: str = ""
    has_unknown_term: bool = False

    @classmethod
    def of(
        cls,
        conversation: Conversation,
        subject: Subject,
        names: DrugNames,
        library: Library,
        vocabulary: frozenset[str],
    ) -> Query:
        """Read the last question of a conversation about a subject; `vocabulary` is that of the drug's passages."""
        drug = subject.drugs[0]
        named = names.find(conversation.query)
        monographs = library.monographs_of(drug)
        sources = sources_in(without_held(conversation.query, named), monographs)
        products = products_in(conversation.query, drug, named, monographs)
        asked = sources.words
        if products.not_held:  # the monographs of another salt, which speak for it, do not name it
            asked = asked.replace(f"it {products.not_held.rpartition(' ')[2]}", "it")
        passages = library.passages_by_drug[drug]
        kinds = by_class(conversation.query, subject, passages)
        standing = {(passage.heading_path, passage.section_code) for passage in passages}
        read = read_words(
            with_classes(asked, kinds), vocabulary, {name.lower() for path, _ in standing for name in path}
        )
        words = in_their_names(read, subject, vocabulary)
        alone = answering_alone(words)
        sections = sections_asked_for(words) | alone
        headings = headings_asked_for(words, standing)
        if not terms(words) and not sections:
            words = read_words(conversation.query, vocabulary)
        intents = section_intents(words)
        if not sections and len(terms(conversation.question)) <= 1:
            sections = intents
        return cls(
            drug,
            words,
            intents,
            sections,
            headings,
            alone,
            telling(conversation.question, passages, (drug, *library.drugs[drug])),
            asks_for_list(conversation.question) or bool(sections or headings),
            sources.compared,
            names_of(*subject.others),
            kinds,
            products.aside or sources.aside,
            products.not_held,
            has_unknown_term(words, vocabulary),
        )

    @property
    def is_whole(self) -> bool:
        """Whether it asks for passages, sections or headings as a whole, and nothing of them in particular."""
        return bool(self.telling or self.sections or self.headings)

    def asks_for(self, passage: Passage) -> bool:
        """Whether a passage, its section or a heading above it is asked for as a whole."""
        if self.telling:
            return passage.passage_id in self.telling
        path = passage.heading_path
        return (
            passage.section_code in self.sections
            or any(path[: len(heading)] == heading for heading in self.headings)
            or bool(self.alone and self.alone & answering_alone(passage.text.lower()))
        )

    def asked_for(self, ranking: Sequence[RankedPassage]) -> Iterator[RankedPassage]:
        """What stands in the sections and under the headings that are asked for as a whole, in the order of a ranking.

        Where monographs are compared, one that has no such section speaks with its best passage.
        """
        if not self.is_whole:
            return
        asked = [self.asks_for(ranked.passage) for ranked in ranking]
        speaking = {ranked.passage.monograph_id for ranked, is_asked in zip(ranking, asked, strict=True) if is_asked}
        for ranked, is_asked in zip(ranking, asked, strict=True):
            is_another = self.compared and speaking and ranked.passage.monograph_id not in speaking
            if is_asked or is_another:
                speaking.add(ranked.passage.monograph_id)
                yield ranked

    def names_other(self, passage: Passage) -> bool:
        """Whether a passage names one of the other drugs that are asked about, or a class that counts for one."""
        return mentions(passage.text, self.others) or any(kind.is_in(passage) for kind in self.by_class)

    def is_of_both(self, passage: Passage) -> bool:
        """Whether a passage tells of the drug beside a class that is meant, and no comparison is asked for."""
        return not _COMPARES.search(self.words) and any(kind.is_of_two(passage) for kind in self.by_class)

    def boost(self, passages: Sequence[Passage]) -> Scores:
        """What the sections, the list and the other drugs that are asked for add to the scores of passages.

        Passages of monographs that the question is not about get minus infinity.
        """
        of_section = SHORT_QUESTION_WEIGHT if len(terms(self.words)) <= SHORT_QUESTION else 1
        return np.array(
            [
                of_section * (passage.section_code in self.intents)
                + LIST_BOOST * (self.wants_list and passage.kind is PassageKind.LIST)
                + NAMED_BOOST * self.names_other(passage)
                - (np.inf if passage.monograph_id in self.aside else 0)
                for passage in passages
            ],
            dtype=np.float32,
        )


def telling(question: str, passages: Sequence[Passage], names: Sequence[str]) -> frozenset[str]:
    """The ids of the passages that alone tell what a lower-case question asks; none where it asks for no such thing."""
    if asks_kind(question):
        return telling_kind(passages, names)
    short = asked_abbreviation(question)
    return frozenset(passage.passage_id for passage in passages if short and writes_out(passage.text, short))


def asks_for_list(question: str) -> bool:
    """Whether a question in lower case asks for several things at once."""
    return _ASKS_FOR_LIST.search(question) is not None


def read_words(question: str, vocabulary: frozenset[str], headings: Set[str] = frozenset()) -> str:
    """A question in lower case with abbreviations written out, spelling corrected and the monographs' own wording."""
    return reworded(corrected(written_out(question), vocabulary), vocabulary, headings)


def without_held(query: str, mentions: Sequence[DrugMention]) -> str:
    """The query with "it" for the held drugs: every passage ranked is about the drug, its name tells none apart."""
    return replaced(query, [mention for mention in mentions if mention.match.is_held], "it")
