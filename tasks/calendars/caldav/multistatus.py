"""The meaning of a multi-status: resources with their addresses and properties (RFC 4918 §13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from tasks.calendars.base import CalendarGone
from tasks.calendars.caldav.xml import NotCalDav, parse_responses
from tasks.calendars.safe_fetch import PORTS

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
HREF, STATUS, PROPSTAT, PROP = f"{DAV}href", f"{DAV}status", f"{DAV}propstat", f"{DAV}prop"
NOT_FOUND = 404
OK = {200, 201, 207}  # 201: SOGo reports new resources with it
WITHHELD = {401, 403, NOT_FOUND}  # of a property: we may not read it, or it does not exist
STATUS_LINE = re.compile(r"\s*HTTP/\S+\s+(\d{3})\b")
# Characters that mean something else in an address, or are no text, when they are decoded.
RESERVED = re.compile(r"[%?#;\\\x00-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that a server describes. `failed` if it could not read some properties."""

    url: str
    properties: dict[str, Element] = field(default_factory=dict)
    failed: bool = False

    def text(self, name: str) -> str:
        """Return the text of a property; empty if it is missing."""
        element = self.properties.get(name)
        return (element.text or "").strip() if element is not None else ""

    def children(self, name: str) -> list[Element]:
        """Return the elements in a property, at any depth."""
        element = self.properties.get(name)
        return list(element.iter())[1:] if element is not None else []

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses in a property, as the server writes them."""
        children = self.children(name)
        texts = ((child.text or "").strip() for child in children if child.tag == HREF)
        return [text for text in texts if text]


def parse(body: bytes, base: str) -> Iterator[Resource]:
    """Yield the resources of a multi-status that the server at `base` sent, one by one.

    Some servers report "not found" inside a multi-status: `CalendarGone` is raised if nothing else
    is in it. Raises `NotCalDav` for invalid XML, and for a resource with an error.
    """
    missing = present = False
    for response in parse_responses(body):
        status = _status(response)
        if status not in {*OK, NOT_FOUND}:
            raise NotCalDav
        if status == NOT_FOUND and response.find(PROPSTAT) is None:
            missing = True
        else:
            present = True
            yield _resource(response, base)
    if missing and not present:
        raise CalendarGone(_("This calendar no longer exists on the server."))


def _resource(response: Element, base: str) -> Resource:
    properties: dict[str, Element] = {}
    statuses = set()
    for propstat in response.iterfind(PROPSTAT):
        status = _status(propstat)
        statuses.add(status)
        if status in OK:
            properties |= {child.tag: child for child in propstat.iterfind(f"{PROP}/*")}
    href = resolve_path(base, response.findtext(HREF, ""))
    return Resource(href, properties, failed=not statuses <= OK | WITHHELD)


def _status(element: Element) -> int:
    """Return the status of a response or a propstat; without one it is 200."""
    text = element.findtext(STATUS)
    if not text:
        return 200
    match = STATUS_LINE.match(text)
    return int(match.group(1)) if match else 0


def resolve(base: str, href: str) -> str:
    """Resolve the address of another resource, which may be on another server.

    Raises `NotCalDav` if it is no address. Servers add or omit their default port; the origin of
    `base` stays as it is, because it is part of the ids of calendars.
    """
    try:
        url, origin = urljoin(base, href), urlsplit(base)
        if _origin(url) != _origin(base):
            return url
        return urlsplit(url)._replace(scheme=origin.scheme, netloc=origin.netloc).geturl()
    except ValueError as error:
        raise NotCalDav from error


def resolve_path(base: str, href: str) -> str:
    """Resolve the href of a response, on the same server as the request (RFC 4918 §8.3).

    Percent-encoding is removed where that is unambiguous, because servers encode the same path
    differently. This is the id of a calendar: it must not change. Raises `NotCalDav` if it is no
    address.
    """
    origin = urlsplit(base)
    try:
        # Confluence encodes @ twice.
        path = urlsplit(urljoin(base, href.strip().replace("%2540", "%40"))).path
    except ValueError as error:
        raise NotCalDav from error
    decoded = unquote(path)
    ambiguous = RESERVED.search(decoded) or decoded.count("/") != path.count("/")
    return urlunsplit((origin.scheme, origin.netloc, path if ambiguous else decoded, "", ""))


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)
