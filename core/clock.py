"""The one clock: what time it is, and which day that is, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

if TYPE_CHECKING:
    from core.models import User


_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _set.get() or timezone.now()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Everything inside happens at `instant`: how data is made that tells of other days."""
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)


def today(user: User) -> date:
    """The day `user` is living in: it ends at their day start hour, not at midnight."""
    preferences = user.preferences
    return day_of(now(), preferences.zone, preferences.day_start_hour)


def day_of(instant: datetime, zone: ZoneInfo, day_start_hour: int = 0) -> date:
    """The day an instant belongs to for somebody in `zone` whose days start at that hour."""
    local = instant.astimezone(zone)
    return local.date() - timedelta(days=local.hour < day_start_hour)
