"""One question through the assistant: emergency, dose, subject, ranking, silence, answer. Reads as the diagram does."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.compose import MOST_PASSAGES, Draft, compose, joined, near
from assistant.conversation import Conversation, conversation_of, is_plea
from assistant.differences import Asked, difference_in
from assistant.dose_guard import may_have_changed, other_part, tells_how_much
from assistant.dosing import DosingAnswer, DosingDesk
from assistant.forgetting import Memory
from assistant.greetings import reply_to
from assistant.listing import listed, nearest
from assistant.silence import ANOTHER_UNNAMED, is_answered, is_off_topic
from assistant.subject import Subject, refers_to_subject, subject_of
from assistant.urgent import Emergency, emergency_in
from drugs import DrugMention, DrugNames, NameMatch
from library import Library, current_generation
from prompts import text
from retriever.embedder import MiniLM
from retriever.lexical import terms
from retriever.query import corrected, section_intents, written_out
from retriever.ranker import Evidence, Scores
from retriever.reader import Reader
from retriever.retriever import Retriever
from rules.text import clean
from schema import Answer, Passage, PassageKind, RankedPassage, Reason, Route, SectionCode
from settings import MAX_QUESTION_CHARS, Settings

_ASKS_FOR_LIST = re.compile(
    r"\b(?:list|which|what (?:are|other|kinds?|types?)|all|name|side effects|adverse (?:effects|reactions)|interactions"
    r"|every|examples?|who (?:should|must|may|can)(?:n't| not)?)\b"
)
# Where monographs tell of what harms; a dosage or a strength is no answer to an emergency.
_TELL_OF_HARM = frozenset(
    {
        SectionCode.OVERDOSE,
        SectionCode.BOXED_WARNING,
        SectionCode.WARNINGS,
        SectionCode.PRECAUTIONS,
        SectionCode.CONTRAINDICATIONS,
        SectionCode.ADVERSE_REACTIONS,
    }
)
NEAR_TOPIC = 0.3  # the cosine below which a question without a drug is about nothing that the library holds
SECTION_BOOST = 0.003  # about five ranks at the top of a ranking: a section prior, never a filter
SHORT_QUESTION, SHORT_QUESTION_WEIGHT = 2, 4  # of a question of so few terms the section is most of what it says
LIST_BOOST = 0.001
FEW_TERMS = 3  # "anything known", "levels when added": what is said of two drugs when only their combination is meant
NAMED_BOOST = 0.02  # about what separates the first rank from the hundredth: a passage that names the other drug leads


@dataclass(frozen=True, slots=True)
class _Service:
    """Everything that belongs to one generation."""

    generation: Path
    retriever: Retriever
    names: DrugNames
    desk: DosingDesk


def asks_for_list(question: str) -> bool:
    """Whether a question in lower case asks for several things at once."""
    return _ASKS_FOR_LIST.search(question) is not None


def names_a_section(question: str) -> bool:
    """Whether a question is no more than the name of a part of a monograph: "mechanism?"."""
    return len(terms(question)) <= 1


class Assistant:
    """Answers from the generation in service, and moves to a newer one as soon as it is published."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._embedder = MiniLM()
        self._reader = Reader.load_or_none(self._embedder)
        self._lock = threading.Lock()
        self._service = self._open(current_generation(settings.index_dir))
        self._retired: _Service | None = None  # kept open until the next switch: an answer may still be reading it

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Open the index that the settings name.

        Raises:
            AssistantError: the index is missing, damaged or built by another model.
        """
        return cls(settings)

    @property
    def library(self) -> Library:
        """The library in service."""
        return self._current().retriever.library

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question in the light of the user's earlier messages, oldest first."""
        started = time.perf_counter()
        service = self._current()
        answer = _Turn(service, question).answer(history)
        return replace(
            answer,
            index_version=service.retriever.library.index_version,
            latency_ms=(time.perf_counter() - started) * 1000,
        )

    def _open(self, generation: Path) -> _Service:
        retriever = Retriever.open(generation, self._embedder, self._reader)
        names = DrugNames(retriever.library.drugs)
        return _Service(generation, retriever, names, DosingDesk(retriever.library, names))

    def _current(self) -> _Service:
        generation = current_generation(self._settings.index_dir)
        with self._lock:
            if generation != self._service.generation:
                opened = self._open(generation)
                if self._retired:
                    self._retired.retriever.close()
                self._retired, self._service = self._service, opened
            return self._service


class _Turn:
    """One question on its way through one generation."""

    def __init__(self, service: _Service, question: str) -> None:
        self._asked = question
        self._names = service.names
        self._desk = service.desk
        self._retriever = service.retriever
        self._library = service.retriever.library

    def answer(self, history: Sequence[str]) -> Answer:
        if refusal := self._unreadable():
            return refusal
        if reply := reply_to(self._asked, self._library, is_first=not any(map(str.strip, history))):
            return self._say(Route.CLARIFY, reply)
        memory = self._desk.remembered([*history, self._asked])
        if memory.told:
            return self._taken_back(memory)
        conversation = conversation_of(memory.turns[-1], memory.turns[:-1])
        subject = subject_of(conversation.turns, self._names, tuple(self._library.drugs))
        told = conversation.query if is_plea(conversation.question) else conversation.question
        if emergency := emergency_in(told):
            return self._urgent(emergency, conversation, subject)
        if dosing := self._desk.answer(memory.turns):
            return self._dosing(dosing, conversation) if dosing.has_table else self._quoted(dosing, conversation)
        if not subject.drugs:
            return self._without_subject(subject, conversation)
        return self._from_monographs(conversation, self._told_of(subject))

    def _unreadable(self) -> Answer | None:
        question = self._asked.strip()
        if not question:
            return self._say(Route.CLARIFY, text("refusals.empty", drug=next(iter(self._library.drugs), "a drug")))
        if len(question) > MAX_QUESTION_CHARS:
            too_long = text("refusals.too_long", length=f"{len(question):,}", limit=f"{MAX_QUESTION_CHARS:,}")
            return self._say(Route.CLARIFY, too_long)
        if not any(character.isalnum() for character in clean(question).text):
            return self._say(Route.CLARIFY, text("refusals.no_words"))
        return None

    def _taken_back(self, memory: Memory) -> Answer:
        """What no longer counts, and what a dosing question that still stands is answered without it."""
        dosing = self._desk.answer(memory.turns)
        if dosing is None or not dosing.has_table:
            return self._say(Route.CLARIFY, memory.told)
        answer = self._dosing(dosing, conversation_of(self._asked, ()))
        return replace(answer, text=f"{memory.told}\n\n{answer.text}")

    def _urgent(self, emergency: Emergency, conversation: Conversation, subject: Subject) -> Answer:
        """First whom to call, then what the monographs say of it."""
        first = text(f"answers.urgent_{emergency}")
        drug = next(iter(subject.drugs), None)
        if emergency is Emergency.SELF_HARM or drug is None:
            return self._say(Route.URGENT, first, drug=drug)
        ranking = self._evidence(conversation, drug, subject).ranking
        told_of_harm = [ranked for ranked in ranking if ranked.passage.section_code in _TELL_OF_HARM]
        draft = compose(self._without_names(conversation.query), told_of_harm, self._library, False)
        told = "\n\n".join([first, text("answers.urgent_quotes"), *draft.lines])
        return self._say(Route.URGENT, told, draft, drug=drug)

    def _dosing(self, dosing: DosingAnswer, conversation: Conversation) -> Answer:
        """What the rules say, by no ranking and no model; and where the message asks for more, that too."""
        answer = Answer(
            question=self._asked,
            route=dosing.route,
            text=dosing.text,
            statements=dosing.statements,
            citations=dosing.citations,
            dosing=dosing.dosing,
            drug=dosing.drug,
            slots=dosing.slots,
            reason=dosing.reason,
            rules_version=dosing.rules_version,
            generator="rules",
        )
        rest = other_part(self._asked)
        if rest is None or dosing.drug not in self._library.drugs or dosing.route is not Route.DOSING:
            return answer
        asked = conversation_of(rest, conversation.turns[:-1])
        subject = Subject((dosing.drug,), named=True, others=subject_of((rest.lower(),), self._names, ()).unheld)
        return joined(answer, self._from_monographs(asked, subject))

    def _quoted(self, dosing: DosingAnswer, conversation: Conversation) -> Answer:
        """What the monographs say of a dose that no table holds: quoted, and nothing worked out."""
        drug = dosing.drug or ""
        subject = Subject((drug,), named=True, others=subject_of(conversation.turns, self._names, (drug,)).others)
        evidence = self._evidence(conversation, drug, subject)
        draft = self._composed(conversation, subject, evidence.ranking)
        no_rule = text("dosing.no_table", drug=drug)
        if not is_answered(evidence) or not draft.statements:
            refusal = self._not_in_monograph("refusals.not_in_monograph", drug)
            told = f"{no_rule} {refusal.text}"
            return replace(refusal, text=told, dosing=dosing.dosing, slots=dosing.slots, generator="rules")
        told = "\n\n".join([f"{no_rule} {text('dosing.no_table_quotes')}", *draft.lines, text("dosing.closing")])
        answer = self._say(Route.DOSING, told, draft, drug=drug)
        return replace(answer, dosing=dosing.dosing, slots=dosing.slots)

    def _without_subject(self, subject: Subject, conversation: Conversation) -> Answer:
        if subject.unclear:
            candidates = " or ".join(subject.unclear.candidates)
            asked = text("refusals.look_alike", name=subject.unclear.text, candidates=candidates)
            return self._say(Route.CLARIFY, asked, reason=Reason.NEEDS_FACTS)
        if subject.unheld:
            named = listed(mention.text for mention in subject.unheld)
            held = nearest(self._library.drugs, subject.unheld[0].text)
            refused = text("refusals.drug_not_in_library", drug=named, held=held)
            return self._say(Route.REFUSE, refused, reason=Reason.DRUG_NOT_IN_LIBRARY)
        if not self._retriever.holds_near(conversation.query, NEAR_TOPIC):
            return self._off_topic()
        return self._say(
            Route.CLARIFY, text("refusals.which_drug", held=listed(self._library.drugs)), reason=Reason.NEEDS_FACTS
        )

    def _from_monographs(self, conversation: Conversation, subject: Subject) -> Answer:
        drug = subject.drugs[0]
        evidence = self._evidence(conversation, drug, subject)
        bare = self._without_names(conversation.query)
        intents = section_intents(written_out(bare))
        about_the_drug = subject.named or subject.others or intents or refers_to_subject(conversation.question)
        if not about_the_drug and is_off_topic(evidence):
            return self._off_topic()
        another = listed(mention.text for mention in subject.others)
        is_unnamed = bool(another) and not self._names_other(subject)
        on_both_alone = SectionCode.INTERACTIONS in intents or self._asks_no_more(conversation.question)
        if is_unnamed and (on_both_alone or not is_answered(evidence, ANOTHER_UNNAMED)):
            return self._not_in_monograph("refusals.interaction", drug, _held_of(subject.others), other=another)
        section_alone = bool(intents) and names_a_section(conversation.question)
        if not is_answered(evidence) and not section_alone:
            return self._not_in_monograph("refusals.not_in_monograph", drug)
        ranking = evidence.ranking
        if section_alone:
            ranking = tuple(ranked for ranked in ranking if ranked.passage.section_code in intents) or ranking
        draft = self._composed(conversation, subject, ranking)
        if not draft.statements:
            return self._not_in_monograph("refusals.not_in_monograph", drug)
        if not self._desk.has_table(drug) and any(
            tells_how_much(citation.quote, SectionCode(citation.section_code)) for citation in draft.citations
        ):
            draft.lines.append(text("answers.amounts", drug=drug))
        if is_unnamed:
            draft.lines.insert(0, text("answers.unnamed", drug=drug, other=another))
        return self._say(Route.ANSWER, "\n\n".join(draft.lines), draft, drug=drug)

    def _composed(self, conversation: Conversation, subject: Subject, ranking: Sequence[RankedPassage]) -> Draft:
        """The answer that a ranking makes; where a table doses the drug, what states a dose is left to the rules."""
        bare = self._without_names(conversation.query)
        intents = section_intents(written_out(bare))
        others = self._of_other_products(conversation.query, subject.drugs[0])
        asked = Asked.of(bare, intents, _names_of(subject), others)
        difference = difference_in(asked, near(ranking), self._library)
        monographs = self._library.monographs
        left_out = {
            ranked.passage.passage_id: monographs[ranked.passage.monograph_id]
            for ranked in ranking
            if may_have_changed(ranked.passage, monographs[ranked.passage.monograph_id])
        }
        kept = [ranked for ranked in ranking if ranked.passage.passage_id not in left_out]
        wants_list = asks_for_list(conversation.question)
        with_doses = not self._desk.has_table(subject.drugs[0])
        draft = compose(bare, kept, self._library, wants_list, difference, with_doses)
        near_ids = [passage.passage_id for passage in near(ranking)]
        for title in dict.fromkeys(left_out[at].title for at in near_ids[:MOST_PASSAGES] if at in left_out):
            draft.lines.append(text("answers.left_out", title=title))
        return draft

    def _not_in_monograph(self, name: str, drug: str, also: Sequence[str] = (), **values: str) -> Answer:
        """The refusal `name`, with the titles that were searched: the drug's, and those of the drugs in `also`."""
        titles = listed(monograph.title for one in (drug, *also) for monograph in self._library.monographs_of(one))
        refused = text(name, drug=drug, titles=titles, **values)
        return self._say(Route.REFUSE, refused, drug=drug, reason=Reason.NOT_IN_MONOGRAPH)

    def _evidence(self, conversation: Conversation, drug: str, subject: Subject) -> Evidence:
        query = corrected(written_out(self._without_names(conversation.query)), self._retriever.vocabulary(drug))
        intents, named = section_intents(query), _names_of(subject)
        others = self._of_other_products(conversation.query, drug)
        wants_list = asks_for_list(conversation.question)
        of_section = SECTION_BOOST * (SHORT_QUESTION_WEIGHT if len(terms(query)) <= SHORT_QUESTION else 1)

        def boost(passages: Sequence[Passage]) -> Scores:
            return np.array(
                [
                    of_section * (passage.section_code in intents)
                    + LIST_BOOST * (wants_list and passage.kind is PassageKind.LIST)
                    + NAMED_BOOST * _mentions(passage.text, named)
                    - (passage.monograph_id in others)
                    for passage in passages
                ],
                dtype=np.float32,
            )

        return self._retriever.rank(query, drug, boost)

    def _of_other_products(self, query: str, drug: str) -> frozenset[str]:
        """The monographs of other products of the drug, where the query names one: "Onivyde" is not "Camptosar".

        A monograph that names no brand is of them all.
        """
        typed = {mention.text.lower() for mention in self._names.find(query) if mention.drug == drug}
        monographs = self._library.monographs_of(drug)
        is_named = {
            monograph.monograph_id: not typed.isdisjoint(brand.lower() for brand in monograph.brand_names)
            for monograph in monographs
            if monograph.brand_names
        }
        return frozenset(at for at, named in is_named.items() if not named) if any(is_named.values()) else frozenset()

    def _without_names(self, query: str) -> str:
        """The query with "it" for the held drugs: every passage ranked is about the drug, its name tells none apart."""
        bare = query
        for mention in reversed(self._names.find(query)):
            if mention.match in (NameMatch.EXACT, NameMatch.MISSPELLING):
                bare = f"{bare[: mention.start]}it{bare[mention.end :]}"
        return bare if terms(bare) else query

    def _asks_no_more(self, question: str) -> bool:
        """Whether a question says little besides the names of drugs: "can it be given with warfarin?"."""
        rest = question
        for mention in reversed(self._names.find(question)):
            rest = f"{rest[: mention.start]} {rest[mention.end :]}"
        return len(terms(rest)) <= FEW_TERMS

    def _told_of(self, subject: Subject) -> Subject:
        """Of two held drugs the one whose monographs name the other; as it was where neither's or both's do."""
        if not subject.others or self._names_other(subject):
            return subject
        asked = DrugMention(subject.drugs[0], 0, 0, NameMatch.EXACT, subject.drugs[0])
        turned = (Subject((held,), True, (asked,)) for held in _held_of(subject.others))
        return next((other for other in turned if self._names_other(other)), subject)

    def _names_other(self, subject: Subject) -> bool:
        """Whether any passage of the subject names one of the other drugs."""
        named = _names_of(subject)
        return any(
            _mentions(passage.text, named) for drug in subject.drugs for passage in self._library.passages_by_drug[drug]
        )

    def _off_topic(self) -> Answer:
        titles = listed(monograph.title for monograph in self._library.monographs.values())
        return self._say(Route.REFUSE, text("refusals.off_topic", titles=titles), reason=Reason.OFF_TOPIC)

    def _say(
        self,
        route: Route,
        told: str,
        draft: Draft | None = None,
        *,
        drug: str | None = None,
        reason: Reason | None = None,
    ) -> Answer:
        return Answer(
            question=self._asked,
            route=route,
            text=told,
            statements=tuple(draft.statements) if draft else (),
            citations=tuple(draft.citations) if draft else (),
            drug=drug,
            slots={"drug": drug} if drug else {},
            reason=reason,
        )


def _held_of(mentions: Sequence[DrugMention]) -> list[str]:
    return [mention.drug for mention in mentions if mention.drug and mention.match is not NameMatch.NOT_HELD]


def _names_of(subject: Subject) -> frozenset[str]:
    """The other drugs as typed and by their generic names, in lower case."""
    return frozenset(
        name.lower() for mention in subject.others for name in (mention.text, mention.drug or mention.text)
    )


def _mentions(passage: str, names: frozenset[str]) -> bool:
    return any(name in passage.lower() for name in names)
