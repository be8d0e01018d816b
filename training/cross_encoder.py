"""The model that training/reader.py trains: it reads a question and a passage together and gives two logits.

It needs torch and transformers alone, and the published weights that it starts from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import BertModel

from retriever.embedder import CLS, SEP, packaged_model
from training.prepared import ReaderData


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
