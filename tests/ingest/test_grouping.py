"""Side effects stand under their own frequency, and conditions under what they are conditions of, in any mark-up."""

from pathlib import Path

import pytest

from ingest.frequencies import is_frequency, labels
from ingest.passages import passages_of
from ingest.reading import read_monograph
from schema import Passage
from tests.ingest import samples

PAGE = (
    "<html><body><h1>Testaq</h1><h2>1. What Testaq is and what it is used for</h2><p>Testaq contains the"
    " active substance testaquin. It is used for gout.</p>"
    "<h2>2. What you need to know before you take Testaq</h2>{before}"
    "<h2>3. How to take Testaq</h2><p>Swallow one tablet a day.</p><h2>4. Possible side effects</h2>{effects}"
    "<p>Reporting of side effects If you get any side effects, talk to your doctor.</p>"
    "<h2>5. How to store Testaq</h2><p>Store below 25 °C.</p></body></html>"
)
COMMON, RARE = "Common (may affect up to 1 in 10 people)", "Rare (may affect up to 1 in 1,000 people)"


def passages(folder: Path, before: str = "", effects: str = "") -> list[Passage]:
    page = samples.written(folder, "leaflet.html", PAGE.format(before=before, effects=effects))
    return passages_of(read_monograph(page))


def lead_in(found: list[Passage], item: str) -> str:
    """What stands before an item in the only passage that holds it."""
    (text,) = [passage.text for passage in found if item in passage.text]
    return text.partition(item)[0]


MARKUPS = {
    "paragraphs over lists": "<p>{C}</p><ul><li>headache</li></ul><p>{R}</p><ul><li>fits</li></ul>",
    "bold paragraphs": "<p><b>{C}</b></p><ul><li>headache</li></ul><p><b>{R}</b></p><ul><li>fits</li></ul>",
    "headings": "<h3>{C}</h3><ul><li>headache</li></ul><h3>{R}</h3><ul><li>fits</li></ul>",
    "items of one list": "<ul><li>{C}:</li><li>headache</li><li>{R}:</li><li>fits</li></ul>",
    "the end of the item before": "<p>{C}</p><ul><li>headache. {R}:</li><li>fits</li></ul>",
    "paragraphs over paragraphs": "<p>{C}:</p><p>headache</p><p>{R}:</p><p>fits</p>",
    "the end of the paragraph before": "<p>Not everybody gets them. {C}:</p><p>headache. {R}:</p><p>fits</p>",
    "run into its items": "<p>{C}: headache</p><p>{R}: fits</p>",
    "rows of a table": "<table><tr><td>{C}</td></tr><tr><td>headache</td><td>1</td></tr><tr><td>{R}</td></tr>"
    "<tr><td>fits</td><td>2</td></tr></table>",
    "after a sentence that opens them": "<p>See a doctor if you get any of these:</p><p>{C}</p>"
    "<ul><li>headache</li></ul><p>{R}</p><ul><li>fits</li></ul>",
}


@pytest.mark.parametrize("markup", MARKUPS)
def test_an_item_is_quoted_with_its_own_frequency_and_no_other(tmp_path: Path, markup: str) -> None:
    found = passages(tmp_path, effects=MARKUPS[markup].format(C=COMMON, R=RARE))
    for item, own, other in (("headache", COMMON, RARE), ("fits", RARE, COMMON)):
        lead = lead_in(found, item)
        assert own in lead and other not in lead
    assert all(passage.heading_path[-1].startswith(RARE) for passage in found if "fits" in passage.text)


def test_a_bare_frequency_labels_among_side_effects_only(tmp_path: Path) -> None:
    found = passages(tmp_path, before="<p>Rare</p><p>Gout.</p>", effects="<p>Rare:</p><ul><li>fits</li></ul>")
    assert lead_in(found, "fits") == "Rare: "
    assert lead_in(found, "Gout.") == ""


def test_what_opens_a_frequency_is_quoted_before_it_and_counted(tmp_path: Path) -> None:
    effects = f"<p>Stop and see a doctor if you get:</p><p>{RARE}</p><ul><li>fits</li></ul>"
    (passage,) = [own for own in passages(tmp_path, effects=effects) if "fits" in own.text]
    assert passage.text == f"Stop and see a doctor if you get: {RARE} fits"
    assert passage.leads == 2


def test_other_side_effects_are_not_under_the_sentence_before_the_serious_ones(tmp_path: Path) -> None:
    serious = "See your doctor at once if you notice any of these:"
    effects = f"<p>{serious} {RARE}</p><ul><li>fits</li></ul><p>Other side effects include {COMMON}</p>"
    found = passages(tmp_path, effects=f"{effects}<ul><li>headache</li></ul><p>{RARE}:</p><ul><li>hair loss</li></ul>")
    assert lead_in(found, "fits") == f"{serious} {RARE} "
    assert lead_in(found, "headache") == f"Other side effects include {COMMON} "
    assert lead_in(found, "hair loss") == f"{RARE}: "


def test_a_sentence_that_has_items_of_its_own_opens_no_frequency_after_them(tmp_path: Path) -> None:
    skin = "Tell your doctor if your skin reacts, including:"
    other = "Tell your doctor if you notice any of the following side effects:"
    for tail, before in (("", ""), (f". {other}", f"{other} ")):
        effects = f"<p>{skin}</p><ul><li>blisters</li><li>swelling{tail}</li></ul><p>{RARE}</p><ul><li>fits</li></ul>"
        found = passages(tmp_path, effects=effects)
        assert lead_in(found, "blisters") == f"{skin} "
        assert lead_in(found, "fits") == f"{before}{RARE} "


@pytest.mark.parametrize(
    "opening",
    [
        "Side effects have these frequencies:",
        "The chance of a side effect is described by the following categories:",
        "Very rare side effects that show in tests:",
    ],
)
def test_a_sentence_with_a_frequency_of_its_own_opens_no_other(tmp_path: Path, opening: str) -> None:
    found = passages(tmp_path, effects=f"<p>{opening}</p><p>{RARE}</p><ul><li>fits</li></ul>")
    assert lead_in(found, "fits") == f"{RARE} "
    assert opening in [passage.text for passage in found]


@pytest.mark.parametrize(
    "after",
    [
        "<p>Other side effects have been reported with tablets of another company.</p>",
        "<p>If you are on dialysis, blood may clot in your shunt.</p>",
        "<p>When Testaq is given at higher doses, hands may shake.</p>",
    ],
)
def test_what_comes_after_the_items_of_a_frequency_is_not_under_it(tmp_path: Path, after: str) -> None:
    found = passages(tmp_path, effects=f"<p>{RARE}:</p><p>fits</p>{after}")
    (own,) = [passage for passage in found if after[3:-4] in passage.text]
    assert RARE not in own.text and RARE not in " ".join(own.heading_path)


@pytest.mark.parametrize(
    "text",
    [
        "This side effect is rare (may affect up to 1 in 1,000 people).",
        "Angioedema (rare: may affect up to 1 in 1,000 people): swelling of the face",
        "Reactions to the infusion - Rare (may affect up to 1 in 1,000 people): tell your doctor",
        "common cold",
    ],
)
def test_how_often_the_thing_before_it_occurs_labels_nothing(text: str) -> None:
    assert not list(labels(text))
    assert not is_frequency(text)


@pytest.mark.parametrize(
    "text",
    [
        "Very common: may affect more than 1 in 10 users",
        "Uncommon side effects These may affect up to 1 in 100 people.",
        "Very rare or not known: may affect less than 1 in 10,000 users or frequency cannot be estimated from the"
        " available data",
        "Not known (frequency cannot be estimated from the available data):",
        "Side effects with frequency not known (frequency cannot be estimated from the available data)",
        "Other side effects include Common (may affect up to 1 in 10 people):",
    ],
)
def test_the_wordings_of_leaflets_are_frequencies(text: str) -> None:
    assert is_frequency(text)


CONDITIONS = {
    "items": "<p>Do not take Testaq</p><ul><li>If you have porphyria.</li></ul>",
    "paragraphs": "<p>Do not take Testaq:</p><p>if you are allergic to it;</p><p>If you have porphyria.</p>",
    "one mixed with the other": "<p>Do not take Testaq</p><ul><li>if you are allergic</li></ul>"
    "<p>If you have porphyria.</p>",
    "special care": "<p>Take special care with Testaq</p><ul><li>If you have porphyria.</li></ul>",
    "a warning": "<p>Warnings and precautions</p><p>Talk to your doctor before taking Testaq</p>"
    "<ul><li>If you have porphyria.</li></ul>",
}


@pytest.mark.parametrize("markup", CONDITIONS)
def test_a_condition_is_quoted_with_what_it_is_a_condition_of(tmp_path: Path, markup: str) -> None:
    lead = lead_in(passages(tmp_path, before=CONDITIONS[markup]), "If you have porphyria.")
    assert lead.startswith(("Do not take Testaq", "Take special care with Testaq", "Talk to your doctor before"))


def test_advice_after_the_conditions_is_not_under_them(tmp_path: Path) -> None:
    advice = "If you are not sure, talk to your doctor."
    found = passages(tmp_path, before=f"<p>Do not take Testaq:</p><p>if you have porphyria;</p><p>{advice}</p>")
    assert lead_in(found, advice) == ""


NESTED = {
    "html": "<p>Do not take Testaq if you have:</p><ul><li>any of these diseases:<ul><li>asthma</li></ul></li>"
    "<li>porphyria</li></ul>",
    "flat": "<p>Do not take Testaq</p><ul><li>if you have any of these diseases:</li><li>asthma</li>"
    "<li>if you have porphyria</li></ul>",
}


@pytest.mark.parametrize("markup", NESTED)
def test_a_list_within_a_list_has_the_lead_ins_of_both_and_ends(tmp_path: Path, markup: str) -> None:
    found = passages(tmp_path, before=NESTED[markup])
    assert lead_in(found, "asthma").startswith("Do not take Testaq") and "these diseases:" in lead_in(found, "asthma")
    assert "porphyria" in " ".join(passage.text for passage in found)
    outer = lead_in(found, "porphyria")
    assert outer.startswith("Do not take Testaq") and "these diseases:" not in outer


def test_markdown_lists_keep_both_lead_ins(tmp_path: Path) -> None:
    text = "# Testaquin (oral route)\n\n## Uses\n\nFor gout.\n\n## Do not take Testaquin\n\n"
    text += "- with any of these:\n  - asthma\n- with fits\n"
    found = passages_of(read_monograph(samples.written(tmp_path, "page.md", text)))
    assert lead_in(found, "asthma") == "Do not take Testaquin with any of these: "
    assert lead_in(found, "with fits") == "Do not take Testaquin "
