"""Addresses that people type: where they lead, and that it is nowhere on our own network.

What is checked is what is connected to: a name that resolves to something else a moment later, or
a redirect, gets nobody inside (server-side request forgery).
"""

from __future__ import annotations

import socket
from base64 import b64encode
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

from tasks.calendars.base import Trouble, Unavailable, Unreachable

if TYPE_CHECKING:  # a form that checks an address needs no HTTP client
    from tasks.calendars.http import Answer, Http

REDIRECTS = 5
TRIES = 4  # of the addresses of one host
LOOKUP = 10.0  # seconds for the numbers of a name
SEE_OTHER = 303
REDIRECTING = {301, 302, SEE_OTHER, 307, 308}
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
    address: str

    def is_at(self, other: Place) -> bool:
        """Whether both are of the same host and port; https instead of http is as good."""
        if (self.host, self.port, self.scheme) == (other.host, other.port, other.scheme):
            return True
        safer = (other.scheme, other.port, self.scheme, self.port) == ("http", 80, "https", 443)
        return self.host == other.host and safer

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


def fetch(
    http: Http, address: str, headers: dict[str, str], method: str = "GET", **what: Any
) -> Answer:
    """Ask an address, following redirects, all under one deadline.

    `what` goes with the request; `auth` only as long as it stays at the same place. A method other
    than GET stays what it is (RFC 9110 §15.4), except after 303. Raises `Unusable`, `Unavailable`.
    """
    with http.exchange() as limits:
        first = place = located(address, limits.seconds())
        for _ in range(REDIRECTS):
            answer = _ask(http, place, method, headers, what)
            onward = answer.headers.get("location", "")
            if answer.status not in REDIRECTING or not onward:
                return answer
            place = located(urljoin(place.address, onward), limits.seconds())
            if answer.status == SEE_OTHER:
                method = "GET"
                what = {name: value for name, value in what.items() if name != "content"}
            if not place.is_at(first):
                what = {name: value for name, value in what.items() if name != "auth"}
    raise Unavailable("The address leads from one place to the next without end.")


def located(address: str, seconds: float = LOOKUP) -> Place:
    """Where an address leads. Raises `Unavailable` when nowhere, `Unusable` when to us."""
    address = normalized(address)
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    numbers = numbers_of(host, port, seconds)
    return Place(parts.scheme, host, port, rest, numbers, _credentials(parts), address)


def numbers_of(host: str, port: int, seconds: float = LOOKUP) -> list[str]:
    """The IP addresses of a host, all of them public, or `Unusable`."""
    numbers = _resolved(host, port, seconds)
    if not settings.CALENDARS_MAY_BE_PRIVATE and not all(map(_is_public, numbers)):
        raise Unusable("This address is on a private network, which calendars may not be on.")
    return numbers


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Whatever the name says, in time: a name server of theirs may hold an answer back."""
    found: SimpleQueue[list[str]] = SimpleQueue()

    def resolve() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            entries = []
        found.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))

    Thread(target=resolve, daemon=True).start()
    try:
        numbers = found.get(timeout=min(seconds, LOOKUP))
    except Empty:
        numbers = []
    if not numbers:
        raise Unavailable("There is no server of this name.")
    return numbers


def _ask(
    http: Http, place: Place, method: str, headers: dict[str, str], what: dict[str, Any]
) -> Answer:
    trouble = Unavailable("There is no server of this name.")
    for number in place.numbers[:TRIES]:
        literal = f"[{number}]" if ":" in number else number
        url = f"{place.scheme}://{literal}:{place.port}{place.rest}"
        said = headers | place.credentials | {"Host": place.name}
        # The certificate is checked against the name, the connection goes to the number.
        extensions = {"sni_hostname": place.host}
        try:
            answer = http.request(method, url, headers=said, extensions=extensions, **what)
        except Unreachable as error:  # any other trouble: it may have done what it was asked
            trouble = error
        else:
            return replace(answer, address=place.address)
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
