"""Google's consent screen (OAuth 2.0 with PKCE, RFC 7636): the redirect, and what comes back.

Nothing here sends a request: the page redirects the browser and stores the code it brings back;
the cluster exchanges it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars.base import Identity, SignedOut

READ = (
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "https://www.googleapis.com/auth/calendar.events.readonly",
)
WRITE = "https://www.googleapis.com/auth/calendar.app.created"
ISSUERS = {"https://accounts.google.com", "accounts.google.com"}

UNEXPECTED_CALLBACK = gettext_lazy(
    "This sign-in has expired or didn't start here. Connect the account again."
)


def is_configured() -> bool:
    """Whether this server has a Google OAuth client."""
    return bool(settings.GOOGLE_CLIENT_ID and settings.GOOGLE_CLIENT_SECRET)


def start_authorization(redirect_uri: str, write: bool) -> tuple[str, dict[str, str]]:
    """Return the address of the consent screen, and what to store in the session meanwhile."""
    pending = {"state": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(64)}
    digest = hashlib.sha256(pending["verifier"].encode()).digest()
    query = {
        "client_id": settings.GOOGLE_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(("openid", "email", *READ, *((WRITE,) if write else ()))),
        "state": pending["state"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "include_granted_scopes": "true",
        "prompt": "consent",  # otherwise Google sends a refresh token only the first time
    }
    return f"{settings.GOOGLE_ENDPOINTS['consent']}?{urlencode(query)}", pending


def complete_authorization(
    query: dict[str, str], pending: dict[str, str] | None, uri: str
) -> dict[str, str]:
    """Check the callback's query and return what the cluster needs to get a token.

    Raises `SignedOut` if the state is not ours or the person declined.
    """
    if not pending or not constant_time_compare(query.get("state", ""), pending["state"]):
        raise SignedOut(str(UNEXPECTED_CALLBACK))
    if query.get("error") or not query.get("code"):
        raise SignedOut(_("You declined access at Google. Connect again to allow it."))
    return {"code": query["code"], "verifier": pending["verifier"], "redirect_uri": uri}


def verify_token(token: dict[str, Any]) -> Identity:
    """Return who a token belongs to. Raises `SignedOut` if it grants too little or is not for us.

    The id token came directly from Google over TLS, so its signature need not be checked (OpenID
    Connect Core, 3.1.3.7), but its claims are.
    """
    if missing := set(READ) - granted_scopes(token):
        if any("events" in scope for scope in missing):
            raise SignedOut(
                _("You didn't allow Google to share your events. Connect again and allow it.")
            )
        raise SignedOut(
            _("You didn't allow Google to share your calendar list. Connect again and allow it.")
        )
    claims = _claims(str(token.get("id_token", "")))
    if claims.get("aud") != settings.GOOGLE_CLIENT_ID or claims.get("iss") not in ISSUERS:
        raise SignedOut(str(UNEXPECTED_CALLBACK))
    if claims.get("email_verified") is not True or not claims.get("sub"):
        raise SignedOut(
            _("Google hasn't verified this account's email address. Verify it and try again.")
        )
    return Identity(str(claims["sub"]), str(claims.get("email", "")))


def granted_scopes(token: dict[str, Any]) -> set[str]:
    """Return the scopes the person agreed to; they may have left some out."""
    return set(str(token.get("scope", "")).split())


def _claims(id_token: str) -> dict[str, Any]:
    try:
        payload = id_token.split(".")[1]
        claims = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
