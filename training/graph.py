"""Write retriever/bert.onnx, the arithmetic of MiniLM without its weights: `python -m training.graph`.

BERT (Devlin et al. 2019, arXiv:1810.04805) with 6 layers of 384, 12 heads and GELU, in the fused operations that ONNX
Runtime has for it; matrices of integers (retriever/encoder.py). The embedder and the reader run it, each with its own
weights. Needs the package `onnx`, which nothing else needs.
"""

from __future__ import annotations

from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, helper

from retriever.encoder import GRAPH, LAYERS

DIM, INNER, HEADS = 384, 1_536, 12
EPSILON = 1e-12  # of layer normalisation, as published
FUSED = "com.microsoft"


class _Graph:
    """Gathers nodes, and weights that whoever loads the graph brings."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="weights")
        self.weights.append(tensor)
        return name

    def norm(self, name: str) -> list[str]:
        return [self.weight(f"{name}.weight", DIM), self.weight(f"{name}.bias", DIM)]

    def node(self, operation: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def fused(self, operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        return self.node(operation, inputs, output, domain=FUSED, **attributes)

    def linear(self, layer: int, name: str, states: str, inputs: int, outputs: int) -> str:
        """States times a matrix of integers, plus the bias.

        The product rounds the states to 8 bits beside the largest of all. Each token's are divided by its own largest
        before, and the product multiplied by it, so that none is rounded beside another's.
        """
        matrix = f"{layer}.{name}"
        sizes = self.node("Abs", [states], f"{matrix}.sizes")
        largest = self.node("ReduceMax", [sizes], f"{matrix}.largest", axes=[-1], keepdims=1)
        scaled = self.node("Div", [states, largest], f"{matrix}.scaled")
        integers = self.weight(f"{matrix}.integers", inputs, outputs, kind=TensorProto.INT8)
        rounded = [scaled, integers, self.weight(f"{matrix}.scales", outputs)]
        product = self.fused("DynamicQuantizeMatMul", rounded, f"{matrix}.rounded")
        product = self.node("Mul", [product, largest], f"{matrix}.product")
        return self.node("Add", [product, self.weight(f"{matrix}.bias", outputs)], f"{matrix}.biased")


def model() -> ModelProto:
    """From `placed` (n, length, 384), words with their places and types, to `states` of that shape."""
    graph = _Graph()
    states = graph.node("LayerNormalization", ["placed", *graph.norm("norm")], "embedded", epsilon=EPSILON)
    for layer in range(LAYERS):
        states = _layer(graph, layer, states, "states" if layer == LAYERS - 1 else f"{layer}.states")
    shape: list[str | int | None] = ["n", "length", DIM]
    tensors = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("placed", "states")]
    made = helper.make_graph(graph.nodes, "MiniLM", tensors[:1], tensors[1:], graph.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8)


def _layer(graph: _Graph, layer: int, states: str, output: str) -> str:
    joined = graph.linear(layer, "attend", states, DIM, 3 * DIM)
    parts = [f"{layer}.{name}" for name in ("query", "key", "value")]
    graph.node("Split", [joined], *parts, axis=-1)
    heads = graph.fused("MultiHeadAttention", parts, f"{layer}.heads", num_heads=HEADS)
    attended = graph.linear(layer, "attended", heads, DIM, DIM)
    attended = _residual(graph, f"{layer}.attended.norm", attended, states, f"{layer}.attention")
    curved = graph.fused("Gelu", [graph.linear(layer, "widen", attended, DIM, INNER)], f"{layer}.curved")
    narrowed = graph.linear(layer, "narrow", curved, INNER, DIM)
    return _residual(graph, f"{layer}.narrow.norm", narrowed, attended, output)


def _residual(graph: _Graph, name: str, inner: str, states: str, output: str) -> str:
    """What a part of a layer makes of states, added to them and normalised."""
    added = graph.node("Add", [inner, states], f"{name}.added")  # the fused operation takes four times as long
    return graph.node("LayerNormalization", [added, *graph.norm(name)], output, epsilon=EPSILON)


def main() -> None:
    """Write the graph."""
    GRAPH.write_bytes(model().SerializeToString())


if __name__ == "__main__":
    main()
