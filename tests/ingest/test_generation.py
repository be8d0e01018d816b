"""An index is built beside the one in service and replaces it in one step; real Chroma, real model, real kills."""

import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.generation import build
from library import GENERATIONS, MANIFEST, Library, Manifest, current_generation
from retriever.embedder import MiniLM
from retriever.encoder import Vectors
from retriever.store import VectorStore
from schema import AssistantError, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing

ROOT = Path(__file__).parent.parent.parent
PATIENT = "testaquin-patient.md"
NAMES = ("consumer-page.md", "professional-page.txt", PATIENT)


class CountingMiniLM(MiniLM):
    """The real model, which says how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return super().vectors(texts)


@pytest.fixture(scope="module")
def embedder() -> CountingMiniLM:
    return CountingMiniLM()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, embedder: CountingMiniLM, data_dir: Path) -> Path:
    """A folder with the monographs and their index, built once."""
    place = tmp_path_factory.mktemp("finished")
    for name in NAMES:
        (place / "files").mkdir(exist_ok=True)
        shutil.copy(data_dir / name, place / "files")
    build([place / "files"], place / "index", embedder)
    return place


@pytest.fixture
def place(finished: Path, tmp_path: Path, embedder: CountingMiniLM) -> Path:
    """A copy of the finished folder, to change; its index knows the copies' paths."""
    shutil.copytree(finished, tmp_path / "place")
    assert build([tmp_path / "place/files"], tmp_path / "place/index", embedder).embedded == 0
    return tmp_path / "place"


@pytest.fixture
def files(place: Path) -> Path:
    return place / "files"


@pytest.fixture
def index(place: Path) -> Path:
    return place / "index"


def command(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ingest(*arguments: object) -> tuple[int, str, str]:
    process = command(*arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def ids(index: Path) -> list[str]:
    return [passage.passage_id for passage in Library.open(index).passages]


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in (index / GENERATIONS).iterdir())


def test_an_index_holds_the_monographs_by_path_and_their_passages_in_order(index: Path) -> None:
    library = Library.open(index)
    assert list(library.monographs) == ["consumer-page", "professional-page", "testaquin-patient"]
    texts = [passage.text for passage in library.passages]
    assert len(texts) == 50
    assert (texts[0], texts[9], texts[-1]) == (
        "Quintest",
        "Drug class: Xanthine Oxidase Inhibitors Antigout Agents",
        "Tell your doctor if you have: Kidney disease—A lower dose may be needed.",
    )


def test_the_manifest_says_what_the_index_was_built_with(index: Path) -> None:
    manifest = Manifest.read(current_generation(index))
    assert manifest.model == MiniLM.identity
    assert manifest.chromadb == "1.5.9"
    assert (manifest.monographs, manifest.passages) == (3, 50)


def test_every_passage_is_found_by_its_own_vector(index: Path) -> None:
    store = VectorStore.open(current_generation(index))
    try:
        every = ids(index)
        assert store.ids() == set(every)
        vectors = store.vectors(Library.open(index).passages)
        assert [store.nearest(vector, 1)[0][0] for vector in vectors] == every
    finally:
        store.close()


def test_a_second_run_embeds_nothing_and_changes_nothing(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    before, embedded = generations(index), embedder.embedded
    report = build([files], index, embedder)
    assert (report.monographs, report.unchanged, report.added, report.updated, report.removed) == (3, 3, 0, 0, 0)
    assert (report.embedded, embedder.embedded) == (0, embedded)
    assert generations(index) == before


def test_a_changed_sentence_costs_that_sentence(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    version, page = Library.open(index).index_version, files / PATIENT
    page.write_text(page.read_text(encoding="utf-8").replace("Swallow one tablet", "Swallow half a tablet"))
    report = build([files], index, embedder)
    assert (report.updated, report.unchanged, report.embedded) == (1, 2, 1)
    assert report.index_version == Library.open(index).index_version != version
    texts = [passage.text for passage in Library.open(index).passages]
    assert "Swallow half a tablet with water, e.g. at breakfast." in texts
    assert not [text for text in texts if "one tablet" in text]


def test_the_version_depends_on_the_content_alone(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    version, page = Library.open(index).index_version, files / PATIENT
    original = page.read_text(encoding="utf-8")
    page.write_text(original.replace("gout", "gouty arthritis"))
    assert build([files], index, embedder).index_version != version
    page.write_text(original)
    assert build([files], index, embedder).index_version == version


def test_a_removed_file_leaves_no_orphan(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    (files / PATIENT).unlink()
    report = build([files], index, embedder)
    assert (report.removed, report.unchanged, report.embedded) == (1, 2, 0)
    store = VectorStore.open(current_generation(index))
    try:
        assert store.ids() == set(ids(index))
        assert not [i for i in store.ids() if i not in {p.passage_id for p in Library.open(index).passages}]
    finally:
        store.close()
    assert "testaquin-patient" not in Library.open(index).monographs


def test_a_file_that_fails_is_named_and_keeps_its_last_good_version(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    before = ids(index)
    (files / PATIENT).write_bytes(b"")
    report = build([files], index, embedder)
    assert [(error.path, error.why) for error in report.failed] == [(str(files / PATIENT), "it is empty")]
    assert (report.monographs, report.unchanged) == (3, 3)
    assert ids(index) == before


def test_the_same_text_under_two_names_is_one_monograph(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    shutil.copy(files / PATIENT, files / "zz-copy.md")
    assert build([files], index, embedder).monographs == 3


def test_two_files_of_one_name_have_ids_of_their_own(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    (files / "old").mkdir()
    text = (files / PATIENT).read_text(encoding="utf-8")
    (files / "old" / PATIENT).write_text(text.replace("once", "twice"))
    assert build([files], index, embedder).monographs == 4
    assert {"testaquin-patient", "files-testaquin-patient"} < Library.open(index).monographs.keys()


def test_the_generation_before_is_kept_and_older_ones_go(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    first = current_generation(index).name
    page = files / PATIENT
    original = page.read_text(encoding="utf-8")
    for word in ("tea", "milk"):
        page.write_text(original.replace("with water", f"with {word}"))
        second = current_generation(index).name
        build([files], index, embedder)
    assert generations(index) == sorted([second, current_generation(index).name])
    assert first not in generations(index)


@pytest.mark.parametrize("name", ["gone.md", "empty-folder"])
def test_nothing_to_read_leaves_the_index_as_it_is(
    place: Path, index: Path, name: str, embedder: CountingMiniLM
) -> None:
    (place / "empty-folder").mkdir()
    before = generations(index)
    report = build([place / name], index, embedder)
    assert len(report.failed) == 1
    assert report.index_version == Library.open(index).index_version
    assert generations(index) == before


def test_nothing_to_read_makes_no_empty_index(tmp_path: Path, embedder: CountingMiniLM) -> None:
    report = build([tmp_path / "gone.md"], tmp_path / "index", embedder)
    assert (report.monographs, report.index_version, len(report.failed)) == (0, None, 1)
    with pytest.raises(IndexMissing):
        Library.open(tmp_path / "index")


@pytest.mark.parametrize("name", ["passages.jsonl", "monographs.jsonl", "sources.jsonl", "chroma/*/chroma.sqlite3"])
def test_a_flipped_byte_is_found_on_opening(index: Path, name: str) -> None:
    path = next(current_generation(index).glob(name))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=path.name):
        Library.open(index)


def test_a_damaged_index_is_built_again_from_the_sources(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    before = ids(index)
    (current_generation(index) / "passages.jsonl").unlink()
    report = build([files], index, embedder)
    assert (report.added, report.embedded) == (3, 0)
    assert ids(index) == before


def test_an_index_of_another_model_is_refused(index: Path) -> None:
    manifest = current_generation(index) / MANIFEST
    record = json.loads(manifest.read_text(encoding="utf-8"))
    record["model"]["name"] = "another/model"
    manifest.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"another/model.*all-MiniLM-L6-v2"):
        VectorStore.open(current_generation(index))


def test_an_index_that_another_process_is_building_is_left_to_it(files: Path, index: Path) -> None:
    with (index / "LOCK").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(os.getpid()))
        lock.flush()
        with pytest.raises(IndexBusy, match=str(os.getpid())):
            build([files], index)
        code, _, err = ingest(files, "--index", index)
    assert code == 1
    assert err.startswith(f"Process {os.getpid()} is building the index")


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A full disk, in bytes. Around the call only: pytest writes between fixtures, and its output may be a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [1_000, 40_000, 150_000])
def test_a_full_disk_leaves_the_last_index(files: Path, index: Path, embedder: CountingMiniLM, room: int) -> None:
    before = ids(index)
    (files / PATIENT).unlink()
    with (
        no_file_longer_than(room),
        pytest.raises(AssistantError, match=r"File too large|could not be written"),
    ):
        build([files], index, embedder)
    assert ids(index) == before
    assert not [name for name in generations(index) if name.startswith(".")]


@pytest.mark.parametrize("room", [1_000, 40_000, 150_000])
def test_a_full_disk_makes_no_first_index(tmp_path: Path, data_dir: Path, embedder: CountingMiniLM, room: int) -> None:
    with no_file_longer_than(room), pytest.raises(AssistantError, match="could not be written"):
        build([data_dir / PATIENT], tmp_path / "new", embedder)
    with pytest.raises(IndexMissing):
        Library.open(tmp_path / "new")
    assert generations(tmp_path / "new") == []


def test_the_command_line_ends_with_the_object_of_the_contract(files: Path, index: Path) -> None:
    (files / "broken.md").write_bytes(b"\0\0\0")
    code, out, err = ingest(files, "--index", index, "--json")
    record = json.loads(out.splitlines()[-1])
    assert code == 1
    assert list(record) == [
        "monographs",
        "passages",
        "added",
        "updated",
        "removed",
        "unchanged",
        "failed",
        "seconds",
        "index_version",
        "damaged",
    ]
    assert (record["monographs"], record["passages"], record["unchanged"]) == (3, 50, 3)
    assert [failure["path"] for failure in record["failed"]] == [str(files / "broken.md")]
    assert str(files / "broken.md") in err and "Traceback" not in err


def test_bad_usage_ends_with_2() -> None:
    assert ingest()[0] == 2
    assert ingest("monographs")[0] == 2


@pytest.fixture(autouse=True)
def _no_temporary_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield
    assert list(temporary.iterdir()) == []


def test_the_index_can_be_read_by_its_owner_alone(tmp_path: Path, files: Path, embedder: CountingMiniLM) -> None:
    with pytest.raises(AssistantError):
        build([files], files / PATIENT / "index", embedder)
    build([files], tmp_path / "private", embedder)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
