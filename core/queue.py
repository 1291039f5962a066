"""Background jobs. The only module that imports django_q.

Jobs are rows of our own database, delivered at least once: a job may run twice, and must not mind.
"""

from __future__ import annotations

import logging
import signal
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.models import Min
from django.dispatch import receiver
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.cluster import Cluster
from django_q.models import OrmQ, Schedule
from django_q.signals import pre_execute
from django_q.tasks import async_task

from core.models import JobStart
from core.ops.database import wait_for_database
from core.ops.logs import request_id
from core.ops.orphans import let_descendants_die_with_their_parents

logger = logging.getLogger(__name__)

# A job that took its worker with it this often is not started again.
MAX_STARTS = 3
LOOK = 0.5  # seconds between looks at whether the cluster lives or should end
CLOCK_LOOK = 10.0  # seconds between looks at whether the clock was put back
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SKEW = MINUTE  # by which clocks of machines may differ

COUNT_START = """
INSERT INTO core_jobstart (task_id, job, starts) VALUES (%s, %s, 1)
ON CONFLICT (task_id) DO UPDATE SET starts = core_jobstart.starts + 1, started_at = now()
RETURNING starts
"""

# The task this worker has in hand, as django-q sees it.
_in_hand: dict[str, Any] = {}


class KilledItsWorker(Exception):
    """A job was started several times and its process died each time."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} killed its worker {MAX_STARTS} times and is not started again.")


def enqueue(job: str, *args: object) -> None:
    """Ask a worker to run `job`, a dotted path.

    Call it inside the transaction that makes the change: the queue is a table of the same
    database, so the job is committed, or rolled back, with it.

    Arguments must be primary keys or plain values: by the time the job runs, the row may have
    changed or be gone.
    """
    async_task("core.queue.run", job, *args, group=job)


def jobs_every(interval: timedelta) -> dict[str, str]:
    """The jobs that applications name to be run every hour or every minute, by schedule."""
    attribute = {HOUR: "hourly", MINUTE: "minutely"}[interval]
    named = [getattr(app, attribute, {}) for app in apps.get_app_configs()]
    return {name: job for each in named for name, job in each.items()}


def schedule_all() -> None:
    """See to it that those jobs run, first as soon as a cluster is up. Safe to repeat."""
    for interval in (HOUR, MINUTE):
        for name, job in jobs_every(interval).items():
            schedule(name, job, interval)


def schedule(name: str, job: str, interval: timedelta) -> None:
    """Run `job` again and again. A schedule of this name that is there keeps its time."""
    what: dict[str, Any] = {
        "func": "core.queue.run",
        "args": repr((job,)),
        "schedule_type": Schedule.MINUTES,
        "minutes": interval // MINUTE,
    }
    Schedule.objects.update_or_create(
        name=name, defaults=what, create_defaults=what | {"next_run": timezone.now()}
    )


def depth() -> int:
    """How many jobs wait or are in hand."""
    jobs: int = OrmQ.objects.count()
    return jobs


def longest_wait(now: datetime) -> float:
    """For how many seconds the job that waits longest could have been taken in hand."""
    due = OrmQ.objects.filter(lock__lte=now).aggregate(first=Min("lock"))["first"]
    return (now - due).total_seconds() if due else 0.0


def schedules() -> dict[str, datetime]:
    """Every schedule, with the instant it is due next."""
    return dict(Schedule.objects.order_by("name").values_list("name", "next_run"))


def run(job: str, *args: object) -> object:
    """Run `job` in a worker; every job passes here.

    django-q counts the attempts that fail, but not those that kill the worker (kill -9, out of
    memory): such a job would be run again for ever. So each start is counted beforehand, in a
    transaction of its own, and forgotten when the job comes back, however it ends.
    """
    task_id = _in_hand.get("id", "")
    request_id.set(task_id[:12])
    try:
        if _count_start(task_id, job) > MAX_STARTS:
            _in_hand["ack_failure"] = True  # off the queue, and kept as a failure
            raise KilledItsWorker(job)
        return import_string(job)(*args)
    except BaseException:
        logger.exception("job failed job=%s", job)
        raise
    finally:
        JobStart.objects.filter(pk=task_id).delete()


def _count_start(task_id: str, job: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_START, [task_id, job])
        starts: int = cursor.fetchone()[0]
    return starts


@receiver(pre_execute)
def _take_in_hand(task: dict[str, Any], **_: object) -> None:
    global _in_hand
    _in_hand = task


def run_cluster() -> None:
    """Run the cluster until SIGTERM or SIGINT, which let it finish the job in hand.

    Exits with an error when the cluster died instead, so that a supervisor starts it again.
    """
    wait_for_database()
    release_jobs_of_the_dead()
    connection.close()  # the processes forked from this one open their own
    let_descendants_die_with_their_parents()
    cluster = Cluster()
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        # Its own handlers wait for the sentinel, perhaps with a lock in hand that this one needs.
        signal.signal(number, lambda number, _: asked.append(number))
    cluster.start()
    _attend(cluster, asked)
    if not asked:
        sys.exit("The cluster died.")
    cluster.stop()


def _attend(cluster: Cluster, asked: list[int]) -> None:
    looked = time.monotonic()
    while cluster.sentinel.is_alive() and not asked:
        cluster.sentinel.join(LOOK)
        if time.monotonic() > looked + CLOCK_LOOK:
            looked = time.monotonic()
            with suppress(Error):  # the database is away; it is asked again
                bring_back_from_the_future()
            connection.close()


def bring_back_from_the_future() -> int:
    """Let what waits for an instant that no right clock has set be done now; return how much.

    A clock that ran ahead and was put right leaves jobs and schedules which would wait until it
    gets there again. No job is locked for longer than `retry`, no schedule sleeps over an hour.
    """
    now = timezone.now()
    lock = now + timedelta(seconds=settings.Q_CLUSTER["retry"]) + SKEW
    found: int = OrmQ.objects.filter(lock__gt=lock).update(lock=now)
    found += Schedule.objects.filter(next_run__gt=now + HOUR + SKEW).update(next_run=now)
    if found:
        logger.warning("clock was put back jobs_and_schedules=%d", found)
    return found


def release_jobs_of_the_dead() -> int:
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
    released = OrmQ.objects.filter(lock__gt=now).update(lock=now) if alone else 0
    if released:
        logger.warning("jobs put back jobs=%d", released)
    return released
