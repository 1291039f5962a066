"""The days of series as rows: their slots, the next day after an edit, and days beyond the horizon.

A series that has not ended always has a pending day from today on, however far away it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.models import User
from core.prepared import prepared
from tasks import materialization
from tasks.editing import tree
from tasks.editing.journal import Journal
from tasks.errors import NotFound
from tasks.models import Completion, Series, Task, TaskInstance
from tasks.models.instance import Key, day_of_id

PENDING = TaskInstance.Status.PENDING


def place(
    log: Journal, row: TaskInstance, day: date, at: time | None, series_time: time | None
) -> None:
    """Set the slot of an instance; it counts as moved unless it is its own day at `series_time`."""
    set_slot(log, row, day, at)
    row.moved = (day, at) != (row.recurrence_id, row.recurrence_time or series_time)


def set_slot(log: Journal, row: TaskInstance, day: date, at: time | None) -> None:
    """Set the day and time of an instance, and its instant in the user's time zone."""
    row.scheduled_date, row.scheduled_time = day, at
    row.starts_at = log.user.preferences.local_clock.instant(day, at) if at else None


def saved_ids(log: Journal, pks: Collection[int]) -> dict[int, int]:
    """Return the id of a row for each id of a day; days beyond the horizon get their row now.

    Raises `NotFound` for a negative id that names no day of a series of this user.
    """
    return {pk: pk if pk > 0 else _create_by_id(log, pk).pk for pk in pks}


def _create_by_id(log: Journal, pk: int) -> TaskInstance:
    task, day, number = day_of_id(pk)
    series = Series.objects.for_user(log.user).filter(pk=task).first()
    times = series.times if series else []
    if number >= max(len(times), 1):
        raise NotFound("task instance")
    return create(log, task, (day, times[number] if times else None))


def create(log: Journal, task: int, key: Key) -> TaskInstance:
    """Return the row of a day of a series, by its key; create it if it is still missing.

    Raises `NotFound` unless the rule of a pending task has that day and time, today or later.
    """
    day, at = key
    rows = TaskInstance.objects.with_deleted(log.user).filter(task=task, recurrence_id=day)
    for row in log.lock(rows.filter(recurrence_time=at)):
        if row.deleted_at:
            raise NotFound("task instance")
        return row
    pending = Series.objects.for_user(log.user).filter(task__status=Task.Status.PENDING)
    series = log.lock_one(pending.filter(kind=Series.Kind.CALENDAR), task)
    days = [day.toordinal()] if day >= log.today and series.rule.between(day, day) else []
    if key not in rule_keys(log, series, days):
        raise NotFound("task instance")
    row = _row(log, series, key)
    log.add(row)
    return row


def rule_keys(log: Journal, series: Series, days: Sequence[int]) -> list[Key]:
    """Return the keys that a series has on some days of its rule."""
    return materialization.keys_of(series.rule, days, log.user.preferences.day_start_hour)


def fix_titles(log: Journal, tasks: Iterable[Task]) -> None:
    """Let the completed days of series that are about to be renamed keep their present title."""
    titles = {task.pk: task.title for task in tasks if task.repeats}
    if not titles:
        return
    completed = TaskInstance.objects.for_user(log.user).filter(status=TaskInstance.Status.COMPLETED)
    rows = log.lock(completed.filter(task__in=titles, own_title=None))
    for row in rows:
        row.own_title = titles[row.task_id]
    log.save(*rows)


@prepared
def _lacking_a_day(user: User, pks: Collection[int], today: date) -> QuerySet[Series]:
    """Select series that go on after completion, or that have no pending day from today on."""
    days = TaskInstance.objects.filter(task=OuterRef("pk"), status=PENDING, deleted_at=None)
    lacking = ~Exists(days.filter(recurrence_id__gte=today))
    series = Series.objects.for_user(user).filter(pk__among=pks)
    return series.filter(Q(kind=Series.Kind.AFTER_COMPLETION) | lacking)


def lacking_a_day(log: Journal, tasks: Collection[int]) -> list[Series]:
    """Return the series that need their next day once days of these tasks are finished."""
    return _lacking_a_day(log.user, tasks, log.today).rows()


def finished_counts(
    log: Journal, series: Collection[int], rows: Iterable[TaskInstance]
) -> Counter[int]:
    """Count how often each series was ever completed or skipped, including `rows`."""
    facts = Completion.objects.for_user(log.user).not_taken_back().filter(task__in=series)
    skipped = TaskInstance.objects.for_user(log.user).filter(
        task__in=series, status=TaskInstance.Status.SKIPPED
    )
    counts = Counter(row.task_id for row in rows if row.status == TaskInstance.Status.COMPLETED)
    for finished in (facts.values_list("task"), skipped.values_list("task")):
        counts.update(dict(finished.annotate(Count("pk"))))
    return counts


def add_missing(log: Journal, lacking: Iterable[Series]) -> None:
    """Add the next day to calendar series that have no pending day from today on."""
    rows = list(lacking)
    away = materialization.away_ordinals(rows, log.user.pk)
    for series in rows:
        reached = max(series.materialized_until, log.today - timedelta(days=1))
        day_start = log.user.preferences.day_start_hour
        _day, keys = materialization.next_keys(series, reached, away, day_start)
        log.add(*[_row(log, series, key) for key in keys])


def complete_finished(log: Journal, tasks: Collection[int]) -> set[int]:
    """Complete the tasks among these whose series has ended and has no pending day; return them.

    Their pending subtasks are completed with them. No completion is counted: the days were.
    """
    pending = TaskInstance.objects.for_user(log.user).pending().filter(task__in=tasks)
    finished = set(tasks) - set(pending.values_list("task", flat=True))
    if not finished:
        return finished
    rows = log.get_locked(tree.with_descendants, finished)
    todo = [row for row in rows if row.status == Task.Status.PENDING]
    for row in todo:
        row.status, row.completed_at = Task.Status.COMPLETED, log.now
    log.save(*todo, facts_stand=True)
    repeating = [row.pk for row in todo if row.repeats]
    Series.objects.for_user(log.user).filter(pk__in=repeating).update(due_at=None)
    return finished


def add_next(log: Journal, nexts: Iterable[tuple[Series, date | None]]) -> None:
    """Add the next day of each series that repeats after completion, on the given day.

    A series that had that day already, because it was done early, identifies the next one by a
    later day of its interval; its slot is the given day.
    """
    pairs = [(series, day) for series, day in nexts if day]
    rows = TaskInstance.objects.with_deleted(log.user).filter(
        task__in=[series.pk for series, _ in pairs]
    )
    since = min((day for _, day in pairs), default=date.max)
    existing = set(rows.filter(recurrence_id__gte=since).values_list("task", "recurrence_id"))
    log.add(*[_next_row(log, series, day, existing) for series, day in pairs])


def _next_row(
    log: Journal, series: Series, slot: date, existing: Set[tuple[int, date]]
) -> TaskInstance:
    day = slot
    while (series.pk, day) in existing:
        day = series.rule.after_completion(day) or day + timedelta(days=1)
    row = TaskInstance(user=log.user, task_id=series.pk, recurrence_id=day)
    place(log, row, max(slot, series.paused_until or slot), series.starts_at, series.starts_at)
    return row


def _row(log: Journal, series: Series, key: Key) -> TaskInstance:
    day, at = key
    row = TaskInstance(user=log.user, task_id=series.pk, recurrence_id=day, recurrence_time=at)
    place(log, row, day, at or series.starts_at, series.starts_at)
    return row
