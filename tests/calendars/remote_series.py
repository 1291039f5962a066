"""Rules for random histories: series that change remotely, torn listings, and bad calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tasks.calendars.base import CalendarError, RemoteEvent, Unavailable
from tasks.models import Calendar, Event
from tests.calendars.fake_provider import meeting
from tests.conftest import NOW

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
CALENDARS = st.sampled_from(["work", "home"])
CHANGES = ["move", "shrink", "extend", "override", "cancel one", "delete", "delete as one"]
ERRORS = [Unavailable("500"), CalendarError("400"), KeyError("garbage")]


class RemoteSeries:
    """Rules of a state machine with a `world`, an `account`, `names`, `now`, and `sync()`."""

    @initialize()
    def start_with_series(self):
        for calendar in ("work", "home"):
            for hour in (9, 10):
                name = f"series{next(self.names)}"
                self.write_series(calendar, name, NOW.replace(hour=hour), 3)
        self.sync()

    @rule(
        calendar=CALENDARS, day=st.integers(0, 6), hour=st.integers(8, 11), times=st.integers(1, 4)
    )
    def add_remote_series(self, calendar, day, hour, times):
        start = NOW.replace(hour=hour) + timedelta(days=day)
        self.write_series(calendar, f"series{next(self.names)}", start, times)

    @rule()
    def add_many_remote_events(self):
        for n in range(12):
            start = NOW + n * HOUR
            self.world.write("home", meeting(f"many{next(self.names)}", start, start + HOUR))

    @rule(
        calendar=CALENDARS,
        n=st.integers(0, 5),
        how=st.sampled_from(CHANGES),
        silent=st.booleans(),
        sync=st.booleans(),
    )
    def change_remote_series(self, calendar, n, how, silent, sync):
        """Change a series; silently means that only a complete listing shows it, as after a 410."""
        entries = sorted({event.entry for event in self.world.live(calendar).values()} - {""})
        if not entries:
            return
        entry = entries[n % len(entries)]
        events = [event for event in self.world.live(calendar).values() if event.entry == entry]
        events.sort(key=lambda event: event.starts_at)
        start, last = events[0].starts_at, events[-1]
        if how == "extend":
            self.write_series(calendar, entry, last.starts_at + WEEK, 1)
        elif how == "override":
            later = {"starts_at": start + 3 * HOUR, "ends_at": start + 4 * HOUR}
            self.world.write(calendar, replace(events[0], **later))
        else:
            gone = {"shrink": events[1:], "cancel one": events[:1]}.get(how, events)
            self.remove(calendar, gone, silent or how == "delete as one")
            if how == "move":
                self.write_series(calendar, entry, start + HOUR, len(events))
            elif how == "delete as one" and not silent:
                self.world.write(calendar, RemoteEvent(entry, status="cancelled"))
        self.world.epoch += silent
        if sync:
            self.sync()

    @rule(tear=st.booleans())
    def tear_next_listing(self, tear):
        self.world.torn_next_listing = tear
        self.world.epoch += 1

    @rule(calendar=CALENDARS, error=st.sampled_from(ERRORS))
    def break_calendar(self, calendar, error):
        self.world.broken[calendar] = error

    @rule()
    def repair_calendars(self):
        self.world.broken.clear()

    def write_series(self, calendar, entry, start, times):
        for n in range(times):
            begin = start + n * WEEK
            event = meeting(f"{entry}_{begin:%Y%m%dT%H%M}", begin, begin + HOUR, "Series")
            self.world.write(calendar, replace(event, entry=entry, uid=f"{entry}@example.org"))

    def remove(self, calendar, events, silent):
        for event in events:
            if silent:
                del self.world.events[calendar][event.remote_id]
            else:
                self.world.delete(calendar, event.remote_id)

    def series_are_as_listed(self):
        """A calendar that was just read shows each listed series as it is, and never twice."""
        for calendar in Calendar.objects.filter(account=self.account, read_at=self.now):
            listed: dict[str, set] = {}
            for pk, event in self.world.live(calendar.remote_id).items():
                if event.entry:
                    listed.setdefault(event.entry, set()).add((pk, event.starts_at))
            rows = Event.objects.filter(calendar=calendar, entry__in=listed)
            shown: dict[str, set] = {}
            for entry, *event in rows.values_list("entry", "remote_id", "starts_at"):
                shown.setdefault(entry, set()).add(tuple(event))
            assert shown == listed
