"""Two drugs in one question: the names by which monographs may tell of the other."""

import pytest

from assistant.naming import in_their_names, names_of
from assistant.subject import subject_of
from drugs import DrugNames

HELD: dict[str, tuple[str, ...]] = {
    "anakinra": ("Kineret",),
    "warfarin sodium": ("COUMADIN",),
    "alendronic acid and colecalciferol": ("FOSAVANCE",),
}


@pytest.mark.parametrize(
    ("other", "told", "untold"),
    [
        ("coumadin", "warfarin", "sodium"),
        ("fosavance", "colecalciferol", "calcium"),
        ("alendronate", "alendronate", "colecalciferol"),
        ("humira", "adalimumab", "etanercept"),
        ("aspirin", "acetylsalicylic acid", "salicylic acid"),
        ("paracetamol", "acetaminophen", "apap"),
        ("ciclosporin", "cyclosporine", "tacrolimus"),
    ],
)
def test_the_other_drug_goes_by_its_names_without_salt(other: str, told: str, untold: str) -> None:
    names = names_of(*subject_of([f"is kineret ok with {other}?"], DrugNames(HELD), tuple(HELD)).others)
    assert told in names
    assert untold not in names


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("acetylsalicylic acid", "is it ok with aspirin (acetylsalicylic acid)?"),
        ("aspirin acetylsalicylic acid", "is it ok with aspirin?"),
        ("warfarin", "is it ok with aspirin?"),
    ],
)
def test_the_name_that_the_monographs_give_the_other_drug_stands_after_one_that_they_do_not(
    said: str, read: str
) -> None:
    subject = subject_of(["is kineret ok with aspirin?"], DrugNames(HELD), tuple(HELD))
    assert in_their_names("is it ok with aspirin?", subject, frozenset(said.split())) == read
