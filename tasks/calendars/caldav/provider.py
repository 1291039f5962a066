"""The calendars of a CalDAV account, and the events in them, read and written.

A calendar whose sync token, or ctag, is the one we know is not listed again; otherwise the window
is listed whole, each object with its ETag (RFC 4791, RFC 6578).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urljoin, urlsplit

from caldav.response import CalendarQueryResult, DAVResponse, PropfindResult
from icalendar import Event

from core import clock
from core.wallclock import instant
from tasks.calendars.base import (
    Block,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRefused,
    Identity,
    Listing,
    MayNotWrite,
    RemoteCalendar,
    RemoteEvent,
    Unavailable,
    Window,
)
from tasks.calendars.caldav.client import GONE, Client, require
from tasks.calendars.event_buffer import MOST, Collected
from tasks.calendars.ical.components import DONE, alarm, document
from tasks.calendars.limits import Patience
from tasks.calendars.occurrences import OURS, PATIENCE, parsed, within
from tasks.models import CalendarAccount

logger = logging.getLogger(__name__)

BEGIN = "BEGIN:VCALENDAR"
FAR = timedelta(days=3650)  # further from today no event of ours is looked for
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


class CalDav:
    """Talks to one server for one account; made for one run."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.client = Client(account)

    def connect(self) -> Identity:
        self.client.home()
        address, username = self.client.address, self.client.username
        identity = hashlib.sha256(f"{address} {username}".encode()).hexdigest()
        return Identity(identity, f"{username} at {urlsplit(address).hostname}")

    def calendars(self) -> Sequence[RemoteCalendar]:
        try:
            found = self.client.propfind(self.client.home(), PROPERTIES, depth=1)
        except CalendarGone:
            found = []
        if not found:  # not even their own home
            raise Unavailable("No calendars were found at this address.")
        return [self._calendar(each) for each in found if _has_events(each)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        now = self._token(calendar)
        if token and token == now:
            return Listing([], token, complete=False)
        zone = self.account.user.preferences.zone
        begin = instant(window.first, time(), zone)
        end = instant(window.last + timedelta(days=1), time(), zone)
        objects = self.client.report(calendar, QUERY.format(begin, end))
        return Listing(self._all_events(objects, window), now, complete=True)

    def revoke(self) -> None:
        """There is nothing to give back: the password is the person's."""

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        url = _inside(self.client.home(), f"{mark}/")
        body = (
            '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
            f"<displayname>{name}</displayname></prop></set></C:mkcalendar>"
        )
        answer = self.client.ask("MKCALENDAR", url, body)
        if answer.status == 403:
            raise MayNotWrite("No calendar may be made there.")
        if answer.status != 201:
            raise Unavailable("No calendar could be made there.")
        return RemoteCalendar(url, name, writable=True, mark=mark)

    def delete_calendar(self, calendar: str) -> None:
        answer = self.client.ask("DELETE", calendar)
        if answer.status == 403:
            raise MayNotWrite("The server does not let us delete this calendar.")
        require(answer, 200, 204, 207)

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        answer = self.client.ask("GET", _object(calendar, event_id))
        if answer.status in GONE:
            return None
        if answer.status == 403:
            raise EventRefused("The server does not allow this.")
        require(answer, 200)
        around = clock.today(self.account.user)
        window = Window(around - FAR, around + FAR)
        try:
            events = self._events(answer.raw, _etag(answer), window)
        except Unavailable as error:
            if BEGIN in answer.raw:
                raise EventRefused("What became of this event there cannot be read.") from error
            raise
        # It may have been made to repeat there.
        ours = [event for event in events if event.uid == event_id]
        return min(ours, key=lambda event: str(event.starts_at or event.starts_on), default=None)

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
        answer = self.client.ask("DELETE", _object(calendar, event_id))
        if answer.status in GONE:
            raise EventGone("There is no such event any more.")
        if answer.status >= 300:
            raise EventRefused("The server does not allow this.")

    def _calendar(self, found: PropfindResult) -> RemoteCalendar:
        said = found.properties
        url = urljoin(str(self.client.dav.url), found.href)
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
        for found in self.client.propfind(calendar, PROPERTIES, depth=0):
            said = found.properties
            return str(said.get(f"{DAV}sync-token") or said.get(CTAG) or "")
        return ""

    def _all_events(
        self, objects: Iterable[CalendarQueryResult], window: Window
    ) -> list[RemoteEvent]:
        """One object that cannot be read keeps nobody from reading the others."""
        found, unreadable, patience = Collected(MOST), 0, Patience(PATIENCE)
        for each in objects:
            patience.check()
            try:
                events = self._events(each.calendar_data or "", _strong(each.etag), window)
            except Unavailable:
                unreadable += 1
            else:
                found.add(events)
        if unreadable:
            logger.warning("objects unreadable account=%s count=%s", self.account.pk, unreadable)
        return list(found.events.values())

    def _events(self, text: str, etag: str, window: Window) -> list[RemoteEvent]:
        user = self.account.user
        events = within(parsed(text.encode()), window, user.preferences.zone, user.email)
        return [replace(event, etag=etag) for event in events]

    def _put(
        self, calendar: str, event_id: str, block: Block, conditions: dict[str, str]
    ) -> DAVResponse:
        zone = self.account.user.preferences.zone
        text = document(zone, [_event_of(event_id, block)]).decode()
        headers = conditions | {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self.client.ask("PUT", _object(calendar, event_id), text, headers)
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


def _has_events(found: PropfindResult) -> bool:
    said = found.properties
    kinds = said.get(f"{CALDAV}supported-calendar-component-set") or ["VEVENT"]
    return f"{CALDAV}calendar" in (said.get(f"{DAV}resourcetype") or []) and "VEVENT" in kinds


def _object(calendar: str, event_id: str) -> str:
    return _inside(calendar, f"{event_id}.ics")


def _inside(folder: str, name: str) -> str:
    """Not beside it, even where its address comes without a final slash."""
    return urljoin(f"{folder.rstrip('/')}/", name)


def _etag(answer: DAVResponse) -> str:
    return _strong(answer.headers.get("ETag"))


def _strong(etag: str | None) -> str:
    """As If-Match wants it: a weak one, often a proxy's doing, never matches (RFC 9110 §13.1.1)."""
    return (etag or "").removeprefix("W/")


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
