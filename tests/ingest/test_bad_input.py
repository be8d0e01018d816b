"""Files that cannot be read: each is named with its reason and a remedy, and none is waited for or unpacked."""

import os
import re
import time
from pathlib import Path

import pytest

from ingest import reading
from ingest.reading import read_monograph
from ingest.sources import sources_of
from schema import UnreadableMonograph
from tests.ingest import samples

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
EXTERNAL = '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
INDEX = re.sub(r"34068-7|34073-7|51945-4", "48779-3", samples.SPL.format(title=""))

BAD: dict[str, tuple[bytes | str, str]] = {
    "empty.pdf": (b"", "it is empty"),
    "noise.pdf": (bytes(range(256)) * 4, "it is no PDF"),
    "cut-off.pdf": (samples.pdf()[:300], "it is no PDF"),
    "locked.pdf": (samples.pdf(encrypted=True), "it is encrypted"),
    "scan.pdf": (samples.pdf(["1"]), "pictures without text"),
    "letter.pdf": (
        samples.pdf(["Dear reader, this is a letter of some length and no label at all."]),
        "hardly a section",
    ),
    "noise.docx": (b"PK\x03\x04" + bytes(100), "no Word document"),
    "bomb.docx": (samples.zip_bomb(), "it would unpack to 300 MB"),
    "noise.html": (b"\x89PNG\r\n\x1a\n\x00\x00", "it is not text"),
    "frame.html": ("<html><body><nav>Home</nav></body></html>", "no section that a monograph has"),
    "broken.json": ('{"results": [', "it is not JSON"),
    "deep.json": ("[" * 100_000, "it is not JSON"),
    "other.json": ('{"type": "object", "properties": {}}', "no drug label of openFDA"),
    "error.json": ('{"error": {"code": "NOT_FOUND", "message": "No matches found!"}}', "No matches found!"),
    "broken.xml": ("<document><unclosed></document>", "not well-formed XML"),
    "other.xml": ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "XML of another kind"),
    "not_a_label__index.xml": (INDEX, "no drug label"),
    "external.xml": (EXTERNAL + samples.SPL.format(title="&x;").partition("?>")[2], "defines entities"),
    "laughs.xml": (
        f'<!DOCTYPE document [<!ENTITY a0 "ha">{LAUGHS}]>' + samples.SPL.format(title="&a9;").partition("?>")[2],
        "defines entities",
    ),
    "odd \n名 $(x) ‮.xml": ("<x/>", "XML of another kind"),
}


@pytest.mark.parametrize("name", BAD, ids=lambda name: ascii(name))
def test_a_bad_file_is_named_with_its_reason_and_a_remedy(tmp_path: Path, name: str) -> None:
    content, why = BAD[name]
    path = samples.written(tmp_path, name, content)
    started = time.monotonic()
    with pytest.raises(UnreadableMonograph) as raised:
        read_monograph(path)
    assert time.monotonic() - started < 5
    assert why in raised.value.why
    assert raised.value.path == str(path)
    assert raised.value.remedy.endswith(".")
    assert "root:" not in str(raised.value)


def test_deeply_nested_mark_up_is_read_or_refused_and_never_crashes(tmp_path: Path) -> None:
    tables = "<table><tr><td>" * 3_000 + "x"
    label = samples.SPL.format(title="").replace("<paragraph>Give", "<paragraph>" * 3_000 + "Give", 1)
    label = label.replace("units.</paragraph>", "units." + "</paragraph>" * 3_000, 1)
    for name, content in (
        ("deep.html", samples.ARTICLE.replace("</main>", tables + "</main>")),
        ("deep.xml", label),
    ):
        try:
            assert read_monograph(samples.written(tmp_path, name, content)).drug == "testaquin"
        except UnreadableMonograph as error:
            assert error.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize(("name", "text"), [("page.html", samples.ARTICLE), ("label.json", samples.openfda().decode())])
def test_pages_and_labels_are_read_in_the_encodings_of_old_programs(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    text = text.replace("gout", "gout – at 80 µg", 1)
    path = samples.written(tmp_path, name, text.encode(encoding))
    assert "gout – at 80 µg" in read_monograph(path).text


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = samples.written(tmp_path, "label.json", samples.openfda())
    states = iter([(path.stat().st_size, 1), (path.stat().st_size, 2)])
    monkeypatch.setattr(reading, "_state", lambda file: next(states))
    with pytest.raises(UnreadableMonograph, match="changed while it was read"):
        read_monograph(path)


def test_a_label_without_any_name_is_refused(tmp_path: Path) -> None:
    nameless = {key: value for key, value in samples.LABEL.items() if key != "openfda"}
    path = samples.written(tmp_path, "label.json", samples.openfda(nameless))
    with pytest.raises(UnreadableMonograph, match="no drug can be found"):
        read_monograph(path)


def test_halves_of_characters_are_joined_or_marked_as_lost(tmp_path: Path) -> None:
    text = samples.openfda().decode().replace("gout", r"gout \ud835\udf07 and \ud800 or \udc00", 1)
    monograph = read_monograph(samples.written(tmp_path, "label.json", text))
    assert "gout \N{MATHEMATICAL ITALIC SMALL MU} and \ufffd or \ufffd" in monograph.text
    assert monograph.damage is not None


def test_a_name_that_no_record_can_hold_is_refused(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/label\xff.json"))
    path.write_bytes(samples.openfda())
    samples.written(tmp_path, "label.json", samples.openfda())
    sources = sources_of([tmp_path])
    assert sources.files == [tmp_path / "label.json"]
    assert [str(error) for error in sources.errors] == [
        f"{tmp_path}/label\\xff.json: its name is not in UTF-8. Rename it."
    ]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UnreadableMonograph, match="it is a pipe"):
        read_monograph(tmp_path / "pipe.md")
