"""Drafted questions stand on the monograph that they were drafted from; nothing in them has to be looked up."""

import json
from pathlib import Path

import pytest

from eval.check import check
from eval.draft import draft
from eval.questions import Question, read_questions
from eval.sources import Sources
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import SectionCode


def test_sections_suggest_questions_of_which_a_sentence_may_be_the_answer(library: Library) -> None:
    asked = [record["question"] for record in draft(library)]
    assert asked == [
        "What is the dose of testocillin?",
        "How much Testocil is given?",
        "How is testocillin stored?",
        "What are the side effects of testocillin?",
        "My patient has just had testocillin and cannot breathe!",
        "What does a month of testocillin cost?",
        "What will the weather be like tomorrow?",
    ]


def test_of_one_sort_of_section_no_more_is_drafted_than_was_asked_for(library: Library) -> None:
    doses = [record["id"] for record in draft(library, most=1) if "-dosage-" in record["id"]]
    assert doses == ["testocillin-dosage-1"]


def test_a_draft_lacks_nothing_but_somebody_s_editing(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "draft.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in draft(library)), encoding="utf-8")
    questions = read_questions(path)
    findings = check(questions, Sources.of(library))
    assert [finding.question_id for finding in findings] == [question.id for question in questions]
    assert all(finding.what.startswith("it is still a draft") for finding in findings)


def test_an_emergency_and_what_no_monograph_answers_are_asked_too(library: Library) -> None:
    assert [(record["kind"], record["route"]) for record in draft(library)[-3:]] == [
        ("urgent", ["urgent"]),
        ("unanswerable", ["refuse"]),
        ("off_topic", ["refuse"]),
    ]


def test_figures_and_the_first_items_of_a_list_are_what_a_draft_requires(library: Library) -> None:
    by_code: dict[str, list[Question]] = {}
    for record in draft(library)[:-3]:
        by_code.setdefault(record["id"].rsplit("-", 1)[0].rsplit("-", 1)[-1], []).append(Question.from_json(record))
    dosage, storage, effects = (
        by_code[code][0] for code in (SectionCode.DOSAGE, SectionCode.STORAGE, SectionCode.ADVERSE_REACTIONS)
    )
    assert dosage.must[0] == ("250 mg",)
    assert storage.must[0] == ("25 °C",)
    assert effects.must == (("Rash",), ("Stomach cramps",))


@pytest.mark.parametrize(
    ("section", "must"),
    [
        ("Not after a severe reaction to it [see Warnings (5.1) ] .", [["reaction to it"]]),
        ("Never more than 3 mg/m2/day or 5 of it (4).", [["3 mg"], ["5"]]),
        ("- Untreated gout [see Warnings (5.1)]\n- Fever (see Data)\n- Ulcer", [["Untreated gout"], ["Fever"]]),
        ("- Untreated ulcer\n- Fever\n- Gout", [["Untreated ulcer"], ["Fever"]]),
        ("Not with:\n\n- Untreated ulcer\n- Fever\n- Gout", [["Untreated ulcer"], ["Fever"]]),
        ("The need rises by 25 to 50 % in 4 weeks.", [["25 to 50 %"], ["4 weeks"]]),
        ("Some 5% of them had it.", [["5%"]]),
    ],
)
def test_what_a_draft_requires_is_said_by_the_sentence_and_points_nowhere_else(
    section: str, must: list[list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "testocillin.md"
    head = "---\ntitle: T\ndrug: testocillin\n---\n\n# T\n\n## Contraindications\n\n"
    path.write_text(f"{head}{section}\n", encoding="utf-8")
    monograph = read_monograph(path)
    assert draft(Library([monograph], passages_of(monograph), "index-1"))[0]["must"] == must


def test_a_sentence_that_only_names_another_place_or_answers_something_else_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "testocillin.md"
    text = "Absorption is complete.\n\nThe half-lives are shown in Table 3.\n\nIts half-life is 7 hours.\n"
    path.write_text(f"---\ntitle: T\ndrug: testocillin\n---\n\n# T\n\n## Pharmacokinetics\n\n{text}", encoding="utf-8")
    monograph = read_monograph(path)
    records = draft(Library([monograph], passages_of(monograph), "index-1"))[:-3]
    assert [(record["question"], record["must"]) for record in records] == [
        ("What is the half-life of testocillin?", [["7 hours"]])
    ]
