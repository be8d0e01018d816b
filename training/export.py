"""Write retriever/reader.onnx from trained weights: `python -m training.export DIR/reader.npz`.

The large matrices are stored as integers with one scale for each output and multiplied as integers: a quarter of the
size, and 1.2 to 1.4 times as fast as floats (docs/reader.md). Word vectors are left out:
the embedder has them. Needs the package `onnx` (training/requirements.txt).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from retriever.reader import READER
from training.reader import NEVER, CrossEncoder, load

OPSET = 17
FUSED = "com.microsoft"
PRODUCER = "monograph-assistant"
MOST_STATE = 127
# Processors without instructions for it add two products of 8 bits in 16: with weights of 7 bits that cannot overflow,
# and every processor gives the same score.
MOST_WEIGHT = 63
_CONSTANTS = {
    "step": np.float32(1 / MOST_STATE),
    "least": np.float32(1e-9),  # a token of zeros has a scale, too
    "middle": np.float32(128.5),  # 0 becomes 128, and the cast, which cuts off, rounds
    "zero": np.uint8(128),
    "none": np.int8(0),
    "unit": np.float32(1),
}


class FromWords(torch.nn.Module):
    """The reader from the vectors of its words on."""

    def __init__(self, reader: CrossEncoder) -> None:
        super().__init__()
        self.reader = reader
        reader.bert.set_attn_implementation("eager")  # the arithmetic written out, which the export can follow

    def forward(self, words: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits, (n, 2), of word vectors, (n, length, 384)."""
        states = self.reader.bert.embeddings(inputs_embeds=words, token_type_ids=types)
        hidden = (1 - mask[:, None, None, :].float()) * NEVER
        for layer in self.reader.bert.encoder.layer:
            states = layer(states, hidden)
        return self.reader.logits(states, mask)


def exported(reader: CrossEncoder) -> ModelProto:
    """The reader as a graph that multiplies integers."""
    return quantised(traced(reader))


def traced(reader: CrossEncoder) -> ModelProto:
    """The reader as a graph with the weights that it has."""
    dim = reader.bert.config.hidden_size
    ones = torch.ones(2, 9, dtype=torch.long)
    example = (torch.randn(2, 9, dim), torch.zeros_like(ones), ones)
    names = ["words", "types", "mask"]
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that another exporter is newer: it writes another graph
        torch.onnx.export(
            FromWords(reader).eval(),
            example,
            file,  # type: ignore[arg-type]  # a file is taken as well as a path
            input_names=names,
            output_names=["logits"],
            dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in names} | {"logits": {0: "pairs"}},
            opset_version=OPSET,
            dynamo=False,
        )
    return onnx.load_from_string(file.getvalue())


def quantised(model: ModelProto) -> ModelProto:
    """The same graph with its large matrices as integers, which multiply integers.

    The states that enter a matrix are rounded to 8 bits token by token, so that the products do not depend on what else
    is in the batch (one scale for the whole batch, as usual, does). A fused operation of ONNX Runtime does the rest.
    """
    graph = model.graph
    matrices = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    matrices = {name: values for name, values in matrices.items() if values.dtype == np.float32 and values.ndim == 2}
    nodes: list[NodeProto] = []
    weights = [numpy_helper.from_array(np.asarray(value), name) for name, value in _CONSTANTS.items()]
    rounded: set[str] = set()  # states that have their integers already: query, key and value read the same ones
    multiplied: set[str] = set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in matrices:
            nodes.append(node)
            continue
        states, matrix = node.input
        if states not in rounded:
            rounded.add(states)
            nodes += _rounded(states)
        if matrix not in multiplied:
            multiplied.add(matrix)
            weights += _integers(matrix, matrices[matrix])
        nodes += _product(states, matrix, node.output[0])
    weights += [tensor for tensor in graph.initializer if tensor.name not in multiplied]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(weights)
    model.opset_import.append(helper.make_opsetid(FUSED, 1))
    model.producer_name = PRODUCER
    onnx.checker.check_model(model)
    return model


def _integers(name: str, values: NDArray[np.float32]) -> list[TensorProto]:
    """A matrix (inputs, outputs) as integers, and the scale of each output."""
    scales = np.maximum(np.abs(values).max(axis=0) / MOST_WEIGHT, 1e-12).astype(np.float32)
    integers = np.round(values / scales).astype(np.int8)
    return [numpy_helper.from_array(integers, f"{name}.integers"), numpy_helper.from_array(scales, f"{name}.scales")]


def _rounded(states: str) -> list[NodeProto]:
    """The nodes that make `states.integers`, unsigned with 0 at 128, and `states.scale`, one for each token."""
    steps = [
        ("Abs", [states], "size"),
        ("ReduceMax", [f"{states}.size"], "most"),
        ("Mul", [f"{states}.most", "step"], "fine"),
        ("Add", [f"{states}.fine", "least"], "scale"),
        ("Div", [states, f"{states}.scale"], "scaled"),
        ("Add", [f"{states}.scaled", "middle"], "positive"),
        ("Cast", [f"{states}.positive"], "integers"),
    ]
    attributes: dict[str, dict[str, Any]] = {
        "ReduceMax": {"axes": [-1], "keepdims": 1},
        "Cast": {"to": TensorProto.UINT8},
    }
    return [
        helper.make_node(operation, inputs, [f"{states}.{output}"], **attributes.get(operation, {}))
        for operation, inputs, output in steps
    ]


def _product(states: str, matrix: str, output: str) -> list[NodeProto]:
    product = f"{output}.unscaled"
    inputs = [f"{states}.integers", f"{matrix}.integers", "unit", f"{matrix}.scales", "zero", "none"]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [product], domain=FUSED),
        helper.make_node("Mul", [product, f"{states}.scale"], [output]),
    ]


def main() -> int:
    """Write the file and say what it is."""
    parser = argparse.ArgumentParser(prog="python -m training.export")
    parser.add_argument("weights", type=Path, nargs="+", metavar="WEIGHTS.npz", help="from training.reader")
    parser.add_argument("--out", type=Path, default=READER, metavar="FILE")
    options = parser.parse_args()
    onnx.save(exported(load(options.weights)), options.out)
    content = options.out.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    print(
        f"{options.out}: {len(content) / 1e6:.1f} MB, sha256 {sha256}; put it into retriever/reader.py", file=sys.stderr
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
