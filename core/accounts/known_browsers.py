"""Known browsers: a signed cookie per account, valid until the password changes."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.models import User

MAX_AGE = 365 * 24 * 60 * 60  # seconds
SALT = "core.accounts.known_browsers"


def remember_browser(response: HttpResponse, user: User) -> None:
    """Set a new known-browser cookie for this account, replacing an old one."""
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
    """Return the id of a browser that signed in with the current password, or None."""
    return request.get_signed_cookie(_cookie(user), default=None, salt=_salt(user), max_age=MAX_AGE)


def _cookie(user: User) -> str:
    return f"known-{user.pk}"


def _salt(user: User) -> str:
    # Includes the password hash, so a new password invalidates every cookie. Django adds the
    # cookie's name, which binds it to the account.
    return f"{SALT}:{user.password}"
