"""The reader learns, the same way each time, and never from a document that it is measured on."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from retriever.embedder import CLS, SEP
from training import reader
from training.cross_encoder import CrossEncoder, Pieces, joined, load, save
from training.prepared import ANSWERS, FOLDS, SEED, TEMPTS, ReaderData
from training.reader import Recipe, distil, fit, held_out_scores, loss_of, sampled, score, unlike

STEPS = 5


@pytest.fixture(scope="module", autouse=True)
def small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "BATCH", 2)
        yield


def learned(data: ReaderData) -> tuple[CrossEncoder, list[float]]:
    torch.manual_seed(SEED)
    model = CrossEncoder()
    losses = fit(model, data, Pieces.of(data), range(data.n_own), STEPS, np.random.default_rng(SEED))
    return model.eval(), losses


@pytest.fixture(scope="module")
def lesson(reader_data: ReaderData) -> tuple[CrossEncoder, list[float]]:
    return learned(reader_data)


def test_the_loss_falls(lesson: tuple[CrossEncoder, list[float]]) -> None:
    _, losses = lesson
    assert len(losses) == STEPS
    assert np.mean(losses[-2:]) < 0.9 * losses[0]


def test_the_same_seed_gives_the_same_scores(lesson: tuple[CrossEncoder, list[float]], reader_data: ReaderData) -> None:
    model, losses = learned(reader_data)
    assert losses == lesson[1]
    questions = range(reader_data.n_own)
    assert np.array_equal(score(model, reader_data, questions), score(lesson[0], reader_data, questions))


def test_word_embeddings_stay_as_published(lesson: tuple[CrossEncoder, list[float]]) -> None:
    published = CrossEncoder()
    words, others = (
        [model.bert.embeddings.word_embeddings.weight, model.bert.embeddings.position_embeddings.weight]
        for model in (published, lesson[0])
    )
    assert torch.equal(words[0], others[0])
    assert not torch.equal(words[1], others[1])


def test_a_reader_is_scored_on_documents_that_it_was_not_trained_on(
    reader_data: ReaderData, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[int]] = []

    def note(data: ReaderData, chosen: Sequence[int], recipe: Recipe) -> dict[str, None]:
        seen.append({int(data.document[at]) for at in chosen})
        return {"one": None}

    def compare(model: None, data: ReaderData, questions: Sequence[int]) -> Any:
        assert seen[-1].isdisjoint({int(data.document[at]) for at in questions})
        return np.ones((len(questions), reader.SCORED, 2))

    monkeypatch.setattr(reader, "taught", note)
    monkeypatch.setattr(reader, "score", compare)
    everything = np.ones(reader_data.n_own, dtype=bool)
    scores = [held_out_scores(reader_data, fold, Recipe(), everything)["one"] for fold in range(FOLDS)]
    assert sum(map(len, scores)) == reader_data.n_own
    assert [len(documents) for documents in seen] == [2, 2, 2]
    held_out_scores(reader_data, 0, Recipe(), reader_data.document == 0)
    assert seen[-1] <= {0}


def test_several_readers_teach_one_what_they_read_elsewhere(
    lesson: tuple[CrossEncoder, list[float]], reader_data: ReaderData
) -> None:
    torch.manual_seed(SEED)
    better = CrossEncoder()
    fit(better, reader_data, Pieces.of(reader_data), range(reader_data.n_own), 4 * STEPS, np.random.default_rng(SEED))
    taught = distil([lesson[0], better.eval()], reader_data, range(reader_data.n_own), 2 * STEPS)
    first, second, last = (
        score(model, reader_data, range(reader_data.n_own))[:, :5] for model in (lesson[0], better, taught)
    )
    assert np.abs(last - second).mean() < 0.8 * np.abs(first - second).mean()


def test_what_reads_as_its_teachers_is_least_unlike_them() -> None:
    there = answers([1, 1, 0])
    teachers = [
        torch.tensor([[[3.0, 2.0], [0.0, -1.0], [9.0, 9.0]]]),
        torch.tensor([[[1.0, 0.0], [0.0, -3.0], [0.0, 0.0]]]),
    ]
    alone = float(unlike(teachers[0], teachers[:1], there))
    assert alone < float(unlike(teachers[1], teachers[:1], there))
    assert alone == pytest.approx(float(unlike(teachers[0], [teachers[0], teachers[0]], there)))
    assert float(unlike(torch.zeros(1, 3, 2), teachers, there)) == pytest.approx(math.log(2) + math.log(3), abs=1e-4)


def test_a_pair_is_joined_without_padding_inside() -> None:
    ids, types, mask = joined(torch.tensor([[7, 8, 0], [7, 0, 0]]), torch.tensor([[9, 0], [9, 5]]))
    assert ids.tolist() == [[CLS, 7, 8, SEP, 9, SEP], [CLS, 7, SEP, 9, 5, SEP]]
    assert types.tolist() == [[0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1]]
    assert mask.all()
    ids, types, mask = joined(torch.tensor([[7, 8], [7, 0]]), torch.tensor([[9], [9]]))
    assert ids[1].tolist() == [CLS, 7, SEP, 9, SEP, 0]
    assert types[1].tolist() == [0, 0, 0, 1, 1, 0]
    assert mask[1].tolist() == [1, 1, 1, 1, 1, 0]


def test_a_score_does_not_depend_on_what_is_read_with_it(
    lesson: tuple[CrossEncoder, list[float]], reader_data: ReaderData
) -> None:
    together = score(lesson[0], reader_data, [0, 1, 2])
    assert np.abs(together[1] - score(lesson[0], reader_data, [1])[0]).max() < 1e-4
    assert (together[:, 5:] == -30).all()  # a document of five sentences


def answers(*places: Sequence[int]) -> torch.Tensor:
    return torch.tensor(places, dtype=torch.bool)


@pytest.mark.parametrize(
    ("answering", "answerable", "expected"),
    [
        pytest.param([1, 0], True, math.log(2) + math.log(3), id="one of two answers: against both, and with the null"),
        pytest.param([0, 0], False, math.log(3), id="nothing answers: the null against both"),
        pytest.param([0, 0], True, 0.0, id="answered, but by no known sentence: nothing is learned"),
    ],
)
def test_equal_logits_cost_what_chance_costs(answering: list[int], answerable: bool, expected: float) -> None:
    loss = loss_of(torch.zeros(1, 2, 2), answers(answering), answers([1, 1]), torch.tensor([answerable]))
    assert float(loss) == pytest.approx(expected, abs=1e-4)


def test_an_empty_place_of_a_list_costs_nothing() -> None:
    logits = torch.tensor([[[1.0, 2.0], [0.5, -1.0], [50.0, 50.0]]])
    of_three = loss_of(logits, answers([1, 0, 0]), answers([1, 1, 0]), torch.tensor([True]))
    of_two = loss_of(logits[:, :2], answers([1, 0]), answers([1, 1]), torch.tensor([True]))
    assert float(of_three) == pytest.approx(float(of_two))


def test_a_list_holds_what_answers_and_what_tempts_and_no_empty_place(reader_data: ReaderData) -> None:
    passages, answering = sampled(reader_data, 0, np.random.default_rng(0))
    assert sum(answering) == 1
    assert -1 not in passages
    assert len(passages) == len(set(passages)) == 5
    relevance = dict(zip(reader_data.candidates[0].tolist(), reader_data.relevance[0].tolist(), strict=True))
    assert [relevance[at] for at in passages[:2]] == [ANSWERS, TEMPTS]


def test_what_is_saved_reads_the_same_and_other_weights_are_refused(
    lesson: tuple[CrossEncoder, list[float]], reader_data: ReaderData, tmp_path: Path
) -> None:
    path = tmp_path / "reader.npz"
    save(lesson[0], path)
    with np.load(path) as arrays:
        kept = dict(arrays)
    assert not [name for name in kept if "word_embeddings" in name]
    assert np.abs(score(load([path]), reader_data, [0]) - score(lesson[0], reader_data, [0])).max() < 0.02
    np.savez(path, **{name: values for name, values in kept.items() if name != "head.bias"})
    with pytest.raises(ValueError, match=r"head\.bias"):
        load([path])


def test_the_learning_rate_warms_up_and_goes_down_to_nothing() -> None:
    pace: Callable[[float], float] = reader._pace
    assert [pace(0), pace(1)] == [0, 0]
    assert max(pace(done / 100) for done in range(101)) == pace(0.06)
