"""A small preview of a person's day, which fills up during the introduction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.models import Preferences, User
from tasks.models import Domain

FIRST_HOUR, LAST_HOUR = 6, 22
HOUR = 26  # pixels
HEIGHT = (LAST_HOUR - FIRST_HOUR) * HOUR
MAX_DOMAINS = 6


@dataclass(frozen=True, slots=True)
class Shade:
    """Working hours, in pixels from the top of the preview."""

    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """An hour line and its label, in pixels from the top."""

    top: float
    label: str


@dataclass(frozen=True, slots=True)
class DayPreview:
    """The preview of one day: weekday, hour lines, working hours, current time, domains."""

    day: str
    lines: list[Line]
    shades: list[Shade]
    now: Line | None
    domains: list[Domain]
    height: int = HEIGHT


def day_preview(user: User, now: datetime) -> DayPreview:
    """Return the preview of a local day; on a day off, of the next day with working hours."""
    local = now.astimezone(user.preferences.zone)
    weekday = _working_day(user.preferences, local.weekday())
    domains = Domain.objects.for_user(user).active().order_by("position", "pk")
    return DayPreview(
        day=Preferences.Weekday(weekday).label,
        lines=[Line(_top(hour * 60), f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR)],
        shades=[_shade(*hours) for hours in user.preferences.working_hours[weekday]],
        now=_now_line(local) if weekday == local.weekday() else None,
        domains=list(domains[:MAX_DOMAINS]),
    )


def _working_day(preferences: Preferences, today: int) -> int:
    week = [(today + ahead) % 7 for ahead in range(7)]
    return next((day for day in week if preferences.working_hours[day]), today)


def _now_line(local: datetime) -> Line | None:
    is_visible = FIRST_HOUR <= local.hour < LAST_HOUR
    return Line(_top(local.hour * 60 + local.minute), f"{local:%-H:%M}") if is_visible else None


def _shade(start: int, end: int) -> Shade:
    top = _top(start)
    return Shade(top, _top(end) - top)


def _top(minutes: int) -> float:
    """Return the position of a time of day, clipped to the preview."""
    return min(max((minutes / 60 - FIRST_HOUR) * HOUR, 0), HEIGHT)
