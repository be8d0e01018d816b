"""Reading a finished generation: the pointer, the manifest, the records, and what a damaged one is told as."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.passages import passages_of
from ingest.reading import read_monograph
from ingest.records import RecordWriter
from library import (
    GENERATIONS,
    LAYOUT,
    MANIFEST,
    MONOGRAPHS,
    PASSAGES,
    POINTER,
    Library,
    Manifest,
    current_generation,
    sha256_of,
)
from schema import (
    Block,
    BlockKind,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    Monograph,
    Passage,
    PassageKind,
    Section,
    SectionCode,
    Span,
)

TEXT = "Storage\nKeep “testaquin” below 25 °C."
SECTION = Section(
    SectionCode.STORAGE,
    ("Storage",),
    (Block(BlockKind.HEADING, Span(0, 7)), Block(BlockKind.PARAGRAPH, Span(8, len(TEXT)))),
)
MONOGRAPH = Monograph(
    "m1", "Testaquin", "testaquin", ("Testaq", "Aqua"), "Press", "patient", "2025-01-01", None, "m.md", TEXT, (SECTION,)
)
PASSAGE = Passage(
    "p1", "m1", "testaquin", PassageKind.SENTENCE, SectionCode.STORAGE, ("Storage",), (Span(8, len(TEXT)),), TEXT[8:]
)


def write_manifest(generation: Path, **changes: Any) -> None:
    files = {name: sha256_of(generation / name) for name in (MONOGRAPHS, PASSAGES)}
    manifest = Manifest(LAYOUT, "v1", "now", {"name": "model"}, "1", 1, 1, files)
    (generation / MANIFEST).write_text(json.dumps(asdict(manifest) | changes), encoding="utf-8")


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    directory = tmp_path / GENERATIONS / "first"
    directory.mkdir(parents=True)
    with RecordWriter(directory) as writer:
        writer.write(MONOGRAPH, MONOGRAPH.monograph_id, [PASSAGE])
    write_manifest(directory)
    (tmp_path / POINTER).write_text("first\n", encoding="utf-8")
    return directory


def test_records_come_back_as_they_were_written(generation: Path, tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    assert library.monographs == {"m1": MONOGRAPH}
    assert library.passages == (PASSAGE,)
    assert library.index_version == "v1"


def test_the_pointer_names_the_generation_in_service(generation: Path, tmp_path: Path) -> None:
    second = tmp_path / GENERATIONS / "second"
    second.mkdir()
    assert current_generation(tmp_path) == generation
    (tmp_path / POINTER).write_text("second", encoding="utf-8")
    assert current_generation(tmp_path) == second


def test_an_index_without_a_pointer_is_not_finished(generation: Path, tmp_path: Path) -> None:
    (tmp_path / POINTER).unlink()
    with pytest.raises(IndexMissing, match="Build one: python -m ingest monographs --index"):
        current_generation(tmp_path)
    with pytest.raises(IndexMissing):
        current_generation(tmp_path / "nowhere")


@pytest.mark.parametrize("pointer", [b"", b"\n", b"third", b"\xff\xfe", b"\x00" * 16])
def test_a_pointer_to_nothing_is_damage(generation: Path, tmp_path: Path, pointer: bytes) -> None:
    (tmp_path / POINTER).write_bytes(pointer)
    with pytest.raises(IndexDamaged, match=r"CURRENT names the generation .* which is not there"):
        current_generation(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({"layout": LAYOUT}).encode(),
        json.dumps({"layout": LAYOUT, "surplus": 1}).encode(),
    ],
)
def test_a_manifest_that_cannot_be_read_is_damage(generation: Path, content: bytes) -> None:
    (generation / MANIFEST).write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"its manifest\.json cannot be read"):
        Manifest.read(generation)


@pytest.mark.parametrize("changes", [{"model": "MiniLM"}, {"files": ["passages.jsonl"]}, {"files": None}], ids=str)
def test_a_manifest_of_another_shape_is_damage(generation: Path, changes: dict[str, Any]) -> None:
    write_manifest(generation, **changes)
    with pytest.raises(IndexDamaged, match=r"its manifest\.json cannot be read"):
        Manifest.read(generation)


def test_an_index_of_another_layout_is_refused_whatever_else_it_holds(generation: Path) -> None:
    (generation / MANIFEST).write_text(json.dumps({"layout": LAYOUT + 1}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=f"built with layout {LAYOUT + 1}; this program uses {LAYOUT}"):
        Library.read(generation)


def test_a_missing_or_changed_file_is_named(generation: Path) -> None:
    passages = (generation / PASSAGES).read_bytes()
    (generation / PASSAGES).write_bytes(passages.replace(b"25", b"26"))
    with pytest.raises(IndexDamaged, match=r"passages\.jsonl does not match its recorded sha256"):
        Library.read(generation)
    (generation / PASSAGES).unlink()
    with pytest.raises(IndexDamaged, match=r"passages\.jsonl is missing"):
        Library.read(generation)


@pytest.mark.parametrize(
    "record", ["{", "[]", "{}", json.dumps({**asdict(PASSAGE), "kind": "poem"}), json.dumps(asdict(MONOGRAPH))]
)
def test_a_record_that_is_none_is_damage_though_its_sum_is_right(generation: Path, record: str) -> None:
    (generation / PASSAGES).write_text(f"{record}\n", encoding="utf-8")
    write_manifest(generation)
    with pytest.raises(IndexDamaged, match="a record cannot be read"):
        assert not Library.read(generation).passages  # a drug's passages are read when it is asked about


def test_only_the_passages_that_are_asked_for_are_read(generation: Path) -> None:
    other = replace(MONOGRAPH, monograph_id='m2 “\\u201d"', drug="otherol")
    foreign = replace(PASSAGE, monograph_id=other.monograph_id, drug="otherol")
    with RecordWriter(generation) as writer:
        writer.write(MONOGRAPH, MONOGRAPH.monograph_id, [PASSAGE])
        writer.write(other, other.monograph_id, [foreign])
    path = generation / PASSAGES
    path.write_bytes(path.read_bytes().replace(b'"kind": "sentence"', b'"kind": "poem"', 1))
    write_manifest(generation)
    library = Library.read(generation)
    assert library.passages_by_drug["otherol"] == library.passages_by_monograph[other.monograph_id] == (foreign,)
    with pytest.raises(IndexDamaged, match="a record cannot be read"):
        library.passages_by_drug["testaquin"]


def test_a_monograph_that_another_open_generation_has_too_is_not_read_again(generation: Path) -> None:
    own = replace(MONOGRAPH, monograph_id="m2")
    with RecordWriter(generation) as writer:
        for monograph in (MONOGRAPH, own):
            writer.write(monograph, monograph.monograph_id, [])
    write_manifest(generation)
    before = Library.read(generation).monographs
    with RecordWriter(generation) as writer:
        for monograph in (MONOGRAPH, replace(own, title="New title")):
            writer.write(monograph, monograph.monograph_id, [])
    write_manifest(generation)
    after = Library.read(generation).monographs
    assert after["m1"] is before["m1"]
    assert (before["m2"].title, after["m2"].title) == ("Testaquin", "New title")


def test_a_passage_of_no_monograph_is_damage(generation: Path) -> None:
    path = generation / PASSAGES
    path.write_bytes(path.read_bytes().replace(b'"m1"', b'"m2"'))
    write_manifest(generation)
    with pytest.raises(IndexDamaged, match="a record cannot be read"):
        Library.read(generation)


def test_a_drug_has_the_brand_names_of_all_its_monographs() -> None:
    other = replace(MONOGRAPH, monograph_id="m2", brand_names=("Testaq", "Bora"))
    assert Library([MONOGRAPH, other], [], "v").drugs == {"testaquin": ("Aqua", "Bora", "Testaq")}


def test_a_drug_and_its_salt_are_one_drug_under_any_of_their_names() -> None:
    salt = replace(MONOGRAPH, monograph_id="m2", drug="testaquin maleate", brand_names=(), updated="2025-01-01")
    passages = [PASSAGE, replace(PASSAGE, passage_id="p2", monograph_id="m2", drug=salt.drug)]
    library = Library([MONOGRAPH, salt], passages, "v")
    assert library.drugs == {"testaquin": ("Aqua", "Testaq", "testaquin maleate")}
    assert library.monographs_of("testaquin maleate") == library.monographs_of("testaquin") == [salt, MONOGRAPH]
    assert library.passages_by_drug == {"testaquin": tuple(passages)}
    assert [passage.drug for passage in library.passages] == ["testaquin", "testaquin maleate"]  # as they were embedded


@pytest.mark.shared
@pytest.mark.parametrize(
    ("label", "leaflet", "drug"),
    [
        ("abacavir-sulfate", "ziagen", "abacavir"),
        ("duloxetine-hydrochloride", "yentreve", "duloxetine"),
        ("eribulin-mesylate", "mevlyq", "eribulin"),
        ("givosiran-sodium", "givlaari", "givosiran"),
        ("ponatinib-hydrochloride", "iclusig", "ponatinib"),
    ],
)
def test_a_us_label_of_a_salt_and_an_eu_leaflet_are_of_one_drug(
    shared_dir: Path, label: str, leaflet: str, drug: str
) -> None:
    paths = [*shared_dir.glob(f"data/openfda/{label}--*"), *shared_dir.glob(f"data/ema_leaflets/{leaflet}-*")]
    monographs = [read_monograph(path) for path in paths]
    library = Library(monographs, [passage for own in monographs for passage in passages_of(own)], "v")
    assert list(library.drugs) == [drug]
    assert len(library.monographs_of(drug)) == 2
    assert label.replace("-", " ") in library.monographs_of(drug)[0].title.lower()  # as the label says
    assert {passage.monograph_id for passage in library.passages_by_drug[drug]} == library.monographs.keys()


def test_the_monographs_of_a_drug_come_newest_first_and_undated_ones_last() -> None:
    dates = {"old": "2019-05-01", "undated": None, "new": "2025-01-01", "also new": "2025-01-01"}
    monographs = [replace(MONOGRAPH, monograph_id=name, title=name, updated=date) for name, date in dates.items()]
    library = Library([*monographs, replace(MONOGRAPH, monograph_id="other", drug="otherol")], [], "v")
    titles = [monograph.title for monograph in library.monographs_of("testaquin")]
    assert titles == ["also new", "new", "old", "undated"]
    assert library.monographs_of("nodrug") == []


def test_passages_are_grouped_in_their_order() -> None:
    passages = [replace(PASSAGE, passage_id=str(number)) for number in range(3)]
    foreign = replace(PASSAGE, passage_id="x", drug="otherol", monograph_id="m2")
    other = replace(MONOGRAPH, monograph_id="m2", drug="otherol")
    empty = replace(MONOGRAPH, monograph_id="m3")
    library = Library([MONOGRAPH, other, empty], [passages[0], foreign, *passages[1:]], "v")
    assert library.passages_by_drug == {"testaquin": tuple(passages), "otherol": (foreign,)}
    assert library.passages_by_monograph == {"m1": tuple(passages), "m2": (foreign,), "m3": ()}
