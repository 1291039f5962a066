"""Parses a client's VTODO or VEVENT into the fields that our verbs take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Component

from core.wallclock import LocalClock
from tasks.calendars.ical.components import DONE
from tasks.dav import repeating
from tasks.dav.completion import Completion, completion_of
from tasks.dav.reminders import reminder_of
from tasks.dav.slots import Slot, instant_of, slot_of
from tasks.editing.cleaning import clean_day
from tasks.editing.commands import SeriesSpec, TaskFields, subset
from tasks.errors import Rejected

MINUTE = timedelta(minutes=1)
UNTITLED = _("(no title)")
A_DAY = timedelta(days=1)
TIME_PROPERTIES = ("DTSTART", "DTEND", "DUE", "COMPLETED", "DURATION", "RECURRENCE-ID")
# May occur once in a component (RFC 5545 §3.6); icalendar returns lists of several.
SINGLE_PROPERTIES = (
    *(*TIME_PROPERTIES, "UID", "RRULE", "STATUS", "SUMMARY", "DESCRIPTION"),
    *("PRIORITY", "PERCENT-COMPLETE"),
)
# What icalendar raises; OSError for a zone like "Europe", TypeError for categories that are dates.
INVALID = (ValueError, TypeError, KeyError, IndexError, OSError)
MAX_OVERRIDES = 100
MAX_DURATION = timedelta(days=366)
MAX_CATEGORIES = 100  # each unknown one becomes a label, in one transaction
RECURRING = _(
    "Set up repeating tasks in Whendoist. In this calendar each occurrence is a separate item."
)
ENDS_BEFORE_START = _("A block can't end before it starts.")
TOO_LONG = _("A block can't be longer than a year.")
NO_START_TIME = _("A block needs a start time. Add a task instead for any time that day.")


class InvalidCalendar(Rejected):
    """The body is not valid iCalendar."""

    def __init__(self) -> None:
        super().__init__(_("This is not valid iCalendar data."))


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """A component as fields of a task. `categories` and `parent_uid` are None if it has none."""

    uid: str
    fields: TaskFields
    completion: Completion = field(default_factory=Completion)
    cancelled: bool = False
    categories: tuple[str, ...] | None = None
    parent_uid: str | None = None
    series: SeriesSpec | None = None
    overrides: tuple[Override, ...] = ()


class Override(NamedTuple):
    """An occurrence that differs from its series, by the slot that the rule gives it."""

    slot: Slot
    item: ParsedItem


def parse_item(
    text: str,
    kind: str,
    local_clock: LocalClock,
    restore: Callable[[Component], None] = lambda component: None,
) -> ParsedItem:
    """Parse a calendar object with one component. Raises `Rejected` if we cannot store it.

    `restore` changes what the client's program means by a VTODO to what we mean.
    """
    components = parse_calendar(text).walk(kind)
    if not components:
        raise Rejected(_("This calendar accepts only %(kind)s items.") % {"kind": kind})
    masters = [component for component in components if "RECURRENCE-ID" not in component]
    if len(masters) != 1:
        raise Rejected(RECURRING)
    if kind == "VTODO":
        restore(masters[0])
    parse = _parse_todo if kind == "VTODO" else _parse_event
    overrides = tuple(
        Override(slot_of(component, "RECURRENCE-ID", local_clock), parse(component, local_clock))
        for component in components
        if component is not masters[0]
    )
    series = repeating.series_of(masters[0], local_clock)
    return replace(parse(masters[0], local_clock), series=series, overrides=overrides)


def parse_calendar(text: str) -> Calendar:
    """Parse a calendar object and check every date, duration and time zone in it.

    Radicale expands rules, and one that never comes true takes it for ever: reject all here.
    Raises `InvalidCalendar` for invalid data and `Rejected` for values out of range.
    """
    try:
        calendar = Calendar.from_ical(text)
    except INVALID as error:
        raise InvalidCalendar from error
    components = [*calendar.walk("VTODO"), *calendar.walk("VEVENT")]
    if any(isinstance(item.get(name), list) for item in components for name in SINGLE_PROPERTIES):
        raise InvalidCalendar
    _check_overrides(components)
    for component in components:
        if any(error[0] in TIME_PROPERTIES for error in component.errors):
            raise InvalidCalendar
        if "RDATE" in component and "RRULE" not in component:
            raise Rejected(RECURRING)
        repeating.check_rule(component)
        for name in TIME_PROPERTIES:
            _check_time(name, _value(component, name))
    return calendar


def _check_overrides(components: Sequence[Component]) -> None:
    overrides = [component for component in components if "RECURRENCE-ID" in component]
    if overrides and not any("RRULE" in component for component in components):
        raise Rejected(RECURRING)
    if len(overrides) > MAX_OVERRIDES:
        raise Rejected(
            _("A repeating item can have up to %(count)d changed occurrences.")
            % {"count": MAX_OVERRIDES}
        )
    if any("RANGE" in component["RECURRENCE-ID"].params for component in overrides):
        raise Rejected(_("Change the occurrences from a day on in Whendoist."))


def _check_time(name: str, value: Any) -> None:
    moment = getattr(value, "dt", None)
    floats = isinstance(moment, datetime) and moment.tzinfo is None
    if floats and "TZID" in value.params and name != "COMPLETED":
        zone = {"zone": value.params["TZID"]}
        raise Rejected(_("The time zone “%(zone)s” is unknown.") % zone)
    if isinstance(moment, date):
        clean_day(moment.date() if isinstance(moment, datetime) else moment)
    if isinstance(moment, timedelta) and abs(moment) > MAX_DURATION:
        raise Rejected(TOO_LONG)


def changed_fields(new: ParsedItem, old: ParsedItem) -> TaskFields:
    """Return the fields of `new` that differ from `old`."""
    names = {name for name, value in new.fields.items() if old.fields.get(name) != value}
    return subset(new.fields, names)


def _parse_todo(component: Component, local_clock: LocalClock) -> ParsedItem:
    item = _parse_common(component)
    start, due = slot_of(component, "DTSTART", local_clock), _due(component, local_clock)
    fields: TaskFields = {
        "scheduled_date": start[0],
        "scheduled_time": start[1],
        "deadline_date": due[0],
        "deadline_time": due[1],
        "impact": _impact(_value(component, "PRIORITY")),
    }
    duration = None if _lasts_days(component) else _duration(component)
    starts_at = instant_of(start, local_clock)
    end = instant_of(due, local_clock) or (starts_at and starts_at + (duration or timedelta()))
    fields["reminder"] = reminder_of(component, starts_at, end)
    if duration:
        fields["duration"] = max(duration // MINUTE, 1)
    return replace(
        item,
        fields=item.fields | fields,
        completion=completion_of(component, local_clock),
        cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
    )


def _due(component: Component, local_clock: LocalClock) -> Slot:
    """Return DUE, or the end of a to-do that lasts for days."""
    if not _lasts_days(component):
        return slot_of(component, "DUE", local_clock)
    day, at = slot_of(component, "DTSTART", local_clock)
    days = (_duration(component) or A_DAY) // A_DAY
    return clean_day(day + timedelta(days=days)) if day else None, at


def _lasts_days(component: Component) -> bool:
    """Return whether DURATION only says when a to-do is due (RFC 5545 §3.6.2).

    Nobody works on one for a day or longer.
    """
    duration = _duration(component) or timedelta()
    return "DTSTART" in component and "DUE" not in component and duration >= A_DAY


def _duration(component: Component) -> timedelta | None:
    """Return DURATION, if the component has one. Raises `Rejected` for a negative one."""
    duration: timedelta | None = getattr(_value(component, "DURATION"), "dt", None)
    if duration and duration < timedelta():
        raise Rejected(ENDS_BEFORE_START)
    return duration


def _parse_event(component: Component, local_clock: LocalClock) -> ParsedItem:
    item = _parse_common(component)
    day, at = slot_of(component, "DTSTART", local_clock)
    if day is None or at is None:
        raise Rejected(NO_START_TIME)
    title = item.fields["title"]
    start = local_clock.instant(day, at)
    minutes = _minutes(component, start, local_clock)
    fields: TaskFields = {
        "title": title.removeprefix(DONE),
        "scheduled_date": day,
        "scheduled_time": at,
        "duration": minutes,
        "reminder": reminder_of(component, start, start + minutes * MINUTE),
    }
    completion = Completion(completed=title.startswith(DONE))
    return replace(item, fields=item.fields | fields, completion=completion)


def _parse_common(component: Component) -> ParsedItem:
    fields: TaskFields = {
        "title": str(component.get("SUMMARY", "")).strip() or str(UNTITLED),
        "description": str(component.get("DESCRIPTION", "")),
    }
    related = _value(component, "RELATED-TO")
    first = related[0] if isinstance(related, list) else related
    is_parent = first is not None and first.params.get("RELTYPE", "PARENT") == "PARENT"
    return ParsedItem(
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
    names = tuple(
        str(name).strip()
        for line in lines
        for name in getattr(line, "cats", ())
        if str(name).strip()
    )
    if len(names) > MAX_CATEGORIES:
        raise Rejected(_("A task can have up to %(count)d categories.") % {"count": MAX_CATEGORIES})
    return names


def _minutes(component: Component, start: datetime, local_clock: LocalClock) -> int:
    duration = _duration(component)
    if duration is None:
        end = instant_of(slot_of(component, "DTEND", local_clock), local_clock)
        duration = end - start if end else timedelta()
    if duration < timedelta():
        raise Rejected(ENDS_BEFORE_START)
    return max(duration // MINUTE, 1)


def _impact(priority: object) -> int:
    """Map a priority (RFC 5545 §3.8.1.9: 1–4 high, 5 medium, 6–9 low, 0 undefined)."""
    if not isinstance(priority, int):
        return 4
    return 4 if priority == 0 else 1 if priority < 5 else 2 if priority == 5 else 3


def _value(component: Component, name: str) -> Any:
    """Return a property as icalendar parses it; its type depends on the property, hence Any."""
    return component.get(name)
