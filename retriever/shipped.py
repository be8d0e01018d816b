"""Weights that come with the project: the file that was shipped, or none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from schema import ModelUnusable


def shipped(path: Path, sha256: str, name: str) -> bytes:
    """The content of a file of weights, read once and checked.

    Raises:
        ModelUnusable: the file is missing or is not the one that the project ships; `name` says to people what it is.
    """
    remedy = f"Restore it with: git checkout -- retriever/{path.name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"{path}: the {name} cannot be read ({error.strerror}). {remedy}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelUnusable(f"{path}: this is not the {name} that the project ships. {remedy}")
    return content
