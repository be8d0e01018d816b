"""Which files the paths of a command line mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.reading import FORMS, READERS
from schema import UnreadableMonograph


def files_in(paths: Sequence[Path]) -> tuple[list[Path], list[UnreadableMonograph]]:
    """The monograph files of files and folders, each once, sorted; and an error for each path that is not there.

    In a folder, files of other types and hidden ones are passed over; a file named outright is always tried. Links to
    folders are not followed, so that a loop of them ends.
    """
    found: dict[Path, Path] = {}
    errors = []
    for path in paths:
        if not path.exists():
            errors.append(UnreadableMonograph(path, "there is no such file or folder", "Check the path."))
        for file in _below(path) if path.is_dir() else [path] if path.exists() else []:
            found.setdefault(file.resolve(), file)
    if not found and not errors:
        listed = ", ".join(map(str, paths))
        errors.append(UnreadableMonograph(listed, "no monograph was found there", f"Put monographs there: {FORMS}."))
    return [found[key] for key in sorted(found)], errors


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(parent, name)
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.lower() in READERS and Path(parent, name).is_file()
        )
