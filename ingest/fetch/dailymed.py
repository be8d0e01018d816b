"""DailyMed, version 2 of its web services: labels by drug name, each as Structured Product Label XML.

https://dailymed.nlm.nih.gov/dailymed/webservices-help/v2/spls_api.cfm: `/spls.json?drug_name=` gives pages of `{"data":
[{"setid", "spl_version", "published_date", "title"}], "metadata": {"total_pages", ...}}`, `/spls/{SETID}.xml` the label
that is current. It lists no label that is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ingest.fetch.download import Downloader, DownloadFailed
from ingest.fetch.label import Label

URL = "https://dailymed.nlm.nih.gov/dailymed/services/v2"
PAGE = 100  # the most that it gives
MOST_PAGES = 20  # no name has so many labels


class DailyMed:
    """DailyMed as a service of labels."""

    name = "DailyMed"
    suffix = ".xml"

    def __init__(self, download: Downloader, url: str | None = None) -> None:
        self._download = download
        self._url = (url or URL).rstrip("/")

    def labels(self, drug: str, most: int) -> list[Label]:
        """The newest labels of a drug, newest first."""
        listed = sorted(self._listed(drug), key=lambda label: label[0], reverse=True)
        return [label for _, label in listed[:most]]

    def content(self, label: Label) -> bytes:
        """The label itself."""
        url = f"{self._url}/spls/{label.set_id}.xml"
        content = self._download.get(url, {}, "xml")
        if b"<document" not in content:
            raise DownloadFailed(url, "what came is not a Structured Product Label")
        return content

    def _listed(self, drug: str) -> Iterator[tuple[date, Label]]:
        url, page, pages = f"{self._url}/spls.json", 1, 1
        while page <= pages:
            answer = self._download.get(url, {"drug_name": drug, "pagesize": PAGE, "page": page}, "json")
            try:
                record: dict[str, Any] = json.loads(answer)
                pages = min(int(record["metadata"]["total_pages"]), MOST_PAGES)
                for entry in record["data"]:
                    published = datetime.strptime(entry["published_date"], "%b %d, %Y").date()
                    yield published, Label(str(entry["setid"]), str(entry["spl_version"]), str(entry["title"]))
            except (ValueError, KeyError, TypeError) as error:
                raise DownloadFailed(url, f"its list of labels is not of the known form ({error!r})") from error
            page += 1
