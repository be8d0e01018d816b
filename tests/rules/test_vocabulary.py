"""How a phrase of a vocabulary may be written, and how far it may be misspelt."""

import pytest

from rules.vocabulary import Vocabulary

WORDS = Vocabulary(
    [
        ("NOMID", "n"),
        ("crp test", "c"),
        ("dialysis", "d"),
        ("sepsis", "s"),
        ("end-stage", "e"),
        ("rheumatoid arthritis", "r"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(term.name, text[term.start : term.end]) for term in WORDS.find(text)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("in nomid, dose?", ("n", "nomid")),
        ("in n.o.m.i.d. dose?", ("n", "n.o.m.i.d.")),
        ("crp-test today", ("c", "crp-test")),
        ("crp  test today", ("c", "crp  test")),
        ("endstage disease", ("e", "endstage")),
        ("end stage disease", ("e", "end stage")),
    ],
)
def test_a_phrase_is_found_however_it_is_joined(text: str, term: tuple[str, str]) -> None:
    assert found(text) == [term]


@pytest.mark.parametrize("text", ["nomids", "xnomid", "2nomid", "s.e.p.s.i.s", "nomid-onset", "weekend-stages"])
def test_a_part_of_another_word_is_no_phrase(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("on dialisis now", "d"),
        ("rheumatiod artritis", "r"),
        ("on diallisis now", None),
        ("in nomit", None),
        ("rheumatiod artritus", None),
        ("on vialysis now", None),
    ],
)
def test_a_phrase_of_eight_letters_may_have_one_wrong_and_of_sixteen_two(text: str, name: str | None) -> None:
    assert [term.name for term in WORDS.find_misspelt(text)] == ([name] if name else [])
