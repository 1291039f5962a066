"""Fair turns: the users whose jobs wait are served one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from core.models import JobTurn, QueuedJob
from core.queue.sql import CLAIM_NEXT_JOB

# Users without any of the latest turns count as never served.
REMEMBERED_TURNS = 10_000


class ClaimedJob(NamedTuple):
    """A row of the queue that belongs to this worker until `retry` has passed."""

    row: int
    payload: str
    user_id: int | None


def claim_next_job() -> ClaimedJob | None:
    """Claim the next job, or return None when none is due.

    A user with many jobs delays every other user by at most one job per worker, with any number
    of clusters.
    """
    now = timezone.now()
    until = now + timedelta(seconds=settings.Q_CLUSTER["retry"])
    params = {"now": now, "until": until, "queue": settings.Q_CLUSTER["name"]}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_NEXT_JOB, params)
        row = cursor.fetchone()
    return ClaimedJob(*row) if row else None


def forget_old_turns() -> str:
    """Delete old turns (an hourly job), whose users then count as never served. Idempotent."""
    latest = JobTurn.objects.aggregate(latest=Max("id"))["latest"] or 0
    deleted, _ = JobTurn.objects.filter(pk__lt=latest - REMEMBERED_TURNS).delete()
    return f"{deleted} turns"


def detach_user(user_id: int) -> None:
    """Remove a closed account from its jobs, which still run: they may clean up after it."""
    QueuedJob.objects.filter(user_id=user_id).update(user_id=None)
    JobTurn.objects.filter(user_id=user_id).delete()
