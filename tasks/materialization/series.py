"""Brings series of one user up to their horizon."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core import clock
from core.models import Preferences
from core.wallclock import instant, instants
from tasks.constants import MATERIALIZATION_HORIZON_DAYS
from tasks.materialization import rows
from tasks.recurrence import InvalidRule, Rule

logger = logging.getLogger(__name__)

HORIZON = timedelta(days=MATERIALIZATION_HORIZON_DAYS)
ONE_DAY = timedelta(days=1)

MOVE_MARKS = """
UPDATE tasks_series SET materialized_until = %b, due_at = %b WHERE task_id = ANY(%b)
"""


class Repeating(Protocol):
    """What of a series is read here: the model, or a row of the few columns a cycle fetches."""

    @property
    def task_id(self) -> int: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def materialized_until(self) -> date: ...


Write = Callable[[Sequence[rows.Days]], int]


def extend(
    batch: Sequence[Repeating], preferences: Preferences, write: Write = rows.insert
) -> tuple[int, int]:
    """Make the missing instances of some series; return how many, and how many could not be read.

    Runs inside the caller's transaction, which holds the series. An unreadable rule is logged and
    stays behind; the others go on. Safe to repeat, if `write` is.
    """
    today = clock.day_of(clock.now(), preferences.zone, preferences.day_start_hour)
    horizon = today + HORIZON
    coming: list[rows.Days] = []
    ended: list[int] = []
    for series in batch:
        try:
            coming.append(_days_of(series, today, horizon, preferences))
            if _has_ended(series.rule, horizon):
                ended.append(series.task_id)
        except InvalidRule:
            logger.exception("series unreadable task=%s user=%s", series.task_id, preferences.pk)
    created = write(coming)
    going_on = [days.task for days in coming if days.task not in ended]
    _move_marks(going_on, horizon, _start_of(today + ONE_DAY, preferences))
    _move_marks(ended, horizon, None)
    return created, len(batch) - len(coming)


def _days_of(series: Repeating, today: date, horizon: date, preferences: Preferences) -> rows.Days:
    """The days still to be made: never before today, never twice."""
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
    """Nothing comes after the horizon, or only once something is completed."""
    if rule.kind == "after_completion":
        return True
    last = rule.last()
    return last is not None and last <= horizon


def _start_of(day: date, preferences: Preferences) -> datetime:
    return instant(day, time(preferences.day_start_hour), preferences.zone)


def _move_marks(tasks: list[int], until: date, due_at: datetime | None) -> None:
    if tasks:
        with rows.server_cursor() as cursor:
            cursor.execute(MOVE_MARKS, [until, due_at, tasks], prepare=rows.PREPARE)
