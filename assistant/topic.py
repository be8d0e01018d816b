"""Whether a question that names no drug is about the medicine of its conversation, or about none at all."""

from __future__ import annotations

from assistant.conversation import Conversation, goes_on, points_back
from assistant.query import Query, read_words
from assistant.silence import is_off_topic, leaves_topic
from assistant.subject import Subject, refers_to_subject
from retriever.query import is_in_words_of, is_strange_to
from retriever.ranker import Evidence
from retriever.retriever import Retriever
from retriever.triage import Triage

NEAR_TOPIC = 0.3  # the cosine below which a question without a drug is about nothing that the library holds


class Topic:
    """What a library is about, and each of its drugs."""

    def __init__(self, retriever: Retriever, triage: Triage | None) -> None:
        self._retriever = retriever
        self._triage = triage

    def is_far(self, query: str) -> bool:
        """Whether a question without a drug is about no medicine, or about nothing that the library holds."""
        if self._triage and self._triage.is_off_topic(query):
            return True
        return not self._retriever.holds_near(query, NEAR_TOPIC)

    def is_left(
        self, conversation: Conversation, subject: Subject, query: Query, evidence: Evidence, is_strange: bool
    ) -> bool:
        """Whether a question without the name of a drug is not about the one that is meant; `is_strange` as below."""
        if subject.named or subject.others:
            return False
        if conversation.standing and self._triage:
            return not self._stays(conversation, subject.drugs[0]) and leaves_topic(
                self._triage.off_topic(conversation.question), evidence, is_strange
            )
        about_the_drug = query.intents or query.telling or refers_to_subject(conversation.question)
        return not about_the_drug and is_off_topic(evidence)

    def is_strange(self, conversation: Conversation, drug: str) -> bool:
        """Whether a question goes on from the one before it in words of which the monographs have none."""
        question, vocabulary = conversation.question, self._retriever.vocabulary(drug)
        is_later = bool(conversation.standing) and goes_on(question)
        return is_later and is_strange_to(vocabulary, read_words(question, vocabulary))

    def _stays(self, conversation: Conversation, drug: str) -> bool:
        """Whether a question goes on from the one before it, pointing at it or in no words but the monographs'."""
        question = conversation.question
        return points_back(question) or (
            goes_on(question) and is_in_words_of(self._retriever.vocabulary(drug), question)
        )
