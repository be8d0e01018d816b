"""The graph of our own gives nearly what the published library gives, whatever else is read."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer

from retriever.embedder import MiniLM, packaged_model
from retriever.encoder import GRAPH, MOST_WEIGHT, graph_weights, quantised
from training.graph import model

ROOT = Path(__file__).parent.parent.parent
TEXTS = [
    "Keep it in a refrigerator.",
    "",
    "2–8°C (µg, naïve) [see Warnings and Precautions (5.1)] ≥ 30 mL/min",
    "Serious infections, some of them fatal. " * 9,
    "cut " * 400,
    "x",
    "Tell your doctor if you have kidney disease; a lower dose may be needed.",
    "testaquin. Dosage > Renal impairment. 100 mg every other day.",
    "日本語 🙂",
]


@pytest.fixture(scope="module")
def vectors(minilm: MiniLM) -> np.ndarray:
    return minilm.vectors(TEXTS)


@pytest.fixture(scope="module")
def published() -> SentenceTransformer:
    return SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)


def test_the_vectors_are_nearly_those_of_sentence_transformers(
    vectors: np.ndarray, published: SentenceTransformer
) -> None:
    cosines = (vectors * published.encode(TEXTS, normalize_embeddings=True)).sum(axis=1)
    assert cosines.min() > 0.98
    assert np.median(cosines) > 0.99


def test_questions_find_the_paragraphs_that_they_find_with_the_published_vectors(
    minilm: MiniLM, published: SentenceTransformer
) -> None:
    """Integers cost about one of the five best in ten, each for one that is as near to within 0.02."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "monographs").glob("*.md")))
    paragraphs = [paragraph for paragraph in text.split("\n\n") if len(paragraph) > 30]
    lines = (ROOT / "eval" / "questions" / "anakinra.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    exact = (
        published.encode(questions, normalize_embeddings=True)
        @ published.encode(paragraphs, normalize_embeddings=True).T
    )
    ours = minilm.vectors(questions) @ minilm.vectors(paragraphs).T
    best, found = (np.argsort(-scores, axis=1)[:, :5] for scores in (exact, ours))
    shared = [len(set(one) & set(other)) / 5 for one, other in zip(best, found, strict=True)]
    assert np.mean(shared) > 0.85
    lost = np.take_along_axis(exact, best, 1).min(axis=1) - np.take_along_axis(exact, found, 1).min(axis=1)
    assert np.quantile(lost, 0.95) < 0.02


def test_a_vector_has_the_same_bits_alone_and_among_others(minilm: MiniLM, vectors: np.ndarray) -> None:
    assert np.array_equal(np.concatenate([minilm.vectors([text]) for text in TEXTS]), vectors)


def test_the_bits_do_not_depend_on_how_many_threads_there_are(minilm: MiniLM, vectors: np.ndarray) -> None:
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(minilm.vectors, [TEXTS] * 4):
            assert np.array_equal(again, vectors)


def test_a_matrix_of_integers_is_the_published_one_to_half_a_step() -> None:
    weights = graph_weights(load_file(packaged_model() / "model.safetensors"))
    integers = quantised(weights)
    for name in ("0.attend", "3.widen", "5.narrow"):
        off = np.abs(integers[f"{name}.integers"] * integers[f"{name}.scales"] - weights[f"{name}.weight"])
        assert (off <= 0.501 * integers[f"{name}.scales"]).all()
        assert np.abs(integers[f"{name}.integers"]).max() == MOST_WEIGHT


def test_the_graph_that_is_shipped_is_the_one_that_is_written() -> None:
    assert GRAPH.read_bytes() == model().SerializeToString()


def test_whoever_imports_the_encoder_has_switched_off_the_reports_of_onnxruntime() -> None:
    environment = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    code = "import retriever.encoder, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "1\n"
