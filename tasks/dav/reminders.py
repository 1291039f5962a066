"""Reads the reminder of a client's item from its alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from icalendar import Component

MINUTE = timedelta(minutes=1)
MAX_TRIGGER = timedelta(days=366)
MAX_REMINDER = timedelta(weeks=4)  # earlier instants stand for no alarm in Apple's programs


def reminder_of(component: Component, start: datetime | None, end: datetime | None) -> int | None:
    """Return the minutes before `start` of the first alarm that comes no later, or None.

    An alarm is relative to the start, or with RELATED=END (RFC 5545 §3.2.14) to the end of an event
    and to the DUE of a to-do; Apple's programs write instants.
    """
    if start is None:
        return None
    lead_times = (start - moment for moment in _moments(component, start, end))
    return next((time // MINUTE for time in lead_times if time >= timedelta()), None)


def _moments(component: Component, start: datetime, end: datetime | None) -> Iterator[datetime]:
    for alarm in component.walk("VALARM"):
        trigger = alarm.get("TRIGGER")
        offset = getattr(trigger, "dt", None)
        if isinstance(offset, datetime) and offset.tzinfo and start - MAX_REMINDER <= offset:
            yield offset
        if not isinstance(offset, timedelta) or abs(offset) > MAX_TRIGGER:
            continue
        from_end = trigger.params.get("RELATED", "START").upper() == "END"
        anchor = end if from_end else start
        if anchor:
            yield anchor + offset
