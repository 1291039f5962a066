"""Extend series of one user to their horizon."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core import clock
from core.models import Preferences
from core.wallclock import instant, instants
from tasks.constants import MATERIALIZATION_HORIZON_DAYS
from tasks.materialization import rows, sql
from tasks.recurrence import InvalidRule, Rule

logger = logging.getLogger(__name__)

HORIZON = timedelta(days=MATERIALIZATION_HORIZON_DAYS)
ONE_DAY = timedelta(days=1)


class SeriesColumns(Protocol):
    """The columns of a series that are read here; the model has them, and a cycle's `DueSeries`."""

    @property
    def task_id(self) -> int: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def materialized_until(self) -> date: ...


WriteRows = Callable[[Sequence[rows.Days]], int]


def extend(
    batch: Sequence[SeriesColumns], preferences: Preferences, write: WriteRows = rows.insert
) -> tuple[int, int]:
    """Create the missing instances of some series; return their number and that of bad rules.

    Runs in the caller's transaction, which has locked the series. A series with an invalid rule is
    logged and skipped. Idempotent if `write` is.
    """
    today = clock.day_of(clock.now(), preferences.zone, preferences.day_start_hour)
    horizon = today + HORIZON
    new_days: list[rows.Days] = []
    ended: list[int] = []
    for series in batch:
        try:
            new_days.append(_days_of(series, today, horizon, preferences))
            if _has_ended(series.rule, horizon):
                ended.append(series.task_id)
        except InvalidRule:
            logger.exception("series rule invalid task=%s user=%s", series.task_id, preferences.pk)
    created = write(new_days)
    continuing = [days.task for days in new_days if days.task not in ended]
    _update_marks(continuing, horizon, _start_of(today + ONE_DAY, preferences))
    _update_marks(ended, horizon, None)
    return created, len(batch) - len(new_days)


def _days_of(
    series: SeriesColumns, today: date, horizon: date, preferences: Preferences
) -> rows.Days:
    """Return the days that have no instance yet, from today to the horizon."""
    rule = series.rule
    if rule.kind == "after_completion":
        untouched = series.materialized_until == date.min
        days: Sequence[int] = [rule.starts_on.toordinal()] if untouched else []
    else:
        first = max(series.materialized_until + ONE_DAY, today)
        days = rule.ordinals(first.toordinal(), horizon.toordinal())
    seconds = instants(days, rule.starts_at, preferences.zone) if rule.starts_at else []
    return rows.Days(series.task_id, days, rule.starts_at, seconds)


def _has_ended(rule: Rule, horizon: date) -> bool:
    """Return whether no day follows the horizon, or only after a completion."""
    if rule.kind == "after_completion":
        return True
    last = rule.last()
    return last is not None and last <= horizon


def _start_of(day: date, preferences: Preferences) -> datetime:
    return instant(day, time(preferences.day_start_hour), preferences.zone)


def _update_marks(tasks: list[int], until: date, due_at: datetime | None) -> None:
    if tasks:
        with sql.server_cursor() as cursor:
            cursor.execute(sql.UPDATE_MARKS, [until, due_at, tasks], prepare=sql.PREPARE)
