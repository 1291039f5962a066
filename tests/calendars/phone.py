"""A phone that shows the calendar of blocks of a `World`, and changes its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from tasks.editing.undo import undo
from tasks.models import Activity
from tests.conftest import NOW

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NINE = {"scheduled_date": MONDAY, "scheduled_time": time(9)}
HOUR = timedelta(hours=1)
FIRST_WRITE = 3  # of a sync, after the list of calendars and two listings


def remote_change(event, how):
    """Return the fields of a pushed event that a person changes remotely."""
    by = timedelta(days=70) if how == "far" else timedelta(hours=1)
    if how == "rename":
        return {"title": "Renamed remotely"}
    if how == "all day":
        day = event.starts_on or event.starts_at.date()
        last = day + timedelta(days=1)
        return {"starts_at": None, "ends_at": None, "starts_on": day, "ends_on": last}
    if event.starts_on:
        noon = NOW.replace(hour=12)
        return {"starts_on": None, "ends_on": None, "starts_at": noon, "ends_at": noon + by}
    if how == "resize":
        return {"ends_at": event.ends_at + by}
    return {"starts_at": event.starts_at + by, "ends_at": event.ends_at + by}


class Phone:
    def __init__(self, world, sync_now):
        self.world, self.sync = world, sync_now

    def events(self):
        events = self.world.live("made1").values()
        return sorted(events, key=lambda event: str(event.starts_at or event.starts_on))

    def change(self, n=0, **fields):
        self.world.write("made1", replace(self.events()[n], **fields))

    def move(self, by=HOUR, n=0):
        event = self.events()[n]
        self.change(n, starts_at=event.starts_at + by, ends_at=event.ends_at + by)

    def make_all_day(self, day, days=1, n=0):
        last = day + timedelta(days=days)
        self.change(n, starts_at=None, ends_at=None, starts_on=day, ends_on=last)

    def starts(self):
        return [event.starts_at or event.starts_on for event in self.events()]


def slot_of(row):
    row.refresh_from_db()
    return row.scheduled_date, row.scheduled_time


def undo_last(user):
    undo(user, Activity.objects.for_user(user).latest_first()[0].pk)
