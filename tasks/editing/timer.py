"""The timer: how long a user worked on a task. One timer runs at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from core import actor, clock, live
from core.models import Preferences, User
from core.prepared import prepared
from tasks.editing.duplicate_requests import reject_duplicate_request
from tasks.errors import NotFound, Rejected
from tasks.models import Task, TaskInstance, TimeEntry
from tasks.models.timer import TimeEntryQuerySet

# The task, and the day and time of an occurrence.
Key = tuple[int, date | None, time | None]
KEY_COLUMNS = ("task_id", "recurrence_id", "recurrence_time")


def start(user: User, pk: int, instance: int | None = None) -> TimeEntry:
    """Start the timer of a task, or of one day of a series, and stop any other timer.

    Idempotent. Raises `NotFound`, and `Rejected` for a repeating task without an instance.
    """
    with transaction.atomic():
        _lock(user)
        reject_duplicate_request(user)
        key = _key(user, pk, instance)
        running = TimeEntry.objects.for_user(user).running()
        columns = dict(zip(KEY_COLUMNS, key, strict=True))
        if same := running.filter(**columns).first():
            return same
        running.update(stopped_at=clock.now())
        entry = TimeEntry.objects.create(user=user, started_at=clock.now(), **columns)
        live.notify(user.pk, timer=True, client=actor.current().client)
        return entry


def stop(user: User, pk: int) -> None:
    """Stop the timer of a task. Idempotent. Raises `NotFound`."""
    reject_duplicate_request(user)
    _task(user, pk)
    with transaction.atomic():
        stop_running(user, [pk], clock.now(), actor.current().client)


def stop_running(user: User, tasks: Collection[int], now: datetime, client: str = "") -> None:
    """Stop the timer if it runs for one of these tasks, and tell all tabs but the `client`."""
    running = TimeEntry.objects.for_user(user).running().filter(task__in=tasks)
    if running.filter(started_at__lte=now).update(stopped_at=now):
        live.notify(user.pk, timer=True, client=client)


@dataclass(frozen=True, slots=True)
class TrackedTime:
    """Minutes tracked for a task over all its days, and when the running timer started."""

    minutes: int
    running_since: datetime | None


def tracked_time(user: User, pk: int) -> TrackedTime:
    """Return the time tracked for a task so far."""
    now, entries = clock.now(), list(TimeEntry.objects.for_user(user).filter(task=pk))
    running = next((entry.started_at for entry in entries if entry.stopped_at is None), None)
    return TrackedTime(_minutes(sum(entry.seconds(now) for entry in entries)), running)


@prepared
def _of_tasks(user: User, tasks: Collection[int]) -> TimeEntryQuerySet:
    return TimeEntry.objects.for_user(user).filter(task__among=tasks)


def stop_and_sum(user: User, tasks: Collection[int], now: datetime) -> dict[Key, int]:
    """Stop the timers of completed tasks; return minutes by task and day, without zeros."""
    entries = _of_tasks(user, tasks).rows()
    if any(entry.stopped_at is None for entry in entries):
        stop_running(user, tasks, now)
    seconds: dict[Key, float] = defaultdict(float)
    for entry in entries:
        key = entry.task_id, entry.recurrence_id, entry.recurrence_time
        seconds[key] += entry.seconds(now)
    return {key: _minutes(total) for key, total in seconds.items() if _minutes(total)}


def _minutes(seconds: float) -> int:
    return round(seconds / 60)


def _lock(user: User) -> None:
    # When two tabs start a timer at once, the second waits and stops the timer of the first.
    if not Preferences.objects.select_for_update(no_key=True).filter(user=user).first():
        raise NotFound("account")


def _key(user: User, pk: int, instance: int | None) -> Key:
    task = _task(user, pk)
    if instance is None:
        if task.repeats:
            raise Rejected(
                _("This task repeats. Start the timer on one of its days."), "instance_id"
            )
        return task.pk, None, None
    days = TaskInstance.objects.for_user(user).filter(task=task, pk=instance)
    key = days.values_list("recurrence_id", "recurrence_time").first()
    if key is None:
        raise NotFound("task instance")
    return task.pk, *key


def _task(user: User, pk: int) -> Task:
    task = Task.objects.for_user(user).with_series().filter(pk=pk).first()
    if task is None:
        raise NotFound("task")
    return task
