"""Reads what there is to tell of a person's tasks and days of series; two or three queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from core.models import User
from tasks.calendars.blocks import key_of
from tasks.constants import ASSUMED_DURATION
from tasks.models import Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet


@dataclass(frozen=True, slots=True)
class Entry:
    """A task, or one day of a series. Days and times are on its person's clocks."""

    task_id: int
    recurrence_id: date | None
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

    @property
    def key(self) -> str:
        return key_of(self.task_id, self.recurrence_id)

    @property
    def completed(self) -> bool:
        return self.completed_at is not None


def uid_of(user: User, kind: str, key: str) -> str:
    """Unique in the world and the same for ever, whatever this server is called (RFC 7986 §5.3)."""
    person: UUID = uuid5(NAMESPACE_URL, f"whendoist/{user.pk}/{user.date_joined.isoformat()}")
    return str(uuid5(person, f"{kind}/{key}"))


def of_tasks(tasks: TaskQuerySet) -> Iterator[Entry]:
    """Entries of tasks that do not repeat."""
    for task in tasks.filter(series=None).select_related("domain").prefetch_related("labels"):
        yield of_task(task)


def of_instances(days: TaskInstanceQuerySet) -> Iterator[Entry]:
    """Entries of days of series; skipped ones are left out."""
    known = days.exclude(status=TaskInstance.Status.SKIPPED)
    related = known.select_related("task__domain", "own_domain")
    for day in related.prefetch_related("task__labels"):
        yield of_instance(day)


def of_task(task: Task) -> Entry:
    """The entry of a task; of one that repeats, what its days have in common."""
    return Entry(
        task_id=task.pk,
        recurrence_id=None,
        title=task.title,
        notes=task.description,
        day=task.scheduled_date,
        at=task.scheduled_time,
        minutes=task.duration or ASSUMED_DURATION,
        deadline=task.deadline_date,
        deadline_at=task.deadline_time,
        reminder=task.reminder,
        impact=task.impact,
        categories=_categories(task),
        parent_id=task.parent_id,
        completed_at=task.completed_at,
        version=task.version,
        created_at=task.created_at,
        updated_at=task.updated_at,
    )


def of_instance(day: TaskInstance) -> Entry:
    task = day.task
    return Entry(
        task_id=task.pk,
        recurrence_id=day.recurrence_id,
        title=day.own_title or task.title,
        notes=task.description if day.own_description is None else day.own_description,
        day=day.scheduled_date,
        at=day.scheduled_time,
        minutes=day.own_duration or task.duration or ASSUMED_DURATION,
        deadline=None,
        deadline_at=None,
        reminder=task.reminder,
        impact=task.impact,
        categories=_categories(task, day),
        parent_id=None,
        completed_at=day.completed_at,
        version=task.version + day.version,
        created_at=task.created_at,
        updated_at=max(task.updated_at, day.completed_at or task.updated_at),
    )


def _categories(task: Task, day: TaskInstance | None = None) -> tuple[str, ...]:
    """The domain first, then the labels."""
    domain = (day and day.own_domain) or task.domain
    labels = sorted(label.name for label in task.labels.all())
    return tuple([domain.name, *labels] if domain else labels)
