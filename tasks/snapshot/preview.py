"""A small picture of a person's day, for the introduction: it fills as the answers come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.models import Preferences, User
from tasks.models import Domain

FIRST_HOUR, LAST_HOUR = 6, 22
HOUR = 26  # pixels
HEIGHT = (LAST_HOUR - FIRST_HOUR) * HOUR
MOST_DOMAINS = 6


@dataclass(frozen=True, slots=True)
class Shade:
    """Working hours, in pixels from the top of the picture."""

    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    top: float
    label: str


@dataclass(frozen=True, slots=True)
class DayPreview:
    day: str
    lines: list[Line]
    shades: list[Shade]
    now: Line | None
    domains: list[Domain]
    height: int = HEIGHT


def day_preview(user: User, now: datetime) -> DayPreview:
    """The day at `now`, on the person's own clock; of a day off, the next day with hours."""
    there = now.astimezone(user.preferences.zone)
    weekday = _working_day(user.preferences, there.weekday())
    domains = Domain.objects.for_user(user).active().order_by("position", "pk")
    return DayPreview(
        day=Preferences.Weekday(weekday).label,
        lines=[Line(_top(hour * 60), f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR)],
        shades=[_shade(*hours) for hours in user.preferences.working_hours[weekday]],
        now=_now_line(there) if weekday == there.weekday() else None,
        domains=list(domains[:MOST_DOMAINS]),
    )


def _working_day(preferences: Preferences, today: int) -> int:
    week = [(today + ahead) % 7 for ahead in range(7)]
    return next((day for day in week if preferences.working_hours[day]), today)


def _now_line(there: datetime) -> Line | None:
    shown = FIRST_HOUR <= there.hour < LAST_HOUR
    return Line(_top(there.hour * 60 + there.minute), f"{there:%-H:%M}") if shown else None


def _shade(start: int, end: int) -> Shade:
    top = _top(start)
    return Shade(top, _top(end) - top)


def _top(minutes: int) -> float:
    """Where a time of day is, no higher or lower than the picture."""
    return min(max((minutes / 60 - FIRST_HOUR) * HOUR, 0), HEIGHT)
