import socket
import traceback

import pytest

from app import main, serve
from library import Library
from schema import AssistantError
from tests.page.rote import PATIENT, RoteAssistant, monograph_of


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("INDEX", "/nowhere", "There is no finished index in /nowhere. Build one: python -m ingest"),
        ("PORT", "eighty", "PORT is 'eighty'; set it to a whole number from 1 to 65535"),
        ("PORT", "65536", "PORT is '65536'"),
    ],
)
def test_what_prevents_the_start_is_said_in_one_sentence(
    variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    assert main() == 1
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_port_that_is_taken_is_named_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traceback, "print_exc", traceback.print_exc)  # what serving sets for its whole process
    assistant = RoteAssistant(Library([monograph_of(PATIENT, "patient", "Zelvane")], [], "1"))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(AssistantError, match=f"Port {port} of 127.0.0.1 cannot be used.*PORT={port + 1}"):
            serve(assistant, "127.0.0.1", port)
