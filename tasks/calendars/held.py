"""Entries that are suddenly missing from a calendar, and kept until the person confirms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, DateTimeField, Max, Min, Q
from django.db.models.functions import Cast, Coalesce

from core import clock
from core.models import User
from tasks.models import Calendar, Event

MAX_ENTRIES = 20  # listed of one calendar


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """A missing event or series: its next day (or its last), and the number of its occurrences."""

    title: str
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class HeldEntries:
    """The missing entries of one calendar: how many, and the first `MAX_ENTRIES` by day."""

    calendar: Calendar
    count: int
    entries: list[HeldEntry]

    @property
    def more(self) -> int:
        """How many entries are not listed."""
        return max(self.count - len(self.entries), 0)


def held_entries(user: User) -> dict[int, HeldEntries]:
    """Return the calendars with held entries, by id: one query, and one more for each of them."""
    calendars = Calendar.objects.for_user(user).listed().filter(held__gt=0).order_by("name", "pk")
    return {
        calendar.pk: HeldEntries(calendar, calendar.held, list(_entries(user, calendar)))
        for calendar in calendars
    }


def _entries(user: User, calendar: Calendar) -> Iterator[HeldEntry]:
    now = clock.now()
    begin = Coalesce("starts_at", Cast("starts_on", DateTimeField()))
    end = Coalesce("ends_at", Cast("ends_on", DateTimeField()))
    events = Event.objects.filter(calendar=calendar).suspected().with_entry_key()
    groups = events.annotate(begin=begin, end=end).values("entry_key")
    rows = groups.annotate(
        name=Min("title"),
        day=Coalesce(Min("begin", filter=Q(end__gt=now)), Max("begin")),
        times=Count("pk"),
        whole_days=Count("starts_on"),
    ).order_by("day", "entry_key")
    for row in rows[:MAX_ENTRIES]:
        day = _day(user, row["day"], whole_day=bool(row["whole_days"]))
        yield HeldEntry(row["name"], day, row["times"])


def _day(user: User, begin: datetime, *, whole_day: bool) -> date:
    if whole_day:
        return begin.astimezone(UTC).date()
    return clock.day_of(begin, user.preferences.zone, user.preferences.day_start_hour)
