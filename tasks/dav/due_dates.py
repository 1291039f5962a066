"""Programs that list to-dos by DUE alone: a scheduled one is due there when it is scheduled.

Its DUE is not a deadline: written back it changes nothing, and changed it moves the schedule.
"""

from __future__ import annotations

from icalendar import Component

from core.models import Preferences, User
from core.wallclock import LocalClock
from tasks.calendars.ical.components import start_of
from tasks.calendars.ical.entries import Entry
from tasks.dav.programs import lists_by_due
from tasks.dav.slots import NO_SLOT, slot_of


def due_when_scheduled(user: User) -> bool:
    """Return whether this person wants it for the program of the current request."""
    choice = user.preferences.due_when_scheduled
    if choice == Preferences.DueWhenScheduled.AUTO:
        return lists_by_due()
    return choice == Preferences.DueWhenScheduled.ALWAYS


def is_due_when_scheduled(entry: Entry) -> bool:
    """Return whether these programs get the schedule of an entry as its DUE."""
    return entry.day is not None and entry.deadline is None


def restore_meaning(component: Component, entry: Entry | None, local_clock: LocalClock) -> None:
    """Turn the DUE of a VTODO back into the DTSTART or the deadline that it stands for.

    `entry` is the item as it is; None for a new one. Some programs (Apple's) write DUE and the
    same DTSTART, which says no more than DUE: it is the deadline of an item that has one, and else
    the schedule.
    """
    start, due = (slot_of(component, name, local_clock) for name in ("DTSTART", "DUE"))
    if start == due != NO_SLOT:
        if entry and entry.deadline:
            _set_start(component, entry, local_clock)
        else:
            del component["DUE"]
    elif entry and is_due_when_scheduled(entry):
        if start == NO_SLOT and due != NO_SLOT:
            component["DTSTART"] = component.pop("DUE")
        elif due == (entry.day, entry.at):
            del component["DUE"]


def _set_start(component: Component, entry: Entry, local_clock: LocalClock) -> None:
    del component["DTSTART"]
    if entry.day:
        component.add("dtstart", start_of(entry.day, entry.at, local_clock))
