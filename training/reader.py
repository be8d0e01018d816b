"""Train the reader and measure it on documents held out: `python -m training.reader FILE.npz --out DIR`.

A cross-encoder from the published model's weights. It reads a question and a sentence together and gives two logits:
how well the sentence answers beside the others of its document (softmax over a list), and whether it answers at all
(softmax over the list and a null answer, which is right where the document does not answer). FILE.npz comes from
training/reader_data.py. Seeds and steps are fixed; docs/reader.md says how long it takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.cross_encoder import CrossEncoder, Pieces, device, save
from training.prepared import ANSWERS, FOLDS, PUBLIC, SCORES, SEED, TEMPTS, ReaderData

# On the public questions, then on those about drugs; then what several readers teach one.
STEPS, TAUGHT_STEPS = (200, 1000), 500
TEACHERS = 3
TAUGHT_RATE = 0.5  # of the learning rate: it goes on from a trained reader
LEARNING_RATE, WARM_UP, WEIGHT_DECAY, MOST_GRADIENT = 3e-4, 0.06, 0.01, 1.0
BATCH, LIST = 16, 24  # questions a step, sentences a question
MOST_ANSWERING, MOST_TEMPTING = 4, 3  # of a list
# Negatives are drawn with the weight 1 / (8 + rank): the near ones more often, the far ones still.
RANK_OFFSET = 8.0
BY_LENGTH = 3  # parts of a batch, by length: what is read together is padded together
SCORED = 48  # candidates of a question that are scored
NEVER = -1e4  # a logit of what is not there
WEIGHTS = "reader.npz"
EVERYTHING = "all"
PARTS = (*map(str, range(FOLDS)), EVERYTHING)
Questions = Sequence[int] | NDArray[Any]  # by their place in the data


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many steps a reader takes, on public questions and on those about drugs, and how many of them teach one."""

    steps: Sequence[int] = STEPS
    taught_steps: int = TAUGHT_STEPS
    teachers: int = TEACHERS


@dataclass(frozen=True, slots=True)
class Lists:
    """Some passages for each question of a batch, on the device that computes.

    Attributes:
        asked: the question of each pair.
        passages: the passage of each pair.
        there: which places of the lists are filled, bool, (batch, LIST).
        answers: which of them answer, bool, (batch, LIST).
    """

    asked: list[int]
    passages: list[int]
    there: torch.Tensor
    answers: torch.Tensor

    @classmethod
    def of(cls, lists: Sequence[tuple[list[int], list[bool]]], questions: Sequence[int]) -> Lists:
        """Take the passages of each question, and which answer; where that is not known, nothing."""
        there = torch.tensor([[place < len(passages) for place in range(LIST)] for passages, _ in lists])
        answers = torch.tensor([answering + [False] * (LIST - len(answering)) for _, answering in lists])
        asked = [at for at, (passages, _) in zip(questions, lists, strict=True) for _ in passages]
        return cls(asked, [at for passages, _ in lists for at in passages], there.to(device()), answers.to(device()))

    def logits(self, model: CrossEncoder, pieces: Pieces) -> torch.Tensor:
        """Of each place, (batch, LIST, 2); 0 where it is empty. Nothing is learned by a model that is not training."""
        logits = torch.zeros(*self.there.shape, 2, device=device())
        if not self.asked:
            return logits
        learning = torch.set_grad_enabled(model.training)
        with learning, torch.autocast(device(), torch.bfloat16, enabled=device() == "cuda"):
            read = pieces.read(model, self.asked, self.passages, BY_LENGTH)
        logits[self.there] = read
        return logits


def sampled(data: ReaderData, question: int, generator: np.random.Generator) -> tuple[list[int], list[bool]]:
    """A list of passages for a question, and which of them answer it: those, tempting ones, and others by rank."""
    relevance = np.where(data.candidates[question] >= 0, data.relevance[question], -1)
    answering = generator.permutation(np.flatnonzero(relevance == ANSWERS))[:MOST_ANSWERING]
    tempting = generator.permutation(np.flatnonzero(relevance == TEMPTS))[:MOST_TEMPTING]
    others = np.flatnonzero(relevance == 0)
    weights = 1 / (RANK_OFFSET + others)
    most = min(len(others), LIST - len(answering) - len(tempting))
    others = generator.choice(others, most, replace=False, p=weights / weights.sum()) if most else others[:0]
    places = np.concatenate([answering, tempting, others])
    return data.candidates[question][places].tolist(), (relevance[places] == ANSWERS).tolist()


def _elsewhere(data: ReaderData, question: int, generator: np.random.Generator) -> list[int]:
    """What another document has nearest to a question."""
    passages = generator.choice(data.elsewhere[question])
    return [int(at) for at in passages[passages >= 0][:LIST]]


def unlike(logits: torch.Tensor, taught: Sequence[torch.Tensor], there: torch.Tensor) -> torch.Tensor:
    """How far both distributions over each list are from the mean of the teachers' (their cross entropies).

    Args:
        logits: (batch, list, 2).
        taught: the teachers' logits of the same lists.
        there: which places of the lists are filled, (batch, list).
    """
    total = torch.zeros((), device=logits.device)
    for head in (0, 1):
        said = torch.log_softmax(_with_null(logits[..., head], there, head), 1)
        probabilities = [torch.softmax(_with_null(one[..., head], there, head), 1) for one in taught]
        total = total - (torch.stack(probabilities).mean(0).detach() * said).sum(1).mean()
    return total


def _with_null(logits: torch.Tensor, there: torch.Tensor, head: int) -> torch.Tensor:
    """The logits of one head, and for the answer head a null answer behind them."""
    filled = logits.masked_fill(~there, NEVER)
    return torch.cat([filled, torch.zeros_like(filled[:, :1])], 1) if head == 1 else filled


def loss_of(logits: torch.Tensor, answers: torch.Tensor, there: torch.Tensor, answerable: torch.Tensor) -> torch.Tensor:
    """Rank and answer loss of a batch of lists.

    Args:
        logits: (batch, list, 2).
        answers: which passages answer, (batch, list).
        there: which places of the list are filled, (batch, list).
        answerable: whether the document answers, (batch,); where it does and no passage is known to, nothing is taught.
    """
    rank, answer = (_with_null(logits[..., head], there, head) for head in (0, 1))
    known = answers.any(1)
    everything = torch.logsumexp(answer, 1)
    right = torch.logsumexp(answer[:, :-1].masked_fill(~answers, NEVER), 1)
    answer_loss = torch.where(known, everything - right, torch.where(answerable, 0 * everything, everything))
    rank_loss = torch.logsumexp(rank, 1) - torch.logsumexp(rank.masked_fill(~answers, NEVER), 1)
    return (rank_loss * known).sum() / known.sum().clamp(min=1) + answer_loss.mean()


def train(data: ReaderData, chosen: Questions, steps: Sequence[int] = STEPS, seed: int = SEED) -> CrossEncoder:
    """Fit a reader to the public questions, then to the chosen ones of those about drugs."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    model, pieces = CrossEncoder().to(device()), Pieces.of(data)
    fit(model, data, pieces, np.flatnonzero(data.fold == PUBLIC), steps[0], generator)
    usable = _usable(data, chosen)
    losses = fit(model, data, pieces, usable, steps[1], generator)
    print(f"{len(usable)} questions, loss of the last steps {np.mean(losses[-50:]):.3f}", file=sys.stderr, flush=True)
    return model.eval()


def _usable(data: ReaderData, chosen: Questions) -> list[int]:
    """Those of which it is known what answers them, if anything does."""
    return [int(at) for at in chosen if data.n_relevant[at] or not data.answerable[at]]


def fit(
    model: CrossEncoder,
    data: ReaderData,
    pieces: Pieces,
    questions: Questions,
    steps: int,
    generator: np.random.Generator,
) -> list[float]:
    """Take the given number of steps; the losses of each."""

    def loss(batch: list[int]) -> torch.Tensor:
        lists = Lists.of([sampled(data, at, generator) for at in batch], batch)
        answerable = torch.tensor(data.answerable[batch], device=device())
        return loss_of(lists.logits(model, pieces), lists.answers, lists.there, answerable)

    return _descend(model, loss, _batches(questions, steps, generator), steps, LEARNING_RATE)


def distil(
    teachers: Sequence[CrossEncoder], data: ReaderData, chosen: Questions, steps: int, seed: int = SEED
) -> CrossEncoder:
    """A reader that reads as several do together.

    It goes on from the first of them, learns the questions as they did, and besides what they make of the same
    questions asked of other documents: there, what kind of question it is tells little of whether it is answered.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    pieces = Pieces.of(data)
    model = CrossEncoder().to(device())
    model.load_state_dict(teachers[0].state_dict())

    def loss(batch: list[int]) -> torch.Tensor:
        own = Lists.of([sampled(data, at, generator) for at in batch], batch)
        other = Lists.of([(_elsewhere(data, at, generator), []) for at in batch], batch)
        logits = own.logits(model, pieces), other.logits(model, pieces)
        answerable = torch.tensor(data.answerable[batch], device=device())
        taught = [
            unlike(said, [lists.logits(teacher, pieces) for teacher in teachers], lists.there)
            for said, lists in zip(logits, (own, other), strict=True)
        ]
        return (loss_of(logits[0], own.answers, own.there, answerable) + taught[0]) / 2 + taught[1]

    _descend(model, loss, _batches(_usable(data, chosen), steps, generator), steps, LEARNING_RATE * TAUGHT_RATE)
    return model.eval()


def _descend(
    model: CrossEncoder,
    loss_of_batch: Callable[[list[int]], torch.Tensor],
    batches: Iterable[list[int]],
    steps: int,
    learning_rate: float,
) -> list[float]:
    model.train()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step / steps))
    losses = []
    for batch in batches:
        loss = loss_of_batch(batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, MOST_GRADIENT)
        optimizer.step()
        schedule.step()
        losses.append(loss.detach())
    return [float(loss) for loss in losses]


def _pace(done: float) -> float:
    """The share of the learning rate at a share of the steps: up at once, then down to nothing."""
    return min(1.0, done / WARM_UP) * (1 - done)


def _batches(questions: Questions, steps: int, generator: np.random.Generator) -> Iterator[list[int]]:
    """Batches in random order, every question once before any comes again."""
    while steps > 0:
        order = generator.permutation(questions)
        for start in range(0, len(order), BATCH)[:steps]:
            yield order[start : start + BATCH].tolist()
            steps -= 1


@torch.no_grad()
def score(model: CrossEncoder, data: ReaderData, questions: Questions) -> NDArray[np.float32]:
    """Logits of the first candidates of some questions, shape (n, SCORED, 2); of places that are empty, very low."""
    candidates = data.candidates[questions, :SCORED]
    rows, places = np.nonzero(candidates >= 0)
    asked = np.asarray(questions)[rows].tolist()
    read = Pieces.of(data).read(model, asked, candidates[rows, places].tolist(), max(1, len(rows) // 1024))
    logits = np.full((*candidates.shape, 2), -30.0, dtype=np.float32)
    logits[rows, places] = read.cpu().numpy()
    return logits


def taught(data: ReaderData, chosen: Questions, recipe: Recipe) -> dict[str, CrossEncoder]:
    """A reader ("one"), and the one that several taught ("taught")."""
    teachers = [train(data, chosen, recipe.steps, SEED + at) for at in range(recipe.teachers)]
    return {"one": teachers[0], "taught": distil(teachers, data, chosen, recipe.taught_steps)}


def held_out_scores(
    data: ReaderData, fold: int, recipe: Recipe, learnt_from: NDArray[np.bool_]
) -> dict[str, NDArray[np.float32]]:
    """Logits of the candidates of the questions of a fold, by readers that have not seen their documents."""
    own = data.fold[: data.n_own]
    readers = taught(data, np.flatnonzero((own != fold) & learnt_from), recipe)
    return {name: score(reader, data, np.flatnonzero(own == fold)) for name, reader in readers.items()}


def main() -> int:
    """Train without each fold and on everything; write weights and held-out scores."""
    parser = argparse.ArgumentParser(prog="python -m training.reader")
    parser.add_argument("data", type=Path, metavar="FILE.npz", help="from training.reader_data")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--part", nargs="+", default=PARTS, choices=PARTS, help="so that they can run side by side")
    parser.add_argument("--steps", type=int, nargs=2, default=STEPS, metavar=("PUBLIC", "OWN"))
    parser.add_argument("--taught-steps", type=int, default=TAUGHT_STEPS)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    parser.add_argument("--shared-only", action="store_true", help="learn from no written monograph")
    options = parser.parse_args()
    data, recipe = ReaderData.load(options.data), Recipe(options.steps, options.taught_steps, options.teachers)
    learnt_from = ~data.written if options.shared_only else np.ones(data.n_own, dtype=bool)
    options.out.mkdir(parents=True, exist_ok=True)
    for part in options.part:
        if part == EVERYTHING:
            save(taught(data, np.flatnonzero(learnt_from), recipe)["taught"], options.out / WEIGHTS)
        else:
            logits = held_out_scores(data, int(part), recipe, learnt_from)
            arrays: dict[str, Any] = {name: values.astype(np.float16) for name, values in logits.items()}
            np.savez_compressed(options.out / SCORES.format(part), **arrays)
    return 0


if __name__ == "__main__":
    sys.exit(main())
