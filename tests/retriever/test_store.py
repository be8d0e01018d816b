"""The vector store through the real Chroma, one test for each of its known traps."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest

from library import LAYOUT, MANIFEST, Manifest, sha256_of
from retriever import store as store_module
from retriever.embedder import MiniLM
from retriever.store import CHROMA, Shard, VectorStore, shard_of
from schema import IndexDamaged, IndexMismatch, Passage, PassageKind, SectionCode, Span

NUMBER = 60
PASSAGES = [
    Passage(f"{row:016x}", "m", "testaquin", PassageKind.SENTENCE, SectionCode.DOSAGE, (), (Span(0, 1),), f"text {row}")
    for row in range(NUMBER)
]
TEXTS = [passage.text for passage in PASSAGES]
IDS = [passage.passage_id for passage in PASSAGES]
SHARD = shard_of("testaquin")


def unit_vectors(number: int) -> store_module.Vectors:
    vectors = np.random.default_rng(7).normal(size=(number, MiniLM.identity["dim"]))
    unit: store_module.Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


VECTORS = unit_vectors(NUMBER)


def write_manifest(generation: Path, **changes: object) -> None:
    manifest = Manifest(LAYOUT, "v", "now", MiniLM.identity, chromadb.__version__, 1, NUMBER, {})
    (generation / MANIFEST).write_text(json.dumps(asdict(manifest) | changes), encoding="utf-8")


@pytest.fixture
def generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store_module, "BATCH", 25)  # more than one batch, the last not full
    Shard.create(tmp_path / CHROMA / SHARD, PASSAGES, TEXTS, VECTORS)
    write_manifest(tmp_path)
    return tmp_path


@pytest.fixture
def store(generation: Path) -> Iterator[VectorStore]:
    opened = VectorStore.open(generation)
    yield opened
    opened.close()


def test_every_passage_is_stored_under_its_id(store: VectorStore) -> None:
    assert store.ids() == set(IDS)


def test_vectors_come_back_in_the_order_asked_for(store: VectorStore) -> None:
    order = [41, 0, 59, 7]
    vectors = store.vectors([PASSAGES[row] for row in order])
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, VECTORS[order], atol=1e-6)
    assert store.vectors([]).shape == (0, MiniLM.identity["dim"])


def test_the_nearest_are_those_of_an_exact_search(store: VectorStore) -> None:
    query = unit_vectors(NUMBER + 1)[-1]
    exact = np.argsort(-(VECTORS @ query))[:5]
    nearest = store.nearest(query, 5)
    assert [near.passage_id for near in nearest] == [IDS[row] for row in exact]
    assert np.allclose([near.similarity for near in nearest], (VECTORS @ query)[exact], atol=1e-5)


def test_asking_for_more_than_there_are_gives_all(store: VectorStore) -> None:
    assert {near.passage_id for near in store.nearest(VECTORS[0], 10_000)} == set(IDS)


def test_an_id_without_a_vector_is_damage_and_never_left_out(store: VectorStore) -> None:
    with pytest.raises(IndexDamaged, match="1 passages have no vector, the first is unknown"):
        store.vectors([PASSAGES[0], replace(PASSAGES[0], passage_id="unknown")])


def test_a_query_that_is_not_a_number_is_refused(store: VectorStore) -> None:
    with pytest.raises(ValueError, match="not a number"):
        store.nearest(np.full(MiniLM.identity["dim"], np.nan), 1)


def test_a_vector_that_is_not_a_number_is_refused(tmp_path: Path) -> None:
    vectors = VECTORS.copy()
    vectors[3, 5] = np.inf
    with pytest.raises(ValueError, match="not a number"):
        Shard.create(tmp_path / CHROMA / SHARD, PASSAGES, TEXTS, vectors)


def test_an_id_that_stands_twice_is_refused_also_across_batches(tmp_path: Path) -> None:
    passages = [*PASSAGES[:-1], replace(PASSAGES[-1], passage_id=IDS[0])]
    with pytest.raises(ValueError, match="two passages have one id"):
        Shard.create(tmp_path / CHROMA / SHARD, passages, TEXTS, VECTORS)


def test_more_records_than_chroma_takes_at_once_go_in(tmp_path: Path) -> None:
    number = 5_462  # one more than Chroma's largest batch
    passages = [replace(PASSAGES[0], passage_id=f"{row:016x}") for row in range(number)]
    Shard.create(tmp_path / CHROMA / SHARD, passages, ["text"] * number, unit_vectors(number))
    store = Shard.open_copy(tmp_path / CHROMA / SHARD)
    assert len(store.ids()) == number
    store.close()


def test_a_record_without_text_is_damage(generation: Path) -> None:
    client: Any = chromadb.PersistentClient(str(generation / CHROMA / SHARD))
    client.get_collection(store_module.COLLECTION, embedding_function=None).add(["orphan"], VECTORS[:1])
    client.close()
    store = VectorStore.open(generation)
    with pytest.raises(IndexDamaged, match="without text"):
        store.nearest(VECTORS[0], 2)
    store.close()


def test_opening_and_asking_changes_no_byte_of_the_generation(generation: Path) -> None:
    before = {path: sha256_of(path) for path in generation.rglob("*") if path.is_file()}
    store = VectorStore.open(generation)
    store.nearest(VECTORS[0], 3)
    store.close()
    assert {path: sha256_of(path) for path in generation.rglob("*") if path.is_file()} == before


def test_the_working_copy_goes_when_the_store_closes(
    generation: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    store = VectorStore.open(generation)
    assert list(temporary.iterdir()) == []  # nothing was asked for yet
    store.vectors(PASSAGES[:1])
    assert [path.stat().st_mode & 0o777 for path in temporary.iterdir()] == [0o700]
    store.close()
    assert list(temporary.iterdir()) == []


def test_two_readers_of_one_generation_do_not_meet(generation: Path) -> None:
    first, second = VectorStore.open(generation), VectorStore.open(generation)
    first.close()
    assert second.nearest(VECTORS[5], 1)[0][0] == IDS[5]
    second.close()


@pytest.mark.parametrize("key", ["name", "sha256", "dim", "normalised", "distance"])
def test_an_index_of_another_model_is_refused(generation: Path, key: str) -> None:
    write_manifest(generation, model=MiniLM.identity | {key: "another"})
    with pytest.raises(IndexMismatch, match=f"embedding model {key} another"):
        VectorStore.open(generation)


def test_an_index_of_another_chroma_is_refused(generation: Path) -> None:
    write_manifest(generation, chromadb="0.4.0")
    with pytest.raises(IndexMismatch, match=r"chromadb 0\.4\.0; this program uses 1\.5\.9"):
        VectorStore.open(generation)


def test_a_store_that_is_missing_or_empty_is_damage(generation: Path) -> None:
    for path in sorted((generation / CHROMA / SHARD).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(IndexDamaged, match="cannot be opened"):
        VectorStore.open(generation).vectors(PASSAGES)
    (generation / CHROMA / SHARD).rmdir()
    with pytest.raises(IndexDamaged, match="is missing"):
        VectorStore.open(generation).vectors(PASSAGES)
    (generation / CHROMA).rmdir()
    with pytest.raises(IndexDamaged, match="is missing"):
        VectorStore.open(generation)


def test_a_byte_flipped_since_the_index_was_opened_is_found_when_its_shard_is(generation: Path) -> None:
    database = generation / CHROMA / SHARD / "chroma.sqlite3"
    write_manifest(generation, files={f"{CHROMA}/{SHARD}/chroma.sqlite3": sha256_of(database)})
    store = VectorStore.open(generation)
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    with pytest.raises(IndexDamaged, match="does not match its recorded sha256"):
        store.vectors(PASSAGES)
    store.close()


@pytest.fixture
def two_drugs(tmp_path: Path) -> Iterator[VectorStore]:
    other = next(name for name in map(str, range(100)) if shard_of(name) != SHARD)
    for passages in (PASSAGES[:40], [replace(passage, drug=other) for passage in PASSAGES[40:]]):
        rows = slice(0, 40) if passages[0].drug == "testaquin" else slice(40, NUMBER)
        Shard.create(tmp_path / CHROMA / shard_of(passages[0].drug), passages, TEXTS[rows], VECTORS[rows])
    write_manifest(tmp_path)
    opened = VectorStore.open(tmp_path)
    yield opened
    opened.close()


def test_the_nearest_are_those_of_all_shards_together(two_drugs: VectorStore) -> None:
    query = unit_vectors(NUMBER + 1)[-1]
    exact = np.argsort(-(VECTORS @ query))[:5]
    assert [near.passage_id for near in two_drugs.nearest(query, 5)] == [IDS[row] for row in exact]
    assert two_drugs.ids() == set(IDS)


def test_no_more_shards_are_opened_than_it_takes_to_tell_whether_one_holds_something_near(
    two_drugs: VectorStore, tmp_path: Path
) -> None:
    two_drugs.vectors(PASSAGES[:1])
    other = next(shard for shard in (tmp_path / CHROMA).iterdir() if shard.name != SHARD)
    (other / "chroma.sqlite3").unlink()
    assert two_drugs.holds_near(VECTORS[0], 0.99)
    with pytest.raises(IndexDamaged):
        two_drugs.holds_near(-VECTORS[0], 0.99)


def test_nothing_is_near_where_no_drug_has_it(two_drugs: VectorStore) -> None:
    assert two_drugs.holds_near(VECTORS[NUMBER - 1], 0.99)
    assert not two_drugs.holds_near(unit_vectors(NUMBER + 1)[-1], 0.99)


def test_the_quick_copy_finds_each_by_its_own_vector(generation: Path) -> None:
    shard = Shard.open_copy(generation / CHROMA / SHARD, quick=True)
    assert [passage_id for passage_id, _ in shard.nearest_each(VECTORS)] == IDS
    shard.close()
