"""Background jobs. The only package that imports django_q.

Jobs are rows of our own database, delivered at least once: a job may run twice, and must not mind.
The rows, their signed payloads and their history are django-q's; who takes which row next, and the
processes that do, are ours (docs/decisions/015-the-cluster-is-ours.md).
"""

from core.queue.cluster import run_cluster
from core.queue.jobs import (
    MOST_TRIES,
    UnregisteredJob,
    depth,
    enqueue,
    longest_wait,
    registered,
    run,
    try_again,
)
from core.queue.recovery import SKEW, repair_clock_skew, requeue_orphaned_jobs
from core.queue.schedules import HOUR, MINUTE, jobs_every, queue_due, schedule_all, schedules
from core.queue.turns import forget_user

__all__ = [
    "HOUR",
    "MINUTE",
    "MOST_TRIES",
    "SKEW",
    "UnregisteredJob",
    "depth",
    "enqueue",
    "forget_user",
    "jobs_every",
    "longest_wait",
    "queue_due",
    "registered",
    "repair_clock_skew",
    "requeue_orphaned_jobs",
    "run",
    "run_cluster",
    "schedule_all",
    "schedules",
    "try_again",
]
