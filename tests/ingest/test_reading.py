"""Files that are no monographs, and encodings that are: each failure names the file and the remedy."""

from pathlib import Path

import pytest

from ingest import reading
from ingest.reading import read_monograph
from ingest.sources import sources_of
from schema import UnreadableMonograph

GOOD = "# Testaquin (oral route)\n\n## Uses\n\nTestaquin is used for gout – at 80 mg.\n"


def failing(path: Path) -> UnreadableMonograph:
    with pytest.raises(UnreadableMonograph) as raised:
        read_monograph(path)
    assert str(path) in str(raised.value)
    assert raised.value.remedy
    return raised.value


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8"),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        GOOD.replace("\n", "\r\n").encode("utf-8"),
    ],
    ids=["utf-8", "utf-8 with a mark", "cp1252", "utf-16 with a mark", "utf-16-le", "utf-16-be", "Windows lines"],
)
def test_an_encoding_is_read_right(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "testaquin.md"
    path.write_bytes(content)
    assert "Testaquin is used for gout – at 80 mg." in read_monograph(path).text.split("\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b" \n\n\t ", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "it is not text"),
        (bytes(range(256)) * 8, "it is not text"),
        (b"# A letter\n\nDear reader, this is only a letter.\n", "it has no section"),
        (b"# Shopping\n\n## Uses\n\n## Storage\n", "it has no section"),
        (b"---\ntitle: [broken\n---\n\n## Uses\n\nFor gout.\n", "its front matter is not YAML"),
        (b"---\n- a list\n---\n\n## Uses\n\nFor gout.\n", "its front matter is not a YAML mapping"),
        (b"## Uses\n\nFor gout.\n", "no drug can be found"),
    ],
)
def test_what_is_no_monograph_is_refused_with_its_reason(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "not a monograph;.md"
    path.write_bytes(content)
    assert why in failing(path).why


def test_a_file_of_another_type_is_refused_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "label.rtf"
    path.write_bytes(rb"{\rtf1}")
    assert "'.rtf'" in failing(path).why


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "No such file" in failing(tmp_path / "gone.md").why


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.md"
    path.write_text(GOOD)
    path.chmod(0)

    def refused(self: Path, mode: str) -> None:  # as for anyone but root
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)
    assert "Permission denied" in failing(path).why


def test_a_file_of_200_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "it has 200 MB" in failing(path).why


def test_the_limit_of_size_is_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "testaquin.md"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(reading, "MAX_BYTES", path.stat().st_size)
    assert read_monograph(path).drug == "testaquin"
    monkeypatch.setattr(reading, "MAX_BYTES", path.stat().st_size - 1)
    assert "more than" in failing(path).why


def test_a_folder_gives_its_documents_at_any_depth_and_never_ends_in_a_loop(tmp_path: Path) -> None:
    inner = tmp_path / "in" / "ner"
    inner.mkdir(parents=True)
    for place in (tmp_path / "b.md", inner / "a.txt", inner / ".hidden.md", tmp_path / "logo.png", inner / "c.pdf"):
        place.write_text(GOOD)
    (inner / "loop").symlink_to(tmp_path)
    (tmp_path / "again.md").symlink_to(tmp_path / "b.md")
    (inner / "itself.md").symlink_to(inner / "itself.md")
    sources = sources_of([tmp_path, inner])
    assert [path.name for path in sources.files if path.name != "itself.md"] == ["again.md", "a.txt", "c.pdf"]
    assert sources.errors == []
    assert "symbolic links" in failing(inner / "itself.md").why


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    sources = sources_of([tmp_path / "gone", tmp_path / "empty"])
    assert [(error.path, error.why) for error in sources.errors] == [
        (str(tmp_path / "gone"), "there is no such file or folder"),
        (str(tmp_path / "empty"), "there is no monograph in this folder"),
    ]
