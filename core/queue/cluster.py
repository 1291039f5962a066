"""The cluster: a parent process that restarts its workers and stops them in time."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawValue

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_q.timeout import TimeoutHandler

from core.ops.database import wait_for_database
from core.ops.parent_death import end_descendants_with_their_parent
from core.queue.recovery import repair_clock_skew, requeue, requeue_orphaned_jobs
from core.queue.schedules import enqueue_due
from core.queue.worker import work

logger = logging.getLogger(__name__)

CHECK_INTERVAL = 0.5  # seconds between checks of the workers
SCHEDULE_INTERVAL = 10.0  # seconds between checks of the schedules and the clock
SCHEDULE_TIMEOUT = 3  # seconds for one such check
RESTART_DELAY = 1.0  # seconds before a dead worker is restarted
OVERTIME = 3.0  # seconds after `timeout` until a worker that ignores its alarm is killed
# Together less than ten seconds, and less than the nine that the supervisor of `up` allows.
GRACE = 7.0  # seconds for running jobs to finish, from the signal on
REQUEUE_TIMEOUT = 1  # seconds to requeue the others

FORK = multiprocessing.get_context("fork")


class Worker:
    """A worker process and its current job, as the parent sees them.

    The shared values have no lock: only the worker writes them, and a killed worker would leave a
    lock locked.
    """

    def __init__(self, stopping: Connection) -> None:
        self.stopping = stopping
        self.row = RawValue("q", 0)
        self.since = RawValue("d", 0.0)  # on the monotonic clock, which all processes share
        self.restart_at = 0.0  # on the same clock; 0 while the process runs
        self.start()

    def start(self) -> None:
        self.row.value, self.restart_at = 0, 0.0
        self.process = FORK.Process(target=work, args=(self.stopping, self.set_current_job))
        self.process.start()

    def set_current_job(self, row: int) -> None:
        self.since.value = time.monotonic()
        self.row.value = row

    def check(self) -> None:
        """Restart the process if it has ended; kill it if its job takes too long."""
        limit = settings.Q_CLUSTER["timeout"] + OVERTIME
        if self.row.value and time.monotonic() > self.since.value + limit:
            self.kill()
        if self.process.exitcode is not None and not self.restart_at:
            self._schedule_restart(self.process.exitcode)
        if self.restart_at and time.monotonic() >= self.restart_at:
            self.start()

    def _schedule_restart(self, exit_code: int) -> None:
        """Restart a recycled worker at once, a crashed one after a delay."""
        self.restart_at = time.monotonic()
        if exit_code:
            logger.error("worker died exit_code=%d row=%d", exit_code, self.row.value)
            self.restart_at += RESTART_DELAY

    def kill(self) -> None:
        self.process.kill()
        self.process.join(CHECK_INTERVAL)


def run_cluster() -> None:
    """Run jobs until SIGTERM or SIGINT, then end within ten seconds.

    Running jobs have `GRACE` seconds to finish. Unfinished ones are killed and requeued.
    """
    wait_for_database()
    requeue_orphaned_jobs()
    connection.close()  # each forked process opens its own
    end_descendants_with_their_parent()
    stopping, stop = multiprocessing.Pipe(duplex=False)
    with _signals(stop) as signals:
        workers = [Worker(stopping) for _ in range(settings.Q_CLUSTER["workers"])]
        try:
            _supervise(workers, stopping)
        finally:
            _stop(workers, signals[0] if signals else 0.0)


@contextmanager
def _signals(stop: Connection) -> Iterator[list[float]]:
    """Record when SIGTERM or SIGINT arrives, and make the other end of `stop` readable.

    A pipe with an unread byte instead of an event, because it needs no lock.
    """
    arrivals: list[float] = []

    def catch(*_: object) -> None:
        arrivals.append(time.monotonic())
        if len(arrivals) == 1:
            stop.send_bytes(b"stop")

    before = {number: signal.signal(number, catch) for number in (signal.SIGTERM, signal.SIGINT)}
    yield arrivals
    for number, handler in before.items():
        signal.signal(number, handler)


def _supervise(workers: list[Worker], stopping: Connection) -> None:
    last_check = time.monotonic()
    while not stopping.poll(CHECK_INTERVAL):
        for worker in workers:
            worker.check()
        if time.monotonic() > last_check + SCHEDULE_INTERVAL:
            _check_schedules()
            last_check = time.monotonic()


def _check_schedules() -> None:
    try:
        with TimeoutHandler(SCHEDULE_TIMEOUT):
            repair_clock_skew()
            enqueue_due(timezone.now())
    except (Exception, SystemExit):  # django-q's timeout is a SystemExit; the next check retries
        logger.exception("schedule check failed")
    finally:
        connection.close()


def _stop(workers: list[Worker], signalled: float) -> None:
    for worker in workers:
        worker.process.join(max(0.0, signalled + GRACE - time.monotonic()))
    late = [worker for worker in workers if worker.process.exitcode is None]
    for worker in late:
        worker.kill()
    rows = [worker.row.value for worker in workers if worker.row.value]
    if not rows:
        return
    logger.warning("jobs interrupted and requeued jobs=%d", len(rows))
    try:
        with TimeoutHandler(REQUEUE_TIMEOUT):
            requeue(rows)
    except (Exception, SystemExit):  # the next cluster, or `retry`, requeues them
        logger.exception("requeueing failed")
    finally:
        connection.close()
