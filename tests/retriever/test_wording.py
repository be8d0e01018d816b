"""A question in everyday words is given the monographs' own words; one in theirs stays as it is."""

import re

import pytest

from retriever.lexical import terms
from retriever.query import written_out
from retriever.wording import reworded, wordings

LABEL = frozenset(
    "redness of the eyes dyspnea nausea constipation conjunctival hyperemia is common in patients with a palmar plantar"
    " erythrodysesthesia prolonged release tablets".split()
)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("is shortness of breath common?", "is shortness of breath (dyspnea) common?"),
        ("does it make one feel queasy", "does it make one feel queasy (nausea)"),
        ("is nausea common?", "is nausea common?"),
        ("hand-foot syndrome?", "hand-foot syndrome (palmar-plantar erythrodysesthesia)?"),
        ("is prolonged-release ok", "is prolonged-release ok"),
        ("how is it stored?", "how is it stored?"),
        ("", ""),
    ],
)
def test_the_label_s_word_stands_after_a_term_that_the_label_lacks(question: str, read: str) -> None:
    assert reworded(question, LABEL) == read


def test_a_wording_that_no_monograph_has_is_not_added() -> None:
    assert reworded("can it cause piles?", LABEL) == "can it cause piles?"


def test_a_wording_in_a_heading_stands_also_after_words_that_the_monographs_have() -> None:
    known = frozenset("other medical problems and conditions of health".split())
    headings = frozenset({"other medical problems"})
    assert reworded("which health conditions?", known, headings) == "which health conditions (medical problems)?"
    assert reworded("which health conditions?", known) == "which health conditions?"
    assert reworded("which medical problems?", known, headings) == "which medical problems?"


def test_the_table_is_in_order_and_no_term_is_its_own_wording() -> None:
    listed = wordings()
    assert len(listed) > 7000
    assert list(listed) == sorted(listed)
    assert [term for term, others in listed.items() if term in others or term != term.lower() or not all(others)] == []


def test_every_term_can_stand_in_a_question_and_gain_a_word() -> None:
    """A question reaches the table with its abbreviations written out; of a wording within its term nothing is new."""
    idle = [
        term
        for term, others in wordings().items()
        if written_out(term) != term or all(other in term or _words(term) <= _words(other) for other in others)
    ]
    assert idle == []


def _words(text: str) -> set[str]:
    return set(terms(" ".join(re.findall("[a-z]+", text))))
