"""Delete old completed and skipped instances. Pending instances and history stay."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, timedelta

from django.db import transaction

from core import clock
from core.models import Preferences
from tasks.constants import INSTANCE_RETENTION_DAYS, MATERIALIZATION_CHUNK_USERS
from tasks.models import TaskInstance

logger = logging.getLogger(__name__)

RETENTION = timedelta(days=INSTANCE_RETENTION_DAYS)


def cleanup_old_instances() -> Counter[str]:
    """Delete finished instances older than the retention, by their owner's own today.

    Returns the number per status, and under "failures" the number of users that failed. Takes one
    transaction per user, and logs one line per user and status. Idempotent; may run in parallel.
    """
    totals: Counter[str] = Counter()
    after = 0
    while users := _users_with_old_instances(after):
        for preferences in Preferences.objects.filter(pk__in=users).iterator():
            totals += _cleanup_user(preferences)
        after = users[-1]
    return totals


def _users_with_old_instances(after: int) -> list[int]:
    # One day more than the cutoff of any time zone; the user's own cutoff is applied below.
    latest = clock.now().date() - RETENTION + timedelta(days=1)
    old = TaskInstance.objects.finished().filter(scheduled_date__lt=latest, user__gt=after)
    ids = old.order_by("user").values_list("user", flat=True).distinct()
    return list(ids[:MATERIALIZATION_CHUNK_USERS])


def _cleanup_user(preferences: Preferences) -> Counter[str]:
    try:
        today = clock.day_of(clock.now(), preferences.zone, preferences.day_start_hour)
        return _delete_before(preferences.pk, today - RETENTION)
    except Exception as error:
        # One bad row must not stop the cleanup for other users.
        logger.exception(
            "cleanup failed user=%s error=%s: %s", preferences.pk, type(error).__name__, error
        )
        return Counter(failures=1)


def _delete_before(user: int, cutoff: date) -> Counter[str]:
    deleted: Counter[str] = Counter()
    old = TaskInstance.objects.finished().filter(user=user, scheduled_date__lt=cutoff)
    with transaction.atomic():
        for status in (TaskInstance.Status.COMPLETED, TaskInstance.Status.SKIPPED):
            deleted[status.value] = old.filter(status=status).delete()[0]
    for name, count in deleted.items():
        if count:
            logger.info("retention user=%s status=%s deleted=%d", user, name, count)
    return deleted
