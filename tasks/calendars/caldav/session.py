"""The session that `caldav` sends its requests with: our own client instead of niquests.

niquests unpacks without limit, waits as long as a byte a second arrives, and takes proxies and
passwords from the environment. Of it only the ways to sign in are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from niquests.auth import HTTPDigestAuth

from tasks.calendars.caldav.xml import check
from tasks.calendars.http import DigestAuth, Http
from tasks.calendars.safe_fetch import fetch

MOST = 5 * 1024 * 1024  # bytes of an answer that the library makes a tree of
LISTING = "REPORT"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as `caldav` expects it."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    reason: str = ""
    text: str = ""  # only looked at to complain of other types than XML


class Session:
    """Sends requests for one account and one run. Raises `Trouble` where niquests would its own."""

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
        **_: object,
    ) -> Reply:
        """The body of a listing stays in `listing`: whole, as a tree, it could take any memory."""
        what: dict[str, Any] = {"content": data}
        if auth:
            what["auth"] = self._signing_in(auth)
        with self.http.exchange(None if method == LISTING else MOST):
            answer = fetch(self.http, url, dict(headers), method, **what)
        self.listing = answer.body if method == LISTING else b""
        content = b"" if method == LISTING else answer.body
        check(content)
        return Reply(answer.status, answer.headers, content, answer.address)

    def close(self) -> None:
        self.http.close()

    def _signing_in(self, auth: Any) -> Any:
        """Both libraries let whatever can be called change a request; Digest wants more of them."""
        if not isinstance(auth, HTTPDigestAuth):
            return auth
        self.digest = self.digest or DigestAuth(auth.username, auth.password)
        return self.digest
