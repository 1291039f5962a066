"""The request for a plan, and the range of time it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from core import clock
from core.models import Preferences, User
from tasks.editing.cleaning import clean_day
from tasks.errors import Rejected
from tasks.planning.proposals.timegrid import GRID, TimeGrid
from tasks.planning.solver import Span

Kind = Literal["day", "week", "push", "repair"]

EVENING = time(18)  # from here on, planning the day means tomorrow
MAX_DAYS = 62  # of one plan
MAX_DAYS_AHEAD = 8  # to look for a day with working hours
DATETIME_FIELDS = ("first", "last")


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A request for a plan.

    ``first`` and ``last`` are local times that choose the range. ``without`` lists keys of rows
    to leave where they are, such as t12. ``late_minutes`` and ``rest_of_day`` belong to "push".
    Without ``backlog``, only rows with a day, a deadline or a block take part. ``days`` sets the
    length of a "week". The row ``about`` always takes part and may go anywhere.
    """

    kind: Kind
    first: datetime | None = None
    last: datetime | None = None
    late_minutes: int = 0
    rest_of_day: bool = False
    without: tuple[str, ...] = ()
    backlog: bool = True
    seed: int = 0
    days: int = 0
    about: str = ""

    @property
    def only_placed(self) -> bool:
        """Tell whether only rows that have or had a block take part."""
        return self.kind in ("push", "repair")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlanRequest:
        times = {
            name: data[name] and datetime.fromisoformat(data[name]) for name in DATETIME_FIELDS
        }
        return cls(**{**data, **times, "without": tuple(data["without"])})

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        return data | {name: data[name] and data[name].isoformat() for name in DATETIME_FIELDS}


class TimeRange(NamedTuple):
    """The time a plan covers: from ``now`` to ``until`` in minutes, on local days.

    Nothing is planned during ``blocked``. If the person chose the range, it counts as working
    hours as a whole.
    """

    now: int
    until: int
    first_day: date
    last_day: date
    blocked: tuple[Span, ...] = ()
    is_chosen: bool = False


def time_range(user: User, request: PlanRequest, timegrid: TimeGrid) -> TimeRange:
    """Return the range of a request. Raise `Rejected` if it has passed or is too long."""
    preferences = user.preferences
    now, today = timegrid.rounded_up(clock.now()), clock.today(user)
    if request.first or request.last:
        return _chosen_range(timegrid, request, now, today)
    if request.kind == "day":
        day = _day_to_plan(preferences, timegrid, now, today)
        begin = max(now, _day_start(preferences, timegrid, day))
        return _whole_days(preferences, timegrid, begin, day, day)
    last_day = today + timedelta(days=(request.days or preferences.planning_days) - 1)
    whole = _whole_days(preferences, timegrid, now, today, last_day)
    if request.kind == "push":
        return _pushed(preferences, timegrid, whole, request)
    return whole


def _chosen_range(timegrid: TimeGrid, request: PlanRequest, now: int, today: date) -> TimeRange:
    for moment in filter(None, (request.first, request.last)):
        clean_day(moment.date())
    begin = max(now, timegrid.minute_at(request.first)) if request.first else now
    first_day = timegrid.local(begin).date()
    last = request.last or datetime.combine(first_day + timedelta(days=1), time.min)
    until = timegrid.minute_at(last)
    if until <= begin:
        raise Rejected(_("This time range is in the past, or ends before it starts."), "last")
    if until - begin > MAX_DAYS * 24 * 60:
        raise Rejected(_("A plan can cover at most %(days)d days.") % {"days": MAX_DAYS}, "last")
    last_day = timegrid.local(until - 1).date()
    return TimeRange(begin, until, max(first_day, today), last_day, is_chosen=True)


def _day_to_plan(preferences: Preferences, timegrid: TimeGrid, now: int, today: date) -> date:
    """Return today if working time is left before the evening, else the next day with some."""
    local = timegrid.local(now)
    is_evening = local.time() >= EVENING and local.date() == today
    for ahead in range(int(is_evening), MAX_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        hours = hours_of(preferences, timegrid, day)
        if any(end - max(begin, now) >= GRID for begin, end in hours):
            return day
    return today + timedelta(days=int(is_evening))


def _whole_days(
    preferences: Preferences, timegrid: TimeGrid, now: int, first_day: date, last_day: date
) -> TimeRange:
    """Return a range to the end of the last day, or of its hours if they run past midnight."""
    ends = [span.end for span in hours_of(preferences, timegrid, last_day)]
    next_day = _day_start(preferences, timegrid, last_day + timedelta(days=1))
    return TimeRange(now, max([now, next_day, *ends]), first_day, last_day)


def _pushed(
    preferences: Preferences, timegrid: TimeGrid, whole: TimeRange, request: PlanRequest
) -> TimeRange:
    """Block the time that the person needs first."""
    tomorrow = _day_start(preferences, timegrid, whole.first_day + timedelta(days=1))
    until = tomorrow if request.rest_of_day else whole.now + request.late_minutes
    return whole._replace(blocked=(Span(whole.now, until),))


def _day_start(preferences: Preferences, timegrid: TimeGrid, day: date) -> int:
    return timegrid.minute(day, preferences.day_start_hour * 60)


def hours_of(
    preferences: Preferences,
    timegrid: TimeGrid,
    day: date,
    domain_hours: Sequence[Any] | None = None,
) -> list[Span]:
    """Return the hours of one day, of a domain if given; they may run past midnight."""
    ranges = (domain_hours if domain_hours is not None else preferences.working_hours)[
        day.weekday()
    ]
    return [Span(timegrid.minute(day, begin), timegrid.minute(day, end)) for begin, end in ranges]
