"""Reads the calendars of a CalDAV account and writes the calendar of blocks.

A calendar is listed only if its sync token or ctag has changed. Then its whole window is listed,
each object with its ETag (RFC 4791, RFC 6578).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import time, timedelta
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _
from icalendar import Event

from core import clock
from core.wallclock import instant
from tasks.calendars.base import (
    Block,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRejected,
    Identity,
    Listing,
    RemoteCalendar,
    RemoteEvent,
    TooLarge,
    Unavailable,
    Window,
    WriteNotAllowed,
)
from tasks.calendars.caldav.client import GONE, NO_CALENDARS, Client, require
from tasks.calendars.caldav.multistatus import CALDAV, DAV, Resource, resolve_path
from tasks.calendars.event_buffer import MAX_EVENTS, EventBuffer
from tasks.calendars.http import Response, unexpected_status
from tasks.calendars.ical.components import DONE, alarm, document
from tasks.calendars.limits import Deadline
from tasks.calendars.occurrences import OURS, TIME_LIMIT, expand, parse_calendars
from tasks.calendars.outline import title_in
from tasks.calendars.own_addresses import own_addresses, store_addresses
from tasks.calendars.parsing.ignored import IgnoredEntries, Reason
from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.models import CalendarAccount

BEGIN = b"BEGIN:VCALENDAR"
SEARCH_RANGE = timedelta(days=3650)  # around today, when looking up one of our events
MARK = "whendoist-"  # the first part of our calendars' names in URLs
NAME, SYNC_TOKEN, ETAG = f"{DAV}displayname", f"{DAV}sync-token", f"{DAV}getetag"
DATA, KINDS = f"{CALDAV}calendar-data", f"{CALDAV}supported-calendar-component-set"
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
    """Talks to one server for one account during one sync."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account
        self.client = Client(account)
        self.tokens: dict[str, str] = {}  # of the listed calendars

    @property
    def addresses(self) -> tuple[str, ...]:
        """The person's email addresses at the server, in lower case (RFC 6638 §2.4.1)."""
        return self.client.person.addresses

    @cached_property
    def own_addresses(self) -> set[str]:
        return own_addresses(self.account.user)

    def connect(self) -> Identity:
        person = self.client.person
        address, username = self.client.address, self.client.username
        identity = hashlib.sha256(f"{address} {username}".encode()).hexdigest()
        name = _("%(username)s at %(host)s")
        title = name % {"username": username, "host": urlsplit(address).hostname}
        return Identity(identity, title, person.addresses)

    def calendars(self) -> Sequence[RemoteCalendar]:
        try:
            resources = self.client.propfind(self.client.person.home, PROPERTIES, depth=1)
        except CalendarGone:
            resources = []
        if not resources:  # a real answer lists at least the home itself
            raise Unavailable(str(NO_CALENDARS))
        store_addresses(self.account, (*self.addresses, self.client.username))
        self.tokens = {resource.url: _token(resource) for resource in resources}
        return [_calendar(resource) for resource in resources if _has_events(resource)]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        current = self._token(calendar)
        if token and token == current:
            return Listing([], token, complete=False)
        zone = self.account.user.preferences.zone
        begin = instant(window.first, time(), zone)
        end = instant(window.last + timedelta(days=1), time(), zone)
        objects = self.client.report(calendar, QUERY.format(begin, end))
        ignored = IgnoredEntries()
        events = self._all_events(objects, window, ignored)
        return Listing(events, current, complete=True, ignored=ignored.rows())

    def revoke(self) -> None:
        """Do nothing: the password is the person's own."""

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        home = self.client.person.home
        url = resolve_path(home, _inside(home, f"{mark}/"))
        body = (
            '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
            f"<displayname>{name}</displayname></prop></set></C:mkcalendar>"
        )
        response = self.client.request("MKCALENDAR", url, body)
        if response.status == 403:
            sentence = _("The server doesn't allow us to create a calendar for your blocks.")
            raise WriteNotAllowed(sentence)
        if response.status != 201:
            raise Unavailable(_("The server failed to create a calendar for your blocks."))
        return RemoteCalendar(url, name, writable=True, mark=mark)

    def delete_calendar(self, calendar: str) -> None:
        response = self.client.request("DELETE", calendar)
        if response.status == 403:
            raise WriteNotAllowed(_("The server doesn't allow us to delete this calendar."))
        require(response, 200, 204, 207)

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        response = self.client.request("GET", _object(calendar, event_id))
        if response.status in GONE:
            return None
        if response.status == 403:
            raise EventRejected(_("The server doesn't allow this."))
        require(response, 200)
        try:
            events = self._own_events(event_id, response.body, _etag(response))
        except Unavailable as error:
            if BEGIN in response.body:
                raise EventRejected(
                    _("This event was changed on the server and can't be read any more.")
                ) from error
            raise
        # Someone may have made it repeat remotely: return the first occurrence.
        return min(events, key=lambda event: str(event.slot.start), default=None)

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        response = self._put(calendar, event_id, block, {"If-None-Match": "*"})
        if response.status == 412:
            raise EventExists(_("An event with this id already exists."))
        if response.status in (404, 409):
            raise CalendarGone(_("This calendar no longer exists on the server."))
        return self._etag_after(calendar, event_id, response)

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        response = self._put(calendar, event_id, block, {"If-Match": etag})
        if response.status in (*GONE, 409, 412):
            # Servers use the same status for changed and deleted events.
            if self.find(calendar, event_id) is None:
                raise EventGone(_("This event no longer exists on the server."))
            raise EventChanged(_("This event was changed on the server."))
        return self._etag_after(calendar, event_id, response)

    def delete(self, calendar: str, event_id: str) -> None:
        response = self.client.request("DELETE", _object(calendar, event_id))
        if response.status in GONE:
            raise EventGone(_("This event no longer exists on the server."))
        if response.status >= 300:
            raise EventRejected(_("The server doesn't allow this."))

    def _token(self, calendar: str) -> str:
        """Return the sync token or ctag, from the calendar list if it was just read."""
        if calendar in self.tokens:
            return self.tokens.pop(calendar)
        for resource in self.client.propfind(calendar, PROPERTIES, depth=0):
            return _token(resource)
        return ""

    def _all_events(
        self, objects: Iterable[Resource], window: Window, ignored: IgnoredEntries
    ) -> list[RemoteEvent]:
        """Read all objects; those that can't be read are reported with their titles."""
        buffer, deadline = EventBuffer(MAX_EVENTS), Deadline(TIME_LIMIT)
        for item in objects:
            deadline.check()
            text = item.text(DATA).encode()
            try:
                events = self._events(text, _strong(item.text(ETAG)), window, ignored)
            except Unavailable:
                ignored.add(title_in(text), Reason.ERROR)
            except TooLarge:
                ignored.add(title_in(text), Reason.TOO_LARGE)
            else:
                buffer.add(events)
        return list(buffer.events.values())

    def _events(
        self, text: bytes, etag: str, window: Window, ignored: IgnoredEntries | None = None
    ) -> list[RemoteEvent]:
        zone = self.account.user.preferences.zone
        events = expand(parse_calendars(text), window, zone, self.own_addresses, ignored)
        return [replace(event, etag=etag) for event in events]

    def _own_events(self, event_id: str, text: bytes, etag: str) -> list[RemoteEvent]:
        """Return the occurrences of one of our events, which may have been moved far away."""
        today = clock.today(self.account.user)
        near = Window(today - SEARCH_RANGE, today + SEARCH_RANGE)
        for window in (near, Window(FIRST_DAY, LAST_DAY)):
            events = self._events(text, etag, window)
            if own := [event for event in events if event.uid == event_id]:
                return own
        return []

    def _put(
        self, calendar: str, event_id: str, block: Block, conditions: dict[str, str]
    ) -> Response:
        zone = self.account.user.preferences.zone
        text = document(zone, [_event_of(event_id, block)]).decode()
        headers = conditions | {"Content-Type": "text/calendar; charset=utf-8"}
        response = self.client.request("PUT", _object(calendar, event_id), text, headers)
        if response.status in (400, 403, 413, 415, 422, 507):
            raise EventRejected(_("The server doesn't accept this event."))
        return response

    def _etag_after(self, calendar: str, event_id: str, response: Response) -> str:
        if response.status >= 300:
            raise Unavailable(unexpected_status(response.status))
        if etag := _etag(response):
            return etag
        event = self.find(calendar, event_id)
        return event.etag if event else ""


def _calendar(resource: Resource) -> RemoteCalendar:
    last = resource.url.rstrip("/").rpartition("/")[2]
    privileges = {element.tag for element in resource.children(f"{DAV}current-user-privilege-set")}
    return RemoteCalendar(
        resource.url,
        name=resource.text(NAME) or last,
        colour=resource.text(COLOUR),
        writable=bool(WRITES & privileges),
        mark=last if last.startswith(MARK) else "",
    )


def _token(resource: Resource) -> str:
    """Return the sync token or ctag; empty if the server has neither."""
    return resource.text(SYNC_TOKEN) or resource.text(CTAG)


def _has_events(resource: Resource) -> bool:
    types = {element.tag for element in resource.children(f"{DAV}resourcetype")}
    kinds = [element.get("name") for element in resource.children(KINDS)] or ["VEVENT"]
    return f"{CALDAV}calendar" in types and "VEVENT" in kinds


def _object(calendar: str, event_id: str) -> str:
    return _inside(calendar, f"{event_id}.ics")


def _inside(folder: str, name: str) -> str:
    """Join as a child of the folder, even if its address has no final slash."""
    return urljoin(f"{folder.rstrip('/')}/", name)


def _etag(response: Response) -> str:
    return _strong(response.headers.get("etag", ""))


def _strong(etag: str) -> str:
    """Strip the weak prefix, often added by a proxy: If-Match never matches weak ETags."""
    return etag.removeprefix("W/")


def _event_of(event_id: str, block: Block) -> Event:
    """Return a block as an event: opaque, with its reminder; all-day and transparent if untimed."""
    event = Event()
    event.add("uid", event_id)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("summary", f"{DONE}{block.title}" if block.completed else block.title)
    event.add(OURS, block.key)
    if block.notes:
        event.add("description", block.notes)
    event.add("dtstart", block.starts_at or block.day)
    event.add("dtend", block.ends_at or block.day + timedelta(days=1))
    event.add("transp", "OPAQUE" if block.starts_at else "TRANSPARENT")
    if block.reminder is not None and not block.completed:
        event.add_component(alarm(block.title, block.reminder))
    return event
