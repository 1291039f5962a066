"""The request for a plan, and the range of time it covers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from core import clock
from core.models import User
from tasks.editing.cleaning import clean_day
from tasks.errors import Rejected
from tasks.planning.proposals.hours import Hours
from tasks.planning.proposals.timegrid import TimeGrid
from tasks.planning.solver import Span

Kind = Literal["day", "week", "late", "early", "repair"]

MAX_DAYS = 62  # of one plan
DATETIME_FIELDS = ("first", "last")
LIST_FIELDS = ("without", "around", "released", "preferred")
KIND_BEFORE = {"push": "late"}  # the name of a kind in older requests
MAX_EXTRA_MINUTES = 12 * 60  # of one span of extra hours


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A request for a plan.

    ``first`` and ``last`` are local times that choose the range. ``without`` lists keys of rows
    to leave where they are, such as t12. A "late" request moves the rest of today by
    ``late_minutes``, or to later days if ``rest_of_day`` is gone; "early" pulls the next blocks
    forward. ``released`` lists keys of rows whose time the person lets the planner change.
    Without ``backlog``, only rows with a day, a deadline or a block take part. ``days`` sets the
    length of a "week". The row ``about`` always takes part and may go anywhere. ``around`` lists
    ids of all-day events that take no time in this plan, ``extra_hours`` local times that count as
    working hours in this plan only. The rows ``preferred`` count as High and as meant for the plan.
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
    around: tuple[int, ...] = ()
    released: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    extra_hours: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def only_placed(self) -> bool:
        """Tell whether only rows that have or had a block take part."""
        return self.kind == "repair" or self.slides

    @property
    def slides(self) -> bool:
        """Tell whether only upcoming blocks take part, and keep their order."""
        return self.kind in ("late", "early")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlanRequest:
        times = {
            name: data[name] and datetime.fromisoformat(data[name]) for name in DATETIME_FIELDS
        }
        lists = {name: tuple(data.get(name, ())) for name in LIST_FIELDS}
        extra = tuple(
            (datetime.fromisoformat(first), datetime.fromisoformat(last))
            for first, last in data.get("extra_hours", ())
        )
        kind = KIND_BEFORE.get(data["kind"], data["kind"])
        return cls(**{**data, **times, **lists, "kind": kind, "extra_hours": extra})

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        times = {name: data[name] and data[name].isoformat() for name in DATETIME_FIELDS}
        extra = [[first.isoformat(), last.isoformat()] for first, last in self.extra_hours]
        return data | times | {"extra_hours": extra}

    def extra_spans(self, timegrid: TimeGrid) -> list[Span]:
        """Return the extra hours in minutes. Raise `Rejected` for a span that makes no sense."""
        for moment in (moment for pair in self.extra_hours for moment in pair):
            clean_day(moment.date())
        spans = [
            Span(timegrid.minute_at(first), timegrid.minute_at(last))
            for first, last in self.extra_hours
        ]
        if any(not 0 < end - begin <= MAX_EXTRA_MINUTES for begin, end in spans):
            raise Rejected(_("Extra hours end after they start, on the same day."), "extra_hours")
        return spans


class TimeRange(NamedTuple):
    """The time a plan covers: from ``now`` to ``until`` in minutes, on local days.

    If the person chose the range, it counts as working hours as a whole.
    """

    now: int
    until: int
    first_day: date
    last_day: date
    is_chosen: bool = False


def time_range(user: User, request: PlanRequest, hours: Hours) -> TimeRange:
    """Return the range of a request. Raise `Rejected` if it has passed or is too long."""
    now, today = hours.timegrid.rounded_up(clock.now()), clock.today(user)
    if request.kind == "late":  # what begins within these minutes is next, not in progress
        now = hours.timegrid.of(clock.now())
    if request.first or request.last:
        return _chosen_range(hours.timegrid, request, now, today)
    if request.kind == "day":
        day = hours.day_to_plan(now, today)
        return TimeRange(max(now, hours.begin_of(day)), max(now, hours.end_of(day)), day, day)
    last_day = today + timedelta(days=(request.days or user.preferences.planning_days) - 1)
    return TimeRange(now, max(now, hours.end_of(last_day)), today, last_day)


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
