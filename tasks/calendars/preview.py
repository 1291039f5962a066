"""What an account contains, for a person who decides whether to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from core.wallclock import instant
from tasks.calendars.base import CalendarError, Provider, RemoteEvent
from tasks.calendars.windows import read_window
from tasks.planning.proposals.format import day_text
from tasks.planning.proposals.timegrid import TimeGrid


@dataclass(slots=True)
class CalendarPreview:
    """A calendar and the number of its events that are still to come; None if it was not read."""

    name: str
    events: int | None


@dataclass(slots=True)
class Preview:
    """The name for an account, its calendars, and its next event as text, or "".

    `days_ahead` is how far the events are counted.
    """

    name: str
    calendars: list[CalendarPreview]
    next_event: str
    days_ahead: int

    @property
    def events(self) -> int:
        """The number of events to come, in the calendars that were read."""
        return sum(calendar.events or 0 for calendar in self.calendars)


def preview_of(provider: Provider, user: User, name: str) -> Preview:
    """Read the calendars of an account for as long as the time share lasts.

    One bad calendar stops no other. Raises the first `CalendarError` if none can be read.
    """
    window = read_window(clock.today(user))
    previews: list[CalendarPreview] = []
    upcoming: list[RemoteEvent] = []
    failures: list[CalendarError] = []
    remote_calendars = provider.calendars()
    for remote in remote_calendars:
        try:
            listing = provider.listing(remote.remote_id, "", window)
        except CalendarError as error:
            failures.append(error)
            previews.append(CalendarPreview(remote.name, None))
            continue
        ahead = _events_ahead(listing.events, user)
        previews.append(CalendarPreview(remote.name, len(ahead)))
        upcoming.extend(ahead[:1])
    if failures and len(failures) == len(remote_calendars):
        raise failures[0]
    first = min(upcoming, key=lambda event: _start(event, user), default=None)
    days = (window.last - clock.today(user)).days
    return Preview(name, previews, _text(first, user) if first else "", days)


def _events_ahead(events: Iterable[RemoteEvent], user: User) -> list[RemoteEvent]:
    """Return the events that start from now on, or today if all day, the next one first."""
    now = clock.now()
    today = _start_of(clock.today(user), user)
    ahead = [
        event
        for event in events
        if not event.cancelled
        and not event.ours
        and event.slot.start
        and _start(event, user) >= (now if event.starts_at else today)
    ]
    return sorted(ahead, key=lambda event: _start(event, user))


def _start(event: RemoteEvent, user: User) -> datetime:
    if event.starts_at:
        return event.starts_at
    assert event.starts_on  # noqa: S101 - an event has one of both
    return _start_of(event.starts_on, user)


def _start_of(day: date, user: User) -> datetime:
    return instant(day, time(), user.preferences.zone)


def _text(event: RemoteEvent, user: User) -> str:
    """Return an event as a line, such as "Team meeting, Monday 2 March, 10:00"."""
    timegrid = TimeGrid.of_person(user)
    minute = timegrid.of(_start(event, user))
    parts: Sequence[str] = [event.title or _("(no title)"), day_text(timegrid.local(minute))]
    return ", ".join([*parts, *([timegrid.clock(minute)] if event.starts_at else [])])
