import pytest

from drugs import DrugNames, NameMatch
from drugs.lexicon import is_ordinary, lexicon
from drugs.stems import has_drug_stem

NAMES = DrugNames({"anakinra": ["Kineret"], "abacavir sulfate": ["Ziagen"], "insulin glargine": ["Lantus"]})


def read(text: str) -> list[tuple[str, NameMatch, str | None]]:
    return [(mention.text, mention.match, mention.drug) for mention in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "name", "drug"),
    [
        ("Kineret storage", "Kineret", "anakinra"),
        ("how do I store ANAKINRA's syringe", "ANAKINRA", "anakinra"),
        ("is abacavir safe", "abacavir", "abacavir sulfate"),
        ("abacavir sulfate tablets", "abacavir sulfate", "abacavir sulfate"),
        ("units of insulin glargine", "insulin glargine", "insulin glargine"),
    ],
)
def test_a_generic_or_brand_name_is_found_with_its_place(text: str, name: str, drug: str) -> None:
    (mention,) = NAMES.find(text)
    assert (mention.text, mention.match, mention.drug) == (name, NameMatch.EXACT, drug)
    assert text[mention.start : mention.end] == name


@pytest.mark.parametrize("word", ["anakinara", "anikinra", "kinerret", "anakira"])
def test_a_clear_misspelling_is_read_as_the_drug(word: str) -> None:
    assert read(f"side effects of {word}?") == [(word, NameMatch.MISSPELLING, "anakinra")]


def test_a_name_between_two_drugs_is_reported_not_corrected() -> None:
    (mention,) = NAMES.find("Kinaret 100?")
    assert mention.match is NameMatch.LOOK_ALIKE
    assert mention.drug is None
    assert mention.candidates[0] == "kineret" and len(mention.candidates) > 1


@pytest.mark.parametrize(
    ("word", "generic"),
    [("canakinumab", "canakinumab"), ("Humira", "adalimumab"), ("amikacin", "amikacin"), ("metformine", "metformin")],
)
def test_a_drug_that_is_not_held_is_named_by_its_generic(word: str, generic: str) -> None:
    assert read(f"dose of {word}") == [(word, NameMatch.NOT_HELD, generic)]


def test_a_drug_newer_than_the_lexicon_is_known_by_its_stem() -> None:
    assert "zorbecitinib" not in lexicon()
    assert read("can I take zorbecitinib") == [("zorbecitinib", NameMatch.NOT_HELD, "zorbecitinib")]


@pytest.mark.parametrize(
    "text",
    [
        "What regimen is usual?",
        "pancreas, placenta and nitrite",
        "her systolic pressure",
        "I accept the concept",
        "",
        "🙂",
    ],
)
def test_ordinary_and_medical_words_are_no_drugs(text: str) -> None:
    assert read(text) == []


def test_two_names_are_found_in_their_order() -> None:
    assert [drug for _, _, drug in read("can a patient on Enbrel take Kineret")] == ["etanercept", "anakinra"]


def test_stems_and_ordinary_words() -> None:
    assert has_drug_stem("spesolimab") and not has_drug_stem("precept") and not has_drug_stem("crib")
    assert is_ordinary("injections") and not is_ordinary("anakinra")
