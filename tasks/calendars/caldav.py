"""A CalDAV account (Nextcloud, Fastmail, iCloud, Radicale …) as a provider, read and written.

A calendar whose sync token, or ctag, is the one we know is not listed again; otherwise the window
is listed whole, each object with its ETag (RFC 4791, RFC 6578).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError, RateLimitError
from caldav.response import DAVResponse, PropfindResult
from icalendar import Event
from niquests import Session
from niquests.exceptions import RequestException
from niquests.packages.urllib3.contrib.resolver.system import SystemResolver

from core import clock
from core.wallclock import instant
from tasks.calendars import accounts
from tasks.calendars.addresses import normalized, numbers_of
from tasks.calendars.base import (
    Block,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRefused,
    Identity,
    Listing,
    RemoteCalendar,
    RemoteEvent,
    SignedOut,
    Trouble,
    Unavailable,
    Window,
)
from tasks.calendars.ical.components import DONE, alarm, document
from tasks.calendars.occurrences import OURS, parsed, within
from tasks.models import CalendarAccount

TIMEOUT = 15  # seconds
GONE = (404, 410)
MARK = "whendoist-"  # how the address of a calendar of ours begins
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
CTAG, COLOUR = "{http://calendarserver.org/ns/}getctag", "{http://apple.com/ns/ical/}calendar-color"
WRITES = {f"{DAV}all", f"{DAV}write", f"{DAV}write-content", f"{DAV}bind"}

PROPERTIES = """<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"
 xmlns:A="http://apple.com/ns/ical/" xmlns:S="http://calendarserver.org/ns/"><prop>
<displayname/><resourcetype/><sync-token/><current-user-privilege-set/><S:getctag/>
<A:calendar-color/><C:supported-calendar-component-set/></prop></propfind>"""
QUERY = """<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<prop><getetag/><C:calendar-data/></prop><C:filter><C:comp-filter name="VCALENDAR">
<C:comp-filter name="VEVENT"><C:time-range start="{:%Y%m%dT%H%M%SZ}" end="{:%Y%m%dT%H%M%SZ}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


class Guarded(SystemResolver):  # type: ignore[misc]
    """Resolves names only to addresses that calendars may be at; redirects pass here too."""

    def getaddrinfo(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        permitted = set(numbers_of(name, int(port)))
        found = super().getaddrinfo(host, port, *args, **kwargs)
        return [entry for entry in found if entry[4][0] in permitted]


class CalDav:
    """Talks to one server for one account; made for one run."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        known = accounts.secrets_of(account)
        self.address = normalized(str(known.get("address", "")))
        self.username = str(known.get("username", ""))
        self.client = DAVClient(
            self.address,
            username=self.username,
            password=str(known.get("password", "")),
            timeout=TIMEOUT,
            enable_rfc6764=False,  # it would look names up past `Guarded`
        )
        self.client.session = Session(resolver=Guarded())

    def connect(self) -> Identity:
        self._home()
        who = f"{self.address} {self.username}"
        name = f"{self.username} at {urlsplit(self.address).hostname}"
        return Identity(hashlib.sha256(who.encode()).hexdigest(), name)

    def calendars(self) -> Sequence[RemoteCalendar]:
        found = self._ask("PROPFIND", self._home(), PROPERTIES, {"Depth": "1"}).parse_propfind()
        return [self._calendar(each) for each in found if _has_events(each)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        now = self._token(calendar)
        if token and token == now:
            return Listing([], token, complete=False)
        zone = self.account.user.preferences.zone
        begin = instant(window.first, time(), zone)
        end = instant(window.last + timedelta(days=1), time(), zone)
        answer = self._ask("REPORT", calendar, QUERY.format(begin, end), {"Depth": "1"})
        _refuse_gone(answer)
        objects = [each for each in answer.parse_calendar_query() if each.calendar_data]
        events = [
            event
            for each in objects
            for event in self._events(each.calendar_data or "", each.etag or "", window)
        ]
        return Listing(events, now, complete=True)

    def revoke(self) -> None:
        """There is nothing to give back: the password is the person's."""

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        url = urljoin(self._home(), f"{mark}/")
        body = (
            '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
            f"<displayname>{name}</displayname></prop></set></C:mkcalendar>"
        )
        answer = self._ask("MKCALENDAR", url, body)
        if answer.status != 201:
            raise Unavailable("No calendar could be made there.")
        return RemoteCalendar(url, name, writable=True, mark=mark)

    def delete_calendar(self, calendar: str) -> None:
        _refuse_gone(self._ask("DELETE", calendar))

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        answer = self._ask("GET", _object(calendar, event_id))
        if answer.status in GONE:
            return None
        around = clock.today(self.account.user)
        window = Window(around - timedelta(days=3650), around + timedelta(days=3650))
        events = self._events(answer.raw, _etag(answer), window)
        return next((event for event in events if event.remote_id == event_id), None)

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        answer = self._put(calendar, event_id, block, {"If-None-Match": "*"})
        if answer.status == 412:
            raise EventExists("There is an event of this id.")
        if answer.status in (404, 409):
            raise CalendarGone("The calendar is not there any more.")
        return self._etag_after(calendar, event_id, answer)

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        answer = self._put(calendar, event_id, block, {"If-Match": etag})
        if answer.status in (*GONE, 409, 412):
            # A server may say the same for an event that changed and for one that is gone.
            if self.find(calendar, event_id) is None:
                raise EventGone("There is no such event any more.")
            raise EventChanged("The event was changed there.")
        return self._etag_after(calendar, event_id, answer)

    def delete(self, calendar: str, event_id: str) -> None:
        if self._ask("DELETE", _object(calendar, event_id)).status in GONE:
            raise EventGone("There is no such event any more.")

    def _home(self) -> str:
        """Where the person's calendars are, found from the address or from its well-known place."""
        for address in (self.address, urljoin(self.address, "/.well-known/caldav")):
            try:
                self.client.url = self.client.url.join(address)
                home = self.client.get_principal().calendar_home_set
            except AuthorizationError as error:
                raise SignedOut("The server does not accept this name and password.") from error
            except (DAVError, RequestException, ValueError, AttributeError) as error:
                trouble: Exception = error
            else:
                return str(home.url)
        raise Unavailable("No calendars were found at this address.") from trouble

    def _calendar(self, found: PropfindResult) -> RemoteCalendar:
        said = found.properties
        url = urljoin(str(self.client.url), found.href)
        last = url.rstrip("/").rpartition("/")[2]
        return RemoteCalendar(
            url,
            name=str(said.get(f"{DAV}displayname") or last),
            colour=str(said.get(COLOUR) or ""),
            writable=bool(WRITES & set(said.get(f"{DAV}current-user-privilege-set") or ())),
            mark=last if last.startswith(MARK) else "",
        )

    def _token(self, calendar: str) -> str:
        """What changes whenever the calendar does; empty when the server knows neither."""
        answer = self._ask("PROPFIND", calendar, PROPERTIES, {"Depth": "0"})
        _refuse_gone(answer)
        for found in answer.parse_propfind():
            said = found.properties
            return str(said.get(f"{DAV}sync-token") or said.get(CTAG) or "")
        return ""

    def _events(self, text: str, etag: str, window: Window) -> Iterator[RemoteEvent]:
        user = self.account.user
        whole = parsed(text.encode())
        for event in within(whole, window, user.preferences.zone, user.email):
            yield replace(event, etag=etag)

    def _put(
        self, calendar: str, event_id: str, block: Block, conditions: dict[str, str]
    ) -> DAVResponse:
        zone = self.account.user.preferences.zone
        text = document(zone, [_event_of(event_id, block)]).decode()
        headers = conditions | {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self._ask("PUT", _object(calendar, event_id), text, headers)
        if answer.status in (400, 403, 413, 415, 422, 507):
            raise EventRefused("The server does not accept this event.")
        return answer

    def _etag_after(self, calendar: str, event_id: str, answer: DAVResponse) -> str:
        if answer.status >= 300:
            raise Unavailable(f"The server answered {answer.status}.")
        if etag := _etag(answer):
            return etag
        found = self.find(calendar, event_id)
        return found.etag if found else ""

    def _ask(
        self, method: str, url: str, body: str = "", headers: dict[str, str] | None = None
    ) -> DAVResponse:
        """One request. What concerns the whole account is raised, the rest is the caller's."""
        accounts.spend(self.account)
        try:
            answer: DAVResponse = self.client.request(url, method, body, headers or {})
        except AuthorizationError as error:
            if error.status == 403 and method in ("PUT", "DELETE"):
                raise EventRefused("The server does not allow this.") from error
            raise SignedOut("The server no longer accepts this name and password.") from error
        except RateLimitError as error:
            raise Unavailable("The server asks to be asked less often.") from error
        except (DAVError, RequestException) as error:
            raise _cause(error) from error
        if answer.status >= 500 and answer.status != 507:
            raise Unavailable(f"The server answered {answer.status}.")
        return answer


def _cause(error: Exception) -> Trouble:
    """Our own words, when the connection was refused by `Guarded`."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, Trouble):
            return inner
        inner = inner.__cause__ or inner.__context__
    return Unavailable("The server could not be reached.")


def _refuse_gone(answer: DAVResponse) -> None:
    if answer.status in GONE:
        raise CalendarGone("The calendar is not there any more.")
    if answer.status >= 300:
        raise Unavailable(f"The server answered {answer.status}.")


def _has_events(found: PropfindResult) -> bool:
    said = found.properties
    kinds = said.get(f"{CALDAV}supported-calendar-component-set") or ["VEVENT"]
    return f"{CALDAV}calendar" in (said.get(f"{DAV}resourcetype") or []) and "VEVENT" in kinds


def _object(calendar: str, event_id: str) -> str:
    return urljoin(calendar, f"{event_id}.ics")


def _etag(answer: DAVResponse) -> str:
    return str(answer.headers.get("ETag") or "")


def _event_of(event_id: str, block: Block) -> Event:
    """A block as an event: busy, with its reminder; without a time a day that leaves free."""
    event = Event()
    event.add("uid", event_id)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("summary", f"{DONE}{block.title}" if block.completed else block.title)
    event.add(OURS, block.key)
    if block.notes:
        event.add("description", block.notes)
    start: date | datetime = block.starts_at or block.day
    event.add("dtstart", start)
    event.add("dtend", block.ends_at or block.day + timedelta(days=1))
    event.add("transp", "OPAQUE" if block.starts_at else "TRANSPARENT")
    if block.reminder is not None and not block.completed:
        event.add_component(alarm(block.title, block.reminder))
    return event
