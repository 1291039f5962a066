"""Entries as VEVENT and VTODO components. The `icalendar` library folds and escapes lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, Todo, vDuration

from core.wallclock import LocalClock
from tasks.calendars.ical.entries import Entry
from tasks.calendars.ical.zones import vtimezone
from tasks.constants import FEED_REFRESH_INTERVAL

PRODID = "-//Whendoist//Whendoist//EN"
DONE = "✓ "  # before the title: an event has no completed status (RFC 5545 §3.8.1.11)
# Impact 1 to 4 as PRIORITY (RFC 5545 §3.8.1.9): high, medium, low, undefined.
PRIORITY = {1: 1, 2: 5, 3: 9, 4: 0}
ONE_DAY = timedelta(days=1)

END = b"END:VCALENDAR\r\n"

EventOrTodo = TypeVar("EventOrTodo", Event, Todo)


def document(zone: ZoneInfo, components: Iterable[Component], name: str = "") -> bytes:
    """Return a whole calendar, with a VTIMEZONE if a component refers to the zone.

    One with a name is subscribed to, and says how often to read it.
    """
    head = Calendar()
    head.add("prodid", PRODID)
    head.add("version", "2.0")
    if name:
        head.add("name", name)
        head.add("x-wr-calname", name)
        # RFC 7986 §5.7, and what Outlook reads.
        head.add("refresh-interval", FEED_REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
        head.add("x-published-ttl", vDuration(FEED_REFRESH_INTERVAL))
    body = b"".join(component.to_ical() for component in components)
    zone_text = _zone_text(zone) if b";TZID=" in body else b""
    return b"".join([head.to_ical().removesuffix(END), zone_text, body, END])


@lru_cache(maxsize=64)
def _zone_text(zone: ZoneInfo) -> bytes:
    text: bytes = vtimezone(zone).to_ical()
    return text


def local_time(day: date, at: time, local_clock: LocalClock) -> datetime:
    """Return the local time; one that is skipped in spring moves forward."""
    return local_clock.instant(day, at).astimezone(local_clock.zone)


def start_of(day: date, at: time | None, local_clock: LocalClock) -> date:
    """Return a day, or a local time on it."""
    return local_time(day, at, local_clock) if at else day


def event(entry: Entry, uid: str, local_clock: LocalClock) -> Event:
    """Return an entry with a day as VEVENT: at its time, or all day and transparent."""
    assert entry.day  # noqa: S101 - an event has a day
    component = _with_common_properties(Event(), entry, uid)
    component["SUMMARY"] = f"{DONE if entry.completed else ''}{entry.title}"
    if entry.at:
        start = local_clock.instant(entry.day, entry.at)
        end = start + timedelta(minutes=entry.minutes)
        component.add("dtstart", start.astimezone(local_clock.zone))
        component.add("dtend", end.astimezone(local_clock.zone))
    else:
        component.add("dtstart", entry.day)
        component.add("dtend", entry.day + ONE_DAY)
        component.add("transp", "TRANSPARENT")
    component.add("status", "CONFIRMED")
    _add_alarm(component, entry)
    return component


def todo(
    entry: Entry,
    uid: str,
    local_clock: LocalClock,
    parent_uid: str = "",
    *,
    start_name: str = "dtstart",
) -> Todo:
    """Return an entry as VTODO: DTSTART is when it is scheduled, DUE is the deadline.

    Without a deadline, `start_name` may be "due"; alarms are relative to that then.
    """
    component = _with_common_properties(Todo(), entry, uid)
    component.add("summary", entry.title)
    slots = {start_name: (entry.day, entry.at)}
    slots.setdefault("due", (entry.deadline, entry.deadline_at))
    for name, (day, at) in slots.items():
        if day:
            component.add(name, start_of(day, at, local_clock))
    if priority := PRIORITY[entry.impact]:
        component.add("priority", priority)
    component.add("status", "COMPLETED" if entry.completed else "NEEDS-ACTION")
    if entry.completed_at:
        component.add("completed", entry.completed_at.replace(microsecond=0))
        component.add("percent-complete", 100)
    if parent_uid:
        component.add("related-to", parent_uid, parameters={"RELTYPE": "PARENT"})
    _add_alarm(component, entry)
    if start_name == "due":
        for part in component.walk("VALARM"):
            part["TRIGGER"].params["RELATED"] = "END"
    return component


def _with_common_properties(component: EventOrTodo, entry: Entry, uid: str) -> EventOrTodo:
    component.add("uid", uid)
    # The time of the last change, so that an unchanged entry gives the same bytes.
    component.add("dtstamp", entry.updated_at.replace(microsecond=0))
    component.add("last-modified", entry.updated_at.replace(microsecond=0))
    component.add("created", entry.created_at.replace(microsecond=0))
    component.add("sequence", entry.version - 1)
    if entry.notes:
        component.add("description", entry.notes)
    if entry.categories:
        component.add("categories", list(entry.categories))
    return component


def _add_alarm(component: Event | Todo, entry: Entry) -> None:
    if entry.reminder is None or not entry.at or entry.completed:
        return
    component.add_component(alarm(entry.title, entry.reminder))


def alarm(title: str, minutes: int) -> Alarm:
    """Return a reminder `minutes` before the start."""
    component = Alarm()
    component.add("action", "DISPLAY")
    component.add("description", title)
    component.add("trigger", timedelta(minutes=-minutes))
    return component
