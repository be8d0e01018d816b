"""The search over the whole library: which document answers, where no drug is known."""

from collections.abc import Iterator

import pytest

from ingest.generation import build
from ingest.progress import Progress
from library import current_generation
from retriever.across import WORDS_WEIGHT, Sections
from retriever.documents import MonographRetriever
from retriever.embedder import MiniLM
from retriever.retriever import Retriever
from schema import Passage, PassageKind, SectionCode, Span

MONOGRAPHS = {
    "testopril": "Store the tablets in a dry place. Testopril lowers the blood pressure within two hours.",
    "samplosartan": "Store the tablets in a dry place. The bottle holds a sachet of silica gel.",
    "examplimab": "Store the pens in the carton.",
}


def passage(name: str, monograph: str, *headings: str) -> Passage:
    """A passage whose id and text are the name."""
    return Passage(name, monograph, "", PassageKind.SENTENCE, SectionCode.OTHER, headings, (Span(0, 1),), name)


SEIZURE = passage("seizure", "m", "Effects")
RASH = passage("rash", "m", "Effects", "Skin")
ITCH = passage("itch", "m", "Storage")
FEVER = passage("fever", "n", "Effects")
SECTIONS = Sections([SEIZURE, RASH, ITCH, FEVER])


def scores(question: str, **cosines: float) -> dict[str, float]:
    """The score of each passage that has a cosine, best first."""
    near = [(one, cosines[one.text]) for one in (SEIZURE, RASH, ITCH, FEVER) if one.text in cosines]
    return {ranked.passage.text: ranked.score for ranked in SECTIONS.rank(question, near)}


def test_without_a_word_in_common_the_cosine_decides() -> None:
    assert scores("headache", rash=0.2, itch=0.4, fever=0.3) == {"itch": 0.4, "fever": 0.3, "rash": 0.2}
    assert SECTIONS.rank("rash", []) == []


def test_a_passage_counts_for_the_words_of_its_whole_section() -> None:
    found = scores("seizure", rash=0.2, itch=0.4, fever=0.3)
    assert list(found) == ["rash", "itch", "fever"]
    assert found["rash"] == pytest.approx(0.2 + WORDS_WEIGHT)
    assert found["fever"] == pytest.approx(0.3)  # of another monograph, under the same heading


def test_words_count_beside_the_best_section_of_what_is_near() -> None:
    both = scores("seizure storage skin", seizure=0, itch=0)
    assert both["seizure"] == pytest.approx(WORDS_WEIGHT)  # two words: its own and the heading's of the other passage
    assert 0 < both["itch"] < WORDS_WEIGHT
    assert scores("seizure storage skin", itch=0) == {"itch": pytest.approx(WORDS_WEIGHT)}


def test_ranks_are_from_one_and_ties_are_by_id() -> None:
    ranking = SECTIONS.rank("headache", [(RASH, 0.5), (ITCH, 0.5), (FEVER, 0.6)])
    assert [(ranked.rank, ranked.passage) for ranked in ranking] == [(1, FEVER), (2, ITCH), (3, RASH)]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("several")
    for drug, said in MONOGRAPHS.items():
        front = f"---\ntitle: {drug}\ndrug: {drug}\npublisher: The tests\nrevised: 2026-01-01\n---\n"
        (folder / f"{drug}.md").write_text(f"{front}# {drug}\n\n## Storage\n\n{said}\n", encoding="utf-8")
    build([folder], folder / "index", minilm, Progress(None))
    opened = Retriever.open(current_generation(folder / "index"), minilm)
    yield opened
    opened.close()


def test_the_section_with_the_words_is_found_among_all_monographs(retriever: Retriever) -> None:
    question = "which tablets have a sachet and are stored dry"
    first, second = retriever.across(question, 2)
    assert (first.rank, second.rank) == (1, 2)
    assert first.passage.text == second.passage.text == "Store the tablets in a dry place."
    assert first.passage.drug == "samplosartan"  # by cosine that of testopril is nearer
    (document,) = MonographRetriever(retriever=retriever, k=1).invoke(question)
    assert (document.metadata["drug"], document.metadata["score"]) == ("samplosartan", first.score)


def test_all_of_a_small_library_can_be_asked_for(retriever: Retriever) -> None:
    assert len(retriever.across("storage", 1_000)) == len(retriever.library.passages)
