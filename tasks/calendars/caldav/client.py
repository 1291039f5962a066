"""Requests to a CalDAV server, within limits. Errors are sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.calendars import accounts
from tasks.calendars.base import (
    CalendarError,
    CalendarGone,
    RateLimited,
    SignedOut,
    Unavailable,
)
from tasks.calendars.caldav.multistatus import CALDAV, DAV, Resource, parse, resolve
from tasks.calendars.caldav.session import UNAUTHORIZED, Session
from tasks.calendars.caldav.xml import NotCalDav
from tasks.calendars.http import MAX_BYTES, Response, unexpected_status
from tasks.calendars.safe_fetch import normalize_address
from tasks.models import CalendarAccount

GONE = (404, 410)
NOT_ALLOWED = 405
MULTISTATUS = 207
STORAGE_FULL = 507  # of one calendar: other requests may succeed
MAX_TREE_BYTES = 5 * 1024 * 1024  # of a response other than a listing
ACCEPT = {"Accept": "text/xml, text/calendar"}
XML = {"Content-Type": "application/xml; charset=utf-8"}
PRINCIPAL, HOME = f"{DAV}current-user-principal", f"{CALDAV}calendar-home-set"
ADDRESSES, MAILTO = f"{CALDAV}calendar-user-address-set", "mailto:"
PERSON = """<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop>
<current-user-principal/><C:calendar-home-set/><C:calendar-user-address-set/></prop></propfind>"""
WRONG_PASSWORD = gettext_lazy(
    "The server doesn't accept this user name and password. Check both, or create an app password "
    "there, and connect again."
)
NO_CALENDARS = gettext_lazy(
    "No calendars were found at this address. Look up the CalDAV address in the server's own help."
)
NO_CALDAV = gettext_lazy(
    "This server offers no CalDAV at this address (%(status)d). If it is the address of a "
    "published calendar, subscribe to it instead."
)
SLOW_DOWN = gettext_lazy("The server asks us to slow down. We'll try again later.")


class UnexpectedStatus(Unavailable):
    """The server responds with a status that makes no sense here."""

    def __init__(self, status: int) -> None:
        super().__init__(unexpected_status(status))
        self.status = status


class Person(NamedTuple):
    """Where the person's calendars are, and their email addresses at the server."""

    home: str
    addresses: tuple[str, ...]


class Client:
    """One server, for one account and one sync."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        secrets = accounts.secrets_of(account)
        self.address = normalize_address(str(secrets.get("address", "")))
        self.username = str(secrets.get("username", ""))
        self.session = Session(self.username, str(secrets.get("password", "")))

    @cached_property
    def person(self) -> Person:
        """Find the person from the address, or from its well-known URL (RFC 6764 §6)."""
        failures: list[CalendarError] = []
        for address in (self.address, urljoin(self.address, "/.well-known/caldav")):
            try:
                return self._person_at(address)
            except (NotCalDav, CalendarGone, UnexpectedStatus) as error:
                failures.append(error)
        raise Unavailable(_no_calendars(failures[0])) from failures[0]

    def propfind(self, url: str, body: str, depth: int) -> list[Resource]:
        """Raise `CalendarGone` if there is nothing, or nothing we may read."""
        response = self.request("PROPFIND", url, body, {"Depth": str(depth)})
        require(response, MULTISTATUS)
        resources = list(parse(response.body, url))
        if any(resource.failed for resource in resources):
            raise NotCalDav
        return resources

    def report(self, url: str, body: str) -> Iterator[Resource]:
        """Raise `CalendarGone` if there is nothing, or nothing we may read."""
        response = self.request("REPORT", url, body, {"Depth": "1"}, MAX_BYTES)
        require(response, MULTISTATUS)
        yield from parse(response.body, url)

    def request(
        self,
        method: str,
        url: str,
        body: str = "",
        headers: dict[str, str] | None = None,
        max_bytes: int = MAX_TREE_BYTES,
    ) -> Response:
        """Send one request. Raises errors of the whole account; other statuses are returned."""
        accounts.spend_request(self.account)
        sent_headers = ACCEPT | (XML if body else {}) | (headers or {})
        response = self.session.request(method, url, sent_headers, body.encode(), max_bytes)
        if response.status == UNAUTHORIZED:
            raise _signed_out(url, response)
        if response.status == 429 or (response.status == 503 and "retry-after" in response.headers):
            kind = RateLimited if response.status == 429 else Unavailable
            raise kind(str(SLOW_DOWN), response.retry_after)
        if response.status >= 500 and response.status != STORAGE_FULL:
            raise Unavailable(unexpected_status(response.status))
        return response

    def _person_at(self, address: str) -> Person:
        """Ask the resource at the address who signs in, then their principal (RFC 5397).

        A server that names no principal means this resource; one that names no home, itself.
        """
        resource = self._describe(address)
        for principal in resource.hrefs(PRINCIPAL)[:1]:
            if not resource.hrefs(HOME):
                resource = self._describe(resolve(address, principal))
        homes = [resolve(resource.url, href) for href in resource.hrefs(HOME)]
        hrefs = [href for href in resource.hrefs(ADDRESSES) if href.lower().startswith(MAILTO)]
        addresses = [unquote(href[len(MAILTO) :]).lower() for href in hrefs]
        return Person((homes or [resource.url])[0], tuple(dict.fromkeys(addresses)))

    def _describe(self, url: str) -> Resource:
        for resource in self.propfind(url, PERSON, depth=0):
            return resource
        raise NotCalDav


def _signed_out(url: str, response: Response) -> SignedOut:
    """Say why a server refuses access: another one, to which it leads, gets no password."""
    host = urlsplit(response.address).hostname
    if host == urlsplit(url).hostname:
        return SignedOut(str(WRONG_PASSWORD))
    sentence = _(
        "This address leads to another server, %(host)s, which gets no password from us. "
        "Connect the account with that server's address."
    )
    return SignedOut(sentence % {"host": host})


def _no_calendars(failure: CalendarError) -> str:
    """Say what to do about an address that leads to no person; 405 means a web server."""
    if isinstance(failure, UnexpectedStatus) and failure.status == NOT_ALLOWED:
        return NO_CALDAV % {"status": failure.status}
    return str(NO_CALENDARS)


def require(response: Response, *statuses: int) -> None:
    """Raise `CalendarGone` or `Unavailable` for every other status."""
    if response.status == 403:
        raise CalendarGone(_("The server doesn't allow us to read this calendar."))
    if response.status in GONE:
        raise CalendarGone(_("This calendar no longer exists on the server."))
    if response.status not in statuses:
        raise UnexpectedStatus(response.status)
