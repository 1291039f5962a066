"""The tree of tasks: parents and domains, at most three levels, without cycles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from core.models import User
from core.prepared import prepared
from tasks.constants import TREE_LEVELS
from tasks.editing.journal import Journal, locked
from tasks.errors import NotFound, Rejected
from tasks.models import Domain, Task, TaskInstance
from tasks.models.task import TaskQuerySet


@prepared
def by_ids(user: User, pks: Collection[int]) -> TaskQuerySet:
    """Lock the tasks of these ids, with their series."""
    return locked(Task.objects.for_user(user).with_series().filter(pk__among=pks))


@prepared
def with_descendants(user: User, pks: Collection[int]) -> TaskQuerySet:
    """Lock the tasks of these ids and all their descendants, with their series."""
    tree = Q(pk__among=pks) | descendants(user, pks)
    return locked(Task.objects.for_user(user).with_series().filter(tree))


@prepared
def with_ancestors(user: User, pks: Collection[int]) -> TaskQuerySet:
    """Lock the tasks of these ids and all their ancestors, with their series."""
    mine = Task.objects.for_user(user)
    parents = mine.filter(pk__among=pks, parent__isnull=False).values("parent")
    grandparents = mine.filter(pk__in=parents, parent__isnull=False).values("parent")
    line = Q(pk__among=pks) | Q(pk__in=parents) | Q(pk__in=grandparents)
    return locked(mine.with_series().filter(line))


def descendants_of(log: Journal, tasks: Iterable[Task]) -> TaskQuerySet:
    """Return the descendants of these tasks at any level, without the tasks themselves."""
    ids = _ids(tasks)
    return Task.objects.for_user(log.user).filter(descendants(log.user, ids)).exclude(pk__in=ids)


def descendants(user: User, pks: Collection[int]) -> Q:
    """Return a condition that holds for descendants of these tasks at any level."""
    children = Task.objects.for_user(user).filter(parent__among=pks)
    return Q(parent__among=pks) | Q(parent__in=children.values("pk"))


def ancestors_of(log: Journal, tasks: Sequence[Task]) -> TaskQuerySet:
    """Return the ancestors of these tasks, without the tasks themselves."""
    mine = Task.objects.for_user(log.user)
    parents = {task.parent_id for task in tasks if task.parent_id}
    if not parents:
        return mine.none()
    line = Q(pk__in=parents) | Q(pk__in=mine.filter(pk__in=parents).values("parent"))
    return mine.filter(line).exclude(pk__in=_ids(tasks))


def set_parent(log: Journal, tasks: Sequence[Task], parent_id: int | None) -> None:
    """Move tasks below another, into its domain; None makes them top-level tasks.

    Raises `NotFound`, and `Rejected` for a completed parent, a cycle or too many levels.
    """
    for task in tasks:
        task.parent_id = parent_id
    if parent_id is not None:
        parent = _parent(log, tasks, parent_id)
        for task in tasks:
            task.domain_id = parent.domain_id


def _parent(log: Journal, tasks: Sequence[Task], parent_id: int) -> Task:
    parent = Task.objects.for_user(log.user).not_archived().filter(pk=parent_id).first()
    if parent is None:
        raise NotFound("parent task")
    if parent.is_completed and any(task.status == Task.Status.PENDING for task in tasks):
        raise Rejected(
            _("The parent task is completed. Reopen it before you add subtasks."), "parent_id"
        )
    if parent.pk in _ids(tasks) or descendants_of(log, tasks).filter(pk=parent.pk).exists():
        raise Rejected(
            _("A task can't be a subtask of itself or of one of its subtasks."), "parent_id"
        )
    if 1 + ancestors_of(log, [parent]).count() + _height(log, tasks) > TREE_LEVELS:
        sentence = _("Tasks can be nested at most %(levels)d levels deep.")
        raise Rejected(sentence % {"levels": TREE_LEVELS}, "parent_id")
    return parent


def set_domain(log: Journal, tasks: Sequence[Task], domain_id: int | None) -> None:
    """Move tasks to a domain; one whose parent stays behind becomes a top-level task."""
    if domain_id is not None:
        active = Domain.objects.for_user(log.user).active()
        if not active.filter(pk=domain_id).exists():
            raise NotFound("domain")
    moving = _ids(tasks)
    grandparents: dict[int | None, int | None] = dict(
        ancestors_of(log, tasks).values_list("pk", "parent")
    )
    for task in tasks:
        ancestors = moving & {task.parent_id, grandparents.get(task.parent_id)}
        if domain_id != task.domain_id and not ancestors:
            task.parent_id = None
        task.domain_id = domain_id


def move_descendants(log: Journal, tasks: Sequence[Task], domain_id: int | None) -> None:
    """Move all descendants of tasks to their domain."""
    below = log.lock(descendants_of(log, tasks).exclude(domain=domain_id))
    for task in below:
        task.domain_id = domain_id
    log.save(*below)


def is_inconsistent(user: User, tasks: Set[int], domains: Set[int], instances: Set[int]) -> bool:
    """Return whether a row at or near these breaks a rule of the tree.

    The rules: no cycles and no more levels than allowed, subtasks share the domain of their
    parent, no pending task below a completed or archived one, nothing pending in an archived
    domain.
    """
    mine = Task.objects.for_user(user)
    near = mine.filter(Q(pk__in=tasks) | Q(parent__in=tasks), parent__isnull=False)
    far = Q(parent__parent__in=tasks) | Q(parent__parent__parent__in=tasks)
    same_domain = Q(domain=F("parent__domain")) | Q(domain=None, parent__domain=None)
    pending = mine.pending().filter(Q(pk__in=tasks) | Q(domain__in=domains))
    days = TaskInstance.objects.for_user(user).pending()
    violations: list[QuerySet[Any]] = [
        mine.filter(Q(pk__in=near) | far, parent__parent__parent__isnull=False),
        near.exclude(same_domain),
        near.pending().exclude(parent__status=Task.Status.PENDING),
        near.not_archived().filter(parent__status=Task.Status.ARCHIVED),
        pending.filter(domain__archived=True),
        days.filter(Q(pk__in=instances) | Q(own_domain__in=domains), own_domain__archived=True),
    ]
    return any(rows.exists() for rows in violations)


def _height(log: Journal, tasks: Sequence[Task]) -> int:
    """Return the number of levels of these tasks with their descendants."""
    levels, ids = descendants_of(log, tasks), _ids(tasks)
    return 1 + levels.filter(parent__in=ids).exists() + levels.exclude(parent__in=ids).exists()


def _ids(tasks: Iterable[Task]) -> set[int]:
    return {task.pk for task in tasks if task.pk}
