"""Who may use the API from a browser: the person its page was opened for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import SessionAuth


class OwnSession(SessionAuth):
    """The session cookie, unless somebody else has signed in since the page was opened.

    A page names its person in `X-Owner`. Tabs share their cookies: without this, what one person
    wrote in a tab left open would be kept as the next one's.
    """

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        owner = request.headers.get("X-Owner")
        return None if user and owner and owner != str(user.pk) else user
