"""Reads a person's tasks and occurrences as entries, in two or three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from core.models import User
from tasks.calendars.blocks import chunk_suffix, key_of
from tasks.constants import ASSUMED_DURATION
from tasks.models import Domain, Task, TaskInstance, TaskLabel
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet

Labels = Mapping[int, list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A task, one of its chunks, or an occurrence of a series, in the person's local time."""

    task_id: int
    recurrence_id: date | None
    recurrence_time: time | None
    title: str
    notes: str
    day: date | None
    at: time | None
    minutes: int
    deadline: date | None
    deadline_at: time | None
    reminder: int | None
    impact: int
    categories: tuple[str, ...]
    parent_id: int | None
    completed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    chunk: int | None = None  # from 1

    @property
    def key(self) -> str:
        """The key of the corresponding `tasks.calendars.base.Block`."""
        if self.chunk:
            return f"{self.task_id}.{self.chunk}"
        return key_of(self.task_id, self.recurrence_id, self.recurrence_time)

    @property
    def is_whole_task(self) -> bool:
        """Whether the entry is neither an occurrence nor a chunk."""
        return self.recurrence_id is None and self.chunk is None

    @property
    def completed(self) -> bool:
        return self.completed_at is not None


def labels_of(user: User) -> Labels:
    """Return the labels of each of a person's tasks. One query, cheaper than a prefetch."""
    labels: dict[int, list[str]] = defaultdict(list)
    rows = TaskLabel.objects.filter(user=user).order_by("label__name")
    for task, name in rows.values_list("task", "label__name"):
        labels[task].append(name)
    return labels


def task_entries(tasks: TaskQuerySet, labels: Labels) -> Iterator[Entry]:
    """Yield the entries of tasks that do not repeat."""
    for task in tasks.filter(series=None).select_related("domain"):
        yield task_entry(task, labels)


def block_entries(tasks: TaskQuerySet, labels: Labels) -> Iterator[Entry]:
    """Like `task_entries`, but yield one entry for each chunk of a task."""
    for task in tasks.filter(series=None).select_related("domain"):
        entry = task_entry(task, labels)
        yield from _chunks(entry, task) if task.chunks else [entry]


def _chunks(entry: Entry, task: Task) -> Iterator[Entry]:
    """Yield an entry for each chunk; the only one stands for the task, like a block of it."""
    is_alone = len(task.chunks) == 1
    for n, chunk in enumerate(task.chunks, 1):
        yield replace(
            entry,
            chunk=None if is_alone else n,
            title=f"{task.title}{chunk_suffix(n, len(task.chunks))}",
            day=date.fromisoformat(chunk["date"]),
            at=time.fromisoformat(chunk["time"]),
            minutes=chunk["minutes"],
        )


def instance_entries(days: TaskInstanceQuerySet, labels: Labels) -> Iterator[Entry]:
    """Yield the entries of occurrences, except skipped ones."""
    open_days = days.exclude(status=TaskInstance.Status.SKIPPED)
    for day in open_days.select_related("task__domain", "task__series", "own_domain"):
        yield instance_entry(day, labels)


def task_entry(task: Task, labels: Labels) -> Entry:
    """Return the entry of a task; for a series, what its occurrences have in common."""
    return Entry(
        task_id=task.pk,
        recurrence_id=None,
        recurrence_time=None,
        title=task.title,
        notes=task.description,
        day=task.scheduled_date,
        at=task.scheduled_time,
        minutes=task.duration or ASSUMED_DURATION,
        deadline=task.deadline_date,
        deadline_at=task.deadline_time,
        reminder=task.reminder,
        impact=task.impact,
        categories=_categories(task.domain, labels.get(task.pk)),
        parent_id=task.parent_id,
        completed_at=task.completed_at,
        version=task.version,
        created_at=task.created_at,
        updated_at=task.updated_at,
    )


def instance_entry(day: TaskInstance, labels: Labels) -> Entry:
    """Return the entry of one occurrence."""
    task = day.task
    return Entry(
        task_id=task.pk,
        recurrence_id=day.recurrence_id,
        recurrence_time=day.recurrence_time,
        title=day.own_title or task.title,
        notes=task.description if day.own_description is None else day.own_description,
        day=day.scheduled_date,
        at=day.scheduled_time,
        minutes=day.own_duration or task.duration or ASSUMED_DURATION,
        deadline=day.deadline_date,
        deadline_at=None,
        reminder=task.reminder,
        impact=task.impact,
        categories=_categories(day.own_domain or task.domain, labels.get(task.pk)),
        parent_id=None,
        completed_at=day.completed_at,
        version=task.version + day.version,
        created_at=task.created_at,
        updated_at=max(task.updated_at, day.completed_at or task.updated_at),
    )


def _categories(domain: Domain | None, labels: list[str] | None) -> tuple[str, ...]:
    """The domain's name, then the labels."""
    return tuple([domain.name] if domain else []) + tuple(labels or ())
