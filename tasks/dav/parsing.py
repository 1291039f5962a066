"""What a client's VTODO or VEVENT says, in the words of our verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from core.wallclock import instant
from tasks.calendars.ical.components import DONE
from tasks.editing.cleaning import clean_day
from tasks.editing.commands import TaskFields, subset
from tasks.errors import Rejected

MINUTE = timedelta(minutes=1)
UNTITLED = "(no title)"
WHEN = ("DTSTART", "DTEND", "DUE", "COMPLETED", "DURATION")
LONGEST = timedelta(days=366)
REPEATS = "Repeating is set up in Whendoist: every day of a series is an item of its own here."
BACKWARDS = "A block ends after it begins."
TOO_LONG = "That takes longer than a year."


class Unreadable(Rejected):
    """What was sent is not iCalendar."""

    def __init__(self) -> None:
        super().__init__("This cannot be read as iCalendar.")


@dataclass(frozen=True, slots=True)
class Said:
    """`fields` are those of the verbs; what is None was not said at all."""

    uid: str
    fields: TaskFields
    completed: bool = False
    cancelled: bool = False
    categories: tuple[str, ...] | None = None
    parent_uid: str | None = None


def read(text: str, kind: str, zone: ZoneInfo) -> Said:
    """Read the one component of a calendar object. Raises `Refused` for what cannot be kept."""
    found = parsed(text).walk(kind)
    if len(found) != 1 or any(name in found[0] for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        raise Rejected(REPEATS if found else f"Only {kind} can stand in this calendar.")
    return _todo(found[0], zone) if kind == "VTODO" else _event(found[0], zone)


def parsed(text: str) -> Calendar:
    """A calendar object in which every moment is one that all clocks can show.

    Raises `Unreadable`, and `Refused` for days, lengths and zones that cannot be.
    """
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, OSError) as error:  # OSError: a zone like "Europe"
        raise Unreadable from error
    for component in (*calendar.walk("VTODO"), *calendar.walk("VEVENT")):
        if any(name in WHEN for name, _ in component.errors):
            raise Unreadable
        for name in WHEN:
            _refuse_impossible(_value(component, name))
    return calendar


def _refuse_impossible(value: Any) -> None:
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in value.params:
        raise Rejected(f"Nobody knows the time zone “{value.params['TZID']}”.")
    if isinstance(moment, date):
        clean_day(moment.date() if isinstance(moment, datetime) else moment)
    if isinstance(moment, timedelta) and abs(moment) > LONGEST:
        raise Rejected(TOO_LONG)


def changes(said: Said, told: Said) -> TaskFields:
    """The fields in which what a client says differs from what it had been told."""
    names = {name for name, value in said.fields.items() if told.fields.get(name) != value}
    return subset(said.fields, names)


def _todo(component: Component, zone: ZoneInfo) -> Said:
    said = _described(component)
    day, at = _slot(component, "DTSTART", zone)
    late, late_at = _slot(component, "DUE", zone)
    fields: TaskFields = {
        "scheduled_date": day,
        "scheduled_time": at,
        "deadline_date": late,
        "deadline_time": late_at,
        "impact": _impact(int(_value(component, "PRIORITY") or 0)),
        "reminder": _reminder(component, zone) if at else None,
    }
    status = str(component.get("STATUS", "")).upper()
    return replace(
        said,
        fields=said.fields | fields,
        completed=status == "COMPLETED" or (not status and "COMPLETED" in component),
        cancelled=status == "CANCELLED",
    )


def _event(component: Component, zone: ZoneInfo) -> Said:
    said = _described(component)
    day, at = _slot(component, "DTSTART", zone)
    if day is None or at is None:
        raise Rejected("A block begins at some time. What is for any time that day is a task.")
    title = said.fields["title"]
    fields: TaskFields = {
        "title": title.removeprefix(DONE),
        "scheduled_date": day,
        "scheduled_time": at,
        "duration": _minutes(component, instant(day, at, zone), zone),
        "reminder": _reminder(component, zone),
    }
    return replace(said, fields=said.fields | fields, completed=title.startswith(DONE))


def _described(component: Component) -> Said:
    fields: TaskFields = {
        "title": str(component.get("SUMMARY", "")).strip() or UNTITLED,
        "description": str(component.get("DESCRIPTION", "")),
    }
    above = _value(component, "RELATED-TO")
    first = above[0] if isinstance(above, list) else above
    is_parent = first is not None and first.params.get("RELTYPE", "PARENT") == "PARENT"
    return Said(
        uid=str(component.get("UID", "")),
        fields=fields,
        categories=_categories(component),
        parent_uid=str(first) if is_parent else None,
    )


def _categories(component: Component) -> tuple[str, ...] | None:
    if "CATEGORIES" not in component:
        return None
    lines = _value(component, "CATEGORIES")
    lines = lines if isinstance(lines, list) else [lines]
    return tuple(str(name).strip() for line in lines for name in line.cats if str(name).strip())


def _slot(component: Component, name: str, zone: ZoneInfo) -> tuple[date | None, time | None]:
    """A date, and a wall-clock time to the minute as the person's clocks show it."""
    if name not in component:
        return None, None
    moment: date = _value(component, name).dt
    if not isinstance(moment, datetime):
        return moment, None
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return local.date(), local.time().replace(second=0, microsecond=0)


def _minutes(component: Component, start: datetime, zone: ZoneInfo) -> int:
    if "DURATION" in component:
        length: timedelta = _value(component, "DURATION").dt
    else:
        day, at = _slot(component, "DTEND", zone)
        length = instant(day, at, zone) - start if day and at else timedelta()
    if length < timedelta():
        raise Rejected(BACKWARDS)
    return max(length // MINUTE, 1)


def _impact(priority: int) -> int:
    """RFC 5545 §3.8.1.9: 1 to 4 is high, 5 medium, 6 to 9 low, 0 undefined."""
    return 4 if priority == 0 else 1 if priority < 5 else 2 if priority == 5 else 3


def _reminder(component: Component, zone: ZoneInfo) -> int | None:
    """Minutes before the start, by the first alarm that is so."""
    for alarm in component.walk("VALARM"):
        trigger = _value(alarm, "TRIGGER").dt if "TRIGGER" in alarm else None
        if isinstance(trigger, timedelta) and trigger <= timedelta():
            return -trigger // MINUTE
    return None


def _value(component: Component, name: str) -> Any:
    """A property as `icalendar` reads it: of a class, or a list, that depends on its name."""
    return component.get(name)
