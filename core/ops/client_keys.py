"""Client keys: identify the client of a request without the database.

A credential identifies a user only while the latest response to it was authenticated. All other
requests, such as those with fake cookies, are identified by network address, so a new fake cookie
for each request gains nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from threading import Lock

from django.conf import settings

from core.ops.asgi import Scope, header

MAX_CREDENTIALS = 10_000
MAX_COOKIE_HEADER = 8_192  # characters that are searched for the session

_people: dict[str, str] = {}  # by credential, least recently confirmed first
_lock = Lock()  # Django's threads remember credentials at the same time


def remember(credential: str, person: str) -> None:
    """Record the user of a session key or `Authorization` header; a user may have several."""
    with _lock:
        _people.pop(credential, None)
        _people[credential] = f"person {person}"
        if len(_people) > MAX_CREDENTIALS:
            del _people[next(iter(_people))]


def forget(credential: str) -> None:
    """Record that a session key or `Authorization` header identifies no user (any more)."""
    with _lock:
        _people.pop(credential, None)


def client_key(scope: Scope) -> str:
    """Return `person <id>`, or `address <network>` for unconfirmed credentials."""
    for credential in (session_key(scope), header(scope, b"authorization")):
        if person := _people.get(credential):
            return person
    return f"address {network(_address(scope))}"


def session_key(scope: Scope) -> str:
    """Return the session cookie; the last one of several, like Django."""
    cookies = header(scope, b"cookie")
    if len(cookies) > MAX_COOKIE_HEADER:
        return ""
    sessions = re.findall(rf"(?:^|;)\s*{settings.SESSION_COOKIE_NAME}=([^;]*)", cookies)
    return sessions[-1].strip() if sessions else ""


@lru_cache(4096)
def network(address: str) -> str:
    """Return the smallest network of one client: an IPv4 address, or an IPv6 /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Address(int(parsed) >> 64 << 64))
    return address


def _address(scope: Scope) -> str:
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    # Some proxies append to the client's header, some add a separate line after it.
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = b",".join(lines).decode("latin1").split(",")
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return str((scope.get("client") or [""])[0])
