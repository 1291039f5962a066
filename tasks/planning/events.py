"""Reads the events of other calendars that the page shows."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db.models.functions import TruncSecond

from core.models import User
from core.wallclock import instant
from tasks.models import Event
from tasks.models.event import EventQuerySet


def shown_events(user: User, first: date, last: date) -> EventQuerySet:
    """Events of the calendars that are shown, on these days, both included.

    `begins` and `ends` are what the person's clocks show then; null for whole days.
    """
    zone = user.preferences.zone
    begin, end = (instant(day, time(), zone) for day in (first, last + timedelta(days=1)))
    local = {
        "begins": TruncSecond("starts_at", tzinfo=zone),
        "ends": TruncSecond("ends_at", tzinfo=zone),
    }
    return Event.objects.for_user(user).shown().between(begin, end).annotate(**local)
