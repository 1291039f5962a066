"""Copy a task with what belongs to it: labels, subtasks and dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from tasks.editing import tree
from tasks.editing.journal import Journal
from tasks.models import Task, TaskDependency, TaskLabel


def copy_tree(log: Journal, task: Task, since: date) -> Task:
    """Copy a locked task and its subtasks as pending tasks; return the copy.

    What a subtask is scheduled for from the day `since` on moves to the copy. Subtasks that repeat
    move as a whole. Copies wait for the same tasks, and the same tasks wait for them too.
    """
    below = log.lock(tree.descendants_of(log, [task]).not_archived().with_series())
    copies: dict[int, Task] = {task.pk: _copy(log, task)}
    for row in sorted(below, key=lambda row: row.parent_id != task.pk):
        if row.parent_id not in copies:
            continue  # its parent moves, and it with it
        if row.repeats:
            row.parent_id = copies[row.parent_id].pk
            log.save(row)
        else:
            copies[row.pk] = _copy_subtask(log, row, copies[row.parent_id], since)
    _copy_labels(log, copies)
    _copy_dependencies(log, copies)
    return copies[task.pk]


def _copy(log: Journal, task: Task, parent: Task | None = None) -> Task:
    copy = Task.objects.get(pk=task.pk)
    copy.pk, copy.version, copy.external_id, copy.source = None, 1, "", ""
    copy.created_at = log.now
    copy.status, copy.completed_at = Task.Status.PENDING, None
    copy._state.adding = True
    if parent:
        copy.parent_id = parent.pk
    log.add(copy)
    return copy


def _copy_subtask(log: Journal, row: Task, parent: Task, since: date) -> Task:
    copy = _copy(log, row, parent)
    stays = copy if row.scheduled_date and row.scheduled_date < since else row
    if stays.scheduled_date:
        stays.scheduled_date = stays.scheduled_time = None
        stays.chunks, stays.day_chosen = [], False
        stays.placed_by = Task.PlacedBy.PERSON
        log.save(stays)
    return copy


def _copy_labels(log: Journal, copies: Mapping[int, Task]) -> None:
    labels = TaskLabel.objects.filter(user=log.user, task__in=copies).order_by("pk")
    log.add(
        *[
            TaskLabel(user=log.user, task=copies[task], label_id=label)
            for task, label in labels.values_list("task", "label")
        ]
    )


def _copy_dependencies(log: Journal, copies: Mapping[int, Task]) -> None:
    touching = Q(task__in=copies) | Q(blocker__in=copies)
    pairs = TaskDependency.objects.filter(touching, user=log.user).order_by("pk")
    ids = {pk: copy.pk for pk, copy in copies.items()}
    log.add(
        *[
            TaskDependency(
                user=log.user, task_id=ids.get(task, task), blocker_id=ids.get(blocker, blocker)
            )
            for task, blocker in pairs.values_list("task", "blocker")
        ]
    )
