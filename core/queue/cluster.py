"""The cluster: a parent that keeps its workers alive, and ends them in time."""

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

LOOK = 0.5  # seconds between looks at the workers
TEND_EVERY = 10.0  # seconds between looks at schedules, and at whether the clock was put back
TEND_SECONDS = 3  # that such a look may take
PAUSE = 1.0  # seconds before a worker that died is started again
OVERTIME = 3.0  # seconds after `timeout` until a worker that does not hear its alarm is killed
# Together under ten seconds, and under the nine that the supervisor of `up` grants.
GRACE = 7.0  # seconds that jobs in hand have to finish, from the signal on
REQUEUE_SECONDS = 1  # that putting back the others may take

FORK = multiprocessing.get_context("fork")


class Worker:
    """A place for a worker process, and the job that it has in hand, as its parent sees them.

    The two values need no lock: only the worker writes them, and a lock would stay locked when
    the worker is killed.
    """

    def __init__(self, stopping: Connection) -> None:
        self.stopping = stopping
        self.row = RawValue("q", 0)
        self.since = RawValue("d", 0.0)  # by the monotonic clock, which processes share
        self.restart = 0.0  # not before that instant, by the same clock
        self.start()

    def start(self) -> None:
        self.row.value, self.restart = 0, 0.0
        self.process = FORK.Process(target=work, args=(self.stopping, self.hold))
        self.process.start()

    def hold(self, row: int) -> None:
        self.since.value = time.monotonic()
        self.row.value = row

    def look_after(self) -> None:
        """Start it again when it has ended; end it when its job takes too long."""
        limit = settings.Q_CLUSTER["timeout"] + OVERTIME
        if self.row.value and time.monotonic() > self.since.value + limit:
            self.kill()
        if self.process.exitcode is not None and not self.restart:
            self._bury(self.process.exitcode)
        if self.restart and time.monotonic() >= self.restart:
            self.start()

    def _bury(self, exit_code: int) -> None:
        """Note the death; one that went because it was due to be replaced is replaced at once."""
        self.restart = time.monotonic()
        if exit_code:
            logger.error("worker died exit_code=%d row=%d", exit_code, self.row.value)
            self.restart += PAUSE

    def kill(self) -> None:
        self.process.kill()
        self.process.join(LOOK)


def run_cluster() -> None:
    """Run jobs until SIGTERM or SIGINT; then end within ten seconds, whatever happens.

    Jobs in hand have `GRACE` seconds to finish. What has not finished is killed and put back.
    """
    wait_for_database()
    requeue_orphaned_jobs()
    connection.close()  # the processes forked from this one open their own
    end_descendants_with_their_parent()
    stopping, stop = multiprocessing.Pipe(duplex=False)
    with _signals(stop) as signals:
        workers = [Worker(stopping) for _ in range(settings.Q_CLUSTER["workers"])]
        try:
            _attend(workers, stopping)
        finally:
            _end(workers, signals[0] if signals else 0.0)


@contextmanager
def _signals(stop: Connection) -> Iterator[list[float]]:
    """Catch SIGTERM and SIGINT: note when, and let everybody who polls the other end know.

    A byte in a pipe that nobody reads, because it takes no lock, unlike an event.
    """
    arrived: list[float] = []

    def catch(*_: object) -> None:
        arrived.append(time.monotonic())
        if len(arrived) == 1:
            stop.send_bytes(b"stop")

    before = {number: signal.signal(number, catch) for number in (signal.SIGTERM, signal.SIGINT)}
    yield arrived
    for number, handler in before.items():
        signal.signal(number, handler)


def _attend(workers: list[Worker], stopping: Connection) -> None:
    tended = time.monotonic()
    while not stopping.poll(LOOK):
        for worker in workers:
            worker.look_after()
        if time.monotonic() > tended + TEND_EVERY:
            _tend()
            tended = time.monotonic()


def _tend() -> None:
    try:
        with TimeoutHandler(TEND_SECONDS):
            repair_clock_skew()
            enqueue_due(timezone.now())
    except (Exception, SystemExit):  # django-q's timeout is a SystemExit; it is tried again
        logger.exception("schedules not looked at")
    finally:
        connection.close()


def _end(workers: list[Worker], signalled: float) -> None:
    for worker in workers:
        worker.process.join(max(0.0, signalled + GRACE - time.monotonic()))
    late = [worker for worker in workers if worker.process.exitcode is None]
    for worker in late:
        worker.kill()
    rows = [worker.row.value for worker in workers if worker.row.value]
    if not rows:
        return
    logger.warning("jobs stopped in the middle and put back jobs=%d", len(rows))
    try:
        with TimeoutHandler(REQUEUE_SECONDS):
            requeue(rows)
    except (Exception, SystemExit):  # the next cluster to start, or `retry`, finds them
        logger.exception("jobs not put back")
    finally:
        connection.close()
