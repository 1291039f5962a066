"""Requests to other people's servers: bounded in time and size, every failure a sentence.

The only module that imports httpx (docs/decisions/010 says why httpx).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import httpx
import orjson

from core import clock
from tasks.calendars.base import TooMuch, Unavailable

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds
MOST = 20 * 1024 * 1024  # bytes of one answer
PATIENCE = 30.0  # seconds for all of it: a server that trickles holds nobody up


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises `Unavailable` for anything else, an empty body included."""
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
        self.client = httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    def request(self, method: str, url: str, **what: Any) -> Answer:
        """Send and read all of the answer. Raises `Unavailable` when it does not get through."""
        try:
            with self.client.stream(method, url, **what) as response:
                body = bounded(response.iter_bytes())
                return Answer(response.status_code, response.headers, body)
        except httpx.HTTPError as error:
            raise Unavailable("The server could not be reached.") from error
        except httpx.InvalidURL as error:  # such as a redirect to mailto:
            raise Unavailable("The server leads to an address that cannot be used.") from error

    def close(self) -> None:
        self.client.close()


def bounded(chunks: Iterable[bytes]) -> bytes:
    """A body as it comes in. Raises `TooMuch`, or `Unavailable` when it takes too long."""
    body = bytearray()
    end = monotonic() + PATIENCE
    for chunk in chunks:
        body += chunk
        if len(body) > MOST:
            raise TooMuch("The answer was too large.")
        if monotonic() > end:
            raise Unavailable("The answer took too long.")
    return bytes(body)
