"""What a service says of a label before it is downloaded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from ingest.fetch.download import DownloadFailed


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its set id is the same for all of its versions.

    Raises:
        DownloadFailed: what the service gives as its id or version could not be part of a file's name.
    """

    set_id: str
    version: str
    title: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9A-Za-z-]{1,64}", self.set_id) or not re.fullmatch(r"[0-9.]{1,16}", self.version):
            raise DownloadFailed(self.set_id, f"the service names a label of version {self.version!r} by no usable id")

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return f"{self.set_id}-v{self.version}"


class Service(Protocol):
    """Where labels are listed by drug name and downloaded one by one."""

    name: str
    suffix: str

    def labels(self, drug: str, most: int) -> list[Label]:
        """The newest labels of a drug, newest first; empty where it has none."""

    def content(self, label: Label) -> bytes:
        """The label itself."""
