"""The HTTP session of the `caldav` library: our own client instead of niquests.

niquests decompresses without a limit, waits as long as a byte arrives every second, and reads
proxies and passwords from the environment. Only its authentication classes are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from niquests.auth import HTTPDigestAuth

from tasks.calendars.caldav.xml import check_limits
from tasks.calendars.http import DigestAuth, Http
from tasks.calendars.safe_fetch import fetch

MAX_TREE_BYTES = 5 * 1024 * 1024  # of a response that the library parses as a tree
LISTING_METHOD = "REPORT"


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as `caldav` expects it."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    reason: str = ""
    text: str = ""  # only used in errors about other types than XML


class Session:
    """Sends the requests of one account during one sync. Raises `CalendarError`s."""

    def __init__(self) -> None:
        self.http = Http()
        self.digest: DigestAuth | None = None
        self.listing = b""

    def request(
        self,
        method: str,
        url: str,
        *,
        data: bytes,
        headers: Mapping[str, str],
        auth: Any = None,
        **_unused: object,
    ) -> Reply:
        """Send a request. A REPORT's body is kept in `listing`, to be parsed piece by piece."""
        options: dict[str, Any] = {"content": data}
        if auth:
            options["auth"] = self._httpx_auth(auth)
        with self.http.exchange(None if method == LISTING_METHOD else MAX_TREE_BYTES):
            response = fetch(self.http, url, dict(headers), method, **options)
        self.listing = response.body if method == LISTING_METHOD else b""
        content = b"" if method == LISTING_METHOD else response.body
        check_limits(content)
        return Reply(response.status, response.headers, content, response.address)

    def close(self) -> None:
        self.http.close()

    def _httpx_auth(self, auth: Any) -> Any:
        """Basic auth is a callable, which both libraries accept; Digest needs httpx's own class."""
        if not isinstance(auth, HTTPDigestAuth):
            return auth
        self.digest = self.digest or DigestAuth(auth.username, auth.password)
        return self.digest
