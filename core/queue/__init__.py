"""Background jobs. The only package that imports django_q.

Jobs are rows of our database, delivered at least once, so each job must be idempotent. The rows,
signed payloads and history are django-q's; the order of jobs and the worker processes are ours
(docs/decisions/015-own-job-cluster.md).
"""

from core.queue.cluster import run_cluster
from core.queue.jobs import (
    MAX_TRIES,
    UnregisteredJob,
    depth,
    enqueue,
    longest_wait,
    registered,
    retry_later,
    run,
)
from core.queue.recovery import MAX_CLOCK_SKEW, repair_clock_skew, requeue_orphaned_jobs
from core.queue.schedules import HOUR, MINUTE, enqueue_due, jobs_every, schedule_all, schedules
from core.queue.turns import detach_user

__all__ = [
    "HOUR",
    "MAX_CLOCK_SKEW",
    "MAX_TRIES",
    "MINUTE",
    "UnregisteredJob",
    "depth",
    "detach_user",
    "enqueue",
    "enqueue_due",
    "jobs_every",
    "longest_wait",
    "registered",
    "repair_clock_skew",
    "requeue_orphaned_jobs",
    "retry_later",
    "run",
    "run_cluster",
    "schedule_all",
    "schedules",
]
