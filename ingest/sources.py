"""Which files the paths of a command line mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.reading import FORMS, READERS
from schema import UnreadableMonograph

# Documents that may hold a monograph in a form that is not read yet; in a folder they are named, never passed over.
OTHER_DOCUMENTS = frozenset((".doc", ".odt", ".rtf"))


@dataclass(slots=True)
class Sources:
    """The monograph files of a run, sorted, each once; and an error for each path that gives none."""

    files: list[Path] = field(default_factory=list)
    errors: list[UnreadableMonograph] = field(default_factory=list)


def sources_of(paths: Sequence[Path]) -> Sources:
    """The files that files and folders mean.

    A file named outright is always tried. In a folder, at any depth, hidden files and types that hold no document are
    passed over. Links to folders are not followed, so that a loop of them ends.
    """
    sources = Sources()
    found: dict[str, Path] = {}
    for path in paths:
        for file in _files(path, sources.errors):
            if (name := _legible(file)) == str(file):
                found.setdefault(os.path.realpath(file), file)  # Path.resolve fails on a link to itself
            else:  # no record of it could be written
                sources.errors.append(UnreadableMonograph(name, "its name is not in UTF-8", "Rename it."))
    sources.files = [found[key] for key in sorted(found)]
    return sources


def _legible(path: Path) -> str:
    """The path with each byte that belongs to no character as its number."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _files(path: Path, errors: list[UnreadableMonograph]) -> Iterator[Path]:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:  # a loop of links, a name that is too long
        errors.append(UnreadableMonograph(path, f"it cannot be read ({error.strerror})", "Check the path."))
        return
    if is_folder:
        before = len(errors)
        files = list(_below(path, errors))
        if not files and len(errors) == before:
            errors.append(
                UnreadableMonograph(path, "there is no monograph in this folder", f"Put some there: {FORMS}.")
            )
        yield from files
    elif is_there:
        yield path
    else:
        errors.append(UnreadableMonograph(path, "there is no such file or folder", "Check the path."))


def _below(folder: Path, errors: list[UnreadableMonograph]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        place = error.filename or folder
        errors.append(UnreadableMonograph(place, f"it cannot be read ({error.strerror})", "Check its permissions."))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if not name.startswith(".") and (suffix in READERS or suffix in OTHER_DOCUMENTS):
                yield Path(parent, name)
