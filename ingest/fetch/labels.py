"""The labels of some drugs as files: what is there already in its current version is not downloaded again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.fetch.dailymed import DailyMed
from ingest.fetch.download import Downloader, DownloadFailed
from ingest.fetch.label import Label, Service
from ingest.fetch.openfda import OpenFda
from ingest.progress import Progress
from schema import AssistantError, UnreadableMonograph

SERVICES: dict[str, type[DailyMed] | type[OpenFda]] = {"dailymed": DailyMed, "openfda": OpenFda}


@dataclass(slots=True)
class Fetched:
    """The files of the labels asked for, old and new; and an error for each name or label that gave none."""

    files: list[Path] = field(default_factory=list)
    errors: list[UnreadableMonograph] = field(default_factory=list)
    downloaded: int = 0


def fetch(
    service: str,
    drugs: Sequence[str],
    into: Path,
    most: int,
    progress: Progress,
    url: str | None = None,
    downloader: Downloader | None = None,
) -> Fetched:
    """Download the newest labels of drugs.

    Args:
        service: a key of `SERVICES`.
        drugs: generic or brand names.
        into: the files go into a folder of it that is named after the service.
        most: how many labels of each name.
        progress: is told how far it has come.
        url: another address of the service.
        downloader: how it is asked, where not as usual.

    Raises:
        AssistantError: the files cannot be written.
    """
    folder = into / service
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with downloader or Downloader() as download:
            return _fetch(SERVICES[service](download, url), drugs, folder, most, progress)
    except OSError as error:
        raise AssistantError(
            f"The labels could not be written into {folder}: {error.strerror}. Free some space, or choose another "
            "folder with --into. What was downloaded is kept."
        ) from error


def _fetch(service: Service, drugs: Sequence[str], folder: Path, most: int, progress: Progress) -> Fetched:
    fetched = Fetched()
    with progress.phase(f"Asking {service.name}", len(drugs), "names") as advance:
        for drug in dict.fromkeys(drugs):
            try:
                labels = service.labels(drug, most)
                if not labels:
                    raise DownloadFailed(drug, f"{service.name} has no label of this name")
            except DownloadFailed as error:
                fetched.errors.append(UnreadableMonograph(drug, error.why, "Check the name and the connection."))
                labels = []
            for label in labels:
                _keep(service, label, folder, fetched)
            advance(1)
    return fetched


def _keep(service: Service, label: Label, folder: Path, fetched: Fetched) -> None:
    """Have one label as a file, whole or not at all; other versions of it go once it is there."""
    path = folder / f"{label.stem}{service.suffix}"
    if path in fetched.files:
        return
    if not path.is_file():
        try:
            content = service.content(label)
        except DownloadFailed as error:
            remedy = "Run the same command again to go on from there."
            fetched.errors.append(UnreadableMonograph(f"{label.title} ({label.set_id})", error.why, remedy))
            fetched.files += sorted(folder.glob(f"{label.set_id}-v*{service.suffix}"))
            return
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        fetched.downloaded += 1
    for old in folder.glob(f"{label.set_id}-v*{service.suffix}"):
        if old != path:
            old.unlink()
    fetched.files.append(path)
