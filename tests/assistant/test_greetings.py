"""What is said to the assistant itself, told apart from every question on a medicine."""

import pytest

from assistant import Assistant
from assistant.conversation import conversation_of
from assistant.greetings import example_questions, is_to_the_assistant, reply_to
from library import Library
from schema import Route

TO_THE_ASSISTANT = [
    "hi",
    "Hello there!",
    "good morning!",
    "Good evening, who are you?",
    "who are you",
    "what can you do",
    "What can this assistant do?",
    "are you a robot or a person?",
    "Are you ChatGPT?",
    "can you help me",
    "help",
    "thanks",
    "Thank you so much!",
    "ok, thanks, bye",
    "great 👍",
    "good night",
    "which monographs are loaded?",
    "what drugs do you know?",
    "what can I ask?",
]
QUESTIONS = [
    "hi, dose of Kineret?",
    "hello, side effects of anakinra?",
    "thanks, and storage?",
    "good for the heart?",
    "can you help me with the dose?",
    "who are you treating with this",
    "what can you do about nausea",
    "what drugs interact?",
    "ok for children?",
    "fine needle?",
    "are there any interactions",
    "how does it work",
    "please",
    "what should i do?",
    "forget that",
    "yes",
    "tell me more",
    "no",
    "???",
    "",
]


@pytest.mark.parametrize("message", TO_THE_ASSISTANT)
def test_a_message_to_the_assistant_gets_what_it_does_or_a_welcome_and_two_questions(
    assistant: Assistant, message: str
) -> None:
    answer = assistant.answer(message)
    assert (answer.route, answer.reason, answer.citations, answer.dosing) == (Route.CLARIFY, None, (), None)
    assert answer.text.endswith("\n".join(f"- {question}" for question in example_questions(assistant.library)[:2]))


@pytest.mark.parametrize("message", QUESTIONS)
def test_a_message_that_asks_anything_else_is_a_question(message: str) -> None:
    assert not is_to_the_assistant(message)


@pytest.mark.parametrize("plea", ["help me", "I need help", "what should I do?"])
@pytest.mark.parametrize(
    ("told", "route"),
    [
        ("my lips are swelling after the kineret shot", Route.URGENT),
        ("i want to kill myself", Route.URGENT),
        ("I missed my dose of Kineret yesterday", Route.DOSING),
    ],
)
def test_a_call_for_help_is_of_what_was_told_before(assistant: Assistant, plea: str, told: str, route: Route) -> None:
    assert assistant.answer(plea, [told]).route is route


def test_a_greeting_is_told_what_is_loaded_and_thanks_are_not(assistant: Assistant) -> None:
    assert "Loaded: anakinra." in (reply_to("hi", assistant.library) or "")
    assert "Loaded" not in (reply_to("thank you", assistant.library) or "")


def test_no_example_question_is_refused(assistant: Assistant) -> None:
    examples = example_questions(assistant.library)
    assert len(examples) == 7
    assert {assistant.answer(question).route for question in examples} <= {Route.ANSWER, Route.DOSING}


def test_thanks_between_two_questions_do_not_break_off_the_conversation() -> None:
    history = ["How is Kineret stored?", "thanks"]
    assert (
        conversation_of("and at room temperature?", history).query == "how is kineret stored? and at room temperature?"
    )


def test_an_empty_library_is_greeted_for_without_examples() -> None:
    reply = reply_to("hello", Library([], [], "none"))
    assert reply is not None and "For example" not in reply
