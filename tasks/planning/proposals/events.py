"""Read the events of a plan: busy time, focus time, whole days, and the days away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.models import User
from core.prepared import prepared
from tasks.models import Away, Event
from tasks.models.away import AwayQuerySet
from tasks.models.event import EventQuerySet, days_around, merged_spans
from tasks.planning.proposals.hours import Hours
from tasks.planning.proposals.request import PlanRequest, TimeRange
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Span
from tasks.planning.solver.spans import clipped, merged


class AllDayEvent(NamedTuple):
    """A busy all-day event, in minutes; ``ignored`` if the plan goes on around it.

    Days away count as one with a negative id, as in the calendar; no plan ignores them.
    """

    event_id: int
    title: str
    begin: int
    end: int
    ignored: bool = False

    @property
    def is_away(self) -> bool:
        return self.event_id < 0


class EventTimes(NamedTuple):
    """When events keep the person busy, their focus time, and the all-day events by name."""

    busy: tuple[Span, ...]
    focus: tuple[Span, ...]
    all_day: tuple[AllDayEvent, ...]


class NamedEvent(NamedTuple):
    """A busy event with times, in minutes."""

    begin: int
    end: int
    title: str


def named_events(user: User, timegrid: TimeGrid, first: int, last: int) -> list[NamedEvent]:
    """Return the busy events between two minutes, without whole days and focus time. One query."""
    begin, end = timegrid.instant(first), timegrid.instant(last)
    events = _busy_events(user, begin, end, *days_around(begin, end)).rows()
    timed = [event for event in events if not event.starts_on and event.kind != Event.Kind.FOCUS]
    spans = [(*event.span(timegrid.zone), event.title) for event in timed]
    return sorted(
        NamedEvent(timegrid.of(begin), timegrid.of(end), title) for begin, end, title in spans
    )


def read_events(user: User, request: PlanRequest, range_: TimeRange, hours: Hours) -> EventTimes:
    """Return the times of a person's events and days away, in whole minutes. Two queries.

    Read whole days: what focus time there is must not change as the first day passes.
    """
    timegrid = hours.timegrid
    first = hours.begin_of(range_.first_day - timedelta(days=1))
    now, begin, end = map(timegrid.instant, (range_.now, min(range_.now, first), range_.until))
    events = _busy_events(user, begin, end, *days_around(begin, end)).rows()
    away = _away_days(user, timegrid, now, end)
    focus = [event for event in events if event.kind == Event.Kind.FOCUS]
    busy = [
        event
        for event in events
        if event.kind != Event.Kind.FOCUS and not _is_ignored(event, request)
    ]
    return EventTimes(
        busy=tuple(merged([*_spans(timegrid, busy, now, end), *_whole(away, range_)])),
        focus=_spans(timegrid, focus, begin, end),
        all_day=(
            *(_all_day(timegrid, event, request) for event in events if event.starts_on),
            *away,
        ),
    )


def _away_days(user: User, timegrid: TimeGrid, begin: datetime, end: datetime) -> list[AllDayEvent]:
    """Return the days away near these instants, each from midnight to midnight. One query."""
    return [
        AllDayEvent(
            -away.pk,
            _("Away"),
            timegrid.minute(away.first_day, 0),
            timegrid.minute(away.last_day, 24 * 60),
        )
        for away in _away_between(user, *days_around(begin, end)).rows()
    ]


def _whole(away: Iterable[AllDayEvent], range_: TimeRange) -> list[Span]:
    spans = merged(Span(event.begin, event.end) for event in away)
    return clipped(spans, range_.now, range_.until)


@prepared
def _away_between(user: User, first_day: date, last_day: date) -> AwayQuerySet:
    return Away.objects.for_user(user).touching(first_day, last_day).order_by("first_day", "pk")


@prepared
def _busy_events(
    user: User, first: datetime, last: datetime, first_day: date, last_day: date
) -> EventQuerySet:
    return Event.objects.for_user(user).busy().touching(first, last, first_day, last_day)


def _is_ignored(event: Event, request: PlanRequest) -> bool:
    return event.starts_on is not None and event.pk in request.around


def _spans(
    timegrid: TimeGrid, events: Iterable[Event], begin: datetime, end: datetime
) -> tuple[Span, ...]:
    return tuple(
        Span(int(first.timestamp() // 60), -int(-last.timestamp() // 60))
        for first, last in merged_spans(events, begin, end, timegrid.zone)
    )


def _all_day(timegrid: TimeGrid, event: Event, request: PlanRequest) -> AllDayEvent:
    begin, end = map(timegrid.of, event.span(timegrid.zone))
    return AllDayEvent(event.pk, event.title, begin, end, _is_ignored(event, request))
