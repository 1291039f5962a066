"""The item from which a client made a series.

The occurrences of the series are listed in its place. The item itself can still be read, changed
and deleted by its name: clients repeat requests, and change an item before they sync again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from icalendar import Component, Event, Todo

from core.models import User
from core.wallclock import LocalClock
from tasks.calendars.ical.components import event, todo
from tasks.calendars.ical.entries import Entry, labels_of, task_entry
from tasks.calendars.ical.series_events import on_calendar
from tasks.models import Series, Task
from tasks.recurrence import InvalidRule
from tasks.recurrence.ics import to_ics_lines

PROPERTIES = ("DTSTART", "RRULE", "EXDATE", "RDATE")


@dataclass(frozen=True, slots=True)
class SeriesItem:
    """A repeating task at its first day, and its rule as content lines."""

    entry: Entry
    lines: tuple[str, ...]
    deadline_days: int | None

    def event(self, uid: str, local_clock: LocalClock) -> Event:
        component = event(self.entry, uid, local_clock)
        start = self._add_rule(component)
        del component["DTEND"]
        component.add("dtend", start + timedelta(minutes=self.entry.minutes))
        return component

    def todo(self, uid: str, local_clock: LocalClock, parent_uid: str) -> Todo:
        """Return a VTODO whose DUE is the deadline of the first day."""
        component = todo(self.entry, uid, local_clock, parent_uid)
        start = self._add_rule(component)
        if self.deadline_days is not None:
            component.add("due", start + timedelta(days=self.deadline_days))
        return component

    def _add_rule(self, component: Component) -> Any:
        rule = _parsed(self.lines)
        for name in PROPERTIES:
            component.pop(name, None)
            if name in rule:
                component[name] = rule[name]
        return component["DTSTART"].dt  # type: ignore[union-attr]  # a DTSTART has a moment


def find_series(user: User, pk: int) -> SeriesItem | None:
    """Return a repeating task; None if iCalendar cannot express its rule."""
    tasks = Task.objects.for_user(user).not_archived().filter(pk=pk, series__isnull=False)
    task = tasks.select_related("domain", "series").first()
    local_clock = user.preferences.local_clock
    lines = _rule_lines(task.series, local_clock) if task else ()
    if not (task and lines):
        return None
    start = _parsed(lines)["DTSTART"].dt
    at = start.time() if isinstance(start, datetime) else None
    day = local_clock.day(start.date(), at) if at else start
    entry = replace(task_entry(task, labels_of(user)), day=day, at=at)
    return SeriesItem(entry, lines, task.series.deadline_days)


def _rule_lines(series: Series, local_clock: LocalClock) -> tuple[str, ...]:
    rule = on_calendar(series.rule, local_clock)
    try:
        return tuple(to_ics_lines(rule, local_clock.zone.key)) if rule else ()
    except InvalidRule:  # it repeats after completion
        return ()


def _parsed(lines: tuple[str, ...]) -> Any:
    return Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
