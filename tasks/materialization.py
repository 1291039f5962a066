"""Turns rules into rows: keeps a rolling horizon of instances ahead of everybody's own today.

A series remembers how far it reaches (`materialized_until`) and when that will not be far enough
(`due_at`, the start of its owner's next day). A cycle asks one index for those that are due, so
whoever has nothing to come costs nothing, and nothing that retention removed is made again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import F
from psycopg import Cursor

from core import clock, live
from core.models import Preferences
from core.wallclock import instant, instants
from tasks.constants import (
    MATERIALIZATION_CHUNK_SERIES,
    MATERIALIZATION_CHUNK_USERS,
    MATERIALIZATION_HORIZON_DAYS,
    MATERIALIZATION_STATEMENT_TIMEOUT_MS,
    MATERIALIZATION_TIMEOUT_SECONDS,
)
from tasks.models import MaterializationCycle, Series
from tasks.recurrence import InvalidRule

logger = logging.getLogger(__name__)

HORIZON = timedelta(days=MATERIALIZATION_HORIZON_DAYS)
ONE_DAY = timedelta(days=1)
EPOCH = date(1970, 1, 1).toordinal()

# One range of one index, in an order that can be resumed.
DUE = """
SELECT DISTINCT due_at, user_id FROM tasks_series
WHERE due_at <= %s AND (due_at, user_id) > (%s, %s)
ORDER BY due_at, user_id LIMIT %s
"""

# Days travel as integers and become dates in the server, which is a third faster than sending
# dates; the time of day comes from the series itself. Who inserted a row first keeps it.
INSERT = """
INSERT INTO tasks_taskinstance
    (user_id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at)
SELECT s.user_id, s.task_id, date '1970-01-01' + day, date '1970-01-01' + day,
       s.starts_at, to_timestamp(second)
FROM unnest(%b::bigint[], %b::int[], %b::bigint[]) AS given (task_id, day, second)
JOIN tasks_series s USING (task_id)
ON CONFLICT (task_id, recurrence_id) DO NOTHING
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


def materialize_users(users: Sequence[int], cycle: MaterializationCycle) -> Totals:
    """Materialize some users within a cycle's deadline, and add to the cycle's figures."""
    began = monotonic()
    totals = Totals()
    for preferences in Preferences.objects.filter(pk__in=users).iterator():
        if clock.now() >= cycle.deadline:
            totals += Totals(unfinished=True)
            break
        totals += _materialize_user(preferences)
    _record(cycle, totals, monotonic() - began)
    return totals


def _materialize_user(preferences: Preferences) -> Totals:
    """One user, in transactions of their own; a failure is a number and a log line."""
    began = monotonic()
    done = Totals()
    try:
        for part in _parts(preferences):
            done += part
    except Exception as error:
        # One bad row must not leave everybody else without tomorrow.
        logger.exception(
            "materialize failed user=%s error=%s: %s", preferences.pk, type(error).__name__, error
        )
        return Totals(users=1, instances=done.instances, failures=1)
    logger.info(
        "materialized user=%s instances=%d ms=%.1f",
        *(preferences.pk, done.instances, (monotonic() - began) * 1000),
    )
    return Totals(users=1, instances=done.instances, failures=min(done.failures, 1))


def _parts(preferences: Preferences) -> Iterator[Totals]:
    """Commit a user's series a few at a time, so that even 10,000 of them get on."""
    after = 0
    while True:
        with transaction.atomic():
            _set_limits()
            batch = _lock_due(preferences.pk, after)
            part = extend(batch, preferences) if batch else Totals()
            if part.instances:
                live.tell(preferences.pk, days=True)
        yield part
        if len(batch) < MATERIALIZATION_CHUNK_SERIES:
            return
        after = batch[-1].pk


def _set_limits() -> None:
    # Not waiting for the disk: a crash may lose the latest users whole, rows and marks together,
    # and the next cycle makes them again.
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL statement_timeout = {MATERIALIZATION_STATEMENT_TIMEOUT_MS};"
            "SET LOCAL synchronous_commit = off"
        )


def _lock_due(user: int, after: int) -> list[Series]:
    # Skip locked: another worker, or an edit, has those in hand and will see to them.
    due = Series.objects.filter(user=user, pk__gt=after).behind(clock.now()).order_by("pk")
    return list(due.select_for_update(skip_locked=True, no_key=True)[:MATERIALIZATION_CHUNK_SERIES])


def extend(batch: Sequence[Series], preferences: Preferences) -> Totals:
    """Bring series of one user up to their horizon; count new instances and unreadable rules.

    Runs inside the caller's transaction, which holds the series. An unreadable rule is logged and
    stays behind; the others go on. Safe to repeat.
    """
    today = clock.day_of(clock.now(), preferences.zone, preferences.day_start_hour)
    horizon = today + HORIZON
    made: list[Series] = []
    tasks: list[int] = []
    days: list[int] = []
    seconds: list[int | None] = []
    for series in batch:
        try:
            coming = _coming_days(series, today, horizon)
        except InvalidRule:
            logger.exception("series unreadable task=%s user=%s", series.pk, preferences.pk)
            continue
        made.append(series)
        tasks += [series.pk] * len(coming)
        days += [day - EPOCH for day in coming]
        seconds += _seconds(series, coming, preferences)
    created = _insert(tasks, days, seconds)
    _move_marks(made, today, horizon, preferences)
    return Totals(instances=created, failures=len(batch) - len(made))


def _insert(tasks: list[int], days: list[int], seconds: list[int | None]) -> int:
    # Past Django's cursor, which would write the arrays into the statement as text: bound in
    # binary to a prepared statement, the server takes them half again as fast.
    with Cursor(connection.connection) as cursor:
        return cursor.execute(INSERT, [tasks, days, seconds], prepare=True).rowcount


def _coming_days(series: Series, today: date, horizon: date) -> Sequence[int]:
    """The days still to be made, as ordinals: never before today, never twice."""
    if series.kind == Series.Kind.AFTER_COMPLETION:
        return [series.starts_on.toordinal()] if series.materialized_until == date.min else []
    first = max(series.materialized_until + ONE_DAY, today)
    return series.rule.ordinals(first.toordinal(), horizon.toordinal())


def _seconds(series: Series, days: Sequence[int], preferences: Preferences) -> Sequence[int | None]:
    if series.starts_at is None:
        return [None] * len(days)
    return instants(days, series.starts_at, preferences.zone)


def _move_marks(
    batch: Sequence[Series], today: date, horizon: date, preferences: Preferences
) -> None:
    ended = [series.pk for series in batch if _has_ended(series, horizon)]
    tomorrow = instant(today + ONE_DAY, time(preferences.day_start_hour), preferences.zone)
    made = Series.objects.filter(pk__in=[series.pk for series in batch])
    made.update(materialized_until=horizon, due_at=tomorrow)
    if ended:
        made.filter(pk__in=ended).update(due_at=None)


def _has_ended(series: Series, horizon: date) -> bool:
    if series.kind == Series.Kind.AFTER_COMPLETION:
        return True
    last = series.rule.last()
    return last is not None and last <= horizon


def _record(cycle: MaterializationCycle, totals: Totals, seconds: float) -> None:
    # Added in the database: several workers share a cycle.
    MaterializationCycle.objects.filter(pk=cycle.pk).update(
        finished_at=clock.now(),
        users=F("users") + totals.users,
        instances=F("instances") + totals.instances,
        failures=F("failures") + totals.failures,
        seconds=F("seconds") + seconds,
        unfinished=F("unfinished") if not totals.unfinished else True,
    )
