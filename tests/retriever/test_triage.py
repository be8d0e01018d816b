import logging
from pathlib import Path

import numpy as np
import pytest

from retriever.embedder import MiniLM
from retriever.triage import KINDS, TRIAGE, Heads, Triage
from schema import ModelUnusable


@pytest.fixture(scope="module")
def triage(minilm: MiniLM) -> Triage:
    return Triage.load(minilm)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("it all went dark and he has no feeling on his right side, drug at noon", "reaction"),
        ("my daughter has emptied the drug bottle into her mouth", "poisoning"),
        ("i don't see why i should carry on, i want to die", "self_harm"),
    ],
)
def test_an_emergency_is_heard_with_its_kind(triage: Triage, message: str, kind: str) -> None:
    assert triage.emergency(message) == kind


@pytest.mark.parametrize(
    "message",
    ["what are the signs of anaphylaxis?", "how should drug be stored?", "hello", "does drug cause seizures", ""],
)
def test_a_question_is_no_emergency(triage: Triage, message: str) -> None:
    assert triage.emergency(message) is None


def test_what_is_not_about_medicines_is_off_topic(triage: Triage) -> None:
    assert triage.is_off_topic("write me a poem about the sea")
    assert not triage.is_off_topic("can i take it with food?")


def test_probabilities_are_of_kinds_that_add_up_to_one() -> None:
    generator = np.random.default_rng(5)
    heads = Heads(
        generator.normal(size=(len(KINDS), 4)).astype(np.float32), generator.normal(size=4).astype(np.float32)
    )
    vectors = generator.normal(size=(6, 3)).astype(np.float32)
    assert heads.emergencies(vectors).sum(axis=1) == pytest.approx(np.ones(6))
    assert ((heads.off_topics(vectors) > 0) & (heads.off_topics(vectors) < 1)).all()


def test_without_its_file_there_is_no_triage_and_a_line_says_so(
    minilm: MiniLM, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert Triage.load_or_none(minilm, tmp_path / "triage.npz") is None
    assert "the triage cannot be read" in caplog.text
    assert "Emergencies are told by the rules alone." in caplog.text


def test_an_altered_file_gives_no_triage_and_a_line_says_so(
    minilm: MiniLM, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = bytearray(TRIAGE.read_bytes())
    content[1000] ^= 1
    altered = tmp_path / "triage.npz"
    altered.write_bytes(content)
    with pytest.raises(ModelUnusable, match="not the triage that the project ships"):
        Triage.load(minilm, altered)
    with caplog.at_level(logging.WARNING):
        assert Triage.load_or_none(minilm, altered) is None
    assert "Emergencies are told by the rules alone." in caplog.text


def test_one_text_is_embedded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    embedded: list[str] = []

    def embed(_: MiniLM, texts: list[str]) -> list[list[float]]:
        embedded.extend(texts)
        return [[0.0] * 384]

    monkeypatch.setattr(MiniLM, "embed_documents", embed)
    embedder = MiniLM()
    first = embedder.embed_query("a question")
    first[0] = 1.0
    assert embedder.embed_query("a question") == [0.0] * 384
    assert embedded == ["a question"]
