"""The days whose remote events are stored, and the days whose blocks are pushed."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.calendars.base import Window
from tasks.constants import (
    CALENDAR_DAYS_AHEAD,
    CALENDAR_DAYS_BACK,
    CALENDAR_MIN_DAYS_AHEAD,
    CALENDAR_PUSH_DAYS_AHEAD,
    CALENDAR_PUSH_DAYS_BACK,
)


def read_window(today: date) -> Window:
    """Return the days whose remote events are stored."""
    ahead = timedelta(days=CALENDAR_DAYS_AHEAD)
    return Window(today - timedelta(days=CALENDAR_DAYS_BACK), today + ahead)


def reaches(until: date | None, today: date) -> bool:
    """Whether a listing up to `until` still reaches far enough; if not, list everything again."""
    return until is not None and until >= today + timedelta(days=CALENDAR_MIN_DAYS_AHEAD)


def push_window(today: date) -> Window:
    """Return the days whose blocks are pushed. Earlier blocks stay on the remote calendar."""
    ahead = timedelta(days=CALENDAR_PUSH_DAYS_AHEAD)
    return Window(today - timedelta(days=CALENDAR_PUSH_DAYS_BACK), today + ahead)
