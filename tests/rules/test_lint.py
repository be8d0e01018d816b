"""Each fault of a table is found, with its file and line; the shipped tables have none."""

from pathlib import Path
from typing import Any

import pytest

from rules.lint import lint
from rules.table import TABLES, TableError, read_table
from rules.yaml_reader import line_of, read_yaml

EXAMPLASE = Path(__file__).parent / "tables/examplase.yaml"
FAULTS = read_yaml(Path(__file__).parent / "faults.yaml")

WHOLE = """\
drug: testol
version: "1.0.0"
jurisdiction: none
source: invented
reviewer: nobody
reviewed: 2026-11-25
route: oral
indications:
  - {name: fever, terms: [fever]}
conditions:
  - {name: gout, terms: [gout]}
rules:
  - id: testol-gout
    outcome: contraindicated
    patient_characteristic: {condition: gout}
    message: Gout rules it out.
    evidence: [{section: [contraindications], terms: [[gout]]}]
  - id: testol-child
    outcome: not_recommended
    indication: [fever]
    patient_characteristic: {age_years: {below: 18}}
    message: Not for children.
    evidence: [{section: [pediatric], terms: [[children]]}]
  - id: testol-adult
    outcome: dose
    indication: [fever]
    patient_characteristic: {age_years: {from: 18}}
    dose_and_rate: {value: 5, unit: mg}
    timing: {frequency: 1, period: 1, period_unit: d}
    evidence: [{section: [dosage], figures: ["5 mg"]}]
"""


def findings(directory: Path, text: str) -> list[tuple[int, str]]:
    (directory / "testol.yaml").write_text(text, encoding="utf-8")
    found = lint(directory)
    assert all(finding.path == directory / "testol.yaml" for finding in found)
    return [(finding.line, finding.what) for finding in found]


def line_with(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def test_the_shipped_tables_have_no_findings() -> None:
    assert lint(TABLES) == []


def test_a_whole_table_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, WHOLE) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["with"][:60])
def test_all_that_is_found_of_a_fault(fault: dict[str, Any], tmp_path: Path) -> None:
    whole = EXAMPLASE.read_text(encoding="utf-8")
    assert whole.count(fault["replace"]) == 1
    path = tmp_path / EXAMPLASE.name
    path.write_text(whole.replace(fault["replace"], fault["with"]), encoding="utf-8")
    assert [str(finding) for finding in lint(tmp_path)] == [f"{path}:{finding}" for finding in fault["findings"]]


@pytest.mark.parametrize(
    ("found", "becomes", "what", "at"),
    [
        ("{age_years: {from: 18}}", "{age_years: {from: 19}}", "no rule for fever covers age_years from 18",
         "id: testol-adult"),
        ("{age_years: {from: 18}}", "{age_years: {above: 18}}", "no rule for fever covers age_years from 18",
         "id: testol-adult"),
        ("{age_years: {from: 18}}", "{age_years: {from: 17}}", "overlap", "id: testol-adult"),
        ("{age_years: {below: 18}}", "{age_years: {up_to: 18}}", "overlap", "id: testol-adult"),
        ("{age_years: {below: 18}}", "{age_years: {from: 2, below: 18}}",
         "covers age_years below 2", "id: testol-child"),
        ("{age_years: {below: 18}}", "{age_years: {from: 0.5, below: 18}}",
         "covers age_years below 0.5", "id: testol-child"),
        ("{age_years: {from: 18}}", "{age_years: {from: 18, up_to: 65}}",
         "covers age_years from 65", "id: testol-child"),
        ("{condition: gout}", "{condition: goot}", "names the condition 'goot'", "id: testol-gout"),
        ("indication: [fever]\n    patient_characteristic: {age_years: {from", "indication: [feever]\n    "
         "patient_characteristic: {age_years: {from", "names the indication 'feever'", "id: testol-adult"),
        ("{section: [dosage], figures: [\"5 mg\"]}", "{section: [dosage], terms: [[five]]}",
         "names no figure", "id: testol-adult"),
        ("    evidence: [{section: [pediatric], terms: [[children]]}]\n", "", "has no evidence", "id: testol-child"),
        ("indication: [fever]\n    patient_characteristic: {age_years: {below",
         "patient_characteristic: {age_years: {below",
         "unreachable: it names no indication", "id: testol-child"),
        ("unit: mg}", "unit: mL}", "rules.2.dose_and_rate.unit", "dose_and_rate"),
        ("{age_years: {below: 18}}", "{age_years: {from: 20, below: 18}}", "lower end of a band",
         "age_years: {from: 20"),
        ("{age_years: {below: 18}}", "{age_years: {below: 18, up_to: 17}}", "one upper end", "below: 18, up_to"),
        ("    timing: {frequency: 1, period: 1, period_unit: d}\n", "", "a dose has a timing", "id: testol-adult"),
        ("outcome: not_recommended", "outcome: dose", "if, and only if, its outcome is dose", "id: testol-child"),
        ("dose_and_rate: {value: 5", "dose_and_rate: {low: 6, high: 5", "low is at most high", "dose_and_rate"),
        ("figures: [\"5 mg\"]", "optional: true", "figures, terms or a quote", "optional: true"),
        ("message: Not for", "mesage: Not for", "mesage", "mesage"),
        ("drug: testol", "drug: testol maleate", "a library holds this drug as 'testol'", "drug: testol maleate"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_line(found: str, becomes: str, what: str, at: str, tmp_path: Path) -> None:
    assert WHOLE.count(found) == 1
    text = WHOLE.replace(found, becomes)
    wrong = findings(tmp_path, text)
    assert any(what in said for _, said in wrong), wrong
    assert (line_with(text, at), True) in [(line, what in said) for line, said in wrong]


def test_two_rules_of_one_id_are_found(tmp_path: Path) -> None:
    text = WHOLE.replace("id: testol-adult", "id: testol-child")
    second = [number for number, line in enumerate(text.splitlines(), start=1) if "id: testol-child" in line][1]
    assert (second, "two rules have the id testol-child") in findings(tmp_path, text)


def test_a_second_exclusion_for_the_same_patients_is_unreachable(tmp_path: Path) -> None:
    first = WHOLE[WHOLE.index("  - id: testol-gout") : WHOLE.index("  - id: testol-child")]
    text = WHOLE.replace(first, first + first.replace("testol-gout", "testol-gout-again"))
    assert findings(tmp_path, text) == [
        (
            line_with(text, "id: testol-gout-again"),
            "testol-gout-again is unreachable: testol-gout comes first for the same patients",
        )
    ]  # fmt: skip


def test_an_indication_without_a_rule_is_found(tmp_path: Path) -> None:
    text = WHOLE.replace(
        "{name: fever, terms: [fever]}", "{name: fever, terms: [fever]}\n  - {name: cough, terms: [cough]}"
    )
    assert any("no rule is for the indication 'cough'" in said for _, said in findings(tmp_path, text))


def test_a_warning_that_names_what_is_not_defined_is_found(tmp_path: Path) -> None:
    warning = (
        "warnings:\n  - id: w\n    message: m\n    indication: [cough]\n    population: [giant]\n    condition: [flu]\n"
        "    mention: [heart]\n"
    )
    said = [what for _, what in findings(tmp_path, WHOLE + warning)]
    assert [what for what in said if "not defined" in what] == [
        f"w names {name!r}, which is not defined" for name in ("cough", "flu", "giant", "heart")
    ]
    assert any("w has no evidence" in what for what in said)


def test_bands_that_differ_by_sex_do_not_overlap(tmp_path: Path) -> None:
    adult = WHOLE[WHOLE.index("  - id: testol-adult") :]
    men = adult.replace("{age_years: {from: 18}}", "{age_years: {from: 18}, sex: male}").replace(
        "testol-adult", "testol-men"
    )
    women = men.replace("sex: male", "sex: female").replace("testol-men", "testol-women")
    assert findings(tmp_path, WHOLE.replace(adult, men + women)) == []


def test_yaml_that_builds_objects_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "testol.yaml"
    path.write_text(WHOLE.replace("drug: testol", 'drug: !!python/object/apply:os.system ["true"]'), encoding="utf-8")
    with pytest.raises(Exception, match="could not determine a constructor"):
        read_table(path)


def test_an_error_says_where(tmp_path: Path) -> None:
    path = tmp_path / "testol.yaml"
    path.write_text(WHOLE.replace("route: oral\n", ""), encoding="utf-8")
    with pytest.raises(TableError, match=r"testol\.yaml:1: route: Field required"):
        read_table(path)


def test_an_empty_table_is_wrong_in_its_first_line(tmp_path: Path) -> None:
    assert [line for line, _ in findings(tmp_path, "")] == [1]


def test_patients_without_a_dose_are_declared(tmp_path: Path) -> None:
    text = WHOLE.replace("{age_years: {from: 18}}", "{age_years: {from: 19}}")
    declared = text.replace(
        "{name: fever, terms: [fever]}",
        "{name: fever, terms: [fever], uncovered: [{age_years: {from: 18, below: 19}}]}",
    )
    assert findings(tmp_path, text) and findings(tmp_path, declared) == []


def test_a_dose_bound_to_the_sentence_of_another_indication_is_found(tmp_path: Path) -> None:
    adult = WHOLE[WHOLE.index("  - id: testol-adult") :].split("\n\n")[0]
    other = adult.replace("testol-adult", "testol-cough").replace("indication: [fever]", "indication: [cough]")
    text = WHOLE.replace(
        "{name: fever, terms: [fever]}", "{name: fever, terms: [fever]}\n  - {name: cough, terms: [cough]}"
    )
    text = text.replace(adult, f"{adult.rstrip()}\n{other}")
    assert any("asks for the same sentence as testol-adult" in said for _, said in findings(tmp_path, text))


def test_an_entry_that_is_not_there_is_placed_at_the_one_around_it() -> None:
    rules = line_of(EXAMPLASE, "rules", 0)
    assert line_of(EXAMPLASE, "rules", 99) == line_of(EXAMPLASE, "rules") == rules
    assert line_of(EXAMPLASE, "products", 2) == line_of(EXAMPLASE, "products") == line_of(EXAMPLASE, "products", 0)
    assert line_of(EXAMPLASE, "products", 1) > line_of(EXAMPLASE, "products", 0)
    assert line_of(EXAMPLASE, "nothing") == line_of(EXAMPLASE)


def test_a_table_cannot_be_changed_once_it_is_read() -> None:
    table = read_table(EXAMPLASE)
    with pytest.raises(ValueError, match="frozen"):
        table.rules[0].population = "everybody"
