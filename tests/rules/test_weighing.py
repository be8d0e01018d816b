"""What words weigh: their classes, the fitted weights, and questions in forms that no sign foresees."""

from pathlib import Path

import pytest

from rules.intent import Intent, evidence_of, intent_of
from rules.weighing import WEIGHTS, evidence, weight

WRITTEN = Path(__file__).parent.parent.parent / "training" / "questions"
NOT_DOSING = ("none", "administration")


def written(*, dosing: bool) -> list[list[str]]:
    """The turns of the messages that the weights were fitted to, among others."""
    paths = [path for path in sorted(WRITTEN.rglob("*.txt")) if (path.stem not in NOT_DOSING) is dosing]
    return [line.split(" || ") for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_words_are_weighed_with_their_classes_and_neighbours() -> None:
    assert {"=often", "often", "^ often", "often give", "give <drug>", "<drug> $"} <= evidence(
        "how often give metformin"
    )


def test_a_quantity_is_weighed_as_what_it_measures() -> None:
    found = evidence("500 mg for 20 kg, potassium 5 mmol/l, over 2 hours")
    assert {"<amount>", "<weight>", "<concentration>", "<span>"} <= found


def test_an_ending_does_not_change_the_class_of_a_word() -> None:
    assert evidence("vomiting") - {"=vomiting"} == evidence("vomited") - {"=vomited"}
    assert evidence("dividing") - {"=dividing"} == evidence("divide") - {"=divide"}


def test_a_name_cut_short_is_weighed_as_the_name() -> None:
    assert {"<drug>"} <= evidence("clopi") & evidence("furos") and "<drug>" not in evidence("whoops")


def test_signs_what_is_asked_last_and_the_turns_before_are_weighed_too() -> None:
    found = evidence_of(["metformin 500 mg", "Kept in the fridge. And how often do I give it?"])
    assert {
        "before <amount>",
        "before <drug>",
        "asked often",
        "sign frequency",
        "shown frequency",
        "elsewhere",
    } <= found
    assert "asked storage" not in found and "before often" not in found
    found = evidence_of(["How often do I give it? It is kept in the fridge."])
    assert "asked often" in found and "asked storage" not in found


def test_an_ending_leaves_three_letters_at_least() -> None:
    assert "word" in evidence("dos") and "word" in evidence("bed")  # no "do", and no "be"
    assert "dose" in evidence("doses") and "dose" not in evidence("dosxs")


def test_each_word_is_weighed_as_its_kind() -> None:
    assert evidence("us 12 zyxqvat table ant") == {
        "^", "^ person", "person", "person <number>", "<number>", "<number> strange", "strange", "strange word", "word",
        "word word", "word $", "$", "=us", "=zyxqvat", "=table", "=ant",
    }  # fmt: skip


def test_every_weight_is_a_number() -> None:
    lines = [line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines()]
    assert lines[0][0] == "" and all(float(value) for _, value in lines)
    assert len({name for name, _ in lines}) == len(lines)


def test_most_of_what_was_written_for_it_is_told_apart() -> None:
    asked, other = written(dosing=True), written(dosing=False)
    assert sum(intent_of(turns).is_dosing for turns in asked) / len(asked) >= 0.95
    assert sum(intent_of(turns).is_dosing for turns in other) / len(other) <= 0.05


@pytest.mark.parametrize(
    ("turns", "intent"),
    [
        (["Ward ran out of tinzaparin on Friday, none since, next one now?"], Intent.MISSED_DOSE),
        (["had my weekly pen on Sunday, and the thing went off again on Tuesday"], Intent.OVERDOSE),
        (["vomited cephalexin at once"], Intent.MISSED_DOSE),
        (["dobutamine 5 mcg/kg/min ok?"], Intent.DOSE_CHECK),
        (["chest infection, start anakinra?"], Intent.DOSE),
        (["is anything known about an overdose of anakinra?"], Intent.NONE),
        (["For how long is the blood count followed up on Kineret?"], Intent.NONE),
        (["Raised bilirubin on Kineret, how frequent?"], Intent.NONE),
        (["Does Kineret lengthen the QT interval?"], Intent.NONE),
        (["Tired on Kineret. In which frequency group is that?"], Intent.NONE),
        (["how many days of annual leave do we have?"], Intent.NONE),
        (["Kineret in old people"], Intent.NONE),
    ],
)
def test_what_a_message_is_about_decides(turns: list[str], intent: Intent) -> None:
    assert intent_of(turns) is intent


def test_another_subject_beside_a_dose_does_not_hide_it() -> None:
    assert intent_of(
        ["Nausea, rash, dizzy on Kineret, blood counts low, is it stored in the fridge, and what dose?"]
    ).is_dosing
    assert weight(evidence("nausea, rash and low blood counts, is it stored in the fridge")) < 0
