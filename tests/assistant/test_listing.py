"""Names in a sentence: a large library is not read out."""

from assistant.listing import MOST_NAMED, listed, nearest

MANY = [f"drug{number}" for number in range(100)] + ["metoprolol", "metformin"]


def test_a_few_names_are_all_named_each_once() -> None:
    assert listed(["b", "a", "b"]) == "b, a" == nearest(["b", "a", "b"], "a")


def test_of_many_names_the_first_are_named_and_the_others_counted() -> None:
    assert listed(MANY) == f"{', '.join(MANY[:MOST_NAMED])} and {len(MANY) - MOST_NAMED} more"


def test_of_many_names_those_spelt_alike_come_first() -> None:
    assert nearest(MANY, "metropolol") == f"metoprolol and {len(MANY) - 1} more"
    assert nearest([*MANY, *(f"metoprol{letter}l" for letter in "aeiu")], "metoprolol").endswith(
        f"{len(MANY) - 1} more"
    )


def test_of_many_names_none_is_called_alike_that_is_not() -> None:
    assert nearest(MANY, "xyzzy") == f"{len(MANY)} other medicines, none with a name like it"
