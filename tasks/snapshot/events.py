"""Read what the calendar shows besides tasks: events of other calendars, and days away."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.db.models import DateTimeField, F, Func, Value
from django.utils.translation import gettext as _

from core.models import User
from core.prepared import BoundQuery, prepared
from core.wallclock import instant
from tasks.errors import NotFound
from tasks.models import Away, Event
from tasks.models.away import AwayQuerySet
from tasks.models.event import EventQuerySet, days_around


def shown_events(user: User, first: date, last: date) -> BoundQuery[Event]:
    """Select the events of visible calendars on these days, both included.

    `begins` and `ends` are local times of the person; null for all-day events.
    """
    zone = user.preferences.zone
    begin, end = (instant(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return _shown(user, zone.key, begin, end, *days_around(begin, end))


@prepared
def _shown(
    user: User, zone: str, begin: datetime, end: datetime, first_day: date, last_day: date
) -> EventQuerySet:
    events = Event.objects.for_user(user).shown().touching(begin, end, first_day, last_day)
    return events.annotate(begins=_local("starts_at", zone), ends=_local("ends_at", zone))


def _local(instant: str, zone: str) -> Func:
    """Return the local time of an instant in a zone, in whole seconds."""
    local = Func(zone, F(instant), function="timezone")
    return Func(Value("second"), local, function="date_trunc", output_field=DateTimeField())


def event_details(user: User, pk: int) -> dict[str, str]:
    """Return what a person reads about one event besides its row on the calendar.

    Raises `NotFound` unless it is an event of a visible calendar of this user.
    """
    events = Event.objects.for_user(user).shown().select_related("calendar__account")
    event = events.filter(pk=pk).first()
    if event is None:
        raise NotFound("event")
    calendar = event.calendar
    return {
        "calendar": calendar.name,
        "account": calendar.account.name,
        "response": event.response,
    }


@prepared
def away_between(user: User, first: date, last: date) -> AwayQuerySet:
    """Select the days away that touch these days, both included."""
    return Away.objects.for_user(user).touching(first, last)


def with_away(events: bytes, away: bytes) -> bytes:
    """Add the days away to the events of a calendar, as all-day events with negative ids."""
    periods = orjson.loads(away)
    if not periods:
        return events
    return orjson.dumps(orjson.loads(events) + [_away_event(period) for period in periods])


def _away_event(period: dict[str, Any]) -> dict[str, Any]:
    after = date.fromisoformat(period["last_day"]) + timedelta(days=1)
    return {
        "id": -period["id"],
        "title": _("Away"),
        "location": "",
        "link": "",
        "status": "confirmed",
        "starts_on": period["first_day"],
        "ends_on": after,
        "begins": None,
        "ends": None,
        "minutes": None,
        "free": False,
        "colour": None,
    }
