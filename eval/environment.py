"""On what machine, with which versions, a figure was measured."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from retriever.cores import cores

_LIBRARIES = (
    "langchain",
    "langchain-chroma",
    "chromadb",
    "sentence-transformers",
    "torch",
    "bm25s",
    "numpy",
    "ir-measures",
)
ROOT = Path(__file__).parent.parent
_PROMPTS = ("prompts",)
_ANSWERING = ("assistant", "drugs", "ingest", "prompts", "retriever", "rules", "library.py", "schema.py")
_PROGRAM = frozenset({".py", ".yaml", ".tsv", ".npz", ".txt"})


def prompts_version() -> str:
    """Changes with any text that the assistant says of its own."""
    return _digest(_PROMPTS)


def code_version() -> str:
    """Changes with any file of the program that answers, its rule tables and prompts among them."""
    return _digest(_ANSWERING)


def digest_of(paths: Iterable[Path]) -> str:
    """One hash over the names and bytes of files, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]


def _digest(places: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for place in places:
        root = ROOT / place
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.suffix in _PROGRAM)
        for path in files:
            whole.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:12]


def machine() -> dict[str, str | int]:
    """The processor, its cores, the system and the Python; nothing that names the host."""
    return {
        "processor": _processor(),
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def load() -> float | None:
    """How many processes wanted a core over the last minute, where the system tells."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def versions() -> dict[str, str]:
    """The installed versions of the libraries that figures depend on."""
    return {name: found for name in _LIBRARIES if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """The model of the processor as Linux gives it, else what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or "unknown")
