"""Weights that come with the project: the file that was shipped, or none."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from schema import ModelUnusable

Weights = TypeVar("Weights")
_log = logging.getLogger(__name__)


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


def loaded_or_none(load: Callable[[], Weights], without: str) -> Weights | None:
    """What `load` gives; None where its file cannot be used, with a line in the log that also says what it means."""
    try:
        return load()
    except ModelUnusable as error:
        _log.warning("%s. %s", str(error).rstrip("."), without)
        return None
