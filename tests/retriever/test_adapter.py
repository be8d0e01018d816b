from pathlib import Path

import numpy as np
import pytest

from retriever.adapter import ADAPTER, CENTRED, Adapter, centred
from retriever.embedder import MiniLM, unit
from schema import ModelUnusable

DIM = MiniLM.identity["dim"]


def unit_vectors(number: int) -> np.ndarray:
    return unit(np.random.default_rng(11).normal(size=(number, DIM)).astype(np.float32))


@pytest.fixture(scope="module")
def adapter() -> Adapter:
    return Adapter.load()


def test_both_heads_give_unit_vectors_of_the_model_s_size(adapter: Adapter) -> None:
    vectors = unit_vectors(4)
    for head in (adapter.rank, adapter.answer):
        for turned in (head.question(vectors[0]), *head.passages(vectors)):
            assert turned.shape == (DIM,)
            assert turned.dtype == np.float32
            assert np.linalg.norm(turned) == pytest.approx(1, abs=1e-5)


def test_a_question_is_turned_otherwise_than_a_passage_and_for_ranking_otherwise_than_for_answering(
    adapter: Adapter,
) -> None:
    vector = unit_vectors(1)[0]
    turned = [
        vector,
        *(side for head in (adapter.rank, adapter.answer) for side in (head.question(vector), head.passages(vector))),
    ]
    for at, one in enumerate(turned):
        assert all(one @ other < 0.999 for other in turned[at + 1 :])


def test_a_passage_is_turned_the_same_alone_and_among_others(adapter: Adapter) -> None:
    vectors = unit_vectors(3)
    assert np.allclose(adapter.rank.passages(vectors)[1], adapter.rank.passages(vectors[1]), atol=1e-6)


def test_a_missing_adapter_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"adapter\.npz: the retrieval adapter cannot be read.*Restore it with"):
        Adapter.load(tmp_path / "adapter.npz")


@pytest.mark.parametrize("place", [0, 1000, -1])
def test_an_adapter_with_one_flipped_bit_is_refused(tmp_path: Path, place: int) -> None:
    content = bytearray(ADAPTER.read_bytes())
    content[place] ^= 1
    damaged = tmp_path / "adapter.npz"
    damaged.write_bytes(content)
    with pytest.raises(ModelUnusable, match=r"not the retrieval adapter that the project ships.*Restore it with"):
        Adapter.load(damaged)


def test_a_cut_off_adapter_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "adapter.npz"
    damaged.write_bytes(ADAPTER.read_bytes()[:1000])
    with pytest.raises(ModelUnusable, match="not the retrieval adapter"):
        Adapter.load(damaged)


def test_centring_takes_out_most_of_what_vectors_share() -> None:
    shared, *own = np.eye(4, dtype=np.float32)
    vectors = unit(np.stack([shared + each for each in own]))
    apart = centred(vectors)
    assert np.allclose(np.linalg.norm(apart, axis=1), 1)
    assert np.allclose(apart, unit(vectors - CENTRED * vectors.mean(axis=0)), atol=1e-6)
    assert vectors[0] @ vectors[1] == pytest.approx(0.5)
    assert apart[0] @ apart[1] < 0.2


def test_nothing_can_be_centred() -> None:
    assert centred(np.empty((0, 4), dtype=np.float32)).shape == (0, 4)


def test_a_vector_of_zeros_stays_finite() -> None:
    assert np.isfinite(unit(np.zeros((2, 3), dtype=np.float32))).all()
