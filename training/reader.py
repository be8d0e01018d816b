"""Train the reader and measure it on documents held out: `python -m training.reader FILE.npz --out DIR`.

A cross-encoder from the published model's weights. It reads a question and a sentence together and gives two logits:
how well the sentence answers beside the others of its document (softmax over a list), and whether it answers at all
(softmax over the list and a null answer, which is right where the document does not answer). FILE.npz comes from
training/reader_data.py. The three folds and the final model, side by side, took three minutes on one H100 graphics
card; two cores need some 17 hours. Seeds and steps are fixed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertModel

from retriever.embedder import CLS, SEP, packaged_model
from training.adapter import FOLDS, SEED
from training.measure import report
from training.reader_data import ANSWERS, PUBLIC, TEMPTS, ReaderData

# On the public questions, then on those about labels and leaflets: about what the shipped reader took.
STEPS = (200, 850)
LEARNING_RATE, WARM_UP, WEIGHT_DECAY, MOST_GRADIENT = 3e-4, 0.06, 0.01, 1.0
BATCH, LIST = 16, 24  # questions a step, sentences a question
MOST_ANSWERING, MOST_TEMPTING = 4, 3  # of a list
# Negatives are drawn with the weight 1 / (8 + rank): the near ones more often, the far ones still.
RANK_OFFSET = 8.0
BY_LENGTH = 3  # parts of a batch, by length: what is read together is padded together
SCORED = 48  # candidates of a question that are scored
NEVER = -1e4  # a logit of what is not there
WEIGHTS, SCORES = "reader.npz", "scores.npz"
Questions = Sequence[int] | NDArray[Any]  # by their place in the data


class CrossEncoder(torch.nn.Module):
    """Six layers of 384 and, over the first state joined with the mean of all, two logits: rank and answer."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(packaged_model(), add_pooling_layer=False, dtype=torch.float32)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)  # so that the embedder's can be used
        self.head = torch.nn.Linear(2 * self.bert.config.hidden_size, 2)
        torch.nn.init.normal_(self.head.weight, std=0.01)
        self.head.bias = torch.nn.Parameter(torch.tensor([0.0, -2.0]))  # most sentences answer nothing

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits, float32, shape (n, 2), of token ids, shape (n, length)."""
        states = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        return self.logits(states, mask).float()

    def logits(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The heads over the last layer's states."""
        real = mask.unsqueeze(-1).to(states.dtype)
        logits: torch.Tensor = self.head(torch.cat([states[:, 0], (states * real).sum(1) / real.sum(1)], 1))
        return logits


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of every question and passage, on the device that computes."""

    questions: torch.Tensor
    passages: torch.Tensor

    @classmethod
    def of(cls, data: ReaderData) -> Pieces:
        """Take them from the prepared arrays."""
        return cls(*(torch.tensor(ids.astype(np.int64), device=device()) for ids in (data.questions, data.passages)))

    def read(self, model: CrossEncoder, questions: Sequence[int], passages: Sequence[int], parts: int) -> torch.Tensor:
        """Logits of each pair, shape (n, 2), computed in parts of about one length."""
        asked, read = self.questions[torch.tensor(questions)], self.passages[torch.tensor(passages)]
        order = ((asked != 0).sum(1) + (read != 0).sum(1)).argsort(stable=True)
        logits = [model(*joined(asked[part], read[part])) for part in order.tensor_split(parts)]
        return torch.cat(logits)[order.argsort()]


def device() -> str:
    """The graphics card where there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def joined(questions: torch.Tensor, passages: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, types and mask of [CLS] question [SEP] passage [SEP], padding moved behind, as retriever/reader.py reads."""
    first, last = (torch.full((len(questions), 1), piece, device=questions.device) for piece in (CLS, SEP))
    ids = torch.cat([first, questions, last, passages, last], 1)
    types = (torch.arange(ids.shape[1], device=ids.device) > questions.shape[1] + 1).expand_as(ids)
    forward = (ids == 0).to(torch.uint8).argsort(dim=1, stable=True)[:, : int((ids != 0).sum(1).max())]
    ids, types = ids.gather(1, forward), types.gather(1, forward)
    mask = (ids != 0).long()
    return ids, types.long() * mask, mask


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


def loss_of(logits: torch.Tensor, answers: torch.Tensor, there: torch.Tensor, answerable: torch.Tensor) -> torch.Tensor:
    """Rank and answer loss of a batch of lists.

    Args:
        logits: (batch, list, 2).
        answers: which passages answer, (batch, list).
        there: which places of the list are filled, (batch, list).
        answerable: whether the document answers, (batch,); where it does and no passage is known to, nothing is taught.
    """
    rank, answer = (logits[..., head].masked_fill(~there, NEVER) for head in (0, 1))
    known = answers.any(1)
    null = torch.zeros(len(answer), 1, device=answer.device)
    everything = torch.logsumexp(torch.cat([answer, null], 1), 1)
    right = torch.logsumexp(answer.masked_fill(~answers, NEVER), 1)
    answer_loss = torch.where(known, everything - right, torch.where(answerable, 0 * everything, everything))
    rank_loss = torch.logsumexp(rank, 1) - torch.logsumexp(rank.masked_fill(~answers, NEVER), 1)
    return (rank_loss * known).sum() / known.sum().clamp(min=1) + answer_loss.mean()


def train(data: ReaderData, chosen: Questions, steps: tuple[int, int] = STEPS) -> CrossEncoder:
    """Fit a reader to the public questions, then to the chosen ones of those about labels and leaflets."""
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    model, pieces = CrossEncoder().to(device()), Pieces.of(data)
    fit(model, data, pieces, np.flatnonzero(data.fold == PUBLIC), steps[0], generator)
    usable = [at for at in chosen if data.n_relevant[at] or not data.answerable[at]]
    losses = fit(model, data, pieces, usable, steps[1], generator)
    print(f"{len(usable)} questions, loss of the last steps {np.mean(losses[-50:]):.3f}", file=sys.stderr, flush=True)
    return model.eval()


def fit(
    model: CrossEncoder,
    data: ReaderData,
    pieces: Pieces,
    questions: Questions,
    steps: int,
    generator: np.random.Generator,
) -> list[float]:
    """Take the given number of steps; the losses of each."""
    model.train()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step / steps))
    losses = []
    for batch in _batches(questions, steps, generator):
        lists = [sampled(data, at, generator) for at in batch]
        there = torch.tensor([[place < len(passages) for place in range(LIST)] for passages, _ in lists])
        answers = torch.zeros_like(there)
        answers[there] = torch.tensor([answer for _, of_list in lists for answer in of_list])
        asked = [at for at, (passages, _) in zip(batch, lists, strict=True) for _ in passages]
        with torch.autocast(device(), torch.bfloat16, enabled=device() == "cuda"):
            read = pieces.read(model, asked, [passage for passages, _ in lists for passage in passages], BY_LENGTH)
        logits = torch.zeros(*there.shape, 2, device=device())
        logits[there.to(device())] = read
        answerable = torch.tensor(data.answerable[batch], device=device())
        loss = loss_of(logits, answers.to(device()), there.to(device()), answerable)
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


def held_out_scores(data: ReaderData, steps: tuple[int, int] = STEPS) -> NDArray[np.float32]:
    """Logits of the candidates of each question on labels, by a reader that has not seen its document."""
    logits = np.zeros((data.n_own, SCORED, 2), dtype=np.float32)
    for fold in range(FOLDS):
        own = data.fold[: data.n_own]
        held_out = np.flatnonzero(own == fold)
        logits[held_out] = score(train(data, np.flatnonzero(own != fold), steps), data, held_out)
    return logits


def save(model: CrossEncoder, path: Path) -> None:
    """Write what was trained as float16; the word embeddings stayed as published."""
    state = {name: values.half().cpu().numpy() for name, values in model.state_dict().items()}
    np.savez(path, **{name: values for name, values in state.items() if "word_embeddings" not in name})


def load(paths: Sequence[Path]) -> CrossEncoder:
    """Read what `save` wrote, in one file or several."""
    model = CrossEncoder()
    state: dict[str, torch.Tensor] = {}
    for path in paths:
        with np.load(path, allow_pickle=False) as arrays:
            state |= {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
    missing, unknown = model.load_state_dict(state, strict=False)
    if unknown or any("word_embeddings" not in name for name in missing):
        raise ValueError(f"{', '.join(map(str, paths))}: not the weights of a reader: {[*missing, *unknown]}")
    return model.eval()


def main() -> int:
    """Print the table of docs/reader.md, then train on every document and write weights and held-out scores."""
    parser = argparse.ArgumentParser(prog="python -m training.reader")
    parser.add_argument("data", type=Path, metavar="FILE.npz", help="from training.reader_data")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--steps", type=int, nargs=2, default=STEPS, metavar=("PUBLIC", "OWN"))
    options = parser.parse_args()
    data, steps = ReaderData.load(options.data), tuple(options.steps)
    options.out.mkdir(parents=True, exist_ok=True)
    logits = held_out_scores(data, steps)
    np.savez_compressed(options.out / SCORES, logits=logits.astype(np.float16))
    print(report(data, logits), flush=True)
    save(train(data, range(data.n_own), steps), options.out / WEIGHTS)
    print(f"{options.out / WEIGHTS} written; training.export makes retriever/reader.safetensors of it", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
