"""What a person asks the planner for, and the stretch of time that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from core import clock
from core.models import Preferences, User
from tasks.editing.cleaning import clean_day
from tasks.errors import Rejected
from tasks.planning.proposals.timegrid import GRID, Wall
from tasks.planning.solver import Span

Kind = Literal["day", "week", "push", "repair"]

EVENING = time(18)  # from here on, planning the day means tomorrow
MOST_DAYS = 62  # that one plan may span


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a plan. `first` and `last` are wall-clock times; `without` names rows, as t12.

    `late_minutes` and `rest_of_day` belong to "push". Without `backlog`, only what has a day, a
    deadline or a block takes part. `days` shortens or lengthens a "week"; the row `about` takes
    part in any case, and may go anywhere.
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

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Asked:
        days = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in RANGE}
        return cls(**{**kept, **days, "without": tuple(kept["without"])})

    def as_json(self) -> dict[str, Any]:
        said = asdict(self)
        return said | {name: said[name] and said[name].isoformat() for name in RANGE}


RANGE = ("first", "last")


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch a plan is for: from `now` to `until` in minutes, and what else keeps it free.

    `first` and `last` are its local days. `chosen` says that the person named the stretch, which
    then counts as hours, whatever their working hours are.
    """

    now: int
    until: int
    first: date
    last: date
    busy: tuple[Span, ...] = ()
    chosen: bool = False


def window(user: User, asked: Asked) -> Window:
    """The stretch that is meant. Raises `Refused` when it lies in the past or is too long."""
    preferences = user.preferences
    wall = Wall.of_person(user)
    now, today = wall.rounded_up(clock.now()), clock.today(user)
    if asked.first or asked.last:
        return _chosen(wall, asked, now, today)
    if asked.kind == "day":
        day = _day_to_plan(preferences, wall, now, today)
        return _whole_days(preferences, wall, max(now, _start(preferences, wall, day)), day, day)
    last = today + timedelta(days=(asked.days or preferences.planning_days) - 1)
    whole = _whole_days(preferences, wall, now, today, last)
    if asked.kind == "push":
        return _pushed(preferences, wall, whole, asked)
    return whole


def _chosen(wall: Wall, asked: Asked, now: int, today: date) -> Window:
    for moment in filter(None, (asked.first, asked.last)):
        clean_day(moment.date())
    begin = max(now, wall.minute_at(asked.first)) if asked.first else now
    first = wall.local(begin).date()
    last = asked.last or datetime.combine(first + timedelta(days=1), time.min)
    until = wall.minute_at(last)
    if until <= begin:
        raise Rejected("This stretch of time has passed already, or ends before it begins.", "last")
    if until - begin > MOST_DAYS * 24 * 60:
        raise Rejected(f"A plan spans at most {MOST_DAYS} days.", "last")
    return Window(begin, until, max(first, today), wall.local(until - 1).date(), chosen=True)


def _day_to_plan(preferences: Preferences, wall: Wall, now: int, today: date) -> date:
    """Today while there is working time left before the evening, else the next day with some."""
    evening = wall.local(now).time() >= EVENING and wall.local(now).date() == today
    candidates = [today + timedelta(days=n) for n in range(8)]
    for day in candidates[1:] if evening else candidates:
        if any(end - max(begin, now) >= GRID for begin, end in hours_of(preferences, wall, day)):
            return day
    return today + timedelta(days=int(evening))


def _whole_days(preferences: Preferences, wall: Wall, now: int, first: date, last: date) -> Window:
    """To the end of the last day, and of its hours where they go on after midnight."""
    ends = [end for _, end in hours_of(preferences, wall, last)]
    until = max([now, _start(preferences, wall, last + timedelta(days=1)), *ends])
    return Window(now, until, first, last)


def _pushed(preferences: Preferences, wall: Wall, whole: Window, asked: Asked) -> Window:
    tomorrow = _start(preferences, wall, whole.first + timedelta(days=1))
    until = tomorrow if asked.rest_of_day else whole.now + asked.late_minutes
    return Window(whole.now, whole.until, whole.first, whole.last, busy=(Span(whole.now, until),))


def _start(preferences: Preferences, wall: Wall, day: date) -> int:
    return wall.minute(day, preferences.day_start_hour * 60)


def hours_of(
    preferences: Preferences, wall: Wall, day: date, own: Sequence[Any] | None = None
) -> list[Span]:
    """The hours of one day, over midnight where they go on; `own` are those of a domain."""
    ranges = (own if own is not None else preferences.working_hours)[day.weekday()]
    return [Span(wall.minute(day, begin), wall.minute(day, end)) for begin, end in ranges]
