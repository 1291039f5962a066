"""Sends the requests of one CalDAV account, with its password once the server demands one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tasks.calendars.http import BasicAuth, DigestAuth, Http, Response, challenges
from tasks.calendars.safe_fetch import fetch

UNAUTHORIZED = 401


class Session:
    """Signs in with Digest if the server offers it, or else with Basic (RFC 7616, RFC 7617).

    Both are httpx's own classes. The first request carries no password. Raises `CalendarError`s.
    """

    def __init__(self, username: str, password: str) -> None:
        self.credentials = username, password
        self.http = Http()
        self.auth: BasicAuth | DigestAuth = DigestAuth(*self.credentials)

    def request(
        self, method: str, url: str, headers: dict[str, str], content: bytes, max_bytes: int
    ) -> Response:
        """Send a request, and repeat it with the password if necessary, under one deadline."""
        options: dict[str, Any] = {"content": content} if content else {}
        with self.http.exchange(max_bytes):
            response = fetch(self.http, url, headers, method, auth=self.auth, **options)
            if self._should_try_basic(response):
                self.auth = BasicAuth(*self.credentials)
                response = fetch(self.http, url, headers, method, auth=self.auth, **options)
        return response

    def close(self) -> None:
        self.http.close()

    def _should_try_basic(self, response: Response) -> bool:
        """Whether Basic was not tried and is all that the server offers.

        Some servers, such as Yahoo's, demand a password without naming a scheme.
        """
        if response.status != UNAUTHORIZED or isinstance(self.auth, BasicAuth):
            return False
        schemes = challenges(response)
        if not schemes:
            return urlsplit(response.address).scheme == "https"
        return "basic" in schemes and "digest" not in schemes
