"""Whose request it is, as far as can be known without the database.

A credential counts only while the latest response to it was an authenticated one. All others, such
as made-up cookies, belong to the network address that sent them: whoever invents a new one for each
request gains nothing by it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from django.conf import settings

from core.ops.asgi import Scope, header

MAX_CREDENTIALS = 10_000
MAX_COOKIE_HEADER = 8_192  # characters that are searched for the session

_people: dict[str, str] = {}  # by credential; the one confirmed longest ago comes first


def remember(credential: str, person: str) -> None:
    """Note whose session key or `Authorization` header this is: a person may have several."""
    _people.pop(credential, None)
    _people[credential] = f"person {person}"
    if len(_people) > MAX_CREDENTIALS:
        del _people[next(iter(_people))]


def forget(credential: str) -> None:
    """Note that a session key or `Authorization` header is nobody's, or nobody's any more."""
    _people.pop(credential, None)


def client_key(scope: Scope) -> str:
    """`person <id>`, or `address <network>` for credentials that nobody has confirmed."""
    for credential in (session_key(scope), header(scope, b"authorization")):
        if person := _people.get(credential):
            return person
    return f"address {network(_address(scope))}"


def session_key(scope: Scope) -> str:
    """The session cookie; the last one when there are several, as Django has it."""
    cookies = header(scope, b"cookie")
    if len(cookies) > MAX_COOKIE_HEADER:
        return ""
    sessions = re.findall(rf"(?:^|;)\s*{settings.SESSION_COOKIE_NAME}=([^;]*)", cookies)
    return sessions[-1].strip() if sessions else ""


@lru_cache(4096)
def network(address: str) -> str:
    """What one client cannot leave: an IPv4 address, or a /64 of IPv6, which is one household."""
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
    # Some proxies append to the client's header, some add a line of their own after it.
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = b",".join(lines).decode("latin1").split(",")
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return str((scope.get("client") or [""])[0])
