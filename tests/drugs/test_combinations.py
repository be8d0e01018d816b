import pytest

from drugs import DrugMention, DrugNames, NameMatch

FOSAVANCE = "alendronic acid and colecalciferol"
VIPDOMET = "alogliptin and metformin hydrochloride"
TRIUMEQ = "dolutegravir, abacavir and lamivudine"
NAMES = DrugNames(
    {
        FOSAVANCE: ("FOSAVANCE",),
        VIPDOMET: ("Vipdomet",),
        "pioglitazone and metformin hydrochloride": ("Competact",),
        "abacavir sulfate": ("Ziagen",),
        TRIUMEQ: ("Triumeq",),
        "emtricitabine and tenofovir disoproxil": ("Truvada",),
        "emtricitabine, rilpivirine and tenofovir alafenamide": ("Odefsey",),
        "mycophenolate mofetil": ("CellCept",),
        "mycophenolic acid": ("Myfortic",),
    }
)


def found(text: str) -> set[tuple[NameMatch, str | None, bool]]:
    return {(mention.match, mention.drug, mention.is_part) for mention in NAMES.find(text)}


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("alendronate side effects", FOSAVANCE),
        ("alendronic acid", FOSAVANCE),
        ("Fosamax", FOSAVANCE),
        ("is alogliptin safe", VIPDOMET),
        ("lamivudine", TRIUMEQ),
    ],
)
def test_a_component_finds_the_combination_and_is_told_from_it(text: str, drug: str) -> None:
    assert found(text) == {(NameMatch.EXACT, drug, True)}


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("alendronate with colecalciferol", FOSAVANCE),
        ("metformin plus alogliptin", VIPDOMET),
        ("abacavir, lamivudine and dolutegravir", TRIUMEQ),
        ("Vipdomet", VIPDOMET),
    ],
)
def test_all_components_or_the_brand_name_the_combination(text: str, drug: str) -> None:
    assert found(text) == {(NameMatch.EXACT, drug, False)}


def test_a_component_with_a_monograph_of_its_own_is_that_one() -> None:
    assert found("abacavir in pregnancy") == {(NameMatch.EXACT, "abacavir sulfate", False)}


def test_a_component_of_several_combinations_is_asked_about() -> None:
    (mention,) = NAMES.find("dose of metformin")
    assert mention.match is NameMatch.LOOK_ALIKE
    assert mention.candidates == (VIPDOMET, "pioglitazone and metformin hydrochloride")


def test_another_component_in_the_text_tells_the_combination() -> None:
    drug = "emtricitabine, rilpivirine and tenofovir alafenamide"
    assert found("emtricitabine with rilpivirine") == {(NameMatch.EXACT, drug, True)}


def test_an_ester_and_its_acid_are_asked_about_and_each_is_found_by_its_own_name() -> None:
    assert [mention.match for mention in NAMES.find("mycophenolate")] == [NameMatch.LOOK_ALIKE]
    assert found("mycophenolic acid") == {(NameMatch.EXACT, "mycophenolic acid", False)}
    assert found("mycophenolate mofetil") == {(NameMatch.EXACT, "mycophenolate mofetil", False)}


@pytest.mark.parametrize(
    ("text", "place"),
    [("metformin500mg with alogliptin", "metformin"), ("TRIUMEQ's", "TRIUMEQ"), ("the Triumeqs", "Triumeqs")],
)
def test_a_name_is_found_with_a_dose_a_possessive_or_a_plural_at_it(text: str, place: str) -> None:
    first: DrugMention = NAMES.find(text)[0]
    assert (first.text, first.match) == (place, NameMatch.EXACT)


@pytest.mark.parametrize("written", ["Depo-Provera", "depo provera", "DEPOPROVERA"])
def test_a_name_is_found_written_together_apart_and_with_a_hyphen(written: str) -> None:
    (mention,) = DrugNames({"medroxyprogesterone acetate": ("Depo-Provera",)}).find(f"dose of {written}?")
    assert (mention.text, mention.drug) == (written, "medroxyprogesterone acetate")


def test_a_brand_of_several_words_is_found_by_its_first_where_that_is_no_other_drug() -> None:
    names = DrugNames({"aripiprazole": ("Abilify Maintena",), "insulin degludec": ("Insulin Degludec Pen",)})
    assert [mention.drug for mention in names.find("Abilify")] == ["aripiprazole"]
    assert [mention.match for mention in names.find("insulin")] == [NameMatch.NOT_HELD]
