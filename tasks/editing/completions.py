"""Completion facts: what was completed and what was reopened, derived from the journal.

Every edit, undo and import passes through the journal, so none can forget to write history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time

from django.db.models import Model

from core.models import User
from core.prepared import prepared
from tasks.editing import timer
from tasks.models import Completion, Task, TaskInstance
from tasks.models.history import CompletionQuerySet

Completable = Task | TaskInstance
# Identifies a fact: the task, the occurrence if it repeats, and the instant.
Key = tuple[int | None, date | None, time | None, datetime | None]


def update_completion_facts(
    user: User, changes: Iterable[tuple[Model, str | None, str | None]], now: datetime
) -> None:
    """Add and revoke facts for rows whose `completed_at` changed.

    `changes` are (row, ISO instant or None before, the same after).
    A row that is completed again at the very same instant (an undo that is undone) gets its old
    fact back.
    """
    moved = [
        (row, _instant(before), _instant(after))
        for row, before, after in changes
        if before != after and isinstance(row, Completable)
    ]
    if not moved:
        return
    # A row that is completed right now cannot have a fact yet.
    older = [row for row, before, after in moved if before or after != now]
    facts = _fact_ids(user, {_task_id(row) for row in older}) if older else {}
    _set_taken_back(facts, [_key(row, before) for row, before, _ in moved if before], now)
    _set_taken_back(facts, [_key(row, after) for row, _, after in moved if after], None)
    new = [row for row, _, after in moved if after and _key(row, after) not in facts]
    if new:
        Completion.objects.bulk_create(_new_facts(user, new, now))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _key(row: Completable, completed_at: datetime | None) -> Key:
    day, at = row.key if isinstance(row, TaskInstance) else (None, None)
    return _task_id(row), day, at, completed_at


def _task_id(row: Completable) -> int:
    pk: int = row.task_id if isinstance(row, TaskInstance) else row.pk
    return pk


@prepared
def _facts_of_tasks(user: User, tasks: Collection[int]) -> CompletionQuerySet:
    return Completion.objects.for_user(user).filter(task__among=tasks)


def _fact_ids(user: User, tasks: Collection[int]) -> dict[Key, int]:
    return {
        (fact.task_id, fact.recurrence_id, fact.recurrence_time, fact.completed_at): fact.pk
        for fact in _facts_of_tasks(user, tasks).rows()
    }


def _set_taken_back(
    facts: dict[Key, int], keys: Iterable[Key], taken_back_at: datetime | None
) -> None:
    ids = [facts[key] for key in keys if key in facts]
    if ids:
        Completion.objects.filter(pk__in=ids).update(taken_back_at=taken_back_at)


def _new_facts(user: User, rows: Sequence[Completable], now: datetime) -> list[Completion]:
    tasks = {row.pk: row for row in rows if isinstance(row, Task)}
    if series_ids := {row.task_id for row in rows if isinstance(row, TaskInstance)}:
        tasks |= Task.objects.for_user(user).in_bulk(series_ids)
    minutes = timer.stop_and_sum(user, tasks, now)
    return [_fact(row, tasks[_task_id(row)], minutes) for row in rows]


def _fact(row: Completable, task: Task, minutes: dict[timer.Key, int]) -> Completion:
    fact = Completion(
        user_id=task.user_id,
        task=task,
        title=task.title,
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
        fact.recurrence_id, fact.recurrence_time = row.key
        fact.title = row.own_title or task.title
        fact.domain_id = row.own_domain_id or task.domain_id
        fact.planned_minutes = row.own_duration or task.duration
    fact.actual_minutes = minutes.get((task.pk, fact.recurrence_id, fact.recurrence_time))
    return fact
