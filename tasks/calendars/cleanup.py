"""Deletes what syncing leaves behind: old runs, calendars long gone, ledger rows of past blocks."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from tasks.constants import CALENDAR_DAYS_BACK, CALENDAR_LOG_DAYS
from tasks.models import Calendar, PushedBlock, SyncRun


def cleanup() -> int:
    """Delete old rows and return how many. Idempotent.

    Past blocks stay on the remote calendar. Their ledger rows are deleted once listings no longer
    reach back to their day.
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
