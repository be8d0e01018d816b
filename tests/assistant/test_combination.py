"""Two drugs in one question: the names by which monographs may tell of the other."""

import pytest

from assistant.naming import names_of
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
