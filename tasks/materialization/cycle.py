"""A cycle over everybody who is due: one transaction per user, within a budget of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import inf
from time import monotonic

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from core import clock, live
from core.models import Preferences
from tasks.constants import (
    MATERIALIZATION_CHUNK_SERIES,
    MATERIALIZATION_CHUNK_USERS,
    MATERIALIZATION_STATEMENT_TIMEOUT_MS,
    MATERIALIZATION_TIMEOUT_SECONDS,
)
from tasks.materialization import rows
from tasks.materialization.series import Write, extend
from tasks.models import MaterializationCycle
from tasks.recurrence import Rule

logger = logging.getLogger(__name__)

# One range of one index, in an order that can be resumed.
DUE = """
SELECT DISTINCT due_at, user_id FROM tasks_series
WHERE due_at <= %s AND (due_at, user_id) > (%s, %s)
ORDER BY due_at, user_id LIMIT %s
"""
# Skip locked: another worker, or an edit, has those in hand and will see to them. The zone is read
# by the same statement, because who changes it holds the series too: either this run sees the new
# one, or the change waits for this run and then moves its rows.
LOCK = """
SELECT p.time_zone, p.day_start_hour, s.task_id, s.materialized_until,
       s.rrule, s.starts_on, s.starts_at, s.exdates, s.rdates, s.missing_days, s.kind
FROM tasks_series s JOIN core_preferences p USING (user_id)
WHERE s.user_id = %b AND s.due_at <= %b AND s.task_id > %b
ORDER BY s.task_id LIMIT %b FOR NO KEY UPDATE OF s SKIP LOCKED
"""
# Not waiting for the disk: a crash may lose the latest users whole, rows and marks together, and
# the next cycle makes them again.
LIMITS = f"""
SET LOCAL statement_timeout = {MATERIALIZATION_STATEMENT_TIMEOUT_MS};
SET LOCAL synchronous_commit = off
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run did, in numbers."""

    users: int = 0
    instances: int = 0
    failures: int = 0
    unfinished: bool = False

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.users + other.users,
            self.instances + other.instances,
            self.failures + other.failures,
            self.unfinished or other.unfinished,
        )

    def __str__(self) -> str:
        numbers = (
            f"Materialized {self.instances} instances for {self.users} users, "
            f"{self.failures} failed."
        )
        return f"{numbers} Time was up; the next run continues." if self.unfinished else numbers


@dataclass(frozen=True, slots=True)
class DueSeries:
    """The columns of a series that a cycle fetches."""

    task_id: int
    materialized_until: date
    rule: Rule


def materialize_all_instances(
    budget: float = MATERIALIZATION_TIMEOUT_SECONDS, only: int | None = None
) -> Totals:
    """Bring everybody who is due up to their horizon, or `only` the user of that id.

    Takes up to `budget` seconds and continues at the next run where it stopped. Safe to repeat and
    to run in several processes at once. One user's failure is logged and counted, and costs nobody
    else anything.
    """
    cycle = begin_cycle(budget)
    totals = Totals()
    for users in [[only]] if only else due_users(cycle.started_at):
        totals += materialize_users(users, cycle)
        if totals.unfinished:
            break
    logger.info(
        "materialization users=%d instances=%d failures=%d unfinished=%s",
        *(totals.users, totals.instances, totals.failures, totals.unfinished),
    )
    return totals


def begin_cycle(budget: float = MATERIALIZATION_TIMEOUT_SECONDS) -> MaterializationCycle:
    """Note that a cycle begins now and may last `budget` seconds."""
    now = clock.now()
    return MaterializationCycle.objects.create(
        started_at=now, deadline=now + timedelta(seconds=budget)
    )


def due_users(now: datetime) -> Iterator[list[int]]:
    """The ids of users with a series behind at `now`, a chunk at a time, longest behind first."""
    seen = (datetime.min.replace(tzinfo=now.tzinfo), 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(DUE, [now, *seen, MATERIALIZATION_CHUNK_USERS])
            page = cursor.fetchall()
        if not page:
            return
        seen = page[-1]
        yield list(dict.fromkeys(user for _, user in page))


def materialize_users(
    users: Sequence[int], cycle: MaterializationCycle, patience: float = inf
) -> Totals:
    """Materialize some users within a cycle's deadline, and add to the cycle's figures.

    Begins no further user after `patience` seconds; how many it got to is in the totals.
    """
    began = monotonic()
    totals = Totals()
    for user in users:
        if clock.now() >= cycle.deadline:
            totals += Totals(unfinished=True)
            break
        totals += _materialize_user(user)
        if monotonic() - began >= patience:
            break
    _record(cycle, totals, monotonic() - began)
    return totals


def _materialize_user(user: int) -> Totals:
    """One user, in transactions of their own; a failure is a number and a log line."""
    began = monotonic()
    created = unreadable = 0
    try:
        for part_created, part_unreadable in _parts(user):
            created += part_created
            unreadable += part_unreadable
    except Exception as error:
        # One bad row must not leave everybody else without tomorrow.
        logger.exception(
            "materialize failed user=%s error=%s: %s", user, type(error).__name__, error
        )
        return Totals(users=1, instances=created, failures=1)
    logger.info(
        "materialized user=%s instances=%d ms=%.1f",
        *(user, created, (monotonic() - began) * 1000),
    )
    return Totals(users=1, instances=created, failures=min(unreadable, 1))


def _parts(user: int) -> Iterator[tuple[int, int]]:
    """Commit a user's series a few at a time, so that even 10,000 of them get on."""
    after = 0
    while True:
        try:
            part, last = _commit_part(user, after, partial(rows.copy, user))
        except IntegrityError:
            # A row is there already, which a mark that was set back may cause: look before.
            part, last = _commit_part(user, after, rows.insert)
        yield part
        if last is None:
            return
        after = last


def _commit_part(user: int, after: int, write: Write) -> tuple[tuple[int, int], int | None]:
    """What the next few series brought, and the last of them when there may be more."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LIMITS)
        preferences, batch = _lock_due(user, after)
        part = extend(batch, preferences, write) if batch else (0, 0)
        if part[0]:
            live.notify(user, days=True)
    return part, batch[-1].task_id if len(batch) == MATERIALIZATION_CHUNK_SERIES else None


def _lock_due(user: int, after: int) -> tuple[Preferences, list[DueSeries]]:
    preferences = Preferences(user_id=user)
    batch = []
    with rows.server_cursor() as cursor:
        found = cursor.execute(
            LOCK, [user, clock.now(), after, MATERIALIZATION_CHUNK_SERIES], prepare=rows.PREPARE
        )
        for zone, hour, task, until, rrule, on, at, ex, extra, missing, kind in found:
            preferences.time_zone, preferences.day_start_hour = zone, hour
            rule = Rule(rrule, on, at, tuple(ex), tuple(extra), missing, kind)
            batch.append(DueSeries(task, until, rule))
    return preferences, batch


def _record(cycle: MaterializationCycle, totals: Totals, seconds: float) -> None:
    # Added in the database: several workers share a cycle.
    MaterializationCycle.objects.filter(pk=cycle.pk).update(
        finished_at=clock.now(),
        users=F("users") + totals.users,
        instances=F("instances") + totals.instances,
        failures=F("failures") + totals.failures,
        seconds=F("seconds") + seconds,
        unfinished=True if totals.unfinished else F("unfinished"),
    )
