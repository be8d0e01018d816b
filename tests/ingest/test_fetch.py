"""Labels are downloaded from services that answer as DailyMed and openFDA do, and that fail in every usual way."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from ingest.__main__ import main
from ingest.fetch import Fetched, fetch
from ingest.fetch.download import Downloader, DownloadFailed, NothingThere
from ingest.fetch.label import Label
from ingest.generation import build
from ingest.progress import Progress
from library import Library
from schema import AssistantError

OLD, NEW = "0a1b2c3d-0000-4000-8000-000000000001", "0a1b2c3d-0000-4000-8000-000000000002"
SPL = '<?xml version="1.0"?>\n<document xmlns="urn:hl7-org:v3"><setId root="{}"/><versionNumber value="{}"/></document>'


class Answers:
    """What the services say, how often they were asked, and the faults that are still to come, by path."""

    def __init__(self) -> None:
        self.versions = {OLD: 3, NEW: 1}
        self.asked: list[str] = []
        self.faults: dict[str, list[Callable[[BaseHTTPRequestHandler], None]]] = {}

    def of(self, url: str) -> tuple[int, str, bytes]:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/spls.json":
            return self._listed(query)
        if parts.path == "/drug/label.json":
            return self._found(query)
        set_id = parts.path.removeprefix("/spls/").removesuffix(".xml")
        if set_id in self.versions:
            return 200, "text/xml; charset=utf-8", SPL.format(set_id, self.versions[set_id]).encode()
        return 404, "text/html", b"<h1>Not found</h1>"

    def _listed(self, query: dict[str, str]) -> tuple[int, str, bytes]:
        """Two pages, the newest label on the second."""
        page = int(query["page"])
        labels = [
            {"setid": OLD, "spl_version": self.versions[OLD], "published_date": "Feb 09, 2021", "title": "TESTAQUIN"},
            {"setid": NEW, "spl_version": self.versions[NEW], "published_date": "Nov 01, 2025", "title": "TESTAQUIN"},
        ]
        known = query["drug_name"].lower() == "testaquin"
        metadata = {"total_elements": 2, "elements_per_page": 1, "total_pages": 2 if known else 0, "current_page": page}
        record = {"data": labels[page - 1 : page] if known else [], "metadata": metadata}
        return 200, "application/json;charset=UTF-8", json.dumps(record).encode()

    def _found(self, query: dict[str, str]) -> tuple[int, str, bytes]:
        if "testaquin" not in query["search"].lower():
            missing = {"error": {"code": "NOT_FOUND", "message": "No matches found!"}}
            return 404, "application/json; charset=utf-8", json.dumps(missing).encode()
        labels = [
            {
                "set_id": set_id,
                "id": f"{set_id[:-1]}f",
                "version": str(self.versions[set_id]),
                "effective_time": "20251101",
                "openfda": {"brand_name": ["Testaq"], "generic_name": ["TESTAQUIN"], "manufacturer_name": ["Press"]},
                "indications_and_usage": ["1 INDICATIONS AND USAGE Testaquin is indicated for gout in adults."],
                "storage_and_handling": [f"16 STORAGE Keep Testaquin in its carton, lot {set_id[-1]}."],
            }
            for set_id in (NEW, OLD)
        ]
        meta = {"results": {"skip": 0, "limit": int(query["limit"]), "total": 2}}
        record: dict[str, object] = {"meta": meta, "results": labels[: int(query["limit"])]}
        return 200, "application/json; charset=utf-8", json.dumps(record).encode()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def url(answers: Answers) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            answers.asked.append(self.path)
            if answers.faults.get(path):
                answers.faults[path].pop(0)(self)
            else:
                respond(self, *answers.of(self.path))

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def respond(request: BaseHTTPRequestHandler, status: int, content_type: str, body: bytes, **headers: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", content_type)
    request.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def server_error(request: BaseHTTPRequestHandler) -> None:
    respond(request, 500, "text/html", b"<h1>Internal error</h1>")


def too_many(request: BaseHTTPRequestHandler) -> None:
    respond(request, 429, "text/plain", b"slow down", Retry_After="17")


def slow(request: BaseHTTPRequestHandler) -> None:
    time.sleep(0.5)


def cut_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/xml")
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(b"<document>")
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)


def wrong_type(request: BaseHTTPRequestHandler) -> None:
    respond(request, 200, "text/html", b"<h1>Maintenance</h1>")


def redirect(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda request: respond(request, 302, "text/html", b"", Location=to)


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def downloader(waited: list[float]) -> Downloader:
    return Downloader(sleep=waited.append, every=0, timeout=httpx.Timeout(0.2))


@pytest.fixture
def get(url: str, tmp_path: Path, waited: list[float]) -> Callable[..., Fetched]:
    def fetched(service: str, *drugs: str, most: int = 1) -> Fetched:
        downloader = Downloader(sleep=waited.append, every=0, timeout=httpx.Timeout(0.2))
        return fetch(service, drugs, tmp_path, most, Progress(), url, downloader)

    return fetched


def names(fetched: Fetched) -> list[str]:
    return [path.name for path in fetched.files]


def test_the_newest_label_is_downloaded_whole_from_whatever_page_it_is_on(get: Callable[..., Fetched]) -> None:
    fetched = get("dailymed", "testaquin")
    assert names(fetched) == [f"{NEW}-v1.xml"]
    assert fetched.files[0].read_text(encoding="utf-8") == SPL.format(NEW, 1)
    assert fetched.errors == []


def test_an_openfda_label_is_kept_as_a_response_that_holds_it_alone(get: Callable[..., Fetched]) -> None:
    fetched = get("openfda", "Testaquin", most=2)
    assert names(fetched) == [f"{NEW}-v1.json", f"{OLD}-v3.json"]
    record = json.loads(fetched.files[1].read_bytes())
    assert [result["set_id"] for result in record["results"]] == [OLD]


@pytest.mark.parametrize("service", ["dailymed", "openfda"])
def test_what_is_there_in_its_current_version_is_not_downloaded_again(
    get: Callable[..., Fetched], answers: Answers, service: str
) -> None:
    first = get(service, "testaquin", most=2)
    answers.asked.clear()
    again = get(service, "testaquin", most=2)
    assert (first.downloaded, again.downloaded) == (2, 0)
    assert again.files == first.files
    assert not [path for path in answers.asked if path.startswith("/spls/")]


def test_a_new_version_takes_the_place_of_the_old(get: Callable[..., Fetched], answers: Answers) -> None:
    folder = get("dailymed", "testaquin", most=2).files[0].parent
    answers.versions[NEW] = 2
    assert get("dailymed", "testaquin", most=2).downloaded == 1
    assert sorted(path.name for path in folder.iterdir()) == [f"{OLD}-v3.xml", f"{NEW}-v2.xml"]


@pytest.mark.parametrize("service", ["dailymed", "openfda"])
def test_a_name_without_a_label_is_named_and_the_others_come(get: Callable[..., Fetched], service: str) -> None:
    fetched = get(service, "nosuchdrug", "testaquin")
    assert len(fetched.files) == 1
    assert [(error.path, "has no label of this name" in error.why) for error in fetched.errors] == [
        ("nosuchdrug", True)
    ]


@pytest.mark.parametrize("fault", [server_error, too_many, slow, cut_off, wrong_type])
def test_a_fault_that_passes_is_waited_for(
    get: Callable[..., Fetched], answers: Answers, waited: list[float], fault: Callable[..., None]
) -> None:
    answers.faults[f"/spls/{NEW}.xml"] = [fault, fault]
    fetched = get("dailymed", "testaquin")
    assert fetched.errors == []
    assert fetched.files[0].read_text(encoding="utf-8") == SPL.format(NEW, 1)
    assert waited == ([17.0, 17.0] if fault is too_many else [1.0, 2.0])


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (server_error, "answers 500"),
        (slow, "did not answer in time"),
        (cut_off, "connection failed"),
        (wrong_type, "text/html, not with xml"),
    ],
)
def test_a_fault_that_stays_is_told_and_leaves_no_half_of_a_file(
    get: Callable[..., Fetched], answers: Answers, tmp_path: Path, fault: Callable[..., None], why: str
) -> None:
    answers.faults[f"/spls/{NEW}.xml"] = [fault] * 5
    fetched = get("dailymed", "testaquin", most=2)
    assert names(fetched) == [f"{OLD}-v3.xml"]
    assert [why in error.why and "5 tries" in error.why for error in fetched.errors] == [True]
    assert sorted(path.name for path in (tmp_path / "dailymed").iterdir()) == [f"{OLD}-v3.xml"]
    assert names(get("dailymed", "testaquin", most=2)) == [f"{NEW}-v1.xml", f"{OLD}-v3.xml"]


def test_a_failed_update_keeps_the_version_that_is_there(get: Callable[..., Fetched], answers: Answers) -> None:
    get("dailymed", "testaquin")
    answers.versions[NEW] = 2
    answers.faults[f"/spls/{NEW}.xml"] = [server_error] * 5
    fetched = get("dailymed", "testaquin")
    assert (names(fetched), len(fetched.errors)) == ([f"{NEW}-v1.xml"], 1)


def test_a_list_of_another_form_is_told(get: Callable[..., Fetched], answers: Answers) -> None:
    answers.faults["/spls.json"] = [lambda request: respond(request, 200, "application/json", b'{"data": 7}')]
    answers.faults["/drug/label.json"] = [lambda request: respond(request, 200, "application/json", b"[[")]
    for service in ("dailymed", "openfda"):
        assert "not of the known form" in get(service, "testaquin").errors[0].why


def test_an_id_that_leads_out_of_the_folder_is_refused() -> None:
    with pytest.raises(DownloadFailed, match="no usable id"):
        Label("../../etc/passwd", "1", "Evil")


def test_a_redirect_is_followed_a_loop_of_them_is_told(url: str, answers: Answers, downloader: Downloader) -> None:
    answers.faults["/moved.xml"] = [redirect(f"/spls/{OLD}.xml")]
    assert downloader.get(f"{url}/moved.xml", {}, "xml") == SPL.format(OLD, 3).encode()
    answers.faults["/loop.xml"] = [redirect("/loop.xml")] * 9
    with pytest.raises(DownloadFailed, match="redirects more than 5 times"):
        downloader.get(f"{url}/loop.xml", {}, "xml")


def test_what_is_not_there_is_asked_for_once(url: str, answers: Answers, downloader: Downloader) -> None:
    with pytest.raises(NothingThere, match="404"):
        downloader.get(f"{url}/nothing.xml", {}, "xml")
    assert answers.asked == ["/nothing.xml"]


def test_a_document_without_end_is_broken_off(
    url: str, answers: Answers, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.fetch.download.MAX_BYTES", 100)
    answers.faults["/long.xml"] = [lambda request: respond(request, 200, "text/xml", b"x" * 101)]
    with pytest.raises(DownloadFailed, match="it has more than"):
        downloader.get(f"{url}/long.xml", {}, "xml")


def test_requests_keep_their_distance(url: str, waited: list[float]) -> None:
    polite = Downloader(sleep=waited.append, every=60)
    for _ in range(3):
        polite.get(f"{url}/spls/{OLD}.xml", {}, "xml")
    assert [round(seconds) for seconds in waited] == [60, 120]


def test_no_connection_at_all_is_one_sentence(waited: list[float], tmp_path: Path) -> None:
    downloader = Downloader(sleep=waited.append, every=0)
    fetched = fetch("openfda", ["testaquin"], tmp_path, 1, Progress(), "http://127.0.0.1:1", downloader)
    assert fetched.files == []
    assert "the connection failed" in str(fetched.errors[0]) and "Check the name and the connection" in str(
        fetched.errors[0]
    )


def test_the_command_adds_what_it_fetched_to_what_the_index_holds(
    url: str, tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index, into = tmp_path / "index", tmp_path / "fetched"
    build([data_dir / "testaquin-patient.md"], index)
    arguments = ["fetch", "openfda", "Testaquin", "nosuchdrug", "--labels", "2", "--into", into, "--url", url]
    assert main([*map(str, arguments), "--index", str(index), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["monographs"], report["added"], report["unchanged"]) == (3, 2, 1)
    assert [failure["path"] for failure in report["failed"]] == ["nosuchdrug"]
    titles = {monograph.path for monograph in Library.open(index).monographs.values()}
    assert {str(path) for path in (into / "openfda").iterdir()} < titles


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AssistantError, match="could not be written into"):
        fetch("openfda", ["testaquin"], tmp_path / "file", 1, Progress())
