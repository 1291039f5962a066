"""Which job is next: the users whose jobs wait take turns."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from core.models import JobTurn, QueuedJob

# Users who had none of so many latest turns count as never served.
REMEMBERED_TURNS = 10_000

# The first waiting job of the user who was served least recently. One statement, so that no worker
# comes between the choice and the note that it was made; the ORM has no data-modifying CTE. A few
# candidates, because others may be taking the first ones just now; locking comes after sorting and
# would make PostgreSQL sort them all. It reads every job that waits: 3 ms per 10,000, which an
# index does not change.
TAKE = """
WITH candidate AS MATERIALIZED (
    SELECT job.id, turn.id AS turn
    FROM django_q_ormq job LEFT JOIN core_jobturn turn ON turn.user_id = coalesce(job.user_id, 0)
    WHERE job.lock <= %(now)s AND job.key = %(queue)s
    ORDER BY turn.id NULLS FIRST, job.id LIMIT 32
), next AS (
    SELECT job.id, coalesce(job.user_id, 0) AS user_id
    FROM django_q_ormq job JOIN candidate USING (id)
    WHERE job.lock <= %(now)s
    ORDER BY candidate.turn NULLS FIRST, job.id
    LIMIT 1 FOR UPDATE OF job SKIP LOCKED
), served AS (
    INSERT INTO core_jobturn (user_id) SELECT user_id FROM next
    ON CONFLICT (user_id) DO UPDATE SET id = DEFAULT
)
UPDATE django_q_ormq job SET lock = %(until)s FROM next WHERE job.id = next.id
RETURNING job.id, job.payload
"""


def take() -> tuple[int, str] | None:
    """Take the next job off the queue: the id of its row and its payload, or None.

    It is this worker's until `retry` has passed. A user with many jobs delays each of the others
    by at most one job per worker, whoever came first and however many clusters there are.
    """
    now = timezone.now()
    until = now + timedelta(seconds=settings.Q_CLUSTER["retry"])
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"now": now, "until": until, "queue": settings.Q_CLUSTER["name"]})
        row: tuple[int, str] | None = cursor.fetchone()
    return row


def forget_old_turns() -> str:
    """Hourly: let go who was served long ago; they count as never served, which is the same."""
    latest = JobTurn.objects.aggregate(latest=Max("id"))["latest"] or 0
    deleted, _ = JobTurn.objects.filter(pk__lt=latest - REMEMBERED_TURNS).delete()
    return f"{deleted} turns"


def detach_user(user: int) -> None:
    """Erase whose the jobs of a closed account are: they may be what winds it up, and still run."""
    QueuedJob.objects.filter(user_id=user).update(user_id=None)
    JobTurn.objects.filter(user_id=user).delete()
