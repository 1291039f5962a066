"""Lets go of what syncing leaves behind: old runs, calendars long gone, blocks long past."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from tasks.constants import CALENDAR_DAYS_BACK, CALENDAR_LOG_DAYS
from tasks.models import Calendar, PushedBlock, SyncRun


def cleanup() -> int:
    """Delete what is old; return how many rows went. Safe to repeat.

    Past blocks stay where they were pushed. They are forgotten once nobody lists them any more.
    """
    now = clock.now()
    old = now - timedelta(days=CALENDAR_LOG_DAYS)
    unlisted = (now - timedelta(days=CALENDAR_DAYS_BACK + 1)).date()
    old_rows = [
        SyncRun.objects.filter(started_at__lt=old),
        PushedBlock.objects.past(unlisted),
        Calendar.objects.filter(gone_at__lt=old, receives_blocks=False),
    ]
    return sum(rows.delete()[0] for rows in old_rows)
