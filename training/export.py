"""Write retriever/reader.onnx from trained weights: `python -m training.export DIR/reader.npz`.

The weights of large matrices are stored as 8-bit integers with one scale for each output, and made floats again when
the file is loaded: a quarter of the size, and the same score whatever is read together. Word vectors are left out: the
embedder has them. Needs the package `onnx` (training/requirements.txt).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from retriever.reader import READER
from training.reader import NEVER, CrossEncoder, load

OPSET = 17
LARGE = 100_000  # values from which a tensor is stored as integers: matrices and positions, not biases and norms
MOST = 127
PRODUCER = "monograph-assistant"


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
    """The reader as a graph with 8-bit weights."""
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
    """The same graph with its large tensors as integers and the nodes that make floats of them."""
    graph = model.graph
    kept: list[TensorProto] = []
    made_float: list[NodeProto] = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < LARGE:
            kept.append(tensor)
            continue
        # A matrix has a scale for each output, which is a column; the table of positions one for each row.
        axis = 0 if tensor.name.endswith("embeddings.weight") else 1
        scales = np.maximum(np.abs(values).max(axis=1 - axis) / MOST, 1e-12).astype(np.float32)
        integers = np.clip(np.round(values / np.expand_dims(scales, 1 - axis)), -MOST, MOST).astype(np.int8)
        parts = [f"{tensor.name}_q", f"{tensor.name}_s"]
        kept += [numpy_helper.from_array(part, name) for part, name in zip((integers, scales), parts, strict=True)]
        made_float.append(helper.make_node("DequantizeLinear", parts, [tensor.name], axis=axis))
    nodes = [*made_float, *graph.node]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    model.producer_name = PRODUCER
    onnx.checker.check_model(model)
    return model


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
