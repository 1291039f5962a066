"""Fetches addresses that people type, and refuses those on our own network (SSRF).

The IP address that was checked is the one that is connected to. So neither a name that resolves
differently a moment later nor a redirect reaches a private network.
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars.base import CalendarError, Unavailable, Unreachable

if TYPE_CHECKING:  # a form that checks an address needs no HTTP client
    from tasks.calendars.http import Http, Response

REDIRECTS = 5
MAX_IPS = 4  # that are tried of one host
LOOKUP_SECONDS = 10.0  # for resolving a name
SEE_OTHER = 303
REDIRECTING = {301, 302, SEE_OTHER, 307, 308}
PORTS = {"https": 443, "http": 80}
PUBLIC6 = IPv6Network("2000::/3")  # all global unicast addresses (RFC 4291 §2.4)
# Registered as global, but used for protocols and relays (RFC 6890, RFC 7526).
RESERVED4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
UNKNOWN_HOST = gettext_lazy("The server's name could not be resolved. Check the address.")


class InvalidAddress(CalendarError):
    """This address can never be used."""


class PrivateAddress(InvalidAddress):
    """This address can only be used with `CALENDARS_MAY_BE_PRIVATE`."""


class Destination(NamedTuple):
    """The parts of an address, the IP addresses of its host, and the credentials in it."""

    scheme: str
    host: str
    port: int
    path: str
    ips: list[str]
    credentials: dict[str, str]
    address: str

    def has_origin_of(self, other: Destination) -> bool:
        """Whether both have the same host and port; an upgrade from http to https is allowed."""
        if (self.host, self.port, self.scheme) == (other.host, other.port, other.scheme):
            return True
        upgraded = (other.scheme, other.port, self.scheme, self.port) == ("http", 80, "https", 443)
        return self.host == other.host and upgraded

    @property
    def host_header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def normalize_address(address: str) -> str:
    """Return an address as it is stored, webcal replaced by https. Raises `InvalidAddress`."""
    address = address.strip()
    if address.lower().startswith(("webcal://", "webcals://")):
        address = f"https://{address.partition('://')[2]}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in PORTS and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise InvalidAddress(_("Use an address that begins with https:// or webcal://."))
    if parts.scheme == "http" and not settings.CALENDARS_MAY_BE_PRIVATE:
        raise PrivateAddress(
            _("Plain http:// is not encrypted. Use an address that begins with https://.")
        )
    return address


def host_of(address: str) -> str:
    """Return the host of an address, in lower case; "" if it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def fetch(
    http: Http, address: str, headers: dict[str, str], method: str = "GET", **options: Any
) -> Response:
    """Send a request and follow redirects, all under one deadline.

    `options` are passed to httpx; `auth` is dropped when a redirect leaves the origin. The method
    is kept (RFC 9110 §15.4), except after a 303. Raises `InvalidAddress` or `Unavailable`.
    """
    with http.exchange() as limits:
        first = destination = resolve_destination(address, limits.seconds())
        for _redirect in range(REDIRECTS):
            response = _send(http, destination, method, headers, options)
            location = response.headers.get("location", "")
            if response.status not in REDIRECTING or not location:
                return response
            destination = resolve_destination(
                urljoin(destination.address, location), limits.seconds()
            )
            if response.status == SEE_OTHER:
                method = "GET"
                options = _without(options, "content")
            if not destination.has_origin_of(first):
                options = _without(options, "auth")
    raise Unavailable(_("The address redirects too many times."))


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != name}


def resolve_destination(address: str, seconds: float = LOOKUP_SECONDS) -> Destination:
    """Parse an address and resolve its host.

    Raises `Unavailable` if the host is unknown and `InvalidAddress` if it is on a private network.
    """
    address = normalize_address(address)
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ips = resolve_public_ips(host, port, seconds)
    return Destination(parts.scheme, host, port, path, ips, _credentials(parts), address)


def resolve_public_ips(host: str, port: int, seconds: float = LOOKUP_SECONDS) -> list[str]:
    """Return the IP addresses of a host. Raises `InvalidAddress` unless all are public."""
    ips = _resolve(host, port, seconds)
    if not settings.CALENDARS_MAY_BE_PRIVATE and not all(map(_is_public, ips)):
        raise PrivateAddress(
            _("This address is on a private network. Use one that is reachable from the internet.")
        )
    return ips


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """Resolve a name in a thread, because a slow name server could delay it indefinitely."""
    results: SimpleQueue[list[str]] = SimpleQueue()

    def resolve() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            entries = []
        results.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))

    Thread(target=resolve, daemon=True).start()
    try:
        ips = results.get(timeout=min(seconds, LOOKUP_SECONDS))
    except Empty:
        ips = []
    if not ips:
        raise Unavailable(str(UNKNOWN_HOST))
    return ips


def _send(
    http: Http,
    destination: Destination,
    method: str,
    headers: dict[str, str],
    options: dict[str, Any],
) -> Response:
    failure = Unavailable(str(UNKNOWN_HOST))
    for ip in destination.ips[:MAX_IPS]:
        literal = f"[{ip}]" if ":" in ip else ip
        url = f"{destination.scheme}://{literal}:{destination.port}{destination.path}"
        sent_headers = headers | destination.credentials | {"Host": destination.host_header}
        # Connect to the IP address, but check the certificate against the name.
        extensions = {"sni_hostname": destination.host}
        try:
            response = http.request(
                method, url, headers=sent_headers, extensions=extensions, **options
            )
        except Unreachable as error:  # after any other error the request may have taken effect
            failure = error
        else:
            return replace(response, address=destination.address)
    raise failure


def _credentials(parts: SplitResult) -> dict[str, str]:
    """Return the header for https://name:password@host (RFC 7617)."""
    if not parts.username:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _is_public(ip: str) -> bool:
    address = ip_address(ip.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(str(address.ipv4_mapped))
        # Tunnels end at an IPv4 address that we cannot check.
        if address.sixtofour or address.teredo or address not in PUBLIC6:
            return False
    elif any(address in network for network in RESERVED4):
        return False
    return address.is_global and not address.is_multicast
