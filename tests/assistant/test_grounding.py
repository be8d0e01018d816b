import pytest

from assistant.grounding import grounded, is_verbatim
from schema import Citation, Monograph, Statement

TEXT = "Give 100 mg daily.\nDo not give 200 mg.\nStore it cold."
MONOGRAPH = Monograph("m", "Title", "drug", (), "Publisher", "professional", None, None, "m.md", TEXT, ())


def cite(n: int, quote: str, shift: int = 0) -> Citation:
    start = TEXT.index(quote) + shift
    return Citation(n, "Title", "Publisher", None, "m.md", "S", "other", quote, start, start + len(quote), "m")


def test_a_statement_of_exact_quotes_stands() -> None:
    statement = Statement("Give 100 mg daily. Store it cold.", (1, 2))
    assert grounded([statement], [cite(1, "Give 100 mg daily."), cite(2, "Store it cold.")], {"m": MONOGRAPH}) == [
        statement
    ]


@pytest.mark.parametrize(
    "text",
    ["Give 1000 mg daily.", "Give 100 mg weekly.", "Give 100 mcg daily.", "Do not give 100 mg daily.", "Give 100 mg"],
)
def test_a_statement_that_says_anything_else_goes(text: str) -> None:
    assert grounded([Statement(text, (1,))], [cite(1, "Give 100 mg daily.")], {"m": MONOGRAPH}) == []


def test_a_statement_whose_quote_is_not_at_its_place_goes() -> None:
    statement = Statement("Store it cold.", (1,))
    assert grounded([statement], [cite(1, "Store it cold.", shift=-1)], {"m": MONOGRAPH}) == []
    assert grounded([statement], [], {"m": MONOGRAPH}) == []
    assert grounded([Statement("Store it cold.", ())], [], {"m": MONOGRAPH}) == []


def test_quotes_stand_in_their_order_with_nothing_between() -> None:
    assert is_verbatim("A; B.", ["A", "B."])
    assert not is_verbatim("B. A", ["A", "B."])
    assert not is_verbatim("A not B.", ["A", "B."])
