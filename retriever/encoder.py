"""The forward pass of MiniLM in ONNX Runtime: vectors of word pieces to states of the last layer, without torch.

`bert.onnx` holds the arithmetic alone (training/graph.py writes it); whoever loads it brings the weights. The matrices
are integers, as are the states while they are multiplied: two and a half times as fast as floats on the same cores.
Texts go through one by one, so that what comes out depends neither on what else is read nor on how many threads read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

GRAPH = Path(__file__).parent / "bert.onnx"
LAYERS = 6
MATRICES = ("attend", "attended", "widen", "narrow")  # of a layer, in the order in which states pass
# Processors without instructions for it add two products of 8 bits in 16: with weights of 7 bits that cannot overflow,
# and every processor gives the same product.
MOST_WEIGHT = 63

Vectors = NDArray[np.float32]
Weights = Mapping[str, NDArray[Any]]


class Encoder:
    """The model, ready to run; safe to share between threads."""

    def __init__(self, weights: Weights) -> None:
        """Take weights as `quantised` gives them, and those of the words' places and types."""
        self._places, self._types = weights["positions"], weights["types"]
        self._weights = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(values))
            for name, values in weights.items()
            if name not in ("positions", "types")
        }  # kept: the session reads them where they lie
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # Beyond the basic level the sum before a normalisation is fused with it, which takes four times as long.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.add_external_initializers(list(self._weights), list(self._weights.values()))
        self._session: Any = onnxruntime.InferenceSession(GRAPH, options, providers=["CPUExecutionProvider"])

    def states(self, words: Vectors, second: int | None = None) -> Vectors:
        """The states of one text, float32, shape (length, 384), from the vectors of its word pieces, of that shape.

        Args:
            words: special ones included.
            second: where the second part of a pair begins; None where there is none.
        """
        placed = words + self._places[: len(words)] + self._types[0]
        if second is not None:
            placed[second:] += self._types[1] - self._types[0]
        states: Vectors = self._session.run(None, {"placed": placed[np.newaxis]})[0][0]
        return states


def graph_weights(published: Mapping[str, Vectors]) -> dict[str, Vectors]:
    """BERT's weights as published, by the graph's names and in its shapes: three projections in one, inputs first."""
    said = {name.removeprefix("encoder.layer."): values for name, values in published.items()}
    weights = {
        "positions": said["embeddings.position_embeddings.weight"],
        "types": said["embeddings.token_type_embeddings.weight"],
        "norm.weight": said["embeddings.LayerNorm.weight"],
        "norm.bias": said["embeddings.LayerNorm.bias"],
    }
    for layer in map(str, range(LAYERS)):
        attention = [f"{layer}.attention.self.{name}" for name in ("query", "key", "value")]
        weights[f"{layer}.attend.weight"] = np.concatenate([said[f"{name}.weight"].T for name in attention], axis=1)
        weights[f"{layer}.attend.bias"] = np.concatenate([said[f"{name}.bias"] for name in attention])
        for ours, theirs in (
            ("attended", "attention.output.dense"),
            ("widen", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            weights[f"{layer}.{ours}.weight"] = said[f"{layer}.{theirs}.weight"].T
            weights[f"{layer}.{ours}.bias"] = said[f"{layer}.{theirs}.bias"]
        for ours, theirs in (("attended.norm", "attention.output.LayerNorm"), ("narrow.norm", "output.LayerNorm")):
            for part in ("weight", "bias"):
                weights[f"{layer}.{ours}.{part}"] = said[f"{layer}.{theirs}.{part}"]
    return weights


def quantised(weights: Mapping[str, Vectors]) -> dict[str, NDArray[Any]]:
    """The graph's weights with each matrix as integers, `.integers`, and the scale of each output, `.scales`."""
    made: dict[str, NDArray[Any]] = {}
    for name, values in weights.items():
        matrix = name.removesuffix(".weight")
        if matrix.rpartition(".")[2] not in MATRICES:
            made[name] = values
            continue
        scales = np.maximum(np.abs(values).max(axis=0) / MOST_WEIGHT, 1e-12).astype(np.float32)
        made[f"{matrix}.scales"] = scales
        made[f"{matrix}.integers"] = np.round(values / scales).astype(np.int8)
    return made
