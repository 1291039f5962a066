"""Days and times of a client's item, as the person's."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from icalendar import Component

from core.wallclock import LocalClock

Slot = tuple[date | None, time | None]  # the person's day, and the time on it
NO_SLOT: Slot = (None, None)


def slot_of(component: Component, name: str, local_clock: LocalClock) -> Slot:
    """Return the person's day and the time, to the minute; (None, None) if absent."""
    if name not in component:
        return NO_SLOT
    value: Any = component[name]  # its type depends on the property
    moment: date = value.dt
    if not isinstance(moment, datetime):
        return moment, None
    local = moment.astimezone(local_clock.zone) if moment.tzinfo else moment
    at = local.time().replace(second=0, microsecond=0)
    return local_clock.day(local.date(), at), at


def instant_of(slot: Slot, local_clock: LocalClock) -> datetime | None:
    """Return the instant of a slot that has a time."""
    day, at = slot
    return local_clock.instant(day, at) if day and at else None
