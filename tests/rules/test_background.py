"""What a message tells of a medicine beside the one that it asks about is left out; what is put forward stays."""

import pytest

from rules.background import asked_of_both, without_background
from rules.intent import Intent, intent_of


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "on warfarin 5 mg every evening, can she have naproxen as well?",
            "on warfarin, can she have naproxen as well?",
        ),
        ("is paroxetine 20 mg ok with tamoxifen?", "is paroxetine ok with tamoxifen?"),
        ("infliximab every 8 weeks. is abatacept allowed too?", "infliximab. is abatacept allowed too?"),
        ("does 75 mg of aspirin a day blunt ibuprofen?", "does of aspirin blunt ibuprofen?"),
        (
            "may tofacitinib and adalimumab be used at the same time?",
            "may tofacitinib and adalimumab be used together?",
        ),
        ("can i take it with ibuprofen 400 mg?", "can i take it with ibuprofen?"),
        ("amlodipine 10 and simvastatin 40, interaction?", "amlodipine and simvastatin, interaction?"),
        (
            "on warfarin 5 mg and simvastatin 40 mg, what dose of naproxen?",
            "on warfarin and simvastatin, what dose of naproxen?",
        ),
        ("on warfarin 5 mg, what dose of naproxen?", "on warfarin, what dose of naproxen?"),
        (
            "on warfarin 5 mg and simvastatin 40 mg, should he have naproxen 500 mg?",
            "on warfarin and simvastatin, should he have naproxen 500 mg?",
        ),
        ("naproxen 500 mg ok? he takes warfarin 5 mg", "naproxen 500 mg ok? he takes warfarin"),
        ("takes warfarin 5 mg. naproxen 500 mg, how long?", "takes warfarin naproxen 500 mg, how long?"),
        ("can he take 80 mg simvastatin with amlodipine 10 mg?", "can he take 80 mg simvastatin with amlodipine?"),
        ("give kineret 100 mg, does it affect warfarin 5 mg?", "give kineret, does it affect warfarin?"),
        (
            "does she need to stop warfarin 5 mg and simvastatin 40 mg before the operation?",
            "does she need to stop warfarin and simvastatin before the operation?",
        ),
    ],
)
def test_amounts_and_times_beside_the_medicine_asked_about_are_left_out(text: str, left: str) -> None:
    assert " ".join(without_background(text).split()).replace(" ,", ",").replace(" .", ".") == left


@pytest.mark.parametrize(
    "text",
    [
        "is 200 mg of kineret safe?",
        "kineret 100 mg twice a day, is that too much with methotrexate?",
        "can he take 80 mg simvastatin with amlodipine?",
        "he got 20 units of novorapid instead of lantus",
        "kineret 200 mg with methotrexate ok?",
        "should kineret and methotrexate be injected at the same time each day?",
        "warfarin 5 mg with ibuprofen, is that right?",
        "naproxen or warfarin 5 mg, which?",
        "he is on warfarin 5 mg and simvastatin 40 mg, should that be given now?",
        "prescribe 5 mg warfarin beside the 100 mg kineret?",
        "kineret 100 mg with kineret 200 mg?",
    ],
)
def test_what_may_be_put_forward_stays(text: str) -> None:
    assert without_background(text) == text


@pytest.mark.parametrize(
    ("turns", "intent"),
    [
        (
            ["Patient on methotrexate 15mg weekly, rheum want anakinra on top. Do the two alter each other?"],
            Intent.NONE,
        ),
        (["Patient on methotrexate 15mg weekly, rheum want anakinra on top. What dose of anakinra?"], Intent.DOSE),
        (["Someone on tocilizumab infusions wants Kineret at the same time, all right?"], Intent.NONE),
        (["Already on etanercept 50 mg weekly. Kineret 100 mg daily ok?"], Intent.DOSE_CHECK),
        (["Already on etanercept 50 mg weekly. Is Kineret ok?"], Intent.NONE),
        (["Missed her methotrexate 15 mg on Friday but took her Kineret"], Intent.MISSED_DOSE),
        (["Kineret dose for RA?", "can she take it with methotrexate 15 mg?"], Intent.NONE),
        (["Kineret dose for RA?", "she takes methotrexate 15 mg and prednisolone 5 mg"], Intent.DOSE),
        (["how often is Kineret given to someone on methotrexate 20 mg weekly?"], Intent.FREQUENCY),
    ],
)
def test_a_message_on_two_medicines_is_about_a_dose_only_where_one_is_asked(turns: list[str], intent: Intent) -> None:
    assert intent_of(turns) is intent


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is kineret 200 mg daily safe with methotrexate?", "is kineret safe with methotrexate?"),
        ("can kineret 100 mg and abatacept 125 mg go together?", "can kineret and abatacept go together?"),
        ("is 200 mg of kineret safe?", None),
        ("can kineret 100 mg replace abatacept 125 mg?", None),
        ("can she take it with warfarin 5 mg?", "can she take it with warfarin?"),
        ("what dose of kineret can she have with methotrexate?", None),
        ("is kineret 200 mg too much with methotrexate?", None),
    ],
)
def test_what_is_asked_of_two_together_is_told_apart_from_the_amount(text: str, asked: str | None) -> None:
    both = asked_of_both(text)
    assert (both and " ".join(both.split())) == asked
