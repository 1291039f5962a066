"""The only clock: the current instant, and the current day of a user."""

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


_override: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the current instant in UTC."""
    return _override.get() or timezone.now()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Set the clock inside the block, to create data for other days."""
    token = _override.set(instant)
    try:
        yield
    finally:
        _override.reset(token)


def today(user: User) -> date:
    """Return the current day of `user`, which starts at their day start hour."""
    preferences = user.preferences
    return day_of(now(), preferences.zone, preferences.day_start_hour)


def day_of(instant: datetime, zone: ZoneInfo, day_start_hour: int = 0) -> date:
    """Return the day of an instant in `zone`, where days start at `day_start_hour`."""
    local = instant.astimezone(zone)
    return local.date() - timedelta(days=local.hour < day_start_hour)
