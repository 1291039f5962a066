"""Requests to other people's servers: bounded in time and size, every failure a sentence.

With `transport`, the only module that imports httpx (docs/decisions/010 says why httpx). Nothing
here reads the environment: no proxy and no .netrc of whoever started the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import httpx
import orjson

from core import clock
from tasks.calendars.base import TooMuch, Unavailable, Unreachable
from tasks.calendars.transport import Backend, Limits, Transport

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds
MOST = 20 * 1024 * 1024  # bytes of one answer, decoded
MOST_WIRE = 2 * MOST  # bytes of one exchange: headers, redirects and framing as well
PATIENCE = 25.0  # seconds for one exchange, from the name to the last byte
PATIENCE_OF_RUN = 50.0  # seconds for all exchanges of a run: less than a job may take
MOST_JSON = 10 * 1024 * 1024  # bytes: as objects they are several times as large
MOST_VALUES = 400_000  # in one JSON document; a page of Google's has about 30,000
DigestAuth = httpx.DigestAuth  # for those who know no httpx
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "Whendoist"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, and the address that said it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str = ""

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises `Unavailable` for anything else, an empty body included."""
        values = sum(map(self.body.count, (b",", b":", b"[", b"{")))
        if len(self.body) > MOST_JSON or values > MOST_VALUES:
            raise TooMuch("The answer was too large.")
        try:
            said = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            said = None
        if not isinstance(said, dict):
            raise Unavailable("The answer could not be read.")
        return said

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, from seconds or a date (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "")
        if text.isdecimal():
            return float(text)
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - clock.now()
        return max(wait.total_seconds(), 0)


class Http:
    """One connection pool, for one run."""

    def __init__(self) -> None:
        self.end = monotonic() + PATIENCE_OF_RUN
        self.backend = Backend()
        self.under_way = False
        self.client = httpx.Client(
            transport=Transport(self.backend),
            timeout=TIMEOUT,
            headers=HEADERS,
            follow_redirects=False,
            trust_env=False,
        )

    @contextmanager
    def exchange(self, most: int | None = None) -> Iterator[Limits]:
        """Several requests as one: under one deadline, of `most` bytes in all.

        So are an address and where it leads, and a request and its repetition with a password.
        """
        if self.under_way:
            yield self.backend.limits
            return
        seconds = min(PATIENCE, self.end - monotonic())
        self.backend.limits = Limits(seconds, MOST_WIRE, min(most or MOST, MOST))
        self.under_way = True
        try:
            yield self.backend.limits
        finally:
            self.under_way = False

    def request(self, method: str, url: str, **what: Any) -> Answer:
        """Send and read all of the answer. Raises `TooMuch`, or `Unavailable`."""
        with self.exchange() as limits:
            try:
                with self.client.stream(method, url, **what) as response:
                    body = b"".join(response.iter_raw())
                    return Answer(response.status_code, response.headers, body, url)
            except httpx.InvalidURL as error:  # such as a redirect to mailto:
                sentence = "The server leads to an address that cannot be used."
                raise Unavailable(sentence) from error
            except httpx.HTTPError as error:
                limits.seconds()
                connecting = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                kind = Unreachable if connecting else Unavailable
                raise kind("The server could not be reached.") from error

    def close(self) -> None:
        self.client.close()
