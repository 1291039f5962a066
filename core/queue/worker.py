"""A worker process: claim a job, run it, record its outcome, repeat."""

from __future__ import annotations

import logging
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Literal, TypeVar

from django.conf import settings
from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone
from django_q.models import Task
from django_q.timeout import TimeoutHandler

from core.language import use_language_of_owner
from core.models import JobStart, QueuedJob
from core.ops import sentry
from core.ops.database import database_problem, is_connection_lost
from core.ops.logs import request_id
from core.queue.jobs import RUN, Ticket, UnreadablePayload, current_row, run, unpack
from core.queue.sql import COUNT_START, DELETE_OLD_RESULTS
from core.queue.turns import ClaimedJob, claim_next_job

logger = logging.getLogger(__name__)

T = TypeVar("T")

# A job that killed its worker this often is not started again.
MAX_STARTS = 3
RETRY_DELAY = 1.0  # seconds between attempts to reach the database


class JobKilledWorker(Exception):
    """A job was started several times, and its process died each time."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} killed its worker {MAX_STARTS} times and is not started again.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended; `interrupted` if the database became unreachable."""

    kind: Literal["done", "failed", "given up", "interrupted"]
    result: str
    started: datetime


def work(stopping: Connection, set_current_job: Callable[[int], None]) -> None:
    """Run jobs until `stopping` is readable or the worker is due for recycling.

    Calls `set_current_job` with the id of the claimed row, and with 0 after it.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            number, signal.SIG_IGN
        )  # the parent handles them, even when sent to the whole group
    try:
        for _ in range(settings.Q_CLUSTER["recycle"]):
            job = _next_job(stopping)
            if job is None:
                break
            set_current_job(job.row)
            _perform(stopping, job)
            set_current_job(0)
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >= settings.Q_CLUSTER["max_rss"]:
                break
    except Exception:
        logger.exception("worker failed")
        sys.exit(1)
    finally:
        connection.close()
        sentry.flush()


def _next_job(stopping: Connection) -> ClaimedJob | None:
    """Wait for a job and claim it; return None when it is time to stop."""
    while not stopping.poll():
        if job := _with_retries(stopping, claim_next_job):
            return job
        stopping.poll(settings.Q_CLUSTER["poll"])
    return None


def _with_retries(stopping: Connection, action: Callable[[], T]) -> T | None:
    """Run `action` as soon as the database responds; return None if stopped before that."""
    is_logged = False
    while True:
        close_old_connections()
        try:
            return action()
        except Error as error:
            if not database_problem(error):
                raise
            if not is_logged:  # once per outage
                logger.exception("queue unreachable")
            is_logged = True
            if stopping.poll(RETRY_DELAY):
                return None


def _perform(stopping: Connection, job: ClaimedJob) -> None:
    try:
        ticket = unpack(job.payload)
    except UnreadablePayload as error:
        logger.error("job rejected row=%d error=%s", job.row, error)
        _with_retries(stopping, QueuedJob.objects.filter(pk=job.row).delete)
        return
    request_id.set(ticket.task_id[:12])
    current_row.set(job.row)
    outcome = _attempt(ticket, job.user_id)
    _with_retries(stopping, lambda: _record(job.row, ticket, outcome))
    request_id.set("")
    current_row.set(0)


def _attempt(ticket: Ticket, user_id: int | None) -> Outcome:
    """Run the job within `timeout`, in the language of its owner.

    Its starts are counted first, in a separate transaction, and deleted when it ends: otherwise a
    job that kills its worker (kill -9, out of memory) would be rerun forever.
    """
    started = timezone.now()
    try:
        if _count_start(ticket) > MAX_STARTS:
            raise JobKilledWorker(ticket.job)
        with TimeoutHandler(settings.Q_CLUSTER["timeout"]), use_language_of_owner(user_id):
            result = run(ticket.job, *ticket.args)
    except (Exception, SystemExit) as error:  # django-q's timeout is a SystemExit
        logger.exception("job failed job=%s", ticket.job)
        if is_connection_lost(error):
            return Outcome("interrupted", "", started)
        kind: Literal["given up", "failed"]
        kind = "given up" if isinstance(error, JobKilledWorker) else "failed"
        return Outcome(kind, traceback.format_exc(), started)
    return Outcome("done", str(result), started)


def _count_start(ticket: Ticket) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_START, [ticket.task_id, ticket.job])
        starts: int = cursor.fetchone()[0]
    return starts


@transaction.atomic
def _record(row: int, ticket: Ticket, outcome: Outcome) -> None:
    """Store the outcome, and delete the job from the queue unless it will be retried.

    A failed job is due again once `retry` has passed since it was claimed; an interrupted one at
    once, with its start still counted.
    """
    queued = QueuedJob.objects.filter(pk=row)
    if outcome.kind == "interrupted":
        queued.update(lock=timezone.now())
        return
    attempts = _store_result(ticket, outcome)
    if outcome.kind != "failed" or attempts >= settings.Q_CLUSTER["max_attempts"]:
        queued.delete()
    JobStart.objects.filter(pk=ticket.task_id).delete()


def _store_result(ticket: Ticket, outcome: Outcome) -> int:
    """Store the outcome for the admin; return the number of attempts.

    Never reads the columns with pickles, which are not signed.
    """
    previous = Task.objects.filter(pk=ticket.task_id)
    attempts = (previous.values_list("attempt_count", flat=True).first() or 0) + 1
    success = outcome.kind == "done"
    fields = {"stopped": timezone.now(), "result": outcome.result, "success": success}
    if not previous.update(**fields, attempt_count=attempts):
        Task.objects.create(
            id=ticket.task_id,
            name=ticket.name,
            func=RUN,
            group=ticket.job,
            started=outcome.started,
            attempt_count=1,
            **fields,
        )
    with connection.cursor() as cursor:
        cursor.execute(DELETE_OLD_RESULTS, [success, settings.Q_CLUSTER["save_limit"]])
    return attempts
