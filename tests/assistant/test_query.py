"""How a question is read before it is put to a drug's monographs."""

import re

import pytest

from assistant import Assistant
from assistant.conversation import conversation_of
from assistant.query import Query
from assistant.subject import subject_of
from drugs import DrugNames
from library import Library
from schema import PassageKind, SectionCode


class Reader:
    """Questions to a library, as the assistant reads them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._names = DrugNames(library.drugs)
        said = " ".join(f"{' '.join(passage.heading_path)} {passage.text}" for passage in library.passages)
        self._vocabulary = frozenset(re.findall("[a-z]+", said.lower()))

    def __call__(self, question: str) -> Query:
        conversation = conversation_of(question, ())
        subject = subject_of(conversation.turns, self._names, tuple(self._library.drugs))
        return Query.of(conversation, subject, self._names, self._library, self._vocabulary)


@pytest.fixture
def library(assistant: Assistant) -> Library:
    return assistant.library


@pytest.fixture
def read(library: Library) -> Reader:
    return Reader(library)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("pregnency?", "pregnancy?"),
        ("anakinra stroage", "anakinra storage"),
        ("preg pts on Kineret", "pregnancy patients on Kineret"),
    ],
)
def test_a_slip_or_an_abbreviation_is_read_as_what_is_meant_by_every_step(read: Reader, slip: str, meant: str) -> None:
    assert read(slip) == read(meant)
    assert read(slip).intents


def test_the_drug_is_it_and_the_other_drug_keeps_its_name(read: Reader) -> None:
    query = read("Can Kineret be combined with warfarin?")
    assert query.words == "can it be combined with warfarin?"
    assert "warfarin" in query.others


def test_an_abbreviation_is_asked_for_where_the_monographs_write_it_out(read: Reader, assistant: Assistant) -> None:
    assert read("what does CAPD stand for, on the kineret form?").telling
    assert not read("what does XYZ stand for, on the kineret form?").telling
    answer = assistant.answer("what does CAPD stand for, on the kineret form?")
    assert [citation.quote for citation in answer.citations if "ambulatory peritoneal dialysis" in citation.quote]


def test_passages_of_the_section_the_list_and_the_other_drug_are_lifted(read: Reader, library: Library) -> None:
    passages = library.passages
    query = read("Which side effects?")
    lifted = {
        passage.section_code for passage, boost in zip(passages, query.boost(passages), strict=True) if boost >= 1
    }
    assert lifted == {SectionCode.ADVERSE_REACTIONS}
    plain = Query(query.drug, "what?", wants_list=True)
    kinds = {passage.kind for passage, boost in zip(passages, plain.boost(passages), strict=True) if boost}
    assert kinds == {PassageKind.LIST}
