"""The file that is shipped computes what was trained."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load, load_file, save

from retriever.embedder import CLS, SEP, MiniLM
from retriever.reader import READER, Reader, read_text
from schema import Passage, PassageKind, SectionCode, Span
from training.cross_encoder import CrossEncoder
from training.export import exported

QUESTION = "Where is it kept?"
TEXTS = ("Keep it in a refrigerator.", "Serious infections, some of them fatal, have been reported.")


@pytest.fixture(scope="module")
def model() -> CrossEncoder:
    torch.manual_seed(0)
    model = CrossEncoder().eval()
    torch.nn.init.normal_(model.head.weight, std=0.1)  # as large as after training
    return model


def test_the_reader_computes_what_the_model_computes(model: CrossEncoder, minilm: MiniLM) -> None:
    passages = [
        Passage(text, "m", "testaquin", PassageKind.SENTENCE, SectionCode.OTHER, ("Use",), (Span(0, 1),), text)
        for text in TEXTS
    ]
    reading = Reader(load(save(dict(exported(model)))), minilm).read(QUESTION, passages)
    asked, *read = minilm.tokens([QUESTION, *map(read_text, passages)])
    for at, tokens in enumerate(read):
        ids = torch.tensor([[CLS, *asked, SEP, *tokens, SEP]])
        types = (torch.arange(ids.shape[1]) > len(asked) + 1).long()[None]
        with torch.no_grad():
            rank, answer = model(ids, types, torch.ones_like(ids))[0].tolist()
        assert (reading.rank[at], reading.answer[at]) == pytest.approx((rank, answer), abs=0.25)


def test_the_shipped_file_is_of_this_architecture(model: CrossEncoder) -> None:
    shipped, ours = load_file(READER), exported(model)
    assert {name: (values.shape, values.dtype) for name, values in shipped.items()} == {
        name: (values.shape, values.dtype) for name, values in ours.items()
    }
    assert np.abs(shipped["0.widen.integers"]).max() == 63
    assert READER.stat().st_size < 25e6
