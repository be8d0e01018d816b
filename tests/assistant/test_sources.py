"""What a question says of the sources, which is none of what is looked for in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.sources import sources_in
from ingest.reading import read_monograph
from schema import Monograph

HEAD = (
    "---\ntitle: {title}\ndrug: testaquin\npublisher: {publisher}\naudience: {audience}\njurisdiction: {where}\n---\n\n"
)


@pytest.fixture
def monographs(tmp_path: Path) -> list[Monograph]:
    """A professional US one by Quillfeather, and an EU leaflet for patients by the Mayo Press."""
    made = []
    for name, publisher, audience, where in (
        ("quill", "Quillfeather", "professional", "US"),
        ("leaflet", "Mayo Press", "patient", "EU"),
    ):
        path = tmp_path / f"{name}.md"
        head = HEAD.format(title="Testaquin", publisher=publisher, audience=audience, where=where)
        path.write_text(f"{head}## Storage\n\nKeep it cold.\n", encoding="utf-8")
        made.append(replace(read_monograph(path), monograph_id=name))
    return made


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what does the leaflet say about pregnancy?", "pregnancy?"),
        ("do the two references agree on what it is for?", "what it is for?"),
        ("compare blood tests in both monographs", "blood tests"),
        ("is it stored cold according to the us label?", "is it stored cold ?"),
        ("quillfeather says what about latex", "what about latex"),
        ("is it used off label for gout?", "is it used off label for gout?"),
        ("is there a leaflet", "is there a leaflet"),
    ],
)
def test_words_about_the_sources_are_left_out(monographs: list[Monograph], question: str, words: str) -> None:
    assert sources_in(question, monographs).words == words


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("what does the patient leaflet say about latex?", {"quill"}),
        ("per the professional monograph, is it kept cold?", {"leaflet"}),
        ("does the european leaflet name latex?", {"quill"}),
        ("side effects, the mayo one", {"quill"}),
        ("is it kept cold according to quillfeather", {"leaflet"}),
        ("can i eat mayo with it?", set()),
        ("is it stored alike in quillfeather and mayo?", set()),
        ("how is it stored?", set()),
    ],
)
def test_the_monograph_that_is_named_is_the_one_that_is_meant(
    monographs: list[Monograph], question: str, aside: set[str]
) -> None:
    assert sources_in(question, monographs).aside == aside


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("what does each source state on storage?", True),
        ("do our two references agree?", True),
        ("storage in both monographs, side by side", True),
        ("is it stored alike in quillfeather and mayo?", True),
        ("can i take both tablets at once?", False),
        ("what does the leaflet say on storage?", False),
    ],
)
def test_a_comparison_is_told_from_a_question(monographs: list[Monograph], question: str, compared: bool) -> None:
    assert sources_in(question, monographs).compared is compared


def test_the_only_monograph_of_a_drug_is_never_put_aside(monographs: list[Monograph]) -> None:
    assert sources_in("what does quillfeather say?", monographs[:1]).aside == frozenset()
