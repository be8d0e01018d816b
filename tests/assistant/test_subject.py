import pytest

from assistant.subject import subject_of
from drugs import DrugNames

ONE: dict[str, tuple[str, ...]] = {"anakinra": ("Kineret",)}
TWO: dict[str, tuple[str, ...]] = {**ONE, "abacavir": ("Ziagen",)}


def drugs_of(*turns: str, held: dict[str, tuple[str, ...]] = ONE) -> tuple[str, ...]:
    return subject_of(turns, DrugNames(held), tuple(held)).drugs


@pytest.mark.parametrize("question", ["how is kineret stored", "anakinra half-life", "is anikinra refrigerated"])
def test_a_named_drug_is_the_subject(question: str) -> None:
    assert drugs_of(question, held=TWO) == ("anakinra",)


def test_a_library_of_one_drug_implies_it() -> None:
    assert drugs_of("how is it stored") == ("anakinra",)
    assert drugs_of("how is it stored", held=TWO) == ()


def test_a_question_without_a_drug_goes_on_with_the_conversation_s_and_a_new_drug_replaces_it() -> None:
    assert drugs_of("ziagen in pregnancy?", "and for children?", held=TWO) == ("abacavir",)
    assert drugs_of("ziagen in pregnancy?", "kineret storage?", "and for children?", held=TWO) == ("anakinra",)


@pytest.mark.parametrize(
    "question", ["dose of humira?", "ilaris adverse effects", "is alcohol ok with arava", "how do i store adalimumab"]
)
def test_a_drug_that_is_asked_about_and_not_held_is_never_answered_from_another(question: str) -> None:
    subject = subject_of([question], DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ()
    assert len(subject.unheld) == 1


@pytest.mark.parametrize(
    "turns",
    [
        ("can a patient on enbrel take kineret",),
        ("can it be given with etanercept?",),
        ("kineret storage?", "ok with etanercept too?"),
    ],
)
def test_a_drug_that_is_set_beside_the_subject_is_the_other_one(turns: tuple[str, ...]) -> None:
    subject = subject_of(turns, DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ("anakinra",)
    assert [mention.drug for mention in subject.others] == ["etanercept"]


@pytest.mark.parametrize(
    "turns",
    [
        ("how is kineret stored?", "can it be taken with ziagen?"),
        ("how is kineret stored?", "can a patient on ziagen have it"),
        ("how is kineret stored?", "any problem with ziagen?"),
        ("kineret in pregnancy?", "and in a patient on abacavir?"),
        ("can kineret be given with methotrexate?", "and ziagen?"),
        ("kineret and methotrexate?", "what about ziagen?"),
    ],
)
def test_a_held_drug_that_a_later_question_sets_beside_the_subject_is_the_other_one(turns: tuple[str, ...]) -> None:
    subject = subject_of(turns, DrugNames(TWO), tuple(TWO))
    assert subject.drugs == ("anakinra",)
    assert [mention.drug for mention in subject.others] == ["abacavir"]


@pytest.mark.parametrize(
    "question",
    ["how is ziagen stored?", "what is the half-life of ziagen", "and ziagen?", "which patients on ziagen get a rash"],
)
def test_a_held_drug_that_a_later_question_asks_about_is_the_subject(question: str) -> None:
    assert drugs_of("how is kineret stored?", question, held=TWO) == ("abacavir",)


@pytest.mark.parametrize(
    "turns",
    [
        ("anakinra aside: contraindications of simponi?",),
        ("instead of kineret, how is humira stored?",),
        ("where is anakinra injected?", "and adalimumab, where does that one get injected?"),
        ("kineret in pregnancy?", "what about enbrel?"),
        ("kineret storage if the fridge breaks?", "ok. and for cosentyx what's the room temp limit?"),
    ],
)
def test_a_conversation_that_leaves_the_held_drug_is_not_answered_from_it(turns: tuple[str, ...]) -> None:
    subject = subject_of(turns, DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ()
    assert len(subject.unheld) == 1


@pytest.mark.parametrize(
    "turns",
    [
        ("is kineret ok with enbrel?", "and humira?"),
        ("can i take kineret with alcohol?", "what about methotrexate?"),
        ("why not kineret with enbrel?",),
    ],
)
def test_a_further_drug_of_a_combination_is_set_beside_the_subject(turns: tuple[str, ...]) -> None:
    subject = subject_of(turns, DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ("anakinra",)
    assert len(subject.others) == 1


@pytest.mark.parametrize(
    ("question", "drug", "other"),
    [
        ("can a patient on ziagen get kineret", "anakinra", "abacavir"),
        ("is kineret safe with abacavir?", "anakinra", "abacavir"),
        ("ziagen and kineret together?", "abacavir", "anakinra"),
        ("abacavir levels when kineret added?", "abacavir", "anakinra"),
    ],
)
def test_of_two_held_drugs_the_one_set_beside_the_other_is_no_subject(question: str, drug: str, other: str) -> None:
    subject = subject_of([question], DrugNames(TWO), tuple(TWO))
    assert (subject.drugs, [mention.drug for mention in subject.others]) == ((drug,), [other])


def test_a_look_alike_is_reported() -> None:
    subject = subject_of(["kinaret storage"], DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ()
    assert subject.unclear is not None and "kineret" in subject.unclear.candidates


@pytest.mark.parametrize(
    "question",
    [
        "is cimzia one of those?",
        "is cimzia on that list?",
        "does that include cimzia?",
        "is cimzia included?",
        "is cimzia too?",
    ],
)
def test_a_question_that_points_back_sets_its_drug_beside_the_one_before(question: str) -> None:
    subject = subject_of(["which biologics are a problem with kineret?", question], DrugNames(TWO), tuple(TWO))
    assert subject.drugs == ("anakinra",)
    assert [mention.drug for mention in subject.others] == ["certolizumab"]


def test_a_held_drug_that_is_asked_of_what_was_said_before_is_set_beside_it() -> None:
    turns = ["which drugs are a problem with kineret?", "is ziagen one of those?"]
    subject = subject_of(turns, DrugNames(TWO), tuple(TWO))
    assert (subject.drugs, [mention.drug for mention in subject.others]) == (("anakinra",), ["abacavir"])


def test_an_unheld_drug_that_is_asked_about_through_a_held_one_is_told_as_unheld() -> None:
    subject = subject_of(["is clopidogrel affected by kineret?"], DrugNames(ONE), tuple(ONE))
    assert subject.drugs == ("anakinra",)
    assert [mention.text for mention in subject.unheld] == ["clopidogrel"]


@pytest.mark.parametrize("question", ["is kineret affected by clopidogrel?", "clopidogrel with kineret?"])
def test_an_unheld_drug_that_is_set_beside_a_held_one_is_only_the_other_one(question: str) -> None:
    subject = subject_of([question], DrugNames(ONE), tuple(ONE))
    assert (subject.drugs, subject.unheld) == (("anakinra",), ())
    assert [mention.text for mention in subject.others] == ["clopidogrel"]


@pytest.mark.parametrize(
    "question",
    [
        "does smoking lower kineret levels like it does with clozapine?",
        "is kineret of use for stiffness caused by haloperidol?",
        "can kineret be used for a rash that came on with lamotrigine?",
        "can i give kineret to someone with a penicillin allergy?",
        "she is allergic to penicillin, can she have kineret",
    ],
)
def test_a_drug_that_is_named_as_a_likeness_a_cause_or_an_allergy_is_not_the_other_one(question: str) -> None:
    subject = subject_of([question], DrugNames(ONE), tuple(ONE))
    assert (subject.drugs, subject.others, subject.unheld) == (("anakinra",), (), ())


MIXED: dict[str, tuple[str, ...]] = {
    **ONE,
    "alogliptin and metformin hydrochloride": ("Vipdomet",),
    "pioglitazone and metformin hydrochloride": ("Competact",),
}


def test_a_component_asked_about_is_told_from_its_combination() -> None:
    subject = subject_of(["side effects of alogliptin"], DrugNames(MIXED), tuple(MIXED))
    assert subject.drugs == ("alogliptin and metformin hydrochloride",)
    assert [mention.text for mention in subject.parts] == ["alogliptin"]


@pytest.mark.parametrize("turns", [("is kineret ok with metformin?",), ("kineret storage?", "ok with metformin too?")])
def test_a_component_of_several_combinations_can_be_set_beside_a_drug(turns: tuple[str, ...]) -> None:
    subject = subject_of(turns, DrugNames(MIXED), tuple(MIXED))
    assert subject.drugs == ("anakinra",)
    assert [mention.text for mention in subject.others] == ["metformin"]


def test_a_component_of_several_combinations_that_is_asked_about_is_unclear() -> None:
    subject = subject_of(["side effects of metformin"], DrugNames(MIXED), tuple(MIXED))
    assert subject.drugs == ()
    assert subject.unclear is not None and len(subject.unclear.candidates) == 2
