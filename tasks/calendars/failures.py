"""Failures of single calendars: stored with the calendar, which alone is retried less often."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Min, Q
from django.db.models.functions import Least

from core import clock
from tasks.calendars.accounts import retry_delay
from tasks.calendars.base import CalendarError
from tasks.models import Calendar, CalendarAccount

logger = logging.getLogger(__name__)

READING, PUSHING = "retry_at", "push_retry_at"  # each waits on its own: the other may work


def record_failure(
    calendar: Calendar, direction: str, error: CalendarError, **columns: object
) -> None:
    """Store why a calendar failed and when to try again, and update `columns` of its row."""
    failures = calendar.failures + 1
    retry_at = clock.now() + retry_delay(error, failures)
    changes = {"failures": failures, "trouble": str(error), direction: retry_at} | columns
    Calendar.objects.filter(pk=calendar.pk).update(**changes)
    logger.info(
        "calendar failed account=%s calendar=%s direction=%s failures=%d cause=%s",
        *(calendar.account_id, calendar.pk, direction, failures, type(error).__name__),
    )


def record_success(calendar: Calendar, direction: str) -> None:
    """Store that a calendar was read or pushed to; its problem is over unless the other remains."""
    changes: dict[str, object] = {"read_at": clock.now()} if direction == READING else {}
    row = Calendar.objects.filter(pk=calendar.pk)
    if getattr(calendar, direction):
        other = PUSHING if direction == READING else READING
        changes[direction] = None
        if not getattr(calendar, other):
            changes["failures"] = 0
            row.filter(held=0).update(trouble="")
    if changes:
        row.update(**changes)


def is_resting(calendar: Calendar, direction: str) -> bool:
    """Whether a calendar that failed is not tried yet."""
    retry_at: datetime | None = getattr(calendar, direction)
    return retry_at is not None and retry_at > clock.now()


def next_retry(account: CalendarAccount) -> datetime | None:
    """Return when the first resting calendar of an account is tried again."""
    now = clock.now()
    times = {
        direction: Min(direction, filter=Q(**{f"{direction}__gt": now}))
        for direction in (READING, PUSHING)
    }
    first: datetime | None = account.calendars.listed().aggregate(at=Least(*times.values()))["at"]
    return first


def retry_now(account: CalendarAccount, **columns: object) -> None:
    """Try all calendars of an account at its next sync, and update `columns` of their rows."""
    account.calendars.update(failures=0, retry_at=None, push_retry_at=None, **columns)
