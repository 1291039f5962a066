"""Read the rows that may be part of a plan, as plain tuples.

The page checks its plan for issues after every edit. With model instances, most of the 40 ms for
500 tasks went into creating them.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable

from core.models import User
from core.prepared import prepared
from tasks.editing.commands import Chunk
from tasks.models import Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet

# A block takes up to a day and may begin late; hours, and so the range, may run past midnight.
MARGIN = timedelta(days=2)
PASSED = timedelta(days=7)  # how long a repair still offers to plan an undone block again


class TaskRow(NamedTuple):
    """A pending task that does not repeat; `is_parent` says that it has pending subtasks."""

    pk: int
    title: str
    domain_id: int | None
    has_hours: bool
    impact: int
    clarity: str
    duration: int | None
    scheduled_date: date | None
    scheduled_time: time | None
    placed_by: str
    day_chosen: bool
    chunks: list[Chunk]
    deadline_date: date | None
    deadline_time: time | None
    deadline_hard: bool
    earliest_start: date | None
    chunk_min: int | None
    chunk_max: int | None
    ideal_time: str
    pinned: bool
    position: float
    is_parent: bool


class DayRow(NamedTuple):
    """A pending day of a series; `own_` fields override those of the series."""

    pk: int
    task_id: int
    title: str
    own_title: str | None
    domain_id: int | None
    own_domain_id: int | None
    has_hours: bool
    own_has_hours: bool
    impact: int
    clarity: str
    ideal_time: str
    duration: int | None
    own_duration: int | None
    scheduled_date: date
    scheduled_time: time | None
    placed_by: str
    position: float
    deadline_date: date | None = None


def open_tasks(user: User) -> list[TaskRow]:
    """Return every task that a plan may place."""
    return [TaskRow(*row) for row in _open_tasks(user).rows()]


def placed_tasks(user: User, first: date, last: date) -> list[TaskRow]:
    """Return tasks with a block, upcoming or passed, on or near these days."""
    return [
        TaskRow(*row) for row in _placed_tasks(user, first - PASSED - MARGIN, last + MARGIN).rows()
    ]


def open_days(user: User, first: date, last: date) -> list[DayRow]:
    """Return pending days of series from the day before to the night after these days."""
    day = timedelta(days=1)
    return [DayRow(*row) for row in _open_days(user, first - day, last + day).rows()]


def placed_days(user: User, first: date, last: date) -> list[DayRow]:
    """Return the open days that have a time."""
    day = timedelta(days=1)
    return [DayRow(*row) for row in _placed_days(user, first - day, last + day).rows()]


def due_tasks(user: User, first: date, last: date) -> list[TaskRow]:
    """Return tasks without a time, or with one for a part, due on these days at the latest."""
    return [TaskRow(*row) for row in _due_tasks(user, first, last).rows()]


@prepared
def _open_tasks(user: User) -> QuerySet[Task, tuple[Any, ...]]:
    return _as_task_rows(_tasks(user))


@prepared
def _placed_tasks(user: User, first: date, last: date) -> QuerySet[Task, tuple[Any, ...]]:
    near = Q(scheduled_date__range=(first, last)) | ~Q(chunks=[])
    return _as_task_rows(_tasks(user).filter(near, scheduled_time__isnull=False))


@prepared
def _due_tasks(user: User, first: date, last: date) -> QuerySet[Task, tuple[Any, ...]]:
    due = Q(deadline_date__range=(first, last), deadline_hard=True)
    return _as_task_rows(_tasks(user).filter(due, Q(scheduled_time__isnull=True) | ~Q(chunks=[])))


def _tasks(user: User) -> TaskQuerySet:
    return Task.objects.for_user(user).pending().filter(series=None)


def _as_task_rows(rows: TaskQuerySet) -> QuerySet[Task, tuple[Any, ...]]:
    subtasks = Task.objects.pending().filter(parent=OuterRef("pk"))
    annotated = rows.annotate(has_hours=_has_hours("domain"), is_parent=Exists(subtasks))
    return annotated.order_by("pk").values_list(*TaskRow._fields)


@prepared
def _open_days(user: User, first: date, last: date) -> QuerySet[TaskInstance, tuple[Any, ...]]:
    return _as_day_rows(_days(user, first, last))


@prepared
def _placed_days(user: User, first: date, last: date) -> QuerySet[TaskInstance, tuple[Any, ...]]:
    return _as_day_rows(_days(user, first, last).filter(scheduled_time__isnull=False))


def _days(user: User, first: date, last: date) -> TaskInstanceQuerySet:
    return TaskInstance.objects.for_user(user).pending().of_live_tasks().between(first, last)


def _as_day_rows(rows: TaskInstanceQuerySet) -> QuerySet[TaskInstance, tuple[Any, ...]]:
    annotated = rows.annotate(
        has_hours=_has_hours("task__domain"),
        own_has_hours=_has_hours("own_domain"),
        due_on=ExpressionWrapper(
            F("recurrence_id") + F("task__series__deadline_days"), DateField()
        ),
    )
    of_series = {"title", "domain_id", "impact", "clarity", "ideal_time", "duration", "position"}
    paths = {name: f"task__{name}" for name in of_series} | {"deadline_date": "due_on"}
    columns = [paths.get(name, name) for name in DayRow._fields]
    return annotated.order_by("pk").values_list(*columns)


def _has_hours(domain: str) -> Combinable:
    return ExpressionWrapper(Q(**{f"{domain}__hours__isnull": False}), BooleanField())
