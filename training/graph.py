"""Write retriever/minilm.onnx, the arithmetic of all-MiniLM-L6-v2 without its weights: `python -m training.graph`.

BERT (Devlin et al. 2019, arXiv:1810.04805) with 6 layers of 384, 12 heads, GELU, and the mean of the real tokens at the
end; written in the fused operations that ONNX Runtime has for it. Needs the package `onnx`, which nothing else needs.
"""

from __future__ import annotations

from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, helper

from retriever.encoder import GRAPH, LAYERS

WORDS, POSITIONS, DIM, INNER, HEADS = 30_522, 512, 384, 1_536, 12
EPSILON = 1e-12  # of layer normalisation, as published
FUSED = "com.microsoft"


class _Graph:
    """Gathers nodes, and weights that whoever loads the graph brings."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = [
            helper.make_tensor("zero", TensorProto.INT64, [1], [0]),
            helper.make_tensor("one", TensorProto.INT64, [1], [1]),
        ]

    def weight(self, name: str, *shape: int) -> str:
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="model.safetensors")
        self.weights.append(tensor)
        return name

    def norm(self, name: str) -> list[str]:
        return [self.weight(f"{name}.weight", DIM), self.weight(f"{name}.bias", DIM)]

    def node(self, operation: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, inputs, [output], domain=domain, **attributes))
        return output


def model() -> ModelProto:
    """From `ids` (n, length), `lengths` (n,) and `mask` (n, length) to `sums` (n, 384), not yet of unit length."""
    graph = _Graph()
    graph.node("Gather", [graph.weight("words", WORDS, DIM), "ids"], "tokens")
    graph.node("Shape", ["ids"], "length", start=1, end=2)
    graph.node("Slice", [graph.weight("positions", POSITIONS, DIM), "zero", "length", "zero"], "places")
    graph.node("Add", ["tokens", "places"], "placed")
    states = graph.node("LayerNormalization", ["placed", *graph.norm("norm")], "embedded", epsilon=EPSILON)
    for layer in range(LAYERS):
        states = _layer(graph, f"{layer}.", states)
    graph.node("Unsqueeze", ["mask", "one"], "rows")
    graph.node("MatMul", ["rows", states], "summed")
    graph.node("Squeeze", ["summed", "one"], "sums")
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "length"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["n", "length"]),
    ]
    output = helper.make_tensor_value_info("sums", TensorProto.FLOAT, ["n", DIM])
    made = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], graph.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8)


def _layer(graph: _Graph, name: str, states: str) -> str:
    attend = [graph.weight(f"{name}attend.weight", DIM, 3 * DIM), graph.weight(f"{name}attend.bias", 3 * DIM)]
    attended = graph.node("Attention", [states, *attend, "lengths"], f"{name}heads", FUSED, num_heads=HEADS)
    states = _residual(graph, f"{name}attended", attended, states, DIM)
    wide = graph.node("MatMul", [states, graph.weight(f"{name}widen.weight", DIM, INNER)], f"{name}wide")
    curved = graph.node("BiasGelu", [wide, graph.weight(f"{name}widen.bias", INNER)], f"{name}curved", FUSED)
    return _residual(graph, f"{name}narrow", curved, states, INNER)


def _residual(graph: _Graph, name: str, inner: str, states: str, width: int) -> str:
    """A linear layer whose bias is added together with the states that went round it."""
    product = graph.node("MatMul", [inner, graph.weight(f"{name}.weight", width, DIM)], f"{name}.product")
    inputs = [product, states, *graph.norm(f"{name}.norm"), graph.weight(f"{name}.bias", DIM)]
    return graph.node("SkipLayerNormalization", inputs, f"{name}.states", FUSED, epsilon=EPSILON)


def main() -> None:
    """Write the graph."""
    GRAPH.write_bytes(model().SerializeToString())


if __name__ == "__main__":
    main()
