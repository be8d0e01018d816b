"""The objects of the public contract, and the errors that a person reads."""

import json
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from schema import (
    Answer,
    AssistantError,
    Citation,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    Reason,
    Route,
    Statement,
    UnreadableMonograph,
)

CONTRACT = (Path(__file__).parent.parent / "docs" / "contracts.md").read_text(encoding="utf-8")
ANSWER = CONTRACT.split("\n## Answer\n")[1].split("\n## ")[0]
CITATION = Citation(1, "Title", "Press", None, "m.md", "A > B", "storage", "Keep it “cold”.", 3, 18, "m1")
FULL = Answer(
    question="how cold?",
    route=Route.ANSWER,
    text="Keep it “cold”. [1]",
    statements=(Statement("Keep it “cold”.", (1,)),),
    citations=(CITATION,),
    drug="testaquin",
    slots={"drug": "testaquin"},
    index_version="v1",
    latency_ms=12.3456,
)


def named_in(row: str) -> list[str]:
    """What a row of the contract's table names in its second column, in order."""
    found = re.search(rf"^\| `{row}` \| (.+?) \|$", ANSWER, re.MULTILINE)
    assert found
    return re.findall(r"[`\"](\w+)[`\"]", found[1])


def test_the_keys_of_an_answer_are_those_of_the_contract_in_its_order() -> None:
    keys = re.findall(r"^\| `(\w+)` \|", ANSWER, re.MULTILINE)
    assert keys[0] == "id"
    assert list(FULL.to_json()) == list(Answer("?", Route.CLARIFY, "!").to_json()) == keys


def test_statements_and_citations_have_the_keys_of_the_contract_in_its_order() -> None:
    record = FULL.to_json()
    assert list(record["statements"][0]) == named_in("statements")[:2]
    assert list(record["citations"][0]) == named_in("citations")[:10]


def test_routes_and_reasons_are_those_of_the_contract() -> None:
    assert [route.value for route in Route] == named_in("route")
    assert [reason.value for reason in Reason] == named_in("reason")


def test_an_answer_is_plain_json() -> None:
    record = FULL.to_json("q1")
    assert json.loads(json.dumps(record)) == record
    assert (record["id"], record["route"], record["reason"], record["latency_ms"]) == ("q1", "answer", None, 12.3)
    assert "monograph_id" not in record["citations"][0]
    refused = Answer("?", Route.REFUSE, "No.", reason=Reason.OFF_TOPIC).to_json()
    assert (refused["reason"], refused["citations"], refused["dosing"], refused["slots"]) == ("off_topic", [], None, {})


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        FULL.text = "another"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        CITATION.quote = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("error", "place", "remedy"),
    [
        (IndexMissing("DIR"), "DIR", "python -m ingest monographs --index DIR"),
        (IndexDamaged("DIR", "a file is missing"), "DIR", "Build it again with python -m ingest"),
        (IndexMismatch("DIR", "layout", 1, 2), "DIR", "Build it again with python -m ingest"),
        (UnreadableMonograph("m.md", "it is empty", "Put the text in it."), "m.md", "Put the text in it."),
        (IndexBusy("DIR", "42"), "DIR", "Wait until it ends, or stop it."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_names_the_place_and_the_remedy_in_one_line(error: AssistantError, place: str, remedy: str) -> None:
    assert isinstance(error, AssistantError)
    assert place in str(error) and remedy in str(error)
    assert "\n" not in str(error) and str(error).endswith((".", "DIR"))
