"""The file that is shipped computes what was trained."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]
import pytest
import torch

from retriever.reader import READER
from training.export import FromWords, quantised, traced
from training.reader import CrossEncoder

Inputs = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    torch.manual_seed(0)
    return CrossEncoder().eval()


@pytest.fixture(scope="module")
def floats(reader: CrossEncoder) -> onnx.ModelProto:
    return traced(reader)


@pytest.fixture(scope="module")
def integers(floats: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(floats)
    return quantised(copy)


@pytest.fixture
def inputs(reader: CrossEncoder) -> Inputs:
    """Four pairs of 12 tokens, the last two with 4 of padding."""
    ids = torch.tensor(np.random.default_rng(0).integers(1_000, 30_000, (4, 12)))
    mask = np.ones((4, 12), dtype=np.int64)
    mask[2:, 8:] = 0
    types = np.zeros_like(mask)
    types[:, 5:] = 1
    words = reader.bert.embeddings.word_embeddings(ids).detach().numpy()
    return {"words": words, "types": types * mask, "mask": mask}


def run(model: onnx.ModelProto, inputs: Inputs) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    logits: np.ndarray = session.run(None, inputs)[0]
    return logits


def test_the_graph_computes_what_the_model_computes(
    reader: CrossEncoder, floats: onnx.ModelProto, inputs: Inputs
) -> None:
    with torch.no_grad():
        logits = FromWords(reader)(*(torch.tensor(inputs[name]) for name in ("words", "types", "mask")))
    assert np.abs(run(floats, inputs) - logits.numpy()).max() < 1e-4


def test_integers_cost_little_and_save_three_quarters(
    floats: onnx.ModelProto, integers: onnx.ModelProto, inputs: Inputs
) -> None:
    assert np.abs(run(floats, inputs) - run(integers, inputs)).max() < 0.05
    assert integers.ByteSize() < 0.3 * floats.ByteSize()


def test_a_pair_reads_the_same_alone_and_with_others(integers: onnx.ModelProto, inputs: Inputs) -> None:
    alone = {name: values[3:, :8] for name, values in inputs.items()}
    assert np.abs(run(integers, alone) - run(integers, inputs)[3:]).max() < 1e-4


def test_the_shipped_file_is_of_this_architecture(integers: onnx.ModelProto) -> None:
    shipped = onnx.load(Path(READER)).graph
    assert [node.op_type for node in shipped.node] == [node.op_type for node in integers.graph.node]
    assert [(list(tensor.dims), tensor.data_type) for tensor in shipped.initializer] == [
        (list(tensor.dims), tensor.data_type) for tensor in integers.graph.initializer
    ]
