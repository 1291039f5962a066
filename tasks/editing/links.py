"""The labels of tasks, and the tasks that block them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from django.utils.translation import gettext as _

from core.models import User
from tasks.editing.journal import Journal
from tasks.errors import NotFound, Rejected
from tasks.models import Label, Task, TaskDependency, TaskLabel


def set_labels(log: Journal, tasks: Sequence[Task], label_ids: Iterable[int]) -> None:
    """Replace the labels of each task. Raises `NotFound`."""
    ids = _own_labels(log, label_ids)
    links = log.lock(TaskLabel.objects.filter(task__in=tasks))
    log.remove(*[row for row in links if row.label_id not in ids])
    _add_missing_labels(log, tasks, ids, links)


def add_labels(log: Journal, tasks: Sequence[Task], label_ids: Iterable[int]) -> None:
    """Add labels to each task. Raises `NotFound`."""
    links = log.lock(TaskLabel.objects.filter(task__in=tasks))
    _add_missing_labels(log, tasks, _own_labels(log, label_ids), links)


def remove_labels(log: Journal, tasks: Sequence[Task], label_ids: Iterable[int]) -> None:
    """Remove labels from each task. Raises `NotFound`."""
    ids = _own_labels(log, label_ids)
    log.remove(*log.lock(TaskLabel.objects.filter(task__in=tasks, label__in=ids)))


def _own_labels(log: Journal, label_ids: Iterable[int]) -> set[int]:
    ids = set(label_ids)
    if Label.objects.for_user(log.user).filter(pk__in=ids).count() != len(ids):
        raise NotFound("label")
    return ids


def _add_missing_labels(
    log: Journal, tasks: Sequence[Task], ids: Set[int], links: Sequence[TaskLabel]
) -> None:
    missing = _missing(tasks, ids, [(row.task_id, row.label_id) for row in links])
    log.add(*[TaskLabel(user=log.user, task_id=task, label_id=label) for task, label in missing])


def set_blockers(log: Journal, tasks: Sequence[Task], blocker_ids: Iterable[int]) -> None:
    """Replace the blockers of each task. Raises `NotFound`, and `Rejected` for a cycle."""
    ids = set(blocker_ids)
    if Task.objects.for_user(log.user).filter(pk__in=ids).count() != len(ids):
        raise NotFound("task")
    waiting = {task.pk for task in tasks}
    if waiting & _all_blockers(_waits(log.user) | dict.fromkeys(waiting, ids), ids):
        raise Rejected(
            _("These tasks would wait for each other. Remove one of the dependencies."),
            "blocked_by",
        )
    links = log.lock(TaskDependency.objects.filter(task__in=tasks))
    log.remove(*[row for row in links if row.blocker_id not in ids])
    missing = _missing(tasks, ids, [(row.task_id, row.blocker_id) for row in links])
    log.add(*[TaskDependency(user=log.user, task_id=task, blocker_id=pk) for task, pk in missing])


def has_cycle(user: User, dependencies: Iterable[int]) -> bool:
    """Return whether one of these dependencies is part of a cycle."""
    waits = _waits(user)
    tasks = TaskDependency.objects.filter(user=user, pk__in=dependencies)
    return any(pk in _all_blockers(waits, waits[pk]) for pk in tasks.values_list("task", flat=True))


def _waits(user: User) -> dict[int, set[int]]:
    """Return the blockers of each blocked task of a user."""
    waits: dict[int, set[int]] = defaultdict(set)
    rows = TaskDependency.objects.filter(user=user)
    for waiting, blocker in rows.values_list("task", "blocker"):
        waits[waiting].add(blocker)
    return waits


def _all_blockers(waits: Mapping[int, set[int]], front: set[int]) -> set[int]:
    """Return everything that blocks, directly or not, a task that waits for `front`."""
    blockers: set[int] = set()
    while front:
        blockers |= front
        front = set().union(*(waits.get(pk, set()) for pk in front)) - blockers
    return blockers


def _missing(
    tasks: Iterable[Task], ids: Set[int], existing: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the pairs of a task and an id that do not exist yet."""
    return sorted({(task.pk, pk) for task in tasks for pk in ids} - set(existing))
