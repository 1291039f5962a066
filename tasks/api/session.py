"""Authentication of browsers by session cookie, for the user the page was opened for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import SessionAuth


class OwnerSession(SessionAuth):
    """The session cookie, unless another user has signed in since the page was opened.

    A page sends its user's id as `X-Owner`. Tabs share cookies: without this check, text typed in
    an old tab would be saved for the user who signed in last.
    """

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        owner = request.headers.get("X-Owner")
        return None if user and owner and owner != str(user.pk) else user
