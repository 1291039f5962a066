"""Jobs that a killed worker or a wrong clock left waiting are made due again."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django_q.models import Schedule

from core.models import JobStart, QueuedJob
from core.queue.jobs import UnreadablePayload, unpack
from core.queue.schedules import HOUR, MINUTE

logger = logging.getLogger(__name__)

MAX_CLOCK_SKEW = MINUTE  # by which clocks of machines may differ


def repair_clock_skew() -> int:
    """Let what waits for an instant that no right clock has set be done now; return how much.

    A clock that ran ahead and was put right leaves jobs and schedules which would wait until it
    gets there again. No job is locked for longer than `retry`, no schedule sleeps over an hour.
    """
    now = timezone.now()
    lock = now + timedelta(seconds=settings.Q_CLUSTER["retry"]) + MAX_CLOCK_SKEW
    found: int = QueuedJob.objects.filter(lock__gt=lock).update(lock=now)
    found += Schedule.objects.filter(next_run__gt=now + HOUR + MAX_CLOCK_SKEW).update(next_run=now)
    if found:
        logger.warning("clock was put back jobs_and_schedules=%d", found)
    return found


def requeue_orphaned_jobs() -> int:
    """Put back on the queue what a cluster had in hand when it was killed; return how many.

    Without it they would wait for `retry` to pass. Only when no other cluster is connected:
    theirs are at work. A job put back by mistake runs twice, which no job minds.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'whendoist-cluster' AND pid <> pg_backend_pid())"
        )
        alone = cursor.fetchone()[0]
    now = timezone.now()
    released = QueuedJob.objects.filter(lock__gt=now).update(lock=now) if alone else 0
    if released:
        logger.warning("jobs put back jobs=%d", released)
    return released


@transaction.atomic
def requeue(rows: Collection[int]) -> None:
    """Put back jobs that this cluster stopped in the middle, for any cluster to run from the start.

    The start that was stopped does not count: the job did not kill its worker.
    """
    for row in QueuedJob.objects.filter(pk__in=rows):
        row.lock = timezone.now()
        row.save(update_fields=["lock"])
        try:
            starts = JobStart.objects.filter(pk=unpack(row.payload).task_id, starts__gt=0)
        except UnreadablePayload:
            continue
        starts.update(starts=F("starts") - 1)
