"""Recovery: make jobs due again that a killed worker or a wrong clock left locked."""

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
from core.queue.sql import IS_ONLY_CLUSTER

logger = logging.getLogger(__name__)

MAX_CLOCK_SKEW = MINUTE  # between the clocks of machines


def repair_clock_skew() -> int:
    """Make jobs and schedules due that are implausibly far in the future; return how many.

    A clock that was ahead and has been corrected leaves them behind. No job is locked for longer
    than `retry`, and no schedule waits for more than an hour.
    """
    now = timezone.now()
    lock = now + timedelta(seconds=settings.Q_CLUSTER["retry"]) + MAX_CLOCK_SKEW
    repaired: int = QueuedJob.objects.filter(lock__gt=lock).update(lock=now)
    repaired += Schedule.objects.filter(next_run__gt=now + HOUR + MAX_CLOCK_SKEW).update(
        next_run=now
    )
    if repaired:
        logger.warning("clock skew repaired jobs_and_schedules=%d", repaired)
    return repaired


def requeue_orphaned_jobs() -> int:
    """Make the jobs of a killed cluster due at once, instead of after `retry`; return how many.

    Does nothing while another cluster is connected, because the jobs may be running there. A job
    requeued by mistake runs twice, which is safe.
    """
    with connection.cursor() as cursor:
        cursor.execute(IS_ONLY_CLUSTER)
        is_only_cluster = cursor.fetchone()[0]
    now = timezone.now()
    if not is_only_cluster:
        return 0
    requeued: int = QueuedJob.objects.filter(lock__gt=now).update(lock=now)
    if requeued:
        logger.warning("orphaned jobs requeued jobs=%d", requeued)
    return requeued


@transaction.atomic
def requeue(rows: Collection[int]) -> None:
    """Make interrupted jobs of this cluster due, for any cluster to run again.

    The interrupted start is not counted: the job did not kill its worker.
    """
    for row in QueuedJob.objects.filter(pk__in=rows):
        row.lock = timezone.now()
        row.save(update_fields=["lock"])
        try:
            starts = JobStart.objects.filter(pk=unpack(row.payload).task_id, starts__gt=0)
        except UnreadablePayload:
            continue
        starts.update(starts=F("starts") - 1)
