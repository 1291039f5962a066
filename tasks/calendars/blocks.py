"""The blocks of a person as they are to stand on other calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from django.db.models import Q

from core.models import User
from core.wallclock import instant
from tasks.calendars.base import Block, Window
from tasks.constants import ASSUMED_DURATION
from tasks.models import Task, TaskInstance


def blocks_of(user: User, window: Window, with_untimed: bool = False) -> dict[str, Block]:
    """Tasks and days of series with a date and a time within `window`, by key; two queries.

    With `with_untimed` also those that have a day and no time; never what is skipped or archived.
    """
    timed = Q() if with_untimed else Q(scheduled_time__isnull=False)
    return {block.key: block for block in _blocks(user, Q(scheduled_date__range=window) & timed)}


def key_of(task: int, recurrence_id: date | None = None) -> str:
    return f"{task}/{recurrence_id}" if recurrence_id else str(task)


def _blocks(user: User, which: Q) -> Iterator[Block]:
    tasks = Task.objects.for_user(user).not_archived().filter(which, series=None)
    for task in tasks:
        assert task.scheduled_date  # noqa: S101 - it is in the window
        yield _block(user, task, task.scheduled_date, task.scheduled_time)
    days = TaskInstance.objects.for_user(user).of_live_tasks().filter(which)
    for day in days.exclude(status=TaskInstance.Status.SKIPPED).select_related("task"):
        yield _block(user, day.task, day.scheduled_date, day.scheduled_time, day)


def _block(
    user: User, task: Task, day: date, at: time | None, instance: TaskInstance | None = None
) -> Block:
    zone = user.preferences.zone
    starts_at = instant(day, at, zone) if at else None
    own = instance or TaskInstance(status=task.status)
    minutes = timedelta(minutes=own.own_duration or task.duration or ASSUMED_DURATION)
    return Block(
        key=key_of(task.pk, instance.recurrence_id if instance else None),
        title=own.own_title or task.title,
        day=day,
        starts_at=starts_at,
        ends_at=starts_at and starts_at + minutes,
        zone=zone.key,
        notes=task.description if own.own_description is None else own.own_description,
        reminder=task.reminder if at else None,
        completed=own.status == TaskInstance.Status.COMPLETED,
    )
