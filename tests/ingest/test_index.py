"""An index over time: what is taken over from run to run, going back, looking at it, and an assistant that runs on."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from ingest import generation as generation_module
from ingest import reading, shards
from ingest.generation import build
from ingest.snapshot import locked, roll_back
from ingest.status import Status
from ingest.vectors import FOLDER, VectorCache
from library import MANIFEST, Library, Manifest, current_generation
from retriever.embedder import MiniLM
from retriever.encoder import Vectors
from retriever.store import CHROMA, Shard, shard_of
from schema import AssistantError, IndexBusy, IndexDamaged, IndexMissing, Monograph
from settings import Settings
from tests.ingest.kills import killed

ROOT = Path(__file__).parent.parent.parent
TEXT = """---
drug: {drug}
title: {drug}
publisher: Test press
audience: professional
updated: {updated}
---
# {drug}

## Uses

{drug} is used to treat gout in adults.

## Storage

Keep {drug} {cold}.
"""


class CountingMiniLM(MiniLM):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().vectors(texts)


@pytest.fixture(scope="module")
def shared_embedder() -> CountingMiniLM:
    return CountingMiniLM()


@pytest.fixture
def embedder(shared_embedder: CountingMiniLM) -> CountingMiniLM:
    shared_embedder.texts.clear()
    return shared_embedder


def write(folder: Path, drug: str, cold: str = "in a refrigerator", updated: str = "2025-01-01") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{drug}.md"
    path.write_text(TEXT.format(drug=drug, cold=cold, updated=updated), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Two drugs in shards of their own."""
    other = next(name for name in ("aluquin", "boroquin", "ceriquin") if shard_of(name) != shard_of("testaquin"))
    write(tmp_path / "files", "testaquin")
    write(tmp_path / "files", other)
    return tmp_path / "files"


@pytest.fixture
def index(files: Path, tmp_path: Path, embedder: CountingMiniLM) -> Path:
    assert build([files], tmp_path / "index", embedder).failed == []
    embedder.texts.clear()
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    real = reading.read_monographs

    def noting(path: Path) -> list[Monograph]:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(generation_module, "read_monographs", noting)
    return names


def test_a_changed_file_costs_that_file_and_its_shard(
    files: Path, index: Path, embedder: CountingMiniLM, read: list[str]
) -> None:
    before = Manifest.read(current_generation(index))
    write(files, "testaquin", cold="below 25 °C")
    report = build([files], index, embedder)
    assert (report.updated, report.unchanged) == (1, 1)
    assert read == ["testaquin.md"]
    assert [text.split(". ")[-1] for text in embedder.texts] == ["Keep testaquin below 25 °C."]
    after = Manifest.read(current_generation(index))
    changed = {name for name in before.files if before.files[name] != after.files.get(name) and name.startswith(CHROMA)}
    assert {name.split("/")[1] for name in changed} == {shard_of("testaquin")}
    assert Library.open(index).drugs.keys() == {path.stem for path in files.iterdir()}


def test_nothing_is_read_and_nothing_is_published_where_nothing_has_changed(
    files: Path, index: Path, embedder: CountingMiniLM, read: list[str]
) -> None:
    before = current_generation(index)
    assert build([files], index, embedder).unchanged == 2
    assert (read, embedder.texts, current_generation(index)) == ([], [], before)


def test_another_program_reads_everything_anew_and_embeds_nothing(
    files: Path, index: Path, embedder: CountingMiniLM, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = Library.open(index).index_version
    monkeypatch.setattr(generation_module, "program", lambda: "another")
    assert build([files], index, embedder).index_version == version
    assert (sorted(read), embedder.texts) == (sorted(path.name for path in files.iterdir()), [])


def test_what_comes_back_after_it_was_gone_is_not_embedded_again(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    content = (files / "testaquin.md").read_bytes()
    (files / "testaquin.md").unlink()
    assert build([files], index, embedder).removed == 1
    (files / "testaquin.md").write_bytes(content)
    assert build([files], index, embedder).added == 1
    assert embedder.texts == []


def test_another_model_in_between_leaves_the_vectors_of_this_one(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    version = Library.open(index).index_version
    manifest = current_generation(index) / MANIFEST
    record = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(record | {"model": {**record["model"], "sha256": "another"}}), encoding="utf-8")
    report = build([files], index, embedder)
    assert (report.added, report.embedded, report.index_version) == (2, 0, version)


def test_a_shard_that_was_damaged_is_built_anew_and_not_taken_over(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    database = current_generation(index) / CHROMA / shard_of("testaquin") / "chroma.sqlite3"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    write(files, next(path.stem for path in files.iterdir() if path.stem != "testaquin"), cold="dry")
    build([files], index, embedder)
    assert len(Library.open(index).passages) == 4


def test_a_passage_that_the_index_misses_is_looked_for_in_all_also_where_another_has_its_vector(
    tmp_path: Path, embedder: CountingMiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXT.format(drug="fluvotanide", cold="in a refrigerator", updated="2025-01-01")
    (tmp_path / "a.md").write_text(text, encoding="utf-8")  # the other edition says the same, and more
    (tmp_path / "b.md").write_text(text + "\n## Disposal\n\nTake it to a pharmacy.\n", encoding="utf-8")
    monkeypatch.setattr(Shard, "nearest_each", lambda _, vectors: [("another", 0.5)] * len(vectors))
    with pytest.raises(AssistantError, match="misses"):
        build([tmp_path / "a.md", tmp_path / "b.md"], tmp_path / "index", embedder)
    monkeypatch.setattr(shards, "MOST_MISSED", 1)
    build([tmp_path / "a.md", tmp_path / "b.md"], tmp_path / "index", embedder)
    assert current_generation(tmp_path / "index").is_dir()


@pytest.mark.parametrize("damage", ["row", "file"])
def test_a_damaged_cache_is_never_believed(files: Path, index: Path, embedder: CountingMiniLM, damage: str) -> None:
    (cache,) = (index / FOLDER).iterdir()
    if damage == "row":
        with sqlite3.connect(cache) as database:
            database.execute("UPDATE vectors SET vector = zeroblob(1536)")
        database.close()
    else:
        cache.write_bytes(b"no database at all" * 100)
    shutil.rmtree(index / "generations")
    assert build([files], index, embedder).embedded == 8  # four texts, each under a heading of its own
    assert len(Library.open(index).passages) == 4


def test_the_cache_forgets_what_far_outweighs_what_is_in_use(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    texts = [f"text {number}" for number in range(10)]
    cache.add(texts, np.eye(10, 384, dtype=np.float32))
    cache.prune(5, texts[:5])
    assert len(cache.get(texts)) == 10  # twice what is needed is kept
    cache.prune(4, texts[:4])
    assert sorted(cache.get(texts)) == texts[:4]
    assert np.array_equal(cache.get(texts)["text 3"], np.eye(10, 384, dtype=np.float32)[3])
    cache.close()


def test_files_that_are_not_named_stay_where_they_are_to_be_kept(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    more = write(files.with_name("more"), "deltaquin")
    report = build([more], index, embedder, are_fetched=True)
    assert (report.monographs, report.added, report.removed) == (3, 1, 0)


def test_fetched_labels_stay_until_their_files_go(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    label = write(files.with_name("fetched"), "epsiloquin")
    build([label], index, embedder, are_fetched=True)
    write(files, "testaquin", cold="below 25 °C")
    report = build([files], index, embedder)
    assert (report.updated, report.removed, report.unchanged, report.fetched_before) == (1, 0, 2, 1)
    write(label.parent, "epsiloquin", cold="below 25 °C")
    assert build([files], index, embedder).updated == 1  # as it is now
    assert build([files.with_name("nowhere")], index, embedder).monographs == 3  # a slip of the pen costs nothing
    label.unlink()
    assert build([files], index, embedder).removed == 1
    assert "epsiloquin" not in Library.open(index).drugs


def test_an_older_version_of_a_fetched_label_goes(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    old = write(files.with_name("labels"), "epsiloquin")
    build([old], index, embedder, are_fetched=True)
    new = old.rename(old.with_stem("newer"))
    report = build([new], index, embedder, are_fetched=True)
    assert (report.monographs, report.added, report.removed) == (3, 1, 1)


def test_rollback_puts_the_generation_before_in_service(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    first = current_generation(index)
    write(files, "testaquin", cold="below 25 °C")
    build([files], index, embedder)
    assert roll_back(index) == first.name
    assert current_generation(index) == first
    assert "Keep testaquin in a refrigerator." in {passage.text for passage in Library.open(index).passages}
    with pytest.raises(AssistantError, match="no generation before"):
        roll_back(index)
    embedder.texts.clear()
    assert build([files], index, embedder).updated == 1  # what was rolled back comes again with the next run
    assert embedder.texts == []


def test_what_a_killed_run_left_goes_though_nothing_has_changed(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    older, first = (current_generation(index).with_name(name) for name in ("2020", current_generation(index).name))
    write(files, "testaquin", cold="below 25 °C")
    build([files], index, embedder)
    shutil.copytree(first, older)  # killed before the oldest had gone
    (first.parent / ".building-1").mkdir()
    build([files], index, embedder)
    assert sorted(first.parent.iterdir()) == [first, current_generation(index)]


def test_rollback_refuses_what_it_could_not_serve(files: Path, index: Path, embedder: CountingMiniLM) -> None:
    first = current_generation(index)
    write(files, "testaquin", cold="below 25 °C")
    build([files], index, embedder)
    second = current_generation(index)
    with locked(index), pytest.raises(IndexBusy):
        roll_back(index)
    (first / "passages.jsonl").write_text("")
    with pytest.raises(IndexDamaged):
        roll_back(index)
    assert current_generation(index) == second
    with pytest.raises(IndexMissing):
        roll_back(files)


def test_status_tells_generations_and_monographs_with_their_dates(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    first = current_generation(index).name
    write(files, "testaquin", updated="2026-02-03")
    build([files], index, embedder)
    status = Status.of(index)
    assert [(generation.name == first, generation.is_in_service) for generation in status.generations] == [
        (True, False),
        (False, True),
    ]
    assert {(held.drug, held.updated, held.passages) for held in status.monographs if held.drug == "testaquin"} == {
        ("testaquin", "2026-02-03", 2)
    }
    assert any("testaquin: testaquin (Test press, 2026-02-03), 2 passages" in line for line in status.lines())


def test_copies_that_lost_characters_are_told_by_the_report_and_by_status(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    path = write(files, "testaquin", cold="at 2\N{REPLACEMENT CHARACTER}8 C")
    for _ in range(2):  # also where the file is not read again
        damaged = build([files], index, embedder).to_json()["damaged"]
        assert [entry["path"] for entry in damaged] == [str(path)]
        assert "could not be read" in damaged[0]["damage"]
    lines = list(Status.of(index).lines())
    assert sum(line.endswith("DAMAGED") for line in lines) == 1
    assert lines[-1].startswith("DAMAGED, 1 of them: Some characters")
    told = command(files, "--index", index).stderr
    assert f"amounts and units may be wrong. Damaged, but indexed: {path}.\n" in told


def test_status_names_what_is_damaged(index: Path) -> None:
    (current_generation(index) / "passages.jsonl").write_text("")
    status = Status.of(index)
    assert status.monographs == ()
    assert "does not match its recorded sha256" in str(status.generations[0].fault)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingest", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_the_commands_end_with_one_object_and_tell_people_in_lines(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    write(files, "testaquin", cold="below 25 °C")
    built = command(files, "--index", index, "--json")
    assert (built.returncode, json.loads(built.stdout)["updated"]) == (0, 1)
    assert "Reading: 2 of 2 files" in built.stderr and "\r" not in built.stderr
    status = json.loads(command("status", "--index", index, "--json").stdout)
    assert [generation["is_in_service"] for generation in status["generations"]] == [False, True]
    assert len(status["monographs"]) == 2
    back = command("rollback", "--index", index, "--json")
    assert json.loads(back.stdout) == {"generation": status["generations"][0]["name"]}
    again = command("rollback", "--index", index)
    assert (again.returncode, again.stdout) == (1, "")
    assert "There is no generation before" in again.stderr
    assert command("status", "--index", files).returncode == 1
    assert command("rollback").returncode == 2


def test_an_assistant_that_runs_serves_a_new_generation_within_five_seconds(
    files: Path, index: Path, embedder: CountingMiniLM
) -> None:
    assistant = Assistant.open(Settings(index_dir=index))
    question = "How should testaquin be stored?"
    assert "refrigerator" in assistant.answer(question).text
    write(files, "testaquin", cold="in a dry cupboard")
    version = build([files], index, embedder).index_version
    started = time.monotonic()
    answer = assistant.answer(question)
    assert time.monotonic() - started < 5
    assert (answer.index_version, "dry cupboard" in answer.text) == (version, True)
    roll_back(index)
    assert "refrigerator" in assistant.answer(question).text


def test_kills_at_random_moments_leave_a_complete_index_and_the_same_answers() -> None:
    """The short version of `python -m tests.ingest.kills`."""
    outcome = killed(5, questions=4, anew=0)
    assert outcome.faults == ()
    assert outcome.before + outcome.after == 5
