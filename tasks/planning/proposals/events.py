"""Read the events of a plan: busy time, focus time, and whole days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.models import User
from core.prepared import prepared
from tasks.models import Event
from tasks.models.event import EventQuerySet, days_around, merged_spans
from tasks.planning.proposals.hours import Hours
from tasks.planning.proposals.request import PlanRequest, TimeRange
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Span


class AllDayEvent(NamedTuple):
    """A busy all-day event, in minutes; ``ignored`` if the plan goes on around it."""

    event_id: int
    title: str
    begin: int
    end: int
    ignored: bool = False


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
    """Return the times of a person's events, in whole minutes. One query.

    Read whole days: what focus time there is must not change as the first day passes.
    """
    timegrid = hours.timegrid
    first = hours.begin_of(range_.first_day - timedelta(days=1))
    now, begin, end = map(timegrid.instant, (range_.now, min(range_.now, first), range_.until))
    events = _busy_events(user, begin, end, *days_around(begin, end)).rows()
    focus = [event for event in events if event.kind == Event.Kind.FOCUS]
    busy = [
        event
        for event in events
        if event.kind != Event.Kind.FOCUS and not _is_ignored(event, request)
    ]
    return EventTimes(
        busy=_spans(timegrid, busy, now, end),
        focus=_spans(timegrid, focus, begin, end),
        all_day=tuple(_all_day(timegrid, event, request) for event in events if event.starts_on),
    )


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
