"""What a user takes back in plain words no longer counts, for the rules as for retrieval."""

import pytest

from assistant import Assistant
from assistant.conversation import conversation_of
from assistant.forgetting import Memory, remembered
from drugs import DrugNames
from rules.table import tables
from schema import Reason, Route

CHILD = "Dose of Kineret for a 20 kg child with NOMID?"
NAMES = DrugNames({"anakinra": ("Kineret",)})


def memory_of(*turns: str) -> Memory:
    return remembered(turns, NAMES, [tables()["anakinra"]])


@pytest.mark.parametrize(
    ("said", "order", "left", "told"),
    [
        (CHILD, "forget the weight", "Dose of Kineret for a       child with NOMID?", "“20 kg”"),
        (CHILD, "Please ignore his age.", "Dose of Kineret for a 20 kg       with NOMID?", "“child”"),
        (CHILD, "clear the indication", "Dose of Kineret for a 20 kg child with      ?", "“NOMID”"),
        (CHILD, "forget NOMID", "Dose of Kineret for a 20 kg child with      ?", "“NOMID”"),
        (CHILD, "forget Kineret", "Dose of         for a 20 kg child with NOMID?", "“Kineret”"),
        (CHILD, "forget the drug", "Dose of         for a 20 kg child with NOMID?", "“Kineret”"),
        (CHILD, "forget the weight and the age", "Dose of Kineret for a             with NOMID?", "“20 kg”, “child”"),
        ("RA, CrCl 20 mL/min", "forget the kidneys", "RA,               ", "“CrCl 20 mL/min”"),
        ("RA and pregnant", "ignore the pregnancy", "RA and         ", "“pregnant”"),
        ("RA, on etanercept", "forget the etanercept", "RA, on           ", "“etanercept”"),
    ],
)
def test_the_words_of_a_forgotten_fact_are_blanked_where_they_stand(
    said: str, order: str, left: str, told: str
) -> None:
    memory = memory_of(said, order)
    assert memory.turns == (left, " " * len(order))
    assert memory.told == f"No longer counted: {told}."


def test_every_statement_of_a_forgotten_fact_is_blanked() -> None:
    assert memory_of("20 kg, NOMID", "no, 44 lb", "forget the weight").turns[:2] == ("     , NOMID", "no,      ")


@pytest.mark.parametrize("order", ["forget that", "Can you forget what I said?", "ignore my last message"])
def test_what_was_said_last_is_forgotten_whole(order: str) -> None:
    memory = memory_of("NOMID", "20 kg", order)
    assert memory.turns[:2] == ("NOMID", "     ") and memory.told == "No longer counted: “20 kg”."


def test_an_order_may_be_put_as_a_question() -> None:
    assert memory_of(CHILD, "could you forget the weight?").told == "No longer counted: “20 kg”."


def test_a_weight_is_forgotten_also_where_no_table_doses_the_drug(assistant: Assistant) -> None:
    assert "“70 kg”" in assistant.answer("forget the weight", ["imatinib dose, 70 kg adult"]).text


def test_what_a_turn_says_besides_is_kept_at_its_place() -> None:
    memory = memory_of("NOMID, 20 kg", "ignore the weight, he is 30 kg")
    assert memory.turns == ("NOMID,      ", "                   he is 30 kg")
    assert not memory.told


@pytest.mark.parametrize(
    "order", ["start over", "Forget everything I said so far", "clear the chat", "reset", "forget the patient's data"]
)
def test_everything_can_be_forgotten(order: str) -> None:
    assert memory_of(CHILD, "and 30 kg?", order) == Memory(
        ("", "", " " * len(order)), "Everything that was said before is forgotten."
    )


@pytest.mark.parametrize(
    "turn",
    [
        "I forgot my dose of Kineret",
        "can I ignore the weight?",
        "forget the dose",
        "remove the cap first?",
        "is a new patient at risk?",
        "what is cleared by the kidneys",
    ],
)
def test_what_is_no_order_to_forget_changes_nothing(turn: str) -> None:
    assert memory_of(CHILD, turn) == Memory((CHILD, turn))


def test_a_dose_is_answered_again_without_the_forgotten_weight(assistant: Assistant) -> None:
    answer = assistant.answer("forget the weight", [CHILD])
    assert (answer.route, answer.reason) == (Route.DOSING, Reason.NEEDS_FACTS)
    assert answer.text.startswith("No longer counted: “20 kg”.\n\n")
    assert answer.dosing is not None and answer.dosing["missing"] == ["weight"]
    assert "weight_kg" not in answer.slots


def test_a_forgotten_weight_stays_forgotten_until_another_is_given(assistant: Assistant) -> None:
    history = [CHILD, "forget the weight"]
    assert "weight_kg" not in assistant.answer("so the dose?", history).slots
    assert assistant.answer("30 kg", history).slots["weight_kg"]["value"] == "30"


def test_a_new_patient_leaves_the_facts_of_the_one_before_behind(assistant: Assistant) -> None:
    answer = assistant.answer("New patient.", [CHILD])
    assert answer.text.startswith("A new patient: ")
    assert not answer.slots
    assert set(assistant.answer("adult with RA", [CHILD, "New patient."]).slots) == {"indication", "population"}


def test_nothing_is_carried_over_a_new_start(assistant: Assistant) -> None:
    answer = assistant.answer("start over", [CHILD])
    assert (answer.route, answer.drug, answer.slots, answer.dosing) == (Route.CLARIFY, None, {}, None)


def test_an_order_to_forget_asks_nothing_that_a_later_question_could_go_on_from() -> None:
    turns = [*memory_of("How is Kineret stored?", "forget the weight").turns, "new patient"]
    assert conversation_of("and frozen?", turns).query == "how is kineret stored? and frozen?"


def test_an_emergency_is_never_taken_for_an_order(assistant: Assistant) -> None:
    answer = assistant.answer("forget the weight, my lips are swelling after the kineret shot", [CHILD])
    assert answer.route is Route.URGENT
