"""openFDA's drug label interface: labels by generic or brand name, each as the JSON that the interface gives.

https://open.fda.gov/apis/drug/label/: `/drug/label.json?search=&sort=&limit=` gives `{"meta", "results": [label]}`; 404
with `NOT_FOUND` where nothing matches. A label comes with its list, so that nothing more is asked for it.
"""

from __future__ import annotations

import json
from typing import Any

from ingest.fetch.download import Downloader, DownloadFailed, NothingThere
from ingest.fetch.label import Label

URL = "https://api.fda.gov"
MOST = 1_000  # the most results that it gives at once


class OpenFda:
    """openFDA as a service of labels."""

    name = "openFDA"
    suffix = ".json"

    def __init__(self, download: Downloader, url: str | None = None) -> None:
        self._download = download
        self._url = f"{(url or URL).rstrip('/')}/drug/label.json"
        self._contents: dict[Label, bytes] = {}

    def labels(self, drug: str, most: int) -> list[Label]:
        """The newest labels of a drug, newest first."""
        name = drug.replace("\\", " ").replace('"', " ")  # both end a phrase of its query language
        search = f'openfda.generic_name:"{name}" openfda.brand_name:"{name}"'
        parameters: dict[str, str | int] = {"search": search, "sort": "effective_time:desc", "limit": min(most, MOST)}
        try:
            answer = self._download.get(self._url, parameters, "json")
        except NothingThere:
            return []
        try:
            record: dict[str, Any] = json.loads(answer)
            return [self._label(result, record.get("meta")) for result in record["results"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DownloadFailed(self._url, f"its list of labels is not of the known form ({error!r})") from error

    def content(self, label: Label) -> bytes:
        """The label itself, in the form of a response that holds one."""
        return self._contents.pop(label)

    def _label(self, result: dict[str, Any], meta: object) -> Label:
        names = [*result.get("openfda", {}).get("brand_name", []), result["set_id"]]
        label = Label(str(result["set_id"]), str(result["version"]), str(names[0]))
        self._contents[label] = json.dumps({"meta": meta, "results": [result]}, ensure_ascii=False, indent=1).encode()
        return label
