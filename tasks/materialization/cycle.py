"""A cycle over all users with due series, one transaction per batch, within a time budget."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import inf
from time import monotonic

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock, live
from core.models import Preferences
from tasks.constants import (
    MATERIALIZATION_CHUNK_SERIES,
    MATERIALIZATION_CHUNK_USERS,
    MATERIALIZATION_TIMEOUT_SECONDS,
)
from tasks.materialization import rows, sql
from tasks.materialization.series import WriteRows, extend
from tasks.models import MaterializationCycle
from tasks.recurrence import Rule

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of a run."""

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
        sentence = _("Users: %(users)d. Instances created: %(instances)d. Failed: %(failures)d.")
        if self.unfinished:
            sentence = _(
                "Users: %(users)d. Instances created: %(instances)d. Failed: %(failures)d."
                " The time limit was reached; the next run continues."
            )
        return sentence % asdict(self)


@dataclass(frozen=True, slots=True)
class DueSeries:
    """The columns of a series that a cycle fetches."""

    task_id: int
    materialized_until: date
    paused_until: date | None
    pauses_when_away: bool
    rule: Rule


@dataclass(frozen=True, slots=True)
class Batch:
    """The numbers of a transaction, and its last task id if there may be more series."""

    created: int
    invalid: int
    unfinished: bool
    last: int | None


def materialize_all_instances(
    budget: float = MATERIALIZATION_TIMEOUT_SECONDS, only: int | None = None
) -> Totals:
    """Extend the series of all due users to their horizon, or only those of the user `only`.

    Stops after `budget` seconds; the next run continues there. Idempotent, and safe to run in
    several processes at once. A user who fails is logged and counted; the others go on.
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
    """Record a cycle that starts now and may last `budget` seconds."""
    now = clock.now()
    return MaterializationCycle.objects.create(
        started_at=now, deadline=now + timedelta(seconds=budget)
    )


def due_users(now: datetime) -> Iterator[list[int]]:
    """Yield the ids of users with series due at `now`, in batches, longest overdue first."""
    last = (datetime.min.replace(tzinfo=now.tzinfo), 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql.DUE_USERS, [now, *last, MATERIALIZATION_CHUNK_USERS])
            page = cursor.fetchall()
        if not page:
            return
        last = page[-1]
        yield list(dict.fromkeys(user for _due_at, user in page))


def materialize_users(
    users: Sequence[int], cycle: MaterializationCycle, time_limit: float = inf
) -> Totals:
    """Materialize some users until the cycle's deadline, and add to the cycle's numbers.

    Starts no further user after `time_limit` seconds; `users` of the totals says how many it did.
    """
    began = monotonic()
    totals = Totals()
    for user in users:
        if clock.now() >= cycle.deadline:
            totals += Totals(unfinished=True)
            break
        totals += _materialize_user(user, cycle.deadline)
        if monotonic() - began >= time_limit:
            break
    _record(cycle, totals, monotonic() - began)
    return totals


def _materialize_user(user: int, deadline: datetime) -> Totals:
    """Materialize one user until the deadline; log and count a failure instead of raising it."""
    began = monotonic()
    created = invalid = 0
    unfinished = False
    try:
        for batch in _batches(user, deadline):
            created += batch.created
            invalid += batch.invalid
            unfinished = batch.unfinished
    except Exception as error:
        # One bad row must not stop the cycle for other users.
        logger.exception(
            "materialize failed user=%s error=%s: %s", user, type(error).__name__, error
        )
        return Totals(users=1, instances=created, failures=1)
    logger.info(
        "materialized user=%s instances=%d ms=%.1f",
        *(user, created, (monotonic() - began) * 1000),
    )
    return Totals(users=1, instances=created, failures=min(invalid, 1), unfinished=unfinished)


def _batches(user: int, deadline: datetime) -> Iterator[Batch]:
    """Commit a user's series in batches, so that even 10,000 of them make progress.

    Ends at the deadline, after at least one batch; the next cycle continues there.
    """
    after = 0
    while True:
        try:
            batch = _commit_batch(user, after, partial(rows.copy, user), deadline)
        except IntegrityError:
            # A row exists although the mark says it doesn't, as after an edit that reset the mark.
            batch = _commit_batch(user, after, rows.insert, deadline)
        yield batch
        if batch.last is None or batch.unfinished:
            return
        after = batch.last


def _commit_batch(user: int, after: int, write: WriteRows, deadline: datetime) -> Batch:
    """Extend the next series of a user until the deadline."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql.TRANSACTION_LIMITS)
        preferences, due = _lock_due(user, after)
        numbers = extend(due, preferences, write, deadline) if due else (0, 0, False)
        if numbers[0]:
            live.notify(user, days=True)
    return Batch(*numbers, due[-1].task_id if len(due) == MATERIALIZATION_CHUNK_SERIES else None)


def _lock_due(user: int, after: int) -> tuple[Preferences, list[DueSeries]]:
    preferences = Preferences(user_id=user)
    batch = []
    with sql.server_cursor() as cursor:
        result = cursor.execute(
            sql.LOCK_DUE_SERIES,
            [user, clock.now(), after, MATERIALIZATION_CHUNK_SERIES],
            prepare=sql.PREPARE,
        )
        for zone, hour, task, until, paused, away, *columns in result:
            preferences.time_zone, preferences.day_start_hour = zone, hour
            rrule, day, at, exdates, rdates, missing, kind, times, extimes = columns
            exceptions = tuple(exdates), tuple(rdates)
            moments = tuple(times), tuple(extimes)
            rule = Rule(rrule, day, at, *exceptions, missing, kind, *moments)
            batch.append(DueSeries(task, until, paused, away, rule))
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
