"""Words that ask about a dose only of a medicine: the same sentence about something else asks nothing."""

from collections.abc import Callable

import pytest

from rules import cues, hints, mishaps


@pytest.mark.parametrize(
    ("asks", "sentence"),
    [
        (cues.counts_a_drug, "how many {} is too many"),
        (cues.changes_a_drug, "reduce the {}"),
        (cues.changes_a_drug, "so should we double this {}"),
        (cues.changes_a_drug, "can the {} go up"),
        (cues.changes_a_drug, "{} to come down"),
        (cues.limits_a_drug, "is there a cap on {}"),
        (cues.weighs_a_patient, "{} for a child of 20 kg"),
        (cues.gives_by_the_kidneys, "what do i give of {} in ckd 4"),
        (cues.converts_a_drug, "{} to methylprednisolone"),
        (cues.converts_a_drug, "prednisone to {}"),
        (hints.moves_a_drug, "ok to bump {} up tonight"),
        (hints.starts_a_drug, "starting {} post mi"),
        (hints.numbers_a_drug, "{} 1.25 for a week then"),
        (mishaps.misses_a_drug, "vomited {} at once"),
    ],
)
def test_a_cue_counts_beside_a_medicine_alone(asks: Callable[[str], bool], sentence: str) -> None:
    assert asks(sentence.format("bisoprolol"))
    assert not asks(sentence.format("blinds"))


def test_a_medicine_far_from_the_verb_is_not_the_one_that_is_changed() -> None:
    assert not cues.changes_a_drug("reduce the number of steps between the bed and the door of bisoprolol")
    assert not cues.changes_a_drug("bisoprolol is in the bag that is by the door where they go up")
