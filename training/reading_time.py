"""How long the reader takes, beside the least that its matrices can: `python -m training.reading_time --index DIR`.

The least is the time of the reader's products of matrices alone at the speed that the cores reach on one large product
of 8-bit integers, all of them at work and nothing else done. It is measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import timeit
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from onnx import TensorProto, helper

from library import current_generation
from retriever.cores import cores
from retriever.embedder import MiniLM
from retriever.encoder import LAYERS
from retriever.reader import Reader
from retriever.retriever import Retriever
from schema import Passage
from training.graph import DIM, INNER

QUESTIONS = Path(__file__).parent.parent / "eval" / "questions" / "anakinra-fresh.jsonl"
ASKED, REPEATS = 15, 6  # questions, and readings of each, of which the best counts
READ = (8, 16, 30)  # passages
ROWS, PRODUCTS = 1_024, 8  # of the large product, and how many of them each core makes
# Multiplications and additions for a word piece, in the matrices of all layers: four of DIM × DIM, two of DIM × INNER.
OPERATIONS = 2 * LAYERS * (4 * DIM * DIM + 2 * DIM * INNER)


def best_seconds(task: Callable[[], object]) -> float:
    """The shortest of several runs."""
    return min(timeit.repeat(task, number=1, repeat=REPEATS))


def operations_a_second() -> float:
    """What the cores reach together on products of 8-bit integers."""
    integers = np.ones((INNER, INNER), dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["rows", "matrix"], ["product"])],
        "product",
        [helper.make_tensor_value_info("rows", TensorProto.UINT8, [ROWS, INNER])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [ROWS, INNER])],
        [helper.make_tensor("matrix", TensorProto.INT8, integers.shape, integers.tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    rows = {"rows": np.ones((ROWS, INNER), dtype=np.uint8)}
    work = range(PRODUCTS * cores())
    with ThreadPoolExecutor(cores()) as pool:
        seconds = best_seconds(lambda: list(pool.map(lambda _: session.run(None, rows), work)))
    return 2 * ROWS * INNER * INNER * len(work) / seconds


def reading(reader: Reader, asked: Sequence[tuple[str, Sequence[Passage]]], most: int) -> tuple[float, float]:
    """Milliseconds to read the best `most` passages of a question, and billions of operations; medians."""
    seconds = [best_seconds(partial(reader.read, question, passages[:most])) for question, passages in asked]
    pieces = [sum(map(len, reader.pairs(question, passages[:most])[0])) for question, passages in asked]
    return 1_000 * statistics.median(seconds), OPERATIONS * statistics.median(pieces) / 1e9


def main() -> int:
    """Print a row for each number of passages."""
    parser = argparse.ArgumentParser(prog="python -m training.reading_time")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE.jsonl")
    options = parser.parse_args()
    embedder = MiniLM()
    reader = Reader.load(embedder)
    retriever = Retriever.open(current_generation(options.index), embedder, None)
    drug = next(iter(retriever.library.drugs))
    questions = [json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()]
    asked = [
        (question, [ranked.passage for ranked in retriever.rank(question, drug).ranking[: max(READ)]])
        for question in questions[:: max(1, len(questions) // ASKED)][:ASKED]
    ]
    speed = operations_a_second()
    print(f"{cores()} cores: {speed / 1e9:,.0f} billion operations a second")
    for most in READ:
        milliseconds, operations = reading(reader, asked, most)
        least = 1_000 * operations * 1e9 / speed
        print(f"{most} passages: {milliseconds:.0f} ms; {operations:.1f} billion operations, at least {least:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
