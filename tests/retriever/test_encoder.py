"""The graph of our own gives what the published library gives, whatever it is batched with."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from retriever.embedder import MiniLM, packaged_model

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


def test_the_vectors_are_those_of_sentence_transformers(vectors: np.ndarray) -> None:
    published = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    expected = published.encode(TEXTS, normalize_embeddings=True)
    assert np.abs(vectors - expected).max() < 1e-6


def test_a_vector_is_the_same_to_the_seventh_digit_alone_and_in_any_batch(minilm: MiniLM, vectors: np.ndarray) -> None:
    alone = np.concatenate([minilm.vectors([text]) for text in TEXTS])
    assert np.abs(alone - vectors).max() < 3e-7


def test_the_bits_do_not_depend_on_how_many_threads_there_are(minilm: MiniLM, vectors: np.ndarray) -> None:
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(minilm.vectors, [TEXTS] * 4):
            assert np.array_equal(again, vectors)


def test_whoever_imports_the_encoder_has_switched_off_the_reports_of_onnxruntime() -> None:
    environment = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    code = "import retriever.encoder, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    root = Path(__file__).parent.parent.parent
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "1\n"
