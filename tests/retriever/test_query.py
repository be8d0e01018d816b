import pytest

from retriever.query import (
    abbreviations,
    answering_alone,
    corrected,
    has_unknown_term,
    headings_asked_for,
    section_intents,
    sections_asked_for,
    written_out,
)
from schema import SectionCode

VOCABULARY = {"neutropenia", "refrigerated", "anaphylaxis", "injection", "injections", "lymphoma", "adalimumab"}
# Everyday wordings of every section; others may be pointed to besides.
WORDINGS = {
    SectionCode.DESCRIPTION: ("what kind of drug is it", "which class does it belong to", "its molecular formula?"),
    SectionCode.INDICATIONS: ("what is it used for", "is it approved for gout", "what is it for"),
    SectionCode.CONTRAINDICATIONS: (
        "any contraindications",
        "who must not get it",
        "i am allergic to e. coli proteins",
    ),
    SectionCode.ADMINISTRATION: ("where do i inject it", "which injection sites", "can i do it at home"),
    SectionCode.MISSED_DOSE: ("i forgot my shot", "what if one is missed", "skipped a day"),
    SectionCode.OVERDOSE: ("what happens in overdose", "what if i take too much"),
    SectionCode.WARNINGS: ("is there a risk of infection", "any warnings", "does it cause lymphoma"),
    SectionCode.PRECAUTIONS: ("what precautions apply", "what to tell my doctor", "before starting treatment"),
    SectionCode.INTERACTIONS: ("does it interact with methotrexate", "can i have the flu shot", "is a beer all right"),
    SectionCode.ADVERSE_REACTIONS: ("common side effects", "will it make me feel sick", "adverse reactions please"),
    SectionCode.PREGNANCY: ("is it safe in pregnancy", "she is trying for a baby", "harm to the unborn"),
    SectionCode.LACTATION: ("can she breast-feed", "does it get into milk", "safe for nursing mothers"),
    SectionCode.PEDIATRIC: ("can children have it", "is it for teenagers", "my daughter has arthritis"),
    SectionCode.GERIATRIC: ("is it safe in the elderly", "my grandmother takes it", "an 80-year-old patient"),
    SectionCode.RENAL: ("what about bad kidneys", "on dialysis", "creatinine is high"),
    SectionCode.HEPATIC: ("with liver disease", "in cirrhosis", "hepatic impairment"),
    SectionCode.MECHANISM: ("how does it work", "mechanism of action", "which receptor does it block"),
    SectionCode.PHARMACOKINETICS: ("half-life", "how long does it stay in the body", "how is it eliminated"),
    SectionCode.STORAGE: (
        "does it go in the fridge",
        "can it be frozen",
        "keep it out of light",
        "may i travel with it",
    ),
    SectionCode.PREPARATIONS: ("what ingredients does it contain", "is it supplied in tablets", "is there a generic"),
    SectionCode.MONITORING: ("which blood tests are needed", "how to monitor", "are follow-up visits needed"),
    SectionCode.PATIENT_ADVICE: ("counselling points", "what should we tell the patient", "advice for caregivers"),
}
# Dosing questions never come here, a boxed warning is a warning, and nothing points to "other".
WITHOUT_WORDS = {SectionCode.DOSAGE, SectionCode.BOXED_WARNING, SectionCode.OTHER}


def test_every_section_has_words_of_its_own_or_a_reason_to_have_none() -> None:
    assert WORDINGS.keys() | WITHOUT_WORDS == set(SectionCode)


@pytest.mark.parametrize(
    ("question", "code"), [(wording, code) for code, wordings in WORDINGS.items() for wording in wordings]
)
def test_an_everyday_wording_points_to_its_section(question: str, code: SectionCode) -> None:
    assert code in section_intents(question)


@pytest.mark.parametrize("question", ["", "hello", "what about it", "thank you", "anakinra"])
def test_a_question_that_names_no_part_points_nowhere(question: str) -> None:
    assert section_intents(question) == frozenset()


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("how is it stored", SectionCode.ADVERSE_REACTIONS),
        ("is it safe in pregnancy", SectionCode.LACTATION),
        ("common side effects", SectionCode.STORAGE),
        ("in cirrhosis", SectionCode.RENAL),
        ("an alarm in the army", SectionCode.ADMINISTRATION),  # "arm" is part of both
        ("delivered by courier", SectionCode.HEPATIC),  # and so is "liver" of this
    ],
)
def test_words_of_one_section_do_not_point_to_another(question: str, code: SectionCode) -> None:
    assert code not in section_intents(question)


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("ses in pts with ckd", "side effects in patients with chronic kidney disease"),
        ("any ddi?", "any drug interactions?"),
        ("t1/2 iv", "half-life intravenous"),
        ("its contents, in steps", "its contents, in steps"),  # "ses", "pt" and others stand within words
        ("", ""),
    ],
)
def test_abbreviations_are_written_out_where_they_stand_alone(question: str, written: str) -> None:
    assert written_out(question) == written


def test_every_abbreviation_of_the_list_can_be_found() -> None:
    assert all(written_out(abbreviation) == meaning for abbreviation, meaning in abbreviations().items())


@pytest.mark.parametrize(
    ("word", "read_as"),
    [
        ("nuetropenia", "neutropenia"),
        ("neutropennia", "neutropenia"),
        ("refridgerated", "refrigerated"),
        ("anaphilaxis", "anaphylaxis"),
        ("lympoma", "lymphoma"),
        ("lympomas", "lymphomas"),
    ],
)
def test_a_slip_is_read_as_the_word_of_the_monograph(word: str, read_as: str) -> None:
    assert corrected(f"any {word}, please?", VOCABULARY) == f"any {read_as}, please?"


@pytest.mark.parametrize(
    "word",
    [
        "lymphoma",  # right
        "lympma",  # two slips in a short word
        "injectio",  # two words are as near
        "reflection",  # general English
        "canakinumab",  # too far from anything
        "fever",
    ],
)
def test_a_word_that_is_right_short_ambiguous_or_english_stays(word: str) -> None:
    known = VOCABULARY | {"injectia", "injectiu"}
    assert corrected(word, known) == word


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("what is it for?", SectionCode.INDICATIONS),
        ("which conditions does it treat", SectionCode.INDICATIONS),
        ("side effects please", SectionCode.ADVERSE_REACTIONS),
        ("who should not take it?", SectionCode.CONTRAINDICATIONS),
        ("is it safe in pregnancy?", SectionCode.PREGNANCY),
        ("how does it work?", SectionCode.MECHANISM),
        ("how is it stored?", SectionCode.STORAGE),
        ("kidney disease: any concerns?", SectionCode.RENAL),
    ],
)
def test_a_question_of_nothing_but_a_section_asks_for_it_as_a_whole(question: str, code: SectionCode) -> None:
    assert code in sections_asked_for(question)


@pytest.mark.parametrize(
    "question",
    ["is it approved for gout?", "does it cause headaches?", "common side effects", "is latex in it?", "what about it"],
)
def test_a_question_of_something_in_particular_asks_for_no_whole_section(question: str) -> None:
    assert sections_asked_for(question) == frozenset()


STANDING = {
    (("Side Effects", "Less common"), SectionCode.ADVERSE_REACTIONS),
    (("Side Effects", "Incidence not known"), SectionCode.ADVERSE_REACTIONS),
    (("Pharmacokinetics", "Elimination", "Half-life"), SectionCode.PHARMACOKINETICS),
    (("Warnings",), SectionCode.WARNINGS),
}


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("less common side effects of it", ("Side Effects", "Less common")),
        ("adverse effects with incidence not known", ("Side Effects", "Incidence not known")),
        ("half-life?", ("Pharmacokinetics", "Elimination", "Half-life")),
        ("explain the elimination", ("Pharmacokinetics", "Elimination")),
    ],
)
def test_a_question_of_nothing_but_a_heading_asks_for_what_stands_under_it(
    question: str, heading: tuple[str, ...]
) -> None:
    assert headings_asked_for(question, STANDING) == {heading}


@pytest.mark.parametrize("question", ["half-life in kidney disease", "is a rash less common with it?"])
def test_a_heading_with_something_in_particular_is_not_asked_for_as_a_whole(question: str) -> None:
    assert headings_asked_for(question, STANDING) == frozenset()


@pytest.mark.parametrize("words", ["signs of an overdose", "what is done when it is overdosed?", "overdosage"])
def test_an_overdose_is_told_of_in_its_own_section_alone(words: str) -> None:
    assert answering_alone(words) == {SectionCode.OVERDOSE}


@pytest.mark.parametrize("words", ["what if i take too much", "side effects", "warnings"])
def test_any_other_words_leave_every_section_open(words: str) -> None:
    assert answering_alone(words) == frozenset()


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("is it an option for recurrent pericarditis", True),
        ("is it an option for repeated fever", False),
        ("is it stored in the carton", False),
        ("does it help queasiness (nausea)", False),
    ],
)
def test_a_term_of_the_field_that_the_monographs_do_not_have_is_told(question: str, unknown: bool) -> None:
    assert has_unknown_term(question, frozenset({"carton", "nausea", "fever"})) is unknown
