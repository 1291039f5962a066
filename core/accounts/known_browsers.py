"""Browsers that have signed in before: a signed cookie for each account, void with its password."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.models import User

MAX_AGE = 365 * 24 * 60 * 60  # seconds
SALT = "core.accounts.known_browsers"


def remember_browser(response: HttpResponse, user: User) -> None:
    """Give the browser a new cookie for this account, in the place of the one it may have."""
    response.set_signed_cookie(
        _cookie(user),
        secrets.token_urlsafe(16),
        salt=_salt(user),
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, user: User) -> str | None:
    """The random id of a browser that has signed in with the account's present password."""
    return request.get_signed_cookie(_cookie(user), default=None, salt=_salt(user), max_age=MAX_AGE)


def _cookie(user: User) -> str:
    return f"known-{user.pk}"


def _salt(user: User) -> str:
    # The stored hash is in it, so that changing the password voids every cookie. The name of the
    # cookie, which Django adds to the salt, binds it to the account.
    return f"{SALT}:{user.password}"
