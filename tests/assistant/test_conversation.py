import pytest

from assistant.conversation import conversation_of, goes_on


@pytest.mark.parametrize(
    "turn",
    [
        "and for the elderly?",
        "same for the pen?",
        "how long for?",
        "the other one too?",
        "why?",
        "ahfs says no, right?",
        "we are off to spain by car on friday, what then?",
    ],
)
def test_a_turn_that_leaves_its_subject_unsaid_goes_on(turn: str) -> None:
    assert goes_on(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "how is anakinra stored in the fridge",
        "what are the side effects in children",
        "is the latex allergy warning on the kineret needle cover true?",
    ],
)
def test_a_whole_question_stands_alone(turn: str) -> None:
    assert not goes_on(turn)


def test_a_follow_up_is_searched_for_with_the_question_that_it_goes_on_from() -> None:
    history = ["What are the storage conditions of anakinra syringes?", "and at home?"]
    conversation = conversation_of("why?", history)
    assert conversation.query == "what are the storage conditions of anakinra syringes? why?"


def test_a_whole_question_can_be_read_with_what_was_asked_before_it() -> None:
    conversation = conversation_of("which form is the worst?", ["What is anakinra for?", "and then?"])
    assert conversation.query == "which form is the worst?"
    assert conversation.read_with_before().query == "what is anakinra for? which form is the worst?"


def test_a_first_question_has_nothing_before_it() -> None:
    conversation = conversation_of("which form is the worst?", [])
    assert conversation.read_with_before() == conversation


def test_empty_and_invisible_turns_are_passed_over() -> None:
    conversation = conversation_of("Kine\u200bret storage?", ["", "   ", "\u200b"])
    assert conversation.turns == ("kineret storage?",)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<script>alert(1)</script> How is it <b>stored</b>?", "how is it stored ?"),
        ("creatinine clearance <30 and >10", "creatinine clearance <30 and >10"),
        ("<storage>", "<storage>"),
    ],
)
def test_markup_is_no_part_of_a_question(typed: str, read: str) -> None:
    assert conversation_of(typed, []).question == read


@pytest.mark.parametrize("turn", ["can a patient on enbrel take it?", "does it interact with warfarin?"])
def test_a_turn_whose_it_is_the_drug_is_whole(turn: str) -> None:
    assert not goes_on(turn)


def test_is_it_safe_goes_on() -> None:
    assert goes_on("is it safe?")


def test_a_later_turn_that_asks_something_of_its_own_is_gone_on_from() -> None:
    turns = ["how is it stored?", "and does it interact with warfarin?", "what about methotrexate?"]
    assert conversation_of(turns[-1], turns[:-1]).query == f"{turns[1]} {turns[2]}"
    turns = ["ok in pregnancy?", "and for how long?", "why?"]
    assert conversation_of(turns[-1], turns[:-1]).query == f"{turns[0]} {turns[2]}"
