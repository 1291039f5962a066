"""What an entry looks like as VEVENT and as VTODO. Folding and escaping are `icalendar`'s."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, Todo

from core.wallclock import instant
from tasks.calendars.ical.entries import Entry
from tasks.calendars.ical.zones import vtimezone

PRODID = "-//Whendoist//Whendoist//EN"
DONE = "✓ "  # an event cannot be completed, so its title says it (RFC 5545 §3.8.1.11)
# Impact 1 to 4 as PRIORITY (RFC 5545 §3.8.1.9): high, medium, low, none said.
PRIORITY = {1: 1, 2: 5, 3: 9, 4: 0}
ONE_DAY = timedelta(days=1)

END = b"END:VCALENDAR\r\n"

Made = TypeVar("Made", Event, Todo)


def document(zone: ZoneInfo, components: Iterable[Component], name: str = "") -> bytes:
    """A whole calendar, with the zone if anything in it needs that."""
    head = Calendar()
    head.add("prodid", PRODID)
    head.add("version", "2.0")
    if name:
        head.add("name", name)
        head.add("x-wr-calname", name)
    body = b"".join(component.to_ical() for component in components)
    clocks = _zone_text(zone) if b";TZID=" in body else b""
    return b"".join([head.to_ical().removesuffix(END), clocks, body, END])


@lru_cache(maxsize=64)
def _zone_text(zone: ZoneInfo) -> bytes:
    written: bytes = vtimezone(zone).to_ical()
    return written


def local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time as it is shown there: one that spring skips has moved forward."""
    return instant(day, at, zone).astimezone(zone)


def event(entry: Entry, uid: str, zone: ZoneInfo) -> Event:
    """An entry with a day as VEVENT: at its time, or of the whole day without taking time."""
    assert entry.day  # noqa: S101 - an event is on some day
    made = _described(Event(), entry, uid)
    made["SUMMARY"] = f"{DONE if entry.completed else ''}{entry.title}"
    if entry.at:
        start = instant(entry.day, entry.at, zone)
        made.add("dtstart", start.astimezone(zone))
        made.add("dtend", (start + timedelta(minutes=entry.minutes)).astimezone(zone))
    else:
        made.add("dtstart", entry.day)
        made.add("dtend", entry.day + ONE_DAY)
        made.add("transp", "TRANSPARENT")
    made.add("status", "CONFIRMED")
    _remind(made, entry)
    return made


def todo(entry: Entry, uid: str, zone: ZoneInfo, parent_uid: str = "") -> Todo:
    """An entry as VTODO: scheduled is DTSTART, the deadline is DUE."""
    made = _described(Todo(), entry, uid)
    made.add("summary", entry.title)
    if entry.day:
        made.add("dtstart", local(entry.day, entry.at, zone) if entry.at else entry.day)
    if entry.deadline:
        late = entry.deadline_at
        made.add("due", local(entry.deadline, late, zone) if late else entry.deadline)
    if priority := PRIORITY[entry.impact]:
        made.add("priority", priority)
    made.add("status", "COMPLETED" if entry.completed else "NEEDS-ACTION")
    if entry.completed_at:
        made.add("completed", entry.completed_at.replace(microsecond=0))
        made.add("percent-complete", 100)
    if parent_uid:
        made.add("related-to", parent_uid, parameters={"RELTYPE": "PARENT"})
    _remind(made, entry)
    return made


def _described(made: Made, entry: Entry, uid: str) -> Made:
    made.add("uid", uid)
    # Of the last change, not of this moment: what is the same is the same to the byte.
    made.add("dtstamp", entry.updated_at.replace(microsecond=0))
    made.add("last-modified", entry.updated_at.replace(microsecond=0))
    made.add("created", entry.created_at.replace(microsecond=0))
    made.add("sequence", entry.version - 1)
    if entry.notes:
        made.add("description", entry.notes)
    if entry.categories:
        made.add("categories", list(entry.categories))
    return made


def _remind(made: Event | Todo, entry: Entry) -> None:
    if entry.reminder is None or not entry.at or entry.completed:
        return
    made.add_component(alarm(entry.title, entry.reminder))


def alarm(title: str, minutes: int) -> Alarm:
    """A reminder, so many minutes before the start."""
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", timedelta(minutes=-minutes))
    return made
