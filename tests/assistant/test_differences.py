"""Where two monographs answer differently, and where they only use other words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.compose import compose
from assistant.differences import Difference, conditions_of, difference_in
from assistant.figures import figures_in
from assistant.query import Query
from ingest.passages import passages_of
from ingest.reading import read_monograph
from library import Library
from schema import Passage, RankedPassage, SectionCode

HEAD = "---\ntitle: {title}\ndrug: testaquin\nbrand_names: [Testaq]\npublisher: {title}\naudience: patient\n---\n\n"
Compare = Callable[..., Difference | None]


@pytest.fixture
def library_of(tmp_path: Path) -> Callable[[str, str], Library]:
    """Two monographs of one drug as a library."""

    def library(newer: str, older: str) -> Library:
        monographs = []
        for title, content in (("New Press", newer), ("Old Press", older)):
            path = tmp_path / f"{title}.md"
            path.write_text(HEAD.format(title=title) + content, encoding="utf-8")
            monographs.append(read_monograph(path))
        return Library(monographs, [passage for monograph in monographs for passage in passages_of(monograph)], "v")

    return library


@pytest.fixture
def compare(library_of: Callable[[str, str], Library]) -> Compare:
    """The difference between two monographs for a question that the first passage of the first one answers."""

    def difference(
        newer: str, older: str, *intents: SectionCode, others: frozenset[str] = frozenset(), asked: str = "how?"
    ) -> Difference | None:
        library = library_of(newer, older)
        return difference_in(
            Query("testaquin", asked, frozenset(intents), others=others), library.passages[:1], library
        )

    return difference


def texts(difference: Difference | None) -> list[str]:
    assert difference is not None
    return [passage.text for passage in difference.passages]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Discard an opened bottle of testaquin after 100 days.",
            "Discard testaquin 45 days after opening the bottle.",
        ),
        ("Store opened bottles below 30 °C.", "Store opened bottles at 2 to 8 °C."),
        (
            "Serious infection was seen in 7% of adults with asthma.",
            "Serious infection was seen in 12% of adults with asthma.",
        ),
    ],
)
def test_another_figure_for_the_same_thing_is_a_difference(compare: Compare, one: str, other: str) -> None:
    found = compare(f"## Storage\n\n{one}\n", f"## Storage\n\n{other}\n")
    assert found is not None and found.kind == "figure"
    assert texts(found) == [one, other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The half-life of testaquin in plasma is about 5 hours.", "The half-life in plasma is 4 to 6 hours."),
        ("The half-life of testaquin in plasma is 5 hours.", "The peak is reached after 3 hours."),
        ("Discard opened bottles after 2 weeks.", "Discard opened bottles after 14 days."),
        (
            "Discard opened bottles after 2 weeks.",
            "Discard opened bottles after 30 days. Discard opened bottles of the syrup after 14 days.",
        ),
        ("Discard opened bottles after a while [see Storage (16.2)].", "Discard opened bottles (2.4) after 14 days."),
    ],
)
def test_figures_that_can_both_be_so_are_none(compare: Compare, one: str, other: str) -> None:
    assert compare(f"## Storage\n\n{one}\n", f"## Storage\n\n{other}\n") is None


def test_a_stricter_recommendation_on_the_other_drug_asked_about_is_a_difference(compare: Compare) -> None:
    one, other = "Do not use testaquin with examplumab.", "Use with examplumab or others is not recommended."
    found = compare(
        f"## Interactions\n\n{one}\n",
        f"## Interactions\n\nOther drugs must not be given.\n\n{other}\n",
        others=frozenset({"examplumab"}),
    )
    assert found is not None and found.kind == "recommendation"
    assert texts(found) == [one, other]


def test_the_same_advice_in_other_words_is_none(compare: Compare) -> None:
    one, other = "Do not have live vaccines during treatment.", "Live vaccines should not be given during treatment."
    assert compare(f"## Interactions\n\n{one}\n", f"## Interactions\n\nAvoid live vaccines. {other}\n") is None


def test_advice_against_a_use_in_all_children_or_in_some_differs(compare: Compare) -> None:
    one, other = "Testaquin is not recommended in children with arthritis.", "Use in children is not recommended."
    monographs = (f"## Pediatric\n\n{one}\n", f"## Pediatric\n\n{other}\n")
    assert texts(compare(*monographs, SectionCode.PEDIATRIC)) == [one, other]
    assert compare(*monographs) is None, "a question that is not about children"


def test_a_use_that_the_other_monograph_never_speaks_of_is_a_difference(compare: Compare) -> None:
    gout, fever = "Testaquin is used to treat gout.", "Testaquin is also used to treat familial quartan fever (FQF)."
    newer, older = f"## Uses\n\n{gout}\n\n{fever}\n", "## Uses\n\nTestaquin is indicated for the treatment of gout.\n"
    assert texts(compare(newer, older, SectionCode.INDICATIONS)) == [
        fever,
        "Testaquin is indicated for the treatment of gout.",
    ]
    assert (
        compare(newer, f"{older}\nIt does not help in quartan fever, familial or not (FQF).", SectionCode.INDICATIONS)
        is None
    )


def test_where_none_of_the_uses_is_known_there_it_may_be_a_matter_of_words(compare: Compare) -> None:
    newer = "## Uses\n\nTestaquin is used to treat high blood pressure.\n"
    assert (
        compare(newer, "## Uses\n\nTestaquin is indicated for essential hypertension.\n", SectionCode.INDICATIONS)
        is None
    )


def test_each_use_is_read_up_to_its_circumstances() -> None:
    text = "Indicated for adults with: - gout [see Studies (14)] - asthma that is severe"
    assert [condition.strip() for condition in conditions_of(text)] == ["gout", "asthma"]
    assert conditions_of("Gout is a disease.") == []


def test_per_cent_and_degrees_are_figures() -> None:
    found = {
        figure.dimension[0]: (int(figure.low), int(figure.high))
        for figure in figures_in("2–8 °C in 1% to 5% for 3 days")
    }
    assert found == {"°c": (2, 8), "%": (1, 5), "time": (72, 72)}


def test_what_differs_stands_first_and_what_else_there_is_under_it(library_of: Callable[[str, str], Library]) -> None:
    library = library_of(
        "## Storage\n\nDiscard opened bottles after 100 days.\n\nKeep the cap on.\n",
        "## Storage\n\nDiscard opened bottles after 45 days.\n",
    )
    ranking = [RankedPassage(passage, 1 / rank, rank) for rank, passage in enumerate(library.passages, start=1)]
    draft = compose(Query("testaquin", "how?"), ranking, library, _difference(library.passages[0], library))
    assert draft.lines == [
        "**The monographs differ in a figure.** Each is quoted with its date.",
        "**Old Press**",
        "Discard opened bottles after 45 days. [1]",
        "**New Press**",
        "Discard opened bottles after 100 days. [2]",
        "**Also in the monographs**",
        "**New Press**",
        "Keep the cap on. [3]",
    ]


def _difference(passage: Passage, library: Library) -> Difference | None:
    return difference_in(Query("testaquin", "how?"), [passage], library)
