"""Where a task hangs: its parent, its domain, at most three levels, never in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from typing import Any

from django.db.models import F, Q, QuerySet

from core.models import User
from core.prepared import prepared
from tasks.constants import TREE_LEVELS
from tasks.editing.journal import Journal, locked
from tasks.errors import NotFound, Rejected
from tasks.models import Domain, Task, TaskInstance
from tasks.models.task import TaskQuerySet


@prepared
def by_ids(user: User, pks: Collection[int]) -> TaskQuerySet:
    """The tasks of these ids, locked, with their series."""
    return locked(Task.objects.for_user(user).with_series().filter(pk__among=pks))


@prepared
def with_descendants(user: User, pks: Collection[int]) -> TaskQuerySet:
    """The same with everything under them, at any level."""
    found = Q(pk__among=pks) | descendants(user, pks)
    return locked(Task.objects.for_user(user).with_series().filter(found))


@prepared
def with_ancestors(user: User, pks: Collection[int]) -> TaskQuerySet:
    """The same with everything they hang under, at any level."""
    mine = Task.objects.for_user(user)
    parents = mine.filter(pk__among=pks, parent__isnull=False).values("parent")
    over = mine.filter(pk__in=parents, parent__isnull=False).values("parent")
    found = Q(pk__among=pks) | Q(pk__in=parents) | Q(pk__in=over)
    return locked(mine.with_series().filter(found))


def descendants_of(log: Journal, tasks: Iterable[Task]) -> TaskQuerySet:
    """Everything under these tasks, at any level, but for themselves."""
    ids = _ids(tasks)
    return Task.objects.for_user(log.user).filter(descendants(log.user, ids)).exclude(pk__in=ids)


def descendants(user: User, pks: Collection[int]) -> Q:
    """Holds for everything below the tasks of these ids, at any level."""
    children = Task.objects.for_user(user).filter(parent__among=pks)
    return Q(parent__among=pks) | Q(parent__in=children.values("pk"))


def ancestors_of(log: Journal, tasks: Sequence[Task]) -> TaskQuerySet:
    """Every task these hang under, but for themselves."""
    mine = Task.objects.for_user(log.user)
    parents = {task.parent_id for task in tasks if task.parent_id}
    if not parents:
        return mine.none()
    over = Q(pk__in=parents) | Q(pk__in=mine.filter(pk__in=parents).values("parent"))
    return mine.filter(over).exclude(pk__in=_ids(tasks))


def set_parent(log: Journal, tasks: Sequence[Task], parent_id: int | None) -> None:
    """Put tasks under another, whose domain they take; None makes them roots of their domain."""
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
        raise Rejected("That task is completed. Reopen it before adding to it.", "parent_id")
    if parent.pk in _ids(tasks) or descendants_of(log, tasks).filter(pk=parent.pk).exists():
        raise Rejected("A task cannot hang below itself.", "parent_id")
    if 1 + ancestors_of(log, [parent]).count() + _height(log, tasks) > TREE_LEVELS:
        raise Rejected(f"Tasks nest {TREE_LEVELS} levels deep at most.", "parent_id")
    return parent


def set_domain(log: Journal, tasks: Sequence[Task], domain_id: int | None) -> None:
    """Move tasks to another domain, each out from under its parent unless that goes along."""
    if domain_id is not None:
        active = Domain.objects.for_user(log.user).active()
        if not active.filter(pk=domain_id).exists():
            raise NotFound("domain")
    going = _ids(tasks)
    grandparents: dict[int | None, int | None] = dict(
        ancestors_of(log, tasks).values_list("pk", "parent")
    )
    for task in tasks:
        along = going & {task.parent_id, grandparents.get(task.parent_id)}
        if domain_id != task.domain_id and not along:
            task.parent_id = None
        task.domain_id = domain_id


def move_descendants(log: Journal, tasks: Sequence[Task], domain_id: int | None) -> None:
    """Let everything below tasks move to their domain with them."""
    followers = log.lock(descendants_of(log, tasks).exclude(domain=domain_id))
    for follower in followers:
        follower.domain_id = domain_id
    log.save(*followers)


def is_inconsistent(user: User, tasks: Set[int], domains: Set[int], instances: Set[int]) -> bool:
    """Whether around these rows something stands as no edit would leave it.

    That is: deeper than the tree allows or in a circle, in another domain than its parent, pending
    below what is not, or pending in an archived domain.
    """
    mine = Task.objects.for_user(user)
    near = mine.filter(Q(pk__in=tasks) | Q(parent__in=tasks), parent__isnull=False)
    far = Q(parent__parent__in=tasks) | Q(parent__parent__parent__in=tasks)
    same_domain = Q(domain=F("parent__domain")) | Q(domain=None, parent__domain=None)
    pending = mine.pending().filter(Q(pk__in=tasks) | Q(domain__in=domains))
    days = TaskInstance.objects.for_user(user).pending()
    torn: list[QuerySet[Any]] = [
        mine.filter(Q(pk__in=near) | far, parent__parent__parent__isnull=False),
        near.exclude(same_domain),
        near.pending().exclude(parent__status=Task.Status.PENDING),
        near.not_archived().filter(parent__status=Task.Status.ARCHIVED),
        pending.filter(domain__archived=True),
        days.filter(Q(pk__in=instances) | Q(own_domain__in=domains), own_domain__archived=True),
    ]
    return any(rows.exists() for rows in torn)


def _height(log: Journal, tasks: Sequence[Task]) -> int:
    """The levels that these tasks take, each with what stays below it."""
    levels, ids = descendants_of(log, tasks), _ids(tasks)
    return 1 + levels.filter(parent__in=ids).exists() + levels.exclude(parent__in=ids).exists()


def _ids(tasks: Iterable[Task]) -> set[int]:
    return {task.pk for task in tasks if task.pk}
