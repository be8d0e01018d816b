"""Every rule rests on a sentence of the loaded monographs, and falls when that sentence does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from library import Library
from rules.approvals import Approvals
from rules.binding import Bindings, carries, comparable
from rules.table import Evidence, tables

TABLE = tables()["anakinra"]
ROOT = Path(__file__).parent.parent.parent
PATIENT, PROFESSIONAL = ROOT / "monographs/anakinra-patient.md", ROOT / "monographs/anakinra-professional.md"


def quotes(bindings: Bindings, library: Library, owner: str) -> list[str]:
    return [library.monographs[binding.monograph_id].quote(binding.span) for binding in bindings.of(owner)]


def test_every_rule_is_carried_by_the_project_monographs(own_library: Library) -> None:
    assert Bindings(TABLE, own_library).suspended == set()


@pytest.mark.shared
def test_every_rule_is_carried_by_the_licensed_monographs(licensed_library: Library) -> None:
    assert Bindings(TABLE, licensed_library).suspended == set()


def test_the_newest_monograph_comes_first(own_library: Library) -> None:
    bound = Bindings(TABLE, own_library).of("anakinra-ra-adult")
    dates = [own_library.monographs[binding.monograph_id].updated or "" for binding in bound]
    assert len(dates) == 3 and dates == sorted(dates, reverse=True)


def test_a_rule_is_bound_to_the_sentence_with_its_figures(own_library: Library) -> None:
    bindings = Bindings(TABLE, own_library)
    renal = quotes(bindings, own_library, "anakinra-ra-severe-renal")
    assert any("every other day" in quote for quote in renal) and any("30 mL" in quote for quote in renal)
    start = quotes(bindings, own_library, "anakinra-nomid-start")
    assert any("1 to 2 mg" in quote for quote in start) and any("8 mg" in quote for quote in start)


def test_without_the_consumer_monograph_its_rules_are_suspended(make_library: Callable[..., Library]) -> None:
    suspended = Bindings(TABLE, make_library(PROFESSIONAL)).suspended
    assert {"anakinra-nomid-start", "anakinra-dira-start", "anakinra-covid-duration"} <= suspended
    assert "anakinra-ra-adult" not in suspended


def test_without_the_professional_monograph_its_rules_are_suspended(make_library: Callable[..., Library]) -> None:
    suspended = Bindings(TABLE, make_library(PATIENT)).suspended
    assert {"anakinra-ra-severe-renal", "anakinra-severe-hepatic", "anakinra-syringe"} <= suspended
    assert "anakinra-nomid-start" not in suspended


@pytest.mark.parametrize(
    ("found", "becomes", "rule"),
    [
        ("100 mg every other day", "50 mg every other day", "anakinra-ra-severe-renal"),
        ("less than 30 mL/minute", "less than 20 mL/minute", "anakinra-ra-severe-renal"),
        ("100 mg every other day", "100 mg daily", "anakinra-ra-severe-renal"),
    ],
)
def test_another_figure_in_the_monograph_suspends_the_rule(
    found: str, becomes: str, rule: str, tmp_path: Path, make_library: Callable[..., Library]
) -> None:
    text = PROFESSIONAL.read_text(encoding="utf-8")
    assert found in text
    changed = tmp_path / PROFESSIONAL.name
    changed.write_text(text.replace(found, becomes), encoding="utf-8")
    assert rule in Bindings(TABLE, make_library(changed)).suspended


def test_a_figure_is_not_found_inside_another(tmp_path: Path, make_library: Callable[..., Library]) -> None:
    changed = tmp_path / PATIENT.name
    changed.write_text(PATIENT.read_text(encoding="utf-8").replace("100 mg", "1100 mg"), encoding="utf-8")
    assert "anakinra-ra-adult" in Bindings(TABLE, make_library(changed)).suspended


def test_a_changed_sentence_waits_for_a_reviewer(tmp_path: Path, make_library: Callable[..., Library]) -> None:
    approvals = Approvals.read(tmp_path)
    approvals.remember(Bindings(TABLE, make_library(PROFESSIONAL)), "A. Reviewer")
    approvals.write()
    changed = tmp_path / PROFESSIONAL.name
    text = PROFESSIONAL.read_text(encoding="utf-8")
    changed.write_text(text.replace("consider reducing the dosage", "reduce the dosage"), encoding="utf-8")
    bindings = Bindings(TABLE, make_library(changed))
    waiting = Approvals.read(tmp_path).changed(bindings)
    assert "anakinra-ra-severe-renal" in waiting and "anakinra-ra-adult" not in waiting
    approvals.approve("anakinra-ra-severe-renal", "B. Reviewer", bindings)
    approvals.write()
    assert Approvals.read(tmp_path).changed(bindings) == waiting - {"anakinra-ra-severe-renal"}


def test_a_monograph_that_was_taken_out_changes_no_rule(tmp_path: Path, make_library: Callable[..., Library]) -> None:
    approvals = Approvals.read(tmp_path)
    approvals.remember(Bindings(TABLE, make_library(PATIENT, PROFESSIONAL)), "A. Reviewer")
    assert approvals.changed(Bindings(TABLE, make_library(PATIENT))) == set()


def test_a_term_may_stand_in_any_heading_above_a_sentence(own_library: Library) -> None:
    places = [
        (own_library.monographs[passage.monograph_id], passage, span, heading)
        for passage in own_library.passages
        for span in passage.spans
        for heading in passage.heading_path
        if len(passage.heading_path) > 1
    ]
    assert len(places) > 100
    for monograph, passage, span, heading in places:
        words = monograph.quote(span)
        of_heading = Evidence(section=(passage.section_code,), quote=words, terms=((heading,),))
        of_another = Evidence(section=(passage.section_code,), quote=words, terms=((f"{heading} zyxqvat",),))
        assert carries(of_heading, monograph, passage, span)
        assert not carries(of_another, monograph, passage, span)


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("1 to 2 milligrams (mg) per kilogram (kg)", "1-2 mg/kg"),
        ("1–2 mg per kg", "1-2 mg/kg"),
        ("30 mL/minute", "30 ml/min"),
        ("30 mL per minute", "30 mL/min"),
        ("100milligrams", "100 mg"),
    ],
)
def test_spellings_of_one_figure_are_alike(written: str, alike: str) -> None:
    assert comparable(written) == comparable(alike)


def test_of_a_list_the_item_carries_a_rule_before_its_lead_in(
    make_library: Callable[..., Library], tmp_path: Path
) -> None:
    path = tmp_path / "lists.md"
    path.write_text(
        "---\ntitle: Lists\ndrug: anakinra\n---\n\n# Lists\n\n## Contraindications\n\n"
        "Not for patients with hypersensitivity to any of the following:\n\n- latex\n- E. coli-derived proteins\n"
    )
    library = make_library(path)
    assert quotes(Bindings(TABLE, library), library, "anakinra-e-coli-allergy") == ["E. coli-derived proteins"]
