"""Dosing answers: fixed sentences, exact quotes, no figure without a rule or a quote."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.dosing import DosingAnswer, DosingDesk
from drugs import DrugNames
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from rules.approvals import Approvals
from rules.binding import Bindings
from rules.guardrail import table_names
from rules.table import tables
from rules.yaml_reader import read_yaml
from schema import Reason, Route

ROOT = Path(__file__).parent.parent.parent
CASES = [case for path in sorted((ROOT / "tests/rules/cases").glob("*.yaml")) for case in read_yaml(path)]
# ISMP's list of error-prone abbreviations, symbols and dose designations, as far as a program can print them.
ERROR_PRONE = re.compile(
    r"\d\.0\b|(?<!\d)\.\d|\bQD\b|\bQOD\b|\bIU\b|\bU\b|µg|\bug\b|\bcc\b|\bSQ\b|\bsub q\b|[<>]\s?\d|(?<![\d,])\d{4}|"
    r"\d(?:mg|mL|kg)\b"
)
ORDERS = re.compile(
    r"\W*(?:give|take|inject|use (?!in|together|during|of)|administer|start|stop|increase|reduce)\b", re.I
)


def library_of(*paths: Path) -> Library:
    monographs = [read_monograph(path) for path in paths]
    return Library(monographs, [passage for monograph in monographs for passage in passages_of(monograph)], "test")


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of(*sorted((ROOT / "monographs").glob("*.md")))


@pytest.fixture(scope="module")
def desk(library: Library) -> DosingDesk:
    return DosingDesk(library, DrugNames(library.drugs))


@pytest.fixture(scope="module")
def ask(desk: DosingDesk) -> Callable[..., DosingAnswer]:
    def answer(*turns: str) -> DosingAnswer:
        found = desk.answer(turns)
        assert found is not None
        return found

    return answer


def own_words(text: str) -> Iterator[str]:
    """The lines of an answer that the program writes, without the quotations."""
    return (line for line in text.splitlines() if not line.startswith(">"))


def test_the_first_line_is_the_outcome_and_cites_every_monograph(ask: Callable[..., DosingAnswer]) -> None:
    answer = ask("Dose of anakinra for RA, 54 y, 80 kg?")
    first = answer.text.splitlines()[0]
    assert first.startswith("Anakinra, rheumatoid arthritis, adults: 100 mg daily.")
    assert {citation.path for citation in answer.citations if f"[{citation.n}]" in first} == {
        "anakinra-patient.md",
        "anakinra-professional.md",
    } or len({citation.monograph for citation in answer.citations}) == 2
    assert "Inputs used: age 54 years, 80 kg." in answer.text
    assert "Check against the monograph." in answer.text
    assert answer.route is Route.DOSING and answer.drug == "anakinra"


def test_a_dose_by_weight_shows_its_working(ask: Callable[..., DosingAnswer]) -> None:
    text = ask("Kineret for NOMID, 44 lb, 6 years old?").text
    assert "19.96 to 39.92 mg daily to start, usually not more than 159.66 mg a day" in text
    assert "19.96 kg (44 lb)" in text
    assert "- 19.96 kg x 1 mg/kg = 19.96 mg" in text


def test_where_the_sources_differ_on_children_both_are_shown(ask: Callable[..., DosingAnswer]) -> None:
    answer = ask("Kineret for a 20 kg child with NOMID?")
    assert "The sources differ on children" in answer.text
    assert any("not recommended in pediatric patients" in citation.quote for citation in answer.citations)
    assert "The sources differ" not in ask("Kineret for an adult of 70 kg with NOMID?").text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_answer_is_exact_and_safe_to_read(case: dict[str, Any], desk: DosingDesk, library: Library) -> None:
    says = case["says"]
    answer = desk.answer([says] if isinstance(says, str) else says)
    if answer is None:
        assert case["outcome"] == "not about a dose"
        return
    assert answer.dosing["outcome"] == case["outcome"]
    for citation in answer.citations:
        assert citation.quote == library.monographs[citation.monograph_id].text[citation.start : citation.end]
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == {citation.n for citation in answer.citations}
    for statement in answer.statements:
        assert statement.text in answer.text and statement.citations
    for line in own_words(answer.text):
        assert not ERROR_PRONE.search(line), line
        assert not ORDERS.match(line), line


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["outcome"] in ("needs_input", "invalid_input", "unknown_drug")],
    ids=lambda case: case["name"],
)
def test_no_amount_is_stated_where_there_is_none(case: dict[str, Any], desk: DosingDesk) -> None:
    answer = desk.answer([case["says"]] if isinstance(case["says"], str) else case["says"])
    assert answer is not None
    said = " ".join(line for line in own_words(answer.text) if "Cockcroft-Gault" not in line)
    assert not re.search(r"\d\s?(?:mg|mL(?!/minute)|syringe)", said)


def test_a_missed_dose_is_answered_in_the_monographs_words(ask: Callable[..., DosingAnswer]) -> None:
    answer = ask("I missed my Kineret yesterday, take two?")
    assert answer.dosing["outcome"] == "missed_dose"
    assert any("double dose" in citation.quote for citation in answer.citations)


def test_an_unlisted_indication_names_the_sources_searched(ask: Callable[..., DosingAnswer]) -> None:
    answer = ask("Kineret dose for gout?")
    assert "Anakinra injection: information for patients" in answer.text
    assert answer.reason is Reason.NOT_IN_MONOGRAPH


def test_a_rule_without_its_sentence_is_not_used(library: Library) -> None:
    consumer = library_of(ROOT / "monographs/anakinra-patient.md")
    answer = DosingDesk(consumer, DrugNames(consumer.drugs)).answer(["Kineret for an adult with RA and a CrCl of 20?"])
    assert answer is not None and answer.dosing["outcome"] == "no_rule"
    assert "suspended" in answer.text and "100 mg" not in answer.text


def test_a_volume_without_its_sentence_is_not_used() -> None:
    consumer = library_of(ROOT / "monographs/anakinra-patient.md")
    desk = DosingDesk(consumer, DrugNames(consumer.drugs))
    answer = desk.answer(["Kineret for a 20 kg child with NOMID?"])
    assert answer is not None and answer.dosing["dose_low"] == 20
    assert answer.dosing["volume_ml"] is None and "mL" not in " ".join(answer.dosing["steps"])
    syringes = desk.answer(["2 syringes of Kineret a day for an adult with RA?"])
    assert syringes is not None and syringes.dosing["outcome"] == "needs_input"


def test_a_changed_sentence_suspends_the_rule_until_it_is_approved(tmp_path: Path, library: Library) -> None:
    approvals = Approvals.read(tmp_path)
    bindings = Bindings(tables()["anakinra"], library)
    approvals.remember(bindings, "A. Reviewer")
    text = (ROOT / "monographs/anakinra-patient.md").read_text(encoding="utf-8")
    changed = tmp_path / "anakinra-patient.md"
    changed.write_text(text.replace("The usual starting dose", "The starting dose"), encoding="utf-8")
    newer = library_of(changed, ROOT / "monographs/anakinra-professional.md")
    question = ["Kineret for a 20 kg child with NOMID?"]
    before = DosingDesk(newer, DrugNames(newer.drugs), approvals).answer(question)
    assert before is not None and before.dosing["outcome"] == "no_rule" and "suspended" in before.text
    approvals.approve("anakinra-nomid-start", "B. Reviewer", Bindings(tables()["anakinra"], newer))
    after = DosingDesk(newer, DrugNames(newer.drugs), approvals).answer(question)
    assert after is not None and after.dosing["outcome"] == "dose"


@pytest.mark.parametrize("asked", ["What is the dose of Examplo for adults?", "What is the dose for adults?"])
def test_nothing_is_worked_out_for_a_drug_without_a_table_also_where_it_is_implied(tmp_path: Path, asked: str) -> None:
    path = tmp_path / "examplimab.md"
    path.write_text(
        "---\ntitle: Examplimab\ndrug: examplimab\nbrand_names: [Examplo]\npublisher: Test\naudience: patient\n"
        "updated: 2026-01-01\n---\n\n# Examplimab\n\n## Dosing\n\nAdults: 5 mg of examplimab every morning. "
        "Children: no dose is known.\n\n## Storage\n\nStore below 25 C.\n",
        encoding="utf-8",
    )
    library = library_of(path)
    answer = DosingDesk(library, DrugNames(library.drugs)).answer([asked])
    assert answer is not None and answer.dosing["outcome"] == "no_rule"
    assert not answer.has_table and "no dosing rule for examplimab" in answer.text
    assert answer.dosing["dose_low"] is None and answer.dosing["steps"] == []


def test_the_outcome_needs_no_library() -> None:
    answer = DosingDesk(None, DrugNames(table_names())).answer(["Kineret for a 20 kg child with NOMID?"])
    assert answer is not None and (answer.dosing["dose_low"], answer.dosing["dose_high"]) == (20, 40)
    assert answer.citations == ()


def test_a_look_alike_is_asked_about(ask: Callable[..., DosingAnswer]) -> None:
    answer = ask("anakinumab dose for an adult with RA?")
    assert answer.dosing["outcome"] in ("needs_input", "unknown_drug") and answer.dosing["dose_low"] is None


def test_what_is_no_dosing_question_is_left_to_others(desk: DosingDesk) -> None:
    assert desk.answer(["How is Kineret stored?"]) is None


def test_facts_carry_the_words_that_they_were_read_from(ask: Callable[..., DosingAnswer]) -> None:
    question = "Kineret for NOMID, 44 lb, 6 years old?"
    slots = ask(question).slots
    assert question[slots["weight_kg"]["start"] : slots["weight_kg"]["end"]] == slots["weight_kg"]["text"] == "44 lb"


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case["name"])
def test_the_licensed_monographs_give_the_same_outcomes(case: dict[str, Any], shared_dir: Path) -> None:
    library = _licensed(shared_dir)
    says = case["says"]
    answer = DosingDesk(library, DrugNames(library.drugs)).answer([says] if isinstance(says, str) else says)
    assert (answer.dosing["outcome"] if answer else "not about a dose") == case["outcome"]


_LIBRARIES: dict[Path, Library] = {}


def _licensed(shared_dir: Path) -> Library:
    if shared_dir not in _LIBRARIES:
        _LIBRARIES[shared_dir] = library_of(*sorted((shared_dir / "monographs").iterdir()))
    return _LIBRARIES[shared_dir]
