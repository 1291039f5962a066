"""Read the trash: archived and deleted tasks, and deleted days of series, latest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.models import User
from tasks.models import Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet

CURSOR_PATTERN = r"^\d{1,17}-[ti]\d{1,18}$"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page: when it got into the trash, its kind (t before i) and its id."""

    at: datetime
    kind: str
    pk: int

    @classmethod
    def parse(cls, text: str) -> Cursor:
        at, _, item = text.partition("-")
        return cls(EPOCH + int(at) * MICROSECOND, item[0], int(item[1:]))

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.kind}{self.pk}"

    def tasks(self) -> Q:
        same = Q(at=self.at, pk__lt=self.pk) if self.kind == "t" else Q(pk=None)
        return Q(at__lt=self.at) | same

    def days(self) -> Q:
        same = Q(at=self.at) & (Q() if self.kind == "t" else Q(pk__lt=self.pk))
        return Q(at__lt=self.at) | same


def trash_page(user: User, limit: int, after: str | None = None) -> dict[str, Any]:
    """Return a page of the trash and the cursor of the next one, in a fixed number of queries.

    Subtasks are counted with the task above that went along. `delete_at` is when retention deletes
    an item permanently: null for tasks that are archived, not deleted.
    """
    cursor = Cursor.parse(after) if after else None
    tasks = _tasks(user).filter(cursor.tasks() if cursor else Q())[: limit + 1]
    days = _days(user).filter(cursor.days() if cursor else Q())[: limit + 1]
    rows = sorted(chain(tasks, days), key=_order, reverse=True)
    page, more = rows[:limit], len(rows) > limit
    counts = _subtask_counts(user, [row.pk for row in page if isinstance(row, Task)])
    items = [_task(row, counts[row.pk]) if isinstance(row, Task) else _day(row) for row in page]
    return {"items": items, "next": str(_cursor(page[-1])) if more else None}


def _tasks(user: User) -> TaskQuerySet:
    archived = Task.objects.for_user(user).filter(status=Task.Status.ARCHIVED)
    together = Q(deleted_at=None) | Q(deleted_at=F("parent__deleted_at"))
    listed = archived.exclude(together, parent__status=Task.Status.ARCHIVED)
    latest = listed.annotate(at=Coalesce("deleted_at", "updated_at")).order_by("-at", "-pk")
    return latest.with_series()


def _days(user: User) -> TaskInstanceQuerySet:
    deleted = TaskInstance.objects.with_deleted(user).filter(deleted_at__isnull=False)
    listed = deleted.exclude(task__status=Task.Status.ARCHIVED).annotate(at=F("deleted_at"))
    return listed.order_by("-at", "-pk").select_related("task")


def _cursor(row: Any) -> Cursor:
    return Cursor(row.at, "t" if isinstance(row, Task) else "i", row.pk)


def _order(row: Any) -> tuple[datetime, bool, int]:
    return row.at, isinstance(row, Task), row.pk


def _subtask_counts(user: User, pks: Collection[int]) -> Counter[int]:
    """Count the archived descendants of these tasks."""
    archived = Task.objects.for_user(user).filter(status=Task.Status.ARCHIVED)
    below = archived.filter(Q(parent__in=pks) | Q(parent__parent__in=pks))
    ancestors = chain.from_iterable(below.values_list("parent", "parent__parent"))
    return Counter(pk for pk in ancestors if pk)


def _task(row: Any, subtasks: int) -> dict[str, Any]:
    return _item(row, "task", row.title, row.domain_id) | {
        "completed": row.archived_from == Task.Status.COMPLETED,
        "repeats": row.repeats,
        "subtasks": subtasks,
    }


def _day(row: Any) -> dict[str, Any]:
    title, domain = row.own_title or row.task.title, row.own_domain_id or row.task.domain_id
    return _item(row, "instance", title, domain) | {
        "task_id": row.task_id,
        "completed": row.status == TaskInstance.Status.COMPLETED,
        "scheduled_date": row.scheduled_date,
        "scheduled_time": row.scheduled_time,
    }


def _item(row: Any, kind: str, title: str, domain: int | None) -> dict[str, Any]:
    retention = timedelta(days=settings.TRASH_RETENTION_DAYS)
    return {
        "kind": kind,
        "id": row.pk,
        "title": title,
        "domain_id": domain,
        "state": "deleted" if row.deleted_at else "archived",
        "since": row.at,
        "delete_at": row.deleted_at and row.deleted_at + retention,
    }
