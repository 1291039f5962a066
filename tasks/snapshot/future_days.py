"""Days of series that have no row yet: the calendar shows them, acting on one creates its row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, time, timedelta
from itertools import chain, islice
from typing import Any

from core import clock
from core.models import User
from tasks.errors import NotFound
from tasks.materialization.series import HORIZON, away_ordinals, keys_of, open_days
from tasks.models import Series, Task, TaskInstance
from tasks.models.instance import day_of_id, id_of_day

MAX_DAYS = 5_000  # in one response
MAX_RANGE = timedelta(days=400)


def future_days(user: User, first: date, last: date) -> list[dict[str, Any]]:
    """Return the days of a user's series in [first, last] that have no row yet, like rows.

    Each has a negative id, which the verbs accept as the id of an instance: acting on the day
    creates its row. The range is cut to `MAX_RANGE`, the list to `MAX_DAYS`.
    """
    if last <= clock.today(user) + HORIZON:
        return []
    last = min(last, first + MAX_RANGE)
    pending = Series.objects.for_user(user).filter(task__status=Task.Status.PENDING)
    series = pending.filter(
        kind=Series.Kind.CALENDAR, due_at__isnull=False, materialized_until__lt=last
    )
    later = TaskInstance.objects.with_deleted(user).filter(
        recurrence_id__range=(first, last), task__in=series.values("pk")
    )
    existing = set(later.values_list("task", "recurrence_id", "recurrence_time"))
    rows = list(series.order_by("pk"))
    away = away_ordinals(rows, user.pk)
    days = chain.from_iterable(_days_of(user, row, first, last, away) for row in rows)
    missing = (day for day in days if _key(day) not in existing)
    return list(islice(missing, MAX_DAYS))


def _key(day: dict[str, Any]) -> tuple[int, date, time | None]:
    return day["task_id"], day["recurrence_id"], day["recurrence_time"]


def future_day(user: User, pk: int) -> dict[str, Any]:
    """Return a day by its negative id. Raises `NotFound` if it has a row or is of no series."""
    _task, day, _number = day_of_id(pk)
    for row in future_days(user, day, day):
        if row["id"] == pk:
            return row
    raise NotFound("task instance")


def _days_of(
    user: User, series: Series, first: date, last: date, away: Collection[int]
) -> Iterator[dict[str, Any]]:
    begin = max(first, series.materialized_until + timedelta(days=1))
    local_clock = user.preferences.local_clock
    days = open_days(series, begin, last, away) if begin <= last else ()
    for day, key_time in keys_of(series.rule, days, local_clock.day_start_hour):
        at = key_time or series.starts_at
        yield {
            "id": id_of_day(series.pk, day, series.times.index(key_time) if key_time else 0),
            "task_id": series.pk,
            "recurrence_id": day,
            "recurrence_time": key_time,
            "scheduled_date": day,
            "scheduled_time": at,
            "starts_at": local_clock.instant(day, at) if at else None,
            "placed_by": Task.PlacedBy.PERSON.value,
            "moved": False,
            "status": TaskInstance.Status.PENDING.value,
            "completed_at": None,
            "own_title": None,
            "has_own_description": False,
            "own_duration": None,
            "own_domain_id": None,
            "version": 1,
        }
