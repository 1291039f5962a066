"""Completion facts: what was completed and what was taken back, read off the journal itself.

Because every edit, undo and import passes through the journal, none can forget to write history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Model

from core.models import User
from core.prepared import prepared
from tasks.editing import timer
from tasks.models import Completion, Task, TaskInstance
from tasks.models.history import CompletionQuerySet

Doable = Task | TaskInstance
# Which fact: the task, the occurrence if it repeats, and the instant.
Key = tuple[int | None, date | None, datetime | None]


def update_completion_facts(
    user: User, moves: Iterable[tuple[Model, str | None, str | None]], now: datetime
) -> None:
    """Follow rows whose `completed_at` moved: (row, instant before, instant after), ISO or None.

    A fact taken back and completed again at the very same instant (an undone undo) stands again.
    """
    doables = [
        (row, _instant(was), _instant(at))
        for row, was, at in moves
        if was != at and isinstance(row, Doable)
    ]
    if not doables:
        return
    old = [row for row, was, at in doables if was or at != now]  # the others are done just now
    known = _known(user, {_task_id(row) for row in old}) if old else {}
    _mark(known, [_key(row, was) for row, was, _ in doables if was], now)
    _mark(known, [_key(row, at) for row, _, at in doables if at], None)
    fresh = [row for row, _, at in doables if at and _key(row, at) not in known]
    if fresh:
        Completion.objects.bulk_create(_facts_of(user, fresh, now))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _key(row: Doable, completed_at: datetime | None) -> Key:
    day = row.recurrence_id if isinstance(row, TaskInstance) else None
    return _task_id(row), day, completed_at


def _task_id(row: Doable) -> int:
    pk: int = row.task_id if isinstance(row, TaskInstance) else row.pk
    return pk


@prepared
def _about(user: User, tasks: Collection[int]) -> CompletionQuerySet:
    return Completion.objects.for_user(user).filter(task__among=tasks)


def _known(user: User, tasks: Collection[int]) -> dict[Key, int]:
    return {
        (fact.task_id, fact.recurrence_id, fact.completed_at): fact.pk
        for fact in _about(user, tasks).rows()
    }


def _mark(known: dict[Key, int], keys: Iterable[Key], taken_back_at: datetime | None) -> None:
    marked = [known[key] for key in keys if key in known]
    if marked:
        Completion.objects.filter(pk__in=marked).update(taken_back_at=taken_back_at)


def _facts_of(user: User, rows: Sequence[Doable], now: datetime) -> list[Completion]:
    tasks = {row.pk: row for row in rows if isinstance(row, Task)}
    if of_series := {row.task_id for row in rows if isinstance(row, TaskInstance)}:
        tasks |= Task.objects.for_user(user).in_bulk(of_series)
    spent = timer.stop_and_sum(user, tasks, now)
    return [_fact(row, tasks[_task_id(row)], spent) for row in rows]


def _fact(row: Doable, task: Task, spent: dict[timer.Key, int]) -> Completion:
    fact = Completion(
        user_id=task.user_id,
        task=task,
        domain_id=task.domain_id,
        impact=task.impact,
        clarity=task.clarity,
        planned_minutes=task.duration,
        scheduled_date=row.scheduled_date,
        scheduled_time=row.scheduled_time,
        created_at=task.created_at,
    )
    fact.completed_at = row.completed_at  # type: ignore[assignment]  # completed rows have one
    if isinstance(row, TaskInstance):
        fact.recurrence_id = row.recurrence_id
        fact.domain_id = row.own_domain_id or task.domain_id
        fact.planned_minutes = row.own_duration or task.duration
    fact.actual_minutes = spent.get((task.pk, fact.recurrence_id))
    return fact
