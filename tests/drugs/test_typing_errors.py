"""Typing errors in the names of common drugs: never another drug, mostly the right one."""

from collections import Counter

import pytest

from drugs.typing_errors import COMMON, KINDS, misspelt, outcomes


@pytest.mark.parametrize(
    ("held", "meant"), [(COMMON, COMMON), (COMMON[::2], COMMON[1::2]), (COMMON[1::2], COMMON[::2])]
)
def test_a_misspelt_name_is_never_read_as_another_drug(held: list[str], meant: list[str]) -> None:
    assert [typed for _, typed, read in outcomes(held, meant) if read == "wrong"] == []


def test_most_misspelt_names_of_held_drugs_are_read_right() -> None:
    one, two = (
        Counter(read for errors, _, read in outcomes(COMMON, COMMON) if errors.startswith(number))
        for number in ("one", "two")
    )
    assert one["right"] >= 0.98 * one.total()
    assert two["right"] >= 0.85 * two.total()


def test_the_errors_are_of_their_kinds() -> None:
    assert [misspelt("amlodipine", kind) for kind in KINDS] == ["amlodpine", "amlodiipine", "amlodpiine", "amlodepine"]
