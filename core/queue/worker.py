"""One worker: takes a job, runs it, records what became of it, and takes the next."""

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

from core.models import JobStart, QueuedJob
from core.ops import sentry
from core.ops.database import database_problem, is_connection_lost
from core.ops.logs import request_id
from core.queue.jobs import RUN, Ticket, UnreadablePayload, current_row, run, unpack
from core.queue.turns import take

logger = logging.getLogger(__name__)

T = TypeVar("T")

# A job that took its worker with it this often is not started again.
MAX_STARTS = 3
PAUSE = 1.0  # seconds before an unreachable database is asked again

COUNT_START = """
INSERT INTO core_jobstart (task_id, job, starts) VALUES (%s, %s, 1)
ON CONFLICT (task_id) DO UPDATE SET starts = core_jobstart.starts + 1, started_at = now()
RETURNING starts
"""
PRUNE = """
DELETE FROM django_q_task WHERE id IN (
    SELECT id FROM django_q_task WHERE success = %s ORDER BY stopped DESC OFFSET %s)
"""


class JobKilledWorker(Exception):
    """A job was started several times and its process died each time."""

    def __init__(self, job: str) -> None:
        super().__init__(f"{job} killed its worker {MAX_STARTS} times and is not started again.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. `interrupted`: the database went away meanwhile, which is not its fault."""

    kind: Literal["done", "failed", "given up", "interrupted"]
    result: str
    started: datetime


def work(stopping: Connection, hold: Callable[[int], None]) -> None:
    """Run jobs until `stopping` can be read, or the worker is due to be replaced by a fresh one.

    `hold` is called with the id of the row in hand, and with 0 when there is none.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # also sent to whole groups; the cluster decides
    try:
        for _ in range(settings.Q_CLUSTER["recycle"]):
            row = _next(stopping)
            if row is None:
                break
            hold(row[0])
            _perform(stopping, *row)
            hold(0)
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >= settings.Q_CLUSTER["max_rss"]:
                break
    except Exception:
        logger.exception("worker failed")
        sys.exit(1)
    finally:
        connection.close()
        sentry.flush()


def _next(stopping: Connection) -> tuple[int, str] | None:
    """Wait for the next job; None when it is time to stop."""
    while not stopping.poll():
        if row := _insist(stopping, take):
            return row
        stopping.poll(settings.Q_CLUSTER["poll"])
    return None


def _insist(stopping: Connection, action: Callable[[], T]) -> T | None:
    """Do `action` once the database answers; None, and nothing done, when told to stop earlier."""
    away = False
    while True:
        close_old_connections()
        try:
            return action()
        except Error as error:
            if not database_problem(error):
                raise
            if not away:  # one line for each outage
                logger.exception("queue unreachable")
            away = True
            if stopping.poll(PAUSE):
                return None


def _perform(stopping: Connection, row: int, payload: str) -> None:
    try:
        ticket = unpack(payload)
    except UnreadablePayload as error:
        logger.error("job refused row=%d error=%s", row, error)
        _insist(stopping, QueuedJob.objects.filter(pk=row).delete)
        return
    request_id.set(ticket.task_id[:12])
    current_row.set(row)
    outcome = _attempt(ticket)
    _insist(stopping, lambda: _record(row, ticket, outcome))
    request_id.set("")
    current_row.set(0)


def _attempt(ticket: Ticket) -> Outcome:
    """Run the job, in as many seconds as `timeout` allows.

    Its starts are counted beforehand, in a transaction of their own, and forgotten when it comes
    back, however it ends: a job that kills its worker (kill -9, out of memory) would otherwise be
    run again for ever.
    """
    started = timezone.now()
    try:
        if _count_start(ticket) > MAX_STARTS:
            raise JobKilledWorker(ticket.job)
        with TimeoutHandler(settings.Q_CLUSTER["timeout"]):
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
    """Write down how the job ended, and take it off the queue unless it is to be tried again.

    A failed job stays, to be delivered again when `retry` has passed since it was taken; an
    interrupted one is due at once, its start still counted.
    """
    queued = QueuedJob.objects.filter(pk=row)
    if outcome.kind == "interrupted":
        queued.update(lock=timezone.now())
        return
    attempts = _note(ticket, outcome)
    if outcome.kind != "failed" or attempts >= settings.Q_CLUSTER["max_attempts"]:
        queued.delete()
    JobStart.objects.filter(pk=ticket.task_id).delete()


def _note(ticket: Ticket, outcome: Outcome) -> int:
    """Keep the outcome for the admin; return how many attempts that makes.

    Nothing is read from the columns that hold pickles: they are not signed.
    """
    earlier = Task.objects.filter(pk=ticket.task_id)
    attempts = (earlier.values_list("attempt_count", flat=True).first() or 0) + 1
    success = outcome.kind == "done"
    fields = {"stopped": timezone.now(), "result": outcome.result, "success": success}
    if not earlier.update(**fields, attempt_count=attempts):
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
        cursor.execute(PRUNE, [success, settings.Q_CLUSTER["save_limit"]])
    return attempts
