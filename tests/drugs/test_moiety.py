import pytest

from drugs import DrugNames, NameMatch
from drugs.moiety import components, moiety, one_name_each, salts_of


@pytest.mark.parametrize(
    "names",
    [
        ("alendronate", "alendronic acid", "alendronate sodium", "Fosamax"),
        ("valproate", "valproic acid", "sodium valproate", "divalproex"),
        ("levothyroxine", "levothyroxine sodium", "thyroxine"),
        ("ciclosporin", "cyclosporine", "cyclosporin"),
        ("paracetamol", "acetaminophen", "Tylenol"),
        ("adrenaline", "epinephrine", "epinephrine bitartrate"),
        ("salbutamol", "albuterol", "salbutamol sulphate"),
        ("aciclovir", "acyclovir"),
        ("oestradiol", "estradiol"),
        ("infliximab", "infliximab-dyyb"),
    ],
)
def test_names_of_one_active_moiety_share_its_key(names: tuple[str, ...]) -> None:
    assert len(set(map(moiety, names))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sodium nitrite", "sodium thiosulfate"),
        ("calcium carbonate", "sodium carbonate"),
        ("magnesium citrate", "magnesium sulfate"),
        ("fenofibrate", "fenofibric acid"),
        ("vitamin k 1", "vitamin k 2"),
        ("trastuzumab", "trastuzumab deruxtecan"),
        ("insulin glargine", "insulin degludec"),
        ("prednisone", "prednisolone"),
    ],
)
def test_other_drugs_have_another_key(one: str, other: str) -> None:
    assert moiety(one) != moiety(other)


def test_a_combination_is_split_into_its_components() -> None:
    assert components("dolutegravir, abacavir and lamivudine") == ("dolutegravir", "abacavir", "lamivudine")
    assert components("elexacaftor, tezacaftor, and ivacaftor") == ("elexacaftor", "tezacaftor", "ivacaftor")
    assert components("bupivacaine hydrochloride in dextrose") == ("bupivacaine hydrochloride",)
    assert components("anakinra") == ("anakinra",)


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("ciclosporin", "cyclosporine"),
        ("cyclosporine", "ciclosporin"),
        ("paracetamol", "acetaminophen"),
        ("acetaminophen", "paracetamol"),
        ("epinephrine", "adrenaline"),
        ("adrenaline", "epinephrine"),
        ("salbutamol", "albuterol"),
        ("alendronate sodium", "alendronic acid"),
        ("valproic acid", "sodium valproate"),
        ("levothyroxine sodium", "thyroxine"),
        ("eltrombopag olamine", "eltrombopag"),
        ("brentuximab vedotin", "brentuximab"),
    ],
)
def test_a_drug_is_found_by_the_name_of_another_country_salt_or_acid(held: str, typed: str) -> None:
    (mention,) = DrugNames({held: (), "anakinra": ()}).find(f"what is {typed} for?")
    assert (mention.match, mention.drug) == (NameMatch.EXACT, held)


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("trastuzumab deruxtecan", "trastuzumab"),
        ("insulin degludec", "insulin"),
        ("sodium nitrite", "sodium"),
        ("betaine", "ketamine"),
        ("fluvoxamine maleate", "glucosamine"),
        ("abacavir sulfate", "tenofovir"),
    ],
)
def test_another_drug_is_never_found_by_a_part_of_the_name_or_a_likeness(held: str, typed: str) -> None:
    mentions = DrugNames({held: ("Ziagen",), "anakinra": ()}).find(f"what is {typed} for?")
    assert all(mention.match is NameMatch.NOT_HELD for mention in mentions)


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("duloxetine", "duloxetine hydrochloride"), "duloxetine"),
        (("metoprolol succinate", "metoprolol tartrate"), "metoprolol"),
        (("valproate sodium", "sodium valproate", "valproic acid"), "valproic acid"),
        (("tenofovir disoproxil", "tenofovir disoproxil fumarate"), "tenofovir disoproxil"),
        (("atorvastatin/amlodipine", "amlodipine besylate and atorvastatin calcium"), "atorvastatin/amlodipine"),
        (("paracetamol", "acetaminophen"), "acetaminophen"),
        (("cemiplimab", "cemiplimab-rwlc"), "cemiplimab"),
        (("warfarin sodium",), "warfarin"),
        (("sodium phenylbutyrate",), "sodium phenylbutyrate"),
    ],
)
def test_a_drug_has_one_name_whatever_its_salt_and_the_order_of_its_components(
    names: tuple[str, ...], one: str
) -> None:
    assert one_name_each([*names, "anakinra"]) == {**dict.fromkeys(names, one), "anakinra": "anakinra"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ferrous sulfate", "ferrous fumarate"),
        ("norethindrone", "norethindrone acetate"),
        ("paliperidone", "paliperidone palmitate"),
        ("mycophenolic acid", "mycophenolate mofetil"),
        ("tenofovir disoproxil fumarate", "tenofovir alafenamide fumarate"),
        ("penicillin g benzathine", "penicillin g potassium"),
        ("methylprednisolone", "methylprednisolone sodium succinate"),
        ("peginterferon alfa-2a", "peginterferon alfa-2b"),
        ("potassium chloride", "potassium chloride in dextrose"),
        ("dimethyl fumarate", "diroximel fumarate"),
        ("insulin", "insulin zinc"),
        ("lidocaine", "lidocaine and epinephrine"),
    ],
)
def test_what_is_dosed_otherwise_or_holds_more_keeps_a_name_of_its_own(one: str, other: str) -> None:
    assert len(set(one_name_each([one, other]).values())) == 2


def test_a_salt_is_the_same_in_every_spelling_and_of_a_combination_each_counts() -> None:
    assert salts_of("amlodipine besilate") == salts_of("amlodipine besylate") != frozenset()
    assert salts_of("duloxetine hcl") == salts_of("duloxetine hydrochloride")
    assert len(salts_of("amlodipine besylate and atorvastatin calcium")) == 2
    assert salts_of("magnesium sulfate") == salts_of("duloxetine") == frozenset()
