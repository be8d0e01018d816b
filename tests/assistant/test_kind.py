import pytest

from assistant.kind import asks_kind, telling_kind
from schema import Passage, PassageKind, SectionCode, Span


def passage(text: str, code: SectionCode = SectionCode.INDICATIONS) -> Passage:
    return Passage(text, "m", "testaquin", PassageKind.SENTENCE, code, ("Heading",), (Span(0, len(text)),), text)


@pytest.mark.parametrize(
    "question",
    [
        "what drug class is it",
        "which class does it fall under, for the formulary",
        "what kind of drug is it",
        "what therapeutic category would i file it under?",
        "what's its class?",
    ],
)
def test_a_question_for_the_class_is_told(question: str) -> None:
    assert asks_kind(question)


@pytest.mark.parametrize(
    "question",
    ["pregnancy category?", "is it ok in nyha class iii", "what class effects does it have", "what kind of rash is it"],
)
def test_a_question_with_another_class_is_not_one(question: str) -> None:
    assert not asks_kind(question)


@pytest.mark.parametrize(
    "text",
    [
        "TESTAX is a kinase inhibitor indicated for adults.",
        "Testaquin belongs to a group of medicines called TNF blockers.",
        "Testax tablets contain testaquin, an anticoagulant.",
        "Drug class: Disease-modifying Antirheumatic Drugs",
        "It is a type of protein called a monoclonal antibody.",
    ],
)
def test_a_sentence_that_says_what_the_drug_is_tells(text: str) -> None:
    assert telling_kind([passage(text)], ["testaquin", "Testax"]) == {text}


@pytest.mark.parametrize(
    "text",
    [
        "TESTAX is indicated for patients who take a kinase inhibitor.",
        "Testaquin is used with a TNF blocker.",
        "Antacids are agents that lower it.",
        "Drug class specific drugs",
    ],
)
def test_another_sentence_does_not_tell(text: str) -> None:
    assert telling_kind([passage(text)], ["testaquin", "Testax"]) == frozenset()


def test_a_phrase_that_opens_the_description_tells() -> None:
    text = "Synthetic opiate agonist; phenylpiperidine derivative."
    assert telling_kind([passage(text, SectionCode.DESCRIPTION)], ["testaquin"]) == {text}


def test_a_sentence_of_another_section_does_not_tell() -> None:
    text = "Testaquin is an inhibitor of CYP3A4."
    assert telling_kind([passage(text, SectionCode.INTERACTIONS)], ["testaquin"]) == frozenset()
