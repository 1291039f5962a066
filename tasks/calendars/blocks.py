"""A person's blocks, as they are pushed to remote calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from types import MappingProxyType

from django.db.models import Q

from core.models import User
from tasks.calendars.base import Block, Window, task_of
from tasks.constants import ASSUMED_DURATION
from tasks.models import Task, TaskInstance


def blocks_of(
    user: User,
    window: Window,
    with_untimed: bool = False,
    pushed: Mapping[str, bool] = MappingProxyType({}),
) -> dict[str, Block]:
    """Return the tasks and occurrences with a date and a time within `window`, by key.

    `with_untimed` adds those that have a date but no time. The keys in `pushed` are included on any
    day, and without a time if their value is true. Skipped occurrences and archived tasks are left
    out. Costs two queries.
    """
    timed = Q() if with_untimed else Q(scheduled_time__isnull=False)
    blocks = _blocks(user, Q(scheduled_date__range=window) & timed, pushed)
    return {
        block.key: block
        for block in blocks
        if (block.key in pushed or window.first <= block.day <= window.last)
        and (block.starts_at or with_untimed or pushed.get(block.key))
    }


def key_of(task: int, day: date | None = None, at: time | None = None) -> str:
    """Return the key of a task, or of one occurrence of its series: 12, 12/2026-11-30T0900."""
    if day is None:
        return str(task)
    return f"{task}/{day}T{at:%H%M}" if at else f"{task}/{day}"


def occurrence_of(key: str) -> tuple[date, time | None] | None:
    """Return the day and the time that identify an occurrence; None for the key of a task."""
    day, _, at = key.partition("/")[2].partition("T")
    if not day:
        return None
    return date.fromisoformat(day), time.fromisoformat(at) if at else None


def chunk_suffix(n: int, count: int) -> str:
    """Return the suffix that numbers a chunk's title, such as " (1/2)"; empty for the only one."""
    return f" ({n}/{count})" if count > 1 else ""


def _blocks(user: User, scheduled: Q, pushed: Iterable[str]) -> Iterator[Block]:
    chunked = ~Q(chunks=[])
    known = {task_of(key) for key in pushed}
    known_days = {occurrence[0] for key in pushed if (occurrence := occurrence_of(key))}
    wanted = scheduled | chunked | Q(pk__among=known)
    tasks = Task.objects.for_user(user).not_archived().filter(wanted, series=None)
    for task in tasks.order_by("pk"):
        yield from _chunks(user, task)
        if task.scheduled_date and not task.chunks:
            yield _block(user, task, task.scheduled_date, task.scheduled_time)
    wanted = scheduled | Q(task__among=known, recurrence_id__among=known_days)
    days = TaskInstance.objects.for_user(user).of_live_tasks().filter(wanted)
    days = days.exclude(status=TaskInstance.Status.SKIPPED).select_related("task")
    for day in days.order_by("pk"):
        yield _block(user, day.task, day.scheduled_date, day.scheduled_time, day)


def _chunks(user: User, task: Task) -> Iterator[Block]:
    """Yield a block for each chunk of a task; the only one has the key of the task."""
    is_alone = len(task.chunks) == 1
    for n, chunk in enumerate(task.chunks, 1):
        day, at = date.fromisoformat(chunk["date"]), time.fromisoformat(chunk["time"])
        block = _block(user, task, day, at)
        assert block.starts_at  # noqa: S101 - it has a time
        yield replace(
            block,
            key=key_of(task.pk) if is_alone else f"{task.pk}.{n}",
            title=f"{task.title}{chunk_suffix(n, len(task.chunks))}",
            ends_at=block.starts_at + timedelta(minutes=chunk["minutes"]),
        )


def _block(
    user: User, task: Task, day: date, at: time | None, instance: TaskInstance | None = None
) -> Block:
    local_clock = user.preferences.local_clock
    starts_at = local_clock.instant(day, at) if at else None
    own = instance or TaskInstance(status=task.status)
    minutes = timedelta(minutes=own.own_duration or task.duration or ASSUMED_DURATION)
    return Block(
        key=key_of(task.pk, *(instance.key if instance else ())),
        title=own.own_title or task.title,
        day=local_clock.calendar_date(day, at),
        starts_at=starts_at,
        ends_at=starts_at and starts_at + minutes,
        zone=local_clock.zone.key,
        notes=task.description if own.own_description is None else own.own_description,
        reminder=task.reminder if at else None,
        completed=own.status == TaskInstance.Status.COMPLETED,
    )
