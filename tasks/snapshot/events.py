"""Reads the events of other calendars that the page shows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import DateTimeField, F, Func, Value

from core.models import User
from core.prepared import BoundQuery, prepared
from core.wallclock import instant
from tasks.models import Event
from tasks.models.event import EventQuerySet, days_around


def shown_events(user: User, first: date, last: date) -> BoundQuery[Event]:
    """Events of the calendars that are shown, on these days, both included.

    `begins` and `ends` are what the person's clocks show then; null for whole days.
    """
    zone = user.preferences.zone
    begin, end = (instant(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return _shown(user, zone.key, begin, end, *days_around(begin, end))


@prepared
def _shown(
    user: User, zone: str, begin: datetime, end: datetime, first_day: date, last_day: date
) -> EventQuerySet:
    shown = Event.objects.for_user(user).shown().touching(begin, end, first_day, last_day)
    return shown.annotate(begins=_local("starts_at", zone), ends=_local("ends_at", zone))


def _local(instant: str, zone: str) -> Func:
    """What the clocks of a zone show at an instant, in whole seconds."""
    shows = Func(zone, F(instant), function="timezone")
    return Func(Value("second"), shows, function="date_trunc", output_field=DateTimeField())
