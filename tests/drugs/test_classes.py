"""Which classes medicines belong to, and where texts write of them: a wrong one quotes what is not meant."""

import re

import pytest

from drugs.classes import DrugClass, classes, classes_in, classes_of, members_in
from drugs.lexicon import lexicon

# Members of one word that no lexicon has: brands, vaccines, and names that the lexicon gives otherwise.
IN_NO_LEXICON = (
    "augmentin bcg caffeine caltrate estriol ferrograd fluenz mmr mylanta prevnar rennie rolaids tenecteplase tirofiban"
    " tryptophan"
).split()


def names_of(drug: str) -> set[str]:
    return {kind.name for kind in classes_of(drug)}


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("ibuprofen", {"NSAIDs"}),
        ("Advil", {"NSAIDs"}),
        ("celecoxib", {"NSAIDs", "COX-2 inhibitors"}),
        ("ketoconazole", {"azole antifungals", "antifungals", "strong CYP3A4 inhibitors"}),
        ("diltiazem", {"calcium channel blockers", "antihypertensives", "moderate CYP3A4 inhibitors"}),
        ("sertraline", {"SSRIs", "antidepressants", "serotonergic medicines"}),
        ("Humira", {"TNF blockers", "biologics", "immunosuppressants"}),
        ("maalox", {"antacids", "aluminium products", "magnesium products", "polyvalent cations"}),
        ("ferrous sulfate", {"iron products", "polyvalent cations"}),
        ("ciclosporin", {"calcineurin inhibitors", "immunosuppressants", "P-gp inhibitors"}),
        ("hydrochlorothiazide", {"thiazide diuretics", "diuretics", "antihypertensives"}),
        ("lisinopril and hydrochlorothiazide", {"ACE inhibitors", "thiazide diuretics"}),
        ("mycophenolate mofetil", {"immunosuppressants"}),
        ("mmr vaccine", {"live vaccines", "vaccines"}),
        ("esomeprazole", {"proton pump inhibitors"}),
        ("carvedilol", {"beta blockers"}),
        ("omadacycline", {"tetracyclines"}),
    ],
)
def test_a_medicine_belongs_to_its_classes_and_to_those_that_hold_them(drug: str, expected: set[str]) -> None:
    assert expected <= names_of(drug)


@pytest.mark.parametrize(
    ("drug", "other"),
    [
        ("nystatin", "statins"),
        ("pentostatin", "statins"),
        ("somatostatin", "statins"),
        ("cilastatin", "statins"),
        ("stanozolol", "beta blockers"),
        ("aripiprazole", "proton pump inhibitors"),
        ("brexpiprazole", "proton pump inhibitors"),
        ("metronidazole", "azole antifungals"),
        ("carbimazole", "azole antifungals"),
        ("anastrozole", "azole antifungals"),
        ("omeprazole", "azole antifungals"),
        ("aliskiren", "ACE inhibitors"),
        ("budipine", "dihydropyridine calcium channel blockers"),
        ("verapamil", "dihydropyridine calcium channel blockers"),
        ("mizagliflozin", "SGLT2 inhibitors"),
        ("azacitidine", "H2 blockers"),
        ("baclofen", "NSAIDs"),
        ("acetaminophen", "NSAIDs"),
        ("rituximab", "TNF blockers"),
        ("etanercept", "JAK inhibitors"),
        ("naloxone", "opioids"),
        ("naltrexone", "opioids"),
        ("loperamide", "antacids"),
        ("typhoid vaccine", "live vaccines"),
        ("spironolactone", "loop diuretics"),
        ("diltiazem", "strong CYP3A4 inhibitors"),
        ("azithromycin", "strong CYP3A4 inhibitors"),
        ("maprotiline", "SSRIs"),
        ("bupropion", "SSRIs"),
        ("shingrix", "live vaccines"),
        ("flu shot", "live vaccines"),
        ("milk of magnesia", "aluminium products"),
        ("tums", "iron products"),
        ("insulin", "oral diabetes medicines"),
        ("fludrocortisone", "systemic corticosteroids"),
        ("lidocaine", "opioids"),
    ],
)
def test_what_only_sounds_alike_or_stands_beside_a_class_is_no_member(drug: str, other: str) -> None:
    assert other in classes() and other not in names_of(drug)


def test_names_that_end_like_a_stem_alone_are_no_members() -> None:
    assert not classes_of("pril") and not classes_of("olol")


def found(name: str, text: str) -> str | None:
    match = classes()[name].find(text)
    return match.group() if match else None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("NSAIDs", "nonsteroidal anti-inflammatory drugs"),
        ("NSAIDs", "Non-steroidal anti-inflammatory medicines"),
        ("ACE inhibitors", "angiotensin-converting enzyme (ACE) inhibitors"),
        ("beta blockers", "β-blockers"),
        ("beta blockers", "beta-adrenergic blocking agents"),
        ("TNF blockers", "tumor necrosis factor (TNF) blocking agents"),
        ("live vaccines", "live-virus vaccines"),
        ("live vaccines", "live or live attenuated vaccines"),
        ("antacids", "antacids"),
        ("iron products", "iron supplements"),
        ("MAOIs", "monoamine oxidase inhibitors"),
        ("SSRIs", "selective serotonin reuptake inhibitors"),
        ("statins", "HMG-CoA reductase inhibitors"),
        ("systemic corticosteroids", "oral steroids"),
        ("anticoagulants", "medicines to thin the blood"),
        ("antihypertensives", "medicines that lower blood pressure"),
        ("QT-prolonging medicines", "drugs known to prolong the QT interval"),
        ("strong CYP3A4 inhibitors", "strong CYP3A inhibitors"),
        ("strong CYP3A4 inhibitors", "potent inhibitors of CYP3A4"),
        ("strong CYP3A4 inhibitors", "moderate (e.g., diltiazem) or strong CYP3A4 inhibitors"),
        ("moderate CYP3A4 inhibitors", "CYP2D6 or CYP3A inhibitors"),
        ("strong CYP3A4 inducers", "CYP3A4 inhibitors or inducers"),
        ("P-gp inhibitors", "P-glycoprotein (P-gp) inhibitors"),
    ],
)
def test_a_class_is_found_however_it_is_written(name: str, written: str) -> None:
    assert found(name, f"Tell your doctor if you take {written}.") == written


@pytest.mark.parametrize("name", classes())
def test_a_class_is_found_by_its_own_name(name: str) -> None:
    assert found(name, f"Tell your doctor if you take {name}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("strong CYP3A4 inhibitors", "Moderate CYP3A4 inhibitors need no other dose."),
        ("moderate CYP3A4 inhibitors", "Avoid strong inhibitors of CYP2D6 or CYP3A4."),
        ("strong CYP3A4 inhibitors", "Its metabolites are not inhibitors of CYP3A4."),
        ("strong CYP3A4 inhibitors", "Strong CYP3A4 inducers are to be avoided."),
        ("corticosteroids", "nonsteroidal"),
        ("corticosteroids", "inhaled corticosteroids"),
        ("corticosteroids", "contraceptive steroids"),
        ("vaccines", "live vaccines"),
        ("benzodiazepines", "non-benzodiazepine hypnotics"),
        ("opioids", "opioid withdrawal"),
        ("iron products", "iron deficiency"),
        ("calcium products", "serum calcium"),
        ("diuretics", "thiazide diuretics"),
        ("anticoagulants", "coumarin anticoagulants"),
        ("anticoagulants", "anticoagulants containing dabigatran"),
        ("antibiotics", "antibiotics used to treat infections containing: clarithromycin"),
        ("antihypertensives", "Medicines used to treat high blood pressure known as calcium channel blockers"),
        ("antihypertensives", "the antihypertensive effect"),
        ("diuretics", "water tablets (diuretics of thiazide type)"),
        ("antibiotics", "rifampicin, an antibiotic used against tuberculosis"),
        ("antibiotics", "Ask if you take the antibiotic linezolid."),
        ("antifungals", "itraconazole (medicines to treat fungal infections)"),
        ("antihypertensives", "bosentan medicines to treat high blood pressure"),
    ],
)
def test_a_narrower_class_or_what_is_said_of_one_medicine_is_not_the_class(name: str, text: str) -> None:
    assert found(name, text) is None


def test_all_classes_and_members_that_a_text_names_are_found_once() -> None:
    text = "ferrous sulfate with statins, nsaids and more ferrous sulfate"
    assert list(members_in(text)) == ["ferrous sulfate"]
    assert {(match.group(), kind.name) for match, kind in classes_in(text)} >= {
        ("statins", "statins"),
        ("nsaids", "NSAIDs"),
    }


def test_wider_classes_exist_and_hold_no_class_that_holds_them() -> None:
    def above(kind: DrugClass, seen: tuple[str, ...]) -> None:
        assert kind.name not in seen
        for name in kind.wider:
            above(classes()[name], (*seen, kind.name))

    for kind in classes().values():
        above(kind, ())


def test_no_medicine_acts_on_an_enzyme_in_two_strengths() -> None:
    graded = [kind for kind in classes().values() if kind.strength]
    for one in graded:
        for other in graded:
            if one is not other and one.pattern == other.pattern:
                assert not set(one.members) & set(other.members), (one.name, other.name)


def test_members_are_names_in_use() -> None:
    """A slip in the list would leave a medicine out without a word."""
    listed = {name.lower() for kind in classes().values() for name in kind.members}
    unknown = {name for name in listed if name not in lexicon() and re.fullmatch("[a-z]+", name)}
    assert unknown == set(IN_NO_LEXICON)
