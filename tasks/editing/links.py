"""What a task is tied to: its labels, and the tasks it waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from core.models import User
from tasks.editing.journal import Journal
from tasks.errors import NotFound, Rejected
from tasks.models import Label, Task, TaskDependency, TaskLabel


def set_labels(log: Journal, tasks: Sequence[Task], wanted: Iterable[int]) -> None:
    """Make these labels, and no others, stand on each of these tasks."""
    ids = set(wanted)
    if Label.objects.for_user(log.user).filter(pk__in=ids).count() != len(ids):
        raise NotFound("label")
    there = log.lock(TaskLabel.objects.filter(task__in=tasks))
    log.remove(*[row for row in there if row.label_id not in ids])
    missing = _missing(tasks, ids, [(row.task_id, row.label_id) for row in there])
    log.add(*[TaskLabel(user=log.user, task_id=task, label_id=label) for task, label in missing])


def set_blockers(log: Journal, tasks: Sequence[Task], wanted: Iterable[int]) -> None:
    """Make each of these tasks wait for the wanted ones, and no others. Refuses a circle."""
    ids = set(wanted)
    if Task.objects.for_user(log.user).filter(pk__in=ids).count() != len(ids):
        raise NotFound("task to wait for")
    waiting = {task.pk for task in tasks}
    if waiting & _reached(_waits(log.user) | dict.fromkeys(waiting, ids), ids):
        raise Rejected("These tasks would wait for each other in a circle.", "blocked_by")
    there = log.lock(TaskDependency.objects.filter(task__in=tasks))
    log.remove(*[row for row in there if row.blocker_id not in ids])
    missing = _missing(tasks, ids, [(row.task_id, row.blocker_id) for row in there])
    log.add(*[TaskDependency(user=log.user, task_id=task, blocker_id=pk) for task, pk in missing])


def has_cycle(user: User, dependencies: Iterable[int]) -> bool:
    """Whether one of these dependencies is part of a circle."""
    waits = _waits(user)
    tasks = TaskDependency.objects.filter(user=user, pk__in=dependencies)
    return any(pk in _reached(waits, waits[pk]) for pk in tasks.values_list("task", flat=True))


def _waits(user: User) -> dict[int, set[int]]:
    """What each waiting task of a person waits for."""
    waits: dict[int, set[int]] = defaultdict(set)
    rows = TaskDependency.objects.filter(user=user)
    for waiting, blocker in rows.values_list("task", "blocker"):
        waits[waiting].add(blocker)
    return waits


def _reached(waits: Mapping[int, set[int]], front: set[int]) -> set[int]:
    """All that is waited for in the end by who waits for `front`."""
    reached: set[int] = set()
    while front:
        reached |= front
        front = set().union(*(waits.get(pk, set()) for pk in front)) - reached
    return reached


def _missing(
    tasks: Iterable[Task], wanted: Set[int], there: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Which ties from a task to what is wanted are not there yet."""
    return sorted({(task.pk, pk) for task in tasks for pk in wanted} - set(there))
