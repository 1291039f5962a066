"""Extend series of one user to their horizon."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core import clock
from core.models import Preferences
from core.wallclock import instant
from tasks.constants import LAST_DAY, MATERIALIZATION_HORIZON_DAYS
from tasks.materialization import rows, sql
from tasks.models import Away, TaskInstance
from tasks.models.instance import Key
from tasks.recurrence import InvalidRule, Rule

logger = logging.getLogger(__name__)

HORIZON = timedelta(days=MATERIALIZATION_HORIZON_DAYS)
ONE_DAY = timedelta(days=1)
PENDING = TaskInstance.Status.PENDING


class SeriesColumns(Protocol):
    """The columns of a series that are read here; the model has them, and a cycle's `DueSeries`."""

    @property
    def task_id(self) -> int: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def materialized_until(self) -> date: ...
    @property
    def paused_until(self) -> date | None: ...
    @property
    def pauses_when_away(self) -> bool: ...


WriteRows = Callable[[Sequence[rows.Days]], int]


@dataclass(frozen=True, slots=True)
class Extension:
    """The new days of a series, how far it reaches with them, and whether days follow."""

    task: int
    days: list[rows.Days]
    until: date
    continues: bool


def extend(
    batch: Sequence[SeriesColumns],
    preferences: Preferences,
    write: WriteRows = rows.insert,
    deadline: datetime | None = None,
) -> tuple[int, int, bool]:
    """Create the missing instances of some series: up to the horizon, and at least the next one.

    Returns the number of instances, that of bad rules, and whether the deadline was reached before
    the last series. Runs in the caller's transaction, which has locked the series. A series with an
    invalid rule is logged and skipped. Idempotent if `write` is.
    """
    today = clock.day_of(clock.now(), preferences.zone, preferences.day_start_hour)
    away = away_ordinals(batch, preferences.user_id)
    extensions: list[Extension] = []
    invalid = 0
    for series in batch:
        if deadline and clock.now() >= deadline:
            break
        try:
            extensions.append(_extension(series, today, preferences, away))
        except InvalidRule:
            logger.exception("series rule invalid task=%s user=%s", series.task_id, preferences.pk)
            invalid += 1
    created = write([days for extension in extensions for days in extension.days])
    _update_marks(extensions, preferences)
    return created, invalid, len(extensions) + invalid < len(batch)


def away_ordinals(batch: Sequence[SeriesColumns], user: int) -> frozenset[int]:
    """Return the days away as ordinals, or none if no series of the batch leaves them out."""
    if not any(series.pauses_when_away for series in batch):
        return frozenset()
    days: set[int] = set()
    for begin, end in Away.objects.filter(user=user).values_list("first_day", "last_day"):
        days.update(range(begin.toordinal(), end.toordinal() + 1))
    return frozenset(days)


def open_days(
    series: SeriesColumns, first: date, last: date, away: Collection[int]
) -> Sequence[int]:
    """Return the days of a series in [first, last] that are not paused, as ordinals."""
    first = max(first, series.paused_until or first)
    days = series.rule.ordinals(first.toordinal(), last.toordinal())
    return [day for day in days if day not in away] if series.pauses_when_away else days


def _extension(
    series: SeriesColumns, today: date, preferences: Preferences, away: Collection[int]
) -> Extension:
    """Return what a series lacks from today to the horizon, or its next day if that is later."""
    rule, horizon, task = series.rule, today + HORIZON, series.task_id
    if rule.kind == "after_completion":
        untouched = series.materialized_until == date.min
        days: Sequence[int] = [rule.starts_on.toordinal()] if untouched else []
        return Extension(task, _at_times(series, days, preferences), horizon, continues=False)
    first = max(series.materialized_until + ONE_DAY, today)
    days = open_days(series, first, horizon, away)
    until, new = max(horizon, series.materialized_until), _at_times(series, days, preferences)
    if until == horizon and not days and not open_days(series, today, horizon, away):
        following, keys = next_keys(series, horizon, away, preferences.day_start_hour)
        if following is None:
            return Extension(task, [], horizon, continues=False)
        of_day = _at_times(series, [following.toordinal()], preferences)
        new, until = [days for days in of_day if (following, days.key) in keys], following
    continues = rule.is_endless or rule.next_between(until + ONE_DAY, LAST_DAY) is not None
    return Extension(task, new, until, continues)


def keys_of(rule: Rule, days: Sequence[int], day_start: int) -> list[Key]:
    """Return the keys of the instances on some days: one a day, or one for each of its times."""
    if not rule.times:
        return [(date.fromordinal(day), None) for day in days]
    return [
        (date.fromordinal(day), moment)
        for moment in rule.times
        for day in rule.days_at(moment, days, day_start)
    ]


def next_keys(
    series: SeriesColumns, day: date, away: Collection[int], day_start: int
) -> tuple[date | None, list[Key]]:
    """Return the first unfinished day of a series after `day`, and its keys that have no row.

    Days of a pause and, if the series leaves them out, the days `away` are skipped: each range of
    them in one step, so that there are no more steps than ranges and rows.
    """
    later = TaskInstance.objects.filter(task=series.task_id, recurrence_id__gt=day)
    columns = later.values_list("recurrence_id", "recurrence_time", "status", "deleted_at")
    status = {(on, at): "deleted" if gone else status for on, at, status, gone in columns}
    paused = away if series.pauses_when_away else ()
    first = max(day + ONE_DAY, series.paused_until or day)
    following = series.rule.next_between(first, LAST_DAY)
    while following:
        keys = keys_of(series.rule, [following.toordinal()], day_start)
        is_open = any(status.get(key, PENDING) == PENDING for key in keys)
        if is_open and following.toordinal() not in paused:
            return following, [key for key in keys if key not in status]
        following = series.rule.next_between(_after(following, paused), LAST_DAY)
    return None, []


def _after(day: date, paused: Collection[int]) -> date:
    """Return the first day after `day` that is not paused."""
    ordinal = day.toordinal() + 1
    while ordinal in paused:
        ordinal += 1
    return date.fromordinal(ordinal)


def _at_times(
    series: SeriesColumns, days: Sequence[int], preferences: Preferences
) -> list[rows.Days]:
    """Return the rows of some days: at the time of the series, or at each of several times."""
    rule, local_clock = series.rule, preferences.local_clock
    if not rule.times:
        seconds = local_clock.instants(days, rule.starts_at) if rule.starts_at else []
        return [rows.Days(series.task_id, days, rule.starts_at, seconds)]
    on_days = (
        (moment, rule.days_at(moment, days, local_clock.day_start_hour)) for moment in rule.times
    )
    return [
        rows.Days(series.task_id, on, moment, local_clock.instants(on, moment), key=moment)
        for moment, on in on_days
    ]


def _start_of(day: date, preferences: Preferences) -> datetime:
    return instant(day, time(preferences.day_start_hour), preferences.zone)


def _update_marks(extensions: Sequence[Extension], preferences: Preferences) -> None:
    """Store how far each series reaches, and when that will be less than the horizon."""
    tasks: dict[tuple[date, bool], list[int]] = defaultdict(list)
    for extension in extensions:
        tasks[extension.until, extension.continues].append(extension.task)
    for (until, continues), ids in tasks.items():
        due_at = _start_of(until - HORIZON + ONE_DAY, preferences) if continues else None
        with sql.server_cursor() as cursor:
            cursor.execute(sql.UPDATE_MARKS, [until, due_at, ids], prepare=sql.PREPARE)
