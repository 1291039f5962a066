"""HTTP requests to other people's servers, bounded in time and size. Errors are sentences.

Apart from `transport`, this is the only module that imports httpx (docs/decisions/010 says why).
Proxies and .netrc from the environment are ignored.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import httpx
import orjson
from django.utils.translation import gettext as _

from core import clock
from tasks.calendars.base import SignedOut, TooLarge, Unavailable, Unreachable
from tasks.calendars.time_share import seconds_left
from tasks.calendars.transport import Backend, Limits, Transport

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds
MAX_BYTES = 20 * 1024 * 1024  # of one response body, decoded
MAX_WIRE = 2 * MAX_BYTES  # of one exchange, including headers, redirects and framing
TIME_LIMIT = 25.0  # seconds for one exchange, from DNS lookup to the last byte
LONGEST_WAIT = 24 * 60 * 60.0  # seconds, whatever a server asks for
RUN_TIME_LIMIT = 50.0  # seconds for all exchanges of one sync: less than a job may take
MAX_JSON = 10 * 1024 * 1024  # bytes: Python objects take several times as much
MAX_VALUES = 400_000  # in one JSON document; a page of Google's has about 30,000
BasicAuth = httpx.BasicAuth  # for modules that do not import httpx
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "Whendoist"}


@dataclass(frozen=True, slots=True)
class Response:
    """A response, and the address it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str = ""

    def json(self) -> dict[str, Any]:
        """Parse the body as a JSON object. Raises `Unavailable` if it is anything else or empty."""
        values = sum(map(self.body.count, (b",", b":", b"[", b"{")))
        if len(self.body) > MAX_JSON or values > MAX_VALUES:
            raise TooLarge(_("The response was too large."))
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise Unavailable(_("The response could not be read."))
        return value

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, from a Retry-After header in seconds or as a date (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "")
        if text.isdecimal():
            return min(float(text), LONGEST_WAIT)
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - clock.now()
        return max(wait.total_seconds(), 0)


class DigestAuth(httpx.DigestAuth):
    """httpx's class, with a sentence for what it does not support, such as auth-int."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        try:
            yield from super().auth_flow(request)
        except (NotImplementedError, KeyError, ValueError, httpx.ProtocolError) as error:
            raise SignedOut(
                _("The server demands a kind of sign-in that isn't supported here.")
            ) from error


def challenges(response: Response) -> set[str]:
    """Return the authentication schemes of a 401 response, in lower case (RFC 9110 §11.6.1)."""
    values = httpx.Headers(response.headers).get_list("www-authenticate")
    return {value.split(maxsplit=1)[0].lower() for value in values if value.strip()}


def unexpected_status(status: int) -> str:
    """Return a sentence for a response status that we do not expect."""
    return _("The server responded with an error (%(status)d).") % {"status": status}


class Http:
    """One connection pool for one sync."""

    def __init__(self) -> None:
        self.end = monotonic() + RUN_TIME_LIMIT
        self.backend = Backend()
        self.in_exchange = False
        self.client = httpx.Client(
            transport=Transport(self.backend),
            timeout=TIMEOUT,
            headers=HEADERS,
            follow_redirects=False,
            trust_env=False,
        )

    @contextmanager
    def exchange(self, max_bytes: int | None = None) -> Iterator[Limits]:
        """Group several requests under one deadline and one limit of `max_bytes` for their bodies.

        Redirects belong to the exchange of their first request, as does repeating a request with
        a password.
        """
        if self.in_exchange:
            yield self.backend.limits
            return
        seconds = min(TIME_LIMIT, self.end - monotonic(), seconds_left())
        self.backend.limits = Limits(seconds, MAX_WIRE, min(max_bytes or MAX_BYTES, MAX_BYTES))
        self.in_exchange = True
        try:
            yield self.backend.limits
        finally:
            self.in_exchange = False

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Send a request and read the whole response. Raises `TooLarge` or `Unavailable`."""
        with self.exchange() as limits:
            try:
                with self.client.stream(method, url, **options) as response:
                    body = b"".join(response.iter_raw())
                    return Response(response.status_code, response.headers, body, url)
            except httpx.InvalidURL as error:  # such as a redirect to mailto:
                sentence = _("The server redirects to an invalid address.")
                raise Unavailable(sentence) from error
            except httpx.HTTPError as error:
                limits.seconds()
                connecting = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                kind = Unreachable if connecting else Unavailable
                raise kind(_("The server could not be reached.")) from error

    def close(self) -> None:
        self.client.close()
