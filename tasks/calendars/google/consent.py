"""Google's consent (OAuth 2.0 with PKCE, RFC 7636): what is asked for, and what came back.

No request is sent from here: the page sends the browser away and keeps what it brings back; the
cluster exchanges it.
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

from tasks.calendars.base import Identity, SignedOut

READ = (
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "https://www.googleapis.com/auth/calendar.events.readonly",
)
WRITE = "https://www.googleapis.com/auth/calendar.app.created"
ISSUERS = {"https://accounts.google.com", "accounts.google.com"}

NOT_ASKED = "That answer was not asked for, or too long ago. Connect again."


def is_offered() -> bool:
    """Whether the operator has registered this server with Google."""
    return bool(settings.GOOGLE_CLIENT_ID and settings.GOOGLE_CLIENT_SECRET)


def begin(redirect_uri: str, write: bool) -> tuple[str, dict[str, str]]:
    """Where to send the browser, and what to keep in its session until it is back."""
    kept = {"state": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(64)}
    digest = hashlib.sha256(kept["verifier"].encode()).digest()
    asked = {
        "client_id": settings.GOOGLE_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(("openid", "email", *READ, *((WRITE,) if write else ()))),
        "state": kept["state"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "include_granted_scopes": "true",
        "prompt": "consent",  # otherwise there is no refresh token the second time
    }
    return f"{settings.GOOGLE_ENDPOINTS['consent']}?{urlencode(asked)}", kept


def returned(answer: dict[str, str], kept: dict[str, str] | None, uri: str) -> dict[str, str]:
    """What the cluster needs to finish. Raises `SignedOut` when the person or somebody said no."""
    if not kept or not constant_time_compare(answer.get("state", ""), kept["state"]):
        raise SignedOut(NOT_ASKED)
    if answer.get("error") or not answer.get("code"):
        raise SignedOut("Google was told not to let Whendoist in.")
    return {"code": answer["code"], "verifier": kept["verifier"], "redirect_uri": uri}


def inspected(token: dict[str, Any]) -> Identity:
    """Who a token is for, once it grants enough. Raises `SignedOut`.

    The id token came from Google itself over TLS, so its signature need not be looked at (OpenID
    Connect Core, 3.1.3.7), but everything it says.
    """
    if missing := set(READ) - granted(token):
        what = "events" if any("events" in scope for scope in missing) else "list of calendars"
        raise SignedOut(f"Google was not allowed to show the {what}. Connect again and allow it.")
    said = _claims(str(token.get("id_token", "")))
    if said.get("aud") != settings.GOOGLE_CLIENT_ID or said.get("iss") not in ISSUERS:
        raise SignedOut(NOT_ASKED)
    if said.get("email_verified") is not True or not said.get("sub"):
        raise SignedOut("Google has not verified the e-mail address of that account.")
    return Identity(str(said["sub"]), str(said.get("email", "")))


def granted(token: dict[str, Any]) -> set[str]:
    """The scopes a person agreed to, who may have left some out."""
    return set(str(token.get("scope", "")).split())


def _claims(id_token: str) -> dict[str, Any]:
    try:
        payload = id_token.split(".")[1]
        said = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
