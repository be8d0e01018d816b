"""What an overdose does is told from what the monographs say of an overdose, and from nothing else."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest.generation import build
from retriever.embedder import MiniLM
from schema import Reason, Route, SectionCode
from settings import Settings

ABOUT = "title: Testaquin\ndrug: testaquin\npublisher: Press\naudience: patient\nupdated: 2025-01-01"
EFFECTS = "Side effects are headache, a dry mouth and a rash on the arms."
OVERDOSE = "An overdose causes drowsiness and a slow pulse; the stomach is emptied and the pulse is watched."
ASKED = (
    "effects of testaquin overdosage?",
    "what is done for an overdose of testaquin?",
    "signs of overdose with testaquin",
)


def assistant_of(folder: Path, sections: str, minilm: MiniLM) -> Assistant:
    (folder / "testaquin.md").write_text(f"---\n{ABOUT}\n---\n\n{sections}\n", encoding="utf-8")
    build([folder / "testaquin.md"], folder / "index", minilm)
    return Assistant.open(Settings(folder / "index"))


@pytest.mark.parametrize("question", ASKED)
def test_it_is_answered_from_the_overdose_section(tmp_path: Path, minilm: MiniLM, question: str) -> None:
    told = assistant_of(tmp_path, f"## Side effects\n\n{EFFECTS}\n\n## Overdose\n\n{OVERDOSE}", minilm).answer(question)
    assert told.route is Route.ANSWER
    assert {citation.section_code for citation in told.citations} == {SectionCode.OVERDOSE}


def test_side_effects_are_not_given_for_it(tmp_path: Path, minilm: MiniLM) -> None:
    told = assistant_of(tmp_path, f"## Side effects\n\n{EFFECTS}", minilm).answer(ASKED[0])
    assert (told.route, told.reason, told.citations) == (Route.REFUSE, Reason.NOT_IN_MONOGRAPH, ())
