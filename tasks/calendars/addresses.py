"""Addresses that people type: where they lead, and that it is nowhere on our own network.

What is checked is what is connected to: a name that resolves to something else a moment later, or
a redirect, gets nobody inside (server-side request forgery).
"""

from __future__ import annotations

import socket
from base64 import b64encode
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

from tasks.calendars.base import Trouble, Unavailable

if TYPE_CHECKING:  # a form that checks an address needs no HTTP client
    from tasks.calendars.http import Answer, Http

REDIRECTS = 5
TRIES = 4  # of the addresses of one host
REDIRECTING = {301, 302, 303, 307, 308}
PORTS = {"https": 443, "http": 80}
PUBLIC6 = IPv6Network("2000::/3")  # all that is given out (RFC 4291 §2.4)
# Global by their register, yet for the way itself (RFC 6890, RFC 7526).
SPECIAL4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))


class Unusable(Trouble):
    """No such address can be used, now or later."""


class Place(NamedTuple):
    """The parts of an address, the numbers its host has, and what it says of who asks."""

    scheme: str
    host: str
    port: int
    rest: str
    numbers: list[str]
    credentials: dict[str, str]

    @property
    def name(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def normalized(address: str) -> str:
    """An address as it is kept: webcal means https. Raises `Unusable` with what is wrong."""
    address = address.strip()
    if address.lower().startswith(("webcal://", "webcals://")):
        address = f"https://{address.partition('://')[2]}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _schemes() and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise Unusable("Use an address that begins with https:// or webcal://.")
    return address


def fetch(http: Http, address: str, headers: dict[str, str]) -> Answer:
    """Get what is at an address, following redirects. Raises `Unusable` or `Unavailable`."""
    for _ in range(REDIRECTS):
        answer = _get(http, located(address), headers)
        onward = answer.headers.get("location", "")
        if answer.status not in REDIRECTING or not onward:
            return answer
        address = normalized(urljoin(address, onward))
    raise Unavailable("The address leads from one place to the next without end.")


def located(address: str) -> Place:
    """Where an address leads. Raises `Unavailable` when nowhere, `Unusable` when to us."""
    parts = urlsplit(normalized(address))
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, rest, numbers_of(host, port), _credentials(parts))


def numbers_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, all of them public, or `Unusable`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable("There is no server of this name.") from error
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not settings.CALENDARS_MAY_BE_PRIVATE and not all(map(_is_public, numbers)):
        raise Unusable("This address is on a private network, which calendars may not be on.")
    return numbers


def _get(http: Http, place: Place, headers: dict[str, str]) -> Answer:
    trouble = Unavailable("There is no server of this name.")
    for number in place.numbers[:TRIES]:
        literal = f"[{number}]" if ":" in number else number
        url = f"{place.scheme}://{literal}:{place.port}{place.rest}"
        said = headers | place.credentials | {"Host": place.name}
        # The certificate is checked against the name, the connection goes to the number.
        extensions = {"sni_hostname": place.host}
        try:
            return http.request("GET", url, headers=said, extensions=extensions)
        except Unavailable as error:
            trouble = error
    raise trouble


def _credentials(parts: SplitResult) -> dict[str, str]:
    """The header that https://name:password@host means (RFC 7617)."""
    if not parts.username:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _is_public(number: str) -> bool:
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(str(address.ipv4_mapped))
        # Tunnels lead into IPv4: to whom, only the other end knows.
        if address.sixtofour or address.teredo or address not in PUBLIC6:
            return False
    elif any(address in network for network in SPECIAL4):
        return False
    return address.is_global and not address.is_multicast


def _schemes() -> set[str]:
    return {"https", "http"} if settings.CALENDARS_MAY_BE_PRIVATE else {"https"}
