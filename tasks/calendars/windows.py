"""Which days of other calendars are kept here, and which of ours are shown there."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.calendars.base import Window
from tasks.constants import (
    CALENDAR_DAYS_AHEAD,
    CALENDAR_DAYS_AHEAD_LEAST,
    CALENDAR_DAYS_BACK,
    CALENDAR_PUSH_DAYS_AHEAD,
    CALENDAR_PUSH_DAYS_BACK,
)


def read_window(today: date) -> Window:
    """The days whose events are kept."""
    ahead = timedelta(days=CALENDAR_DAYS_AHEAD)
    return Window(today - timedelta(days=CALENDAR_DAYS_BACK), today + ahead)


def reaches(until: date | None, today: date) -> bool:
    """Whether what was listed up to `until` is still far enough; else all is listed anew."""
    return until is not None and until >= today + timedelta(days=CALENDAR_DAYS_AHEAD_LEAST)


def push_window(today: date) -> Window:
    """The days whose blocks are pushed. What they leave behind stays where it was pushed."""
    ahead = timedelta(days=CALENDAR_PUSH_DAYS_AHEAD)
    return Window(today - timedelta(days=CALENDAR_PUSH_DAYS_BACK), today + ahead)
