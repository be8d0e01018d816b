"""One document over HTTP: never too fast, with time limits, asked for again where the fault may pass."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx

from schema import AssistantError

EVERY = 0.5  # seconds from one request to the next: openFDA allows 240 a minute, DailyMed names no number
TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before another try, twice as long each time
TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # for each step, not for the whole document
MAX_BYTES = 50_000_000  # as ingest.reading refuses more
MOST_REDIRECTS = 5
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))  # what another try may find mended


class DownloadFailed(AssistantError):
    """A document could not be downloaded."""

    def __init__(self, url: str, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url}: {why}. What was downloaded is kept; run the same command again to go on from there.")


class NothingThere(DownloadFailed):
    """The service answers that it has nothing of the kind."""


class Downloader:
    """A polite client of one service; a context manager."""

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        every: float = EVERY,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._sleep = sleep
        self._every = every
        self._next = 0.0
        self._client = httpx.Client(
            timeout=timeout,
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            headers={"User-Agent": "monograph-assistant (python -m ingest fetch)"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def get(self, url: str, parameters: Mapping[str, str | int], form: str) -> bytes:
        """The body at an address.

        Args:
            url: where it is.
            parameters: of the query.
            form: what its content type must contain, such as "json".

        Raises:
            NothingThere: the service answers 404.
            DownloadFailed: it cannot be had, after as many tries as may help.
        """
        wait = FIRST_WAIT
        for attempt in range(1, TRIES + 1):
            self._keep_distance()
            try:
                return self._body(url, parameters, form)
            except _MayPass as fault:
                if attempt == TRIES:
                    raise DownloadFailed(url, f"{fault} ({TRIES} tries)") from fault
                self._sleep(min(fault.retry_after or wait, LONGEST_WAIT))
                wait *= 2
        raise AssertionError("unreachable")

    def _body(self, url: str, parameters: Mapping[str, str | int], form: str) -> bytes:
        try:
            with self._client.stream("GET", url, params=dict(parameters)) as response:
                self._check(url, response, form)
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MAX_BYTES:
                        raise DownloadFailed(url, f"it has more than {MAX_BYTES / 1e6:.0f} MB")
        except httpx.TooManyRedirects as error:
            raise DownloadFailed(url, f"it redirects more than {MOST_REDIRECTS} times") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise DownloadFailed(url, f"this is no address that can be asked ({error})") from error
        except httpx.TimeoutException as error:
            raise _MayPass("it did not answer in time") from error
        except httpx.HTTPError as error:  # no connection, or one that broke off within the answer
            raise _MayPass(f"the connection failed ({error or type(error).__name__})") from error
        return bytes(body)

    def _check(self, url: str, response: httpx.Response, form: str) -> None:
        if response.url.scheme != "https" and httpx.URL(url).scheme == "https":
            raise DownloadFailed(url, f"it redirects to {response.url}, which is not encrypted")
        if response.status_code in PASSING:
            raise _MayPass(f"the service answers {response.status_code}", _retry_after(response))
        if response.status_code == 404:
            raise NothingThere(url, "the service has nothing there (404)")
        if response.status_code != 200:
            raise DownloadFailed(url, f"the service answers {response.status_code}")
        content_type = response.headers.get("content-type", "")
        if form not in content_type:
            raise _MayPass(f"the service answers with {content_type or 'an unnamed type'}, not with {form}")

    def _keep_distance(self) -> None:
        now = time.monotonic()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._every


class _MayPass(Exception):
    """A fault that another try may find mended; `retry_after` is how many seconds the service asks to wait."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


def _retry_after(response: httpx.Response) -> float | None:
    """RFC 9110, 10.2.3: seconds, or a date."""
    said = response.headers.get("retry-after", "")
    if said.isdecimal():
        return float(said)
    try:
        at = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max((at - datetime.now(UTC)).total_seconds(), 0.0)
