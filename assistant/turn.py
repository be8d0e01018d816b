"""One question on its way to its answer: emergency, dose, subject, ranking, silence. Reads as the diagram does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.combination import asks_no_more, held_of, names_other, told_of
from assistant.compose import MOST_PASSAGES, Draft, compose, joined, near
from assistant.conversation import Conversation, conversation_of, is_plea
from assistant.currency import asks_how_current, told_how_current
from assistant.differences import difference_in
from assistant.dose_guard import is_of_a_dose, may_have_changed, other_part, states_a_dose, tells_how_much
from assistant.dosing import DosingAnswer, DosingDesk
from assistant.emergency import before, named, told_of_harm, triaged, whom_to_call
from assistant.forgetting import Memory
from assistant.greetings import reply_to
from assistant.language import is_english
from assistant.listing import listed, nearest
from assistant.naming import told_of_classes
from assistant.query import Query
from assistant.silence import (
    ANOTHER_UNNAMED,
    ANSWERABLE,
    UNKNOWN_TERM,
    is_answered,
    leans_on_before,
)
from assistant.strangers import stranger_asked_of, strangers_beside
from assistant.subject import Subject, subject_of
from assistant.topic import Topic
from assistant.urgent import Emergency, emergency_in, tells_an_event
from drugs import DrugNames, replaced
from prompts import text
from retriever.embedder import MiniLM
from retriever.ranker import Evidence
from retriever.reader import Reader
from retriever.retriever import Retriever
from retriever.triage import Triage
from rules.intent import may_ask_for_none
from rules.text import clean
from schema import Answer, RankedPassage, Reason, Route, SectionCode
from settings import MAX_QUESTION_CHARS

# Outcomes that may be of no patient at all.
_IN_GENERAL = ("dose", "needs_input", "no_rule", "missed_dose", "unknown_drug")
_RULED_OUT = ("contraindicated", "not_recommended")
_TEMPERATURE = re.compile(r"\b(?:temp(?:erature)?|fever)\W+(?:(?:of|is|was|at)\W+)?\d\d(?:\.\d)?\b")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that belongs to one generation."""

    generation: Path
    retriever: Retriever
    names: DrugNames
    desk: DosingDesk
    triage: Triage | None

    @classmethod
    def open(cls, generation: Path, embedder: MiniLM, reader: Reader | None, triage: Triage | None) -> Service:
        """Open a generation.

        Raises:
            AssistantError: it is damaged or built by another model.
        """
        retriever = Retriever.open(generation, embedder, reader)
        names = DrugNames(retriever.library.drugs)
        return cls(generation, retriever, names, DosingDesk(retriever.library, names), triage)


class Turn:
    """The last question of a conversation, put to one generation."""

    def __init__(self, service: Service, question: str) -> None:
        self._asked = question
        self._names = service.names
        self._desk = service.desk
        self._triage = service.triage
        self._retriever = service.retriever
        self._topic = Topic(service.retriever, service.triage)
        self._library = service.retriever.library
        self._searched: dict[tuple[Conversation, Subject], tuple[Query, Evidence]] = {}

    def answer(self, history: Sequence[str]) -> Answer:
        """The answer, in the light of the user's earlier messages, oldest first; without version and latency."""
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
        named = self._names.find(told)
        if emergency := emergency_in(told, named):
            return self._urgent(emergency, conversation, subject)
        if answer := self._how_current(conversation, subject):
            return answer
        dosing = self._desk.answer(memory.turns)
        if (dosing is None or tells_an_event(told)) and (
            emergency := triaged(self._triage, replaced(told, named, "drug"))
        ):
            return self._perhaps_urgent(emergency, dosing, conversation, subject)
        return self._ordinary(dosing, conversation, subject)

    def _how_current(self, conversation: Conversation, subject: Subject) -> Answer | None:
        """When the monographs were revised, where the question is about them and not about the drug."""
        drug = next(iter(subject.drugs), "")
        if not drug or not asks_how_current(conversation.question, self._library.monographs_of(drug)):
            return None
        draft = told_how_current(conversation.question, drug, self._library)
        # A date that only a file gives can be told and not quoted.
        route = Route.ANSWER if draft.statements else Route.CLARIFY
        return self._say(route, "\n\n".join(draft.lines), draft, drug=drug)

    def _ordinary(self, dosing: DosingAnswer | None, conversation: Conversation, subject: Subject) -> Answer:
        if dosing and (answer := self._of_no_dose(dosing, conversation, subject)):
            return answer
        if dosing:
            answer = self._dosing(dosing, conversation) if dosing.has_table else self._quoted(dosing, conversation)
            return self._with_what_else(answer, conversation, subject)
        if not subject.drugs:
            return self._without_subject(subject, conversation)
        return self._from_monographs(conversation, told_of(subject, self._library))

    def _with_what_else(self, answer: Answer, conversation: Conversation, subject: Subject) -> Answer:
        """An answer that rules the drug out, with what the monographs say where it may not be a dose that was asked."""
        outcome = (answer.dosing or {}).get("outcome")
        if outcome not in _RULED_OUT or not subject.drugs or not may_ask_for_none(conversation.turns):
            return answer
        told = self._from_monographs(conversation, told_of(subject, self._library))
        return joined(answer, told) if told.route is Route.ANSWER else answer

    def _of_no_dose(self, dosing: DosingAnswer, conversation: Conversation, subject: Subject) -> Answer | None:
        """The answer to a message that may ask for a dose and may not, where the passage that answers is not of one.

        Never where the rules checked an amount or ruled the drug out, or may work with a number; an age or a
        temperature is none, as no amount follows from it alone.
        """
        age = dosing.slots.get("age_years", {}).get("text", "")
        has_number = any(map(str.isdigit, _TEMPERATURE.sub("", self._asked.lower().replace(age, ""))))
        is_of_a_case = dosing.has_table and (has_number or dosing.dosing["outcome"] not in _IN_GENERAL)
        if is_of_a_case or not subject.drugs or not may_ask_for_none(conversation.turns):
            return None
        subject = told_of(subject, self._library)
        _, evidence = self._search(conversation, subject)
        is_of_the_matter = states_a_dose if dosing.dosing["outcome"] == "unknown_drug" else is_of_a_dose
        if not is_answered(evidence) or is_of_the_matter(evidence.ranking[0].passage):
            return None
        answer = self._from_monographs(conversation, subject)
        return answer if answer.route is Route.ANSWER else None

    def _unreadable(self) -> Answer | None:
        question = self._asked.strip()
        if not question:
            return self._say(Route.CLARIFY, text("refusals.empty", drug=next(iter(self._library.drugs), "a drug")))
        if len(question) > MAX_QUESTION_CHARS:
            too_long = text("refusals.too_long", length=f"{len(question):,}", limit=f"{MAX_QUESTION_CHARS:,}")
            return self._say(Route.CLARIFY, too_long)
        if not any(character.isalnum() for character in clean(question).text):
            return self._say(Route.CLARIFY, text("refusals.no_words"))
        if not is_english(question):
            return self._say(Route.CLARIFY, text("refusals.not_english"))
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
        first = whom_to_call(emergency)
        drug = next(iter(subject.drugs), None)
        if emergency is Emergency.SELF_HARM or drug is None:
            return self._say(Route.URGENT, first, drug=drug)
        query = named(emergency, self._query(conversation, subject))
        ranking = self._retriever.rank(query.words, drug, query.boost).ranking
        draft = told_of_harm(query, ranking, self._library)
        return self._say(Route.URGENT, "\n\n".join([first, *draft.lines]), draft, drug=drug)

    def _perhaps_urgent(
        self, emergency: Emergency, dosing: DosingAnswer | None, conversation: Conversation, subject: Subject
    ) -> Answer:
        """First whom to call, then the answer to the question, should it be no emergency; none to self-harm."""
        if emergency is Emergency.SELF_HARM:
            return self._urgent(emergency, conversation, subject)
        return before(emergency, self._ordinary(dosing, conversation, subject))

    def _dosing(self, dosing: DosingAnswer, conversation: Conversation) -> Answer:
        """What the rules say, by no ranking and no model; and where the message asks for more, that too."""
        answer = dosing.to(self._asked)
        rest = other_part(self._asked)
        if rest is None or dosing.drug not in self._library.drugs or dosing.route is not Route.DOSING:
            return answer
        asked = conversation_of(rest, conversation.turns[:-1])
        beside = subject_of((rest.lower(),), self._names, ())
        subject = Subject((dosing.drug,), named=True, others=(*beside.others, *beside.unheld))
        return joined(answer, self._from_monographs(asked, subject))

    def _quoted(self, dosing: DosingAnswer, conversation: Conversation) -> Answer:
        """What the monographs say of a dose that no table holds: quoted, and nothing worked out."""
        drug = dosing.drug or ""
        subject = Subject((drug,), named=True, others=subject_of(conversation.turns, self._names, (drug,)).others)
        query, evidence = self._search(conversation, subject)
        draft = self._composed(query, evidence.ranking)
        no_rule = text("dosing.no_table", drug=drug)
        if not is_answered(evidence) or not draft.statements:
            refusal = self._not_in_monograph("refusals.not_in_monograph", query)
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
            held = nearest(self._library.drugs, subject.unheld[0].drug or subject.unheld[0].text)
            refused = text("refusals.drug_not_in_library", drug=named, held=held)
            return self._say(Route.REFUSE, refused, reason=Reason.DRUG_NOT_IN_LIBRARY)
        if self._topic.is_far(conversation.query):
            return self._off_topic()
        return self._say(
            Route.CLARIFY, text("refusals.which_drug", held=listed(self._library.drugs)), reason=Reason.NEEDS_FACTS
        )

    def _from_monographs(self, conversation: Conversation, subject: Subject) -> Answer:
        drug = subject.drugs[0]
        query, evidence = self._search(conversation, subject)
        is_strange = not subject.others and self._topic.is_strange(conversation, drug)
        if self._topic.is_left(conversation, subject, query, evidence, is_strange):
            return self._off_topic()
        query, evidence = self._heard(conversation, subject, query, evidence, is_strange)
        vocabulary = self._retriever.vocabulary(drug)
        if strangers := strangers_beside(conversation.question, query.words, self._names, vocabulary):
            return self._not_in_monograph("refusals.interaction", query, other=listed(strangers))
        another = listed(mention.text for mention in subject.others)
        is_unnamed = bool(another) and not query.by_class and not names_other(subject, self._library)
        on_both_alone = SectionCode.INTERACTIONS in query.intents or asks_no_more(conversation.question, self._names)
        if is_unnamed and (on_both_alone or not is_answered(evidence, ANOTHER_UNNAMED)):
            return self._not_in_monograph("refusals.interaction", query, held_of(subject), other=another)
        ranking = tuple(query.asked_for(evidence.ranking))
        if not ranking and query.alone:
            return self._not_in_monograph("refusals.not_in_monograph", query)
        if not ranking:
            query, ranking = replace(query, sections=frozenset(), headings=frozenset()), evidence.ranking
        of_both = on_both_alone and query.is_of_both(ranking[0].passage)
        threshold = UNKNOWN_TERM if query.has_unknown_term else ANSWERABLE
        if not is_answered(evidence, threshold) and not of_both and not query.is_whole:
            return self._not_in_monograph("refusals.not_in_monograph", query)
        is_unnamed_subject = not (subject.named or subject.others)
        if is_unnamed_subject and (stranger := stranger_asked_of(conversation.question, query.words, vocabulary)):
            unknown = text("refusals.unknown_name", name=stranger, held=nearest(self._library.drugs, stranger))
            return self._say(Route.REFUSE, unknown, reason=Reason.DRUG_NOT_IN_LIBRARY)
        draft = self._composed(query, ranking)
        if not draft.statements:
            return self._not_in_monograph("refusals.not_in_monograph", query)
        self._note(draft, query, subject, another if is_unnamed else "")
        return self._say(Route.ANSWER, "\n\n".join(draft.lines), draft, drug=drug)

    def _note(self, draft: Draft, query: Query, subject: Subject, unnamed: str) -> None:
        """Say beside an answer what it does not hold for: amounts, the other drug, a product that is not loaded."""
        drug = query.drug
        if not self._desk.has_table(drug) and any(
            tells_how_much(citation.quote, SectionCode(citation.section_code)) for citation in draft.citations
        ):
            draft.lines.append(text("answers.amounts", drug=drug))
        if unnamed:
            draft.lines.insert(0, text("answers.unnamed", drug=drug, other=unnamed))
        by_class = {kind.asked for kind in query.by_class}
        asked = (mention for mention in subject.unheld if not unnamed and mention.text not in by_class)
        if without := (*subject.parts, *asked):
            named = listed(mention.text for mention in without)
            draft.lines.insert(0, text("answers.from_another", drug=drug, named=named))

    def _heard(
        self, conversation: Conversation, subject: Subject, query: Query, evidence: Evidence, is_strange: bool
    ) -> tuple[Query, Evidence]:
        """What a question is read as: one that says too little by itself, with what was asked before it.

        One that is strange to the monographs is read alone: what was asked before would answer.
        """
        if is_strange:
            return self._search(replace(conversation, query=conversation.question), subject)
        if subject.named or subject.others or not leans_on_before(conversation.question, evidence):
            return query, evidence
        return self._search(conversation.read_with_before(), subject)

    def _composed(self, query: Query, ranking: Sequence[RankedPassage]) -> Draft:
        """The answer that a ranking makes; where a table doses the drug, what states a dose is left to the rules."""
        best = near(ranking)
        difference = difference_in(query, best, self._library)
        monographs = self._library.monographs
        left_out = {
            ranked.passage.passage_id: monographs[ranked.passage.monograph_id]
            for ranked in ranking
            if may_have_changed(ranked.passage, monographs[ranked.passage.monograph_id])
        }
        kept = [ranked for ranked in ranking if ranked.passage.passage_id not in left_out]
        with_doses = not self._desk.has_table(query.drug)
        draft = compose(query, kept, self._library, difference, with_doses)
        if query.not_held and draft.statements:
            held = listed(own.drug for own in self._library.monographs_of(query.drug))
            draft.lines.insert(0, text("answers.from_another", drug=held, named=query.not_held))
        quotes = [citation.quote for citation in draft.citations]
        draft.lines[:0] = told_of_classes(query.drug, query.by_class, quotes)
        shown = [passage.passage_id for passage in best[:MOST_PASSAGES]]
        for title in dict.fromkeys(left_out[at].title for at in shown if at in left_out):
            draft.lines.append(text("answers.left_out", title=title))
        return draft

    def _not_in_monograph(self, name: str, query: Query, also: Sequence[str] = (), **values: str) -> Answer:
        """The refusal `name`, with the titles that were searched: the query's, and those of the drugs in `also`."""
        searched = (one for drug in (query.drug, *also) for one in self._library.monographs_of(drug))
        titles = listed(one.title for one in searched if one.monograph_id not in query.aside)
        refused = text(name, drug=query.drug, titles=titles, **values)
        return self._say(Route.REFUSE, refused, drug=query.drug, reason=Reason.NOT_IN_MONOGRAPH)

    def _search(self, conversation: Conversation, subject: Subject) -> tuple[Query, Evidence]:
        """The question to the monographs of the subject, and how they rank for it; read once, however often needed."""
        asked = conversation, subject
        if asked not in self._searched:
            query = self._query(conversation, subject)
            self._searched[asked] = query, self._retriever.rank(query.words, query.drug, query.boost)
        return self._searched[asked]

    def _query(self, conversation: Conversation, subject: Subject) -> Query:
        vocabulary = self._retriever.vocabulary(subject.drugs[0])
        return Query.of(conversation, subject, self._names, self._library, vocabulary)

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
