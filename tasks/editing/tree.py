"""Where a task hangs: its parent, its domain, at most three levels, never in a circle."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from django.db.models import F, Q, QuerySet

from core.models import User
from tasks.constants import TREE_LEVELS
from tasks.editing.journal import Journal
from tasks.editing.refusals import NotThere, Refused
from tasks.models import Domain, Task, TaskInstance
from tasks.models.task import TaskQuerySet


def below(log: Journal, task: Task) -> TaskQuerySet:
    """Everything under a task, at any level."""
    return Task.objects.for_user(log.user).filter(Q(parent=task) | Q(parent__parent=task))


def above(log: Journal, task: Task) -> TaskQuerySet:
    """Every task this one hangs under."""
    ids = [task.parent_id, task.parent and task.parent.parent_id]
    return Task.objects.for_user(log.user).filter(pk__in=[pk for pk in ids if pk])


def hang(log: Journal, task: Task, parent_id: int | None) -> None:
    """Put a task under another, whose domain it takes; None makes it a root of its domain."""
    task.parent_id = parent_id
    if parent_id is None:
        return
    parent = Task.objects.for_user(log.user).not_archived().filter(pk=parent_id).first()
    if parent is None:
        raise NotThere("parent task")
    if parent.is_completed and task.status == Task.Status.PENDING:
        raise Refused("That task is completed. Reopen it before adding to it.", "parent_id")
    if task.pk and (parent.pk == task.pk or below(log, task).filter(pk=parent.pk).exists()):
        raise Refused("A task cannot hang below itself.", "parent_id")
    if 1 + above(log, parent).count() + _height(log, task) > TREE_LEVELS:
        raise Refused(f"Tasks nest {TREE_LEVELS} levels deep at most.", "parent_id")
    task.domain_id = parent.domain_id


def assign(log: Journal, task: Task, domain_id: int | None) -> None:
    """Move a task to another domain, out from under its parent when that is elsewhere."""
    if domain_id is not None:
        active = Domain.objects.for_user(log.user).active()
        if not active.filter(pk=domain_id).exists():
            raise NotThere("domain")
    if domain_id != task.domain_id:
        task.parent_id = None
    task.domain_id = domain_id


def follow_domain(log: Journal, task: Task) -> None:
    """Let everything below a task move to its domain with it."""
    followers = log.rows(below(log, task).exclude(domain=task.domain_id))
    for follower in followers:
        follower.domain_id = task.domain_id
    log.save(*followers)


def is_torn(user: User, tasks: Set[int], domains: Set[int], instances: Set[int]) -> bool:
    """Whether around these rows something stands as no edit would leave it.

    That is: deeper than the tree allows or in a circle, in another domain than its parent, pending
    below what is not, or alive in an archived domain.
    """
    mine = Task.objects.for_user(user)
    near = mine.filter(Q(pk__in=tasks) | Q(parent__in=tasks), parent__isnull=False)
    far = Q(parent__parent__in=tasks) | Q(parent__parent__parent__in=tasks)
    same_domain = Q(domain=F("parent__domain")) | Q(domain=None, parent__domain=None)
    alive = mine.not_archived().filter(Q(pk__in=tasks) | Q(domain__in=domains))
    days = TaskInstance.objects.for_user(user).pending()
    torn: list[QuerySet[Any]] = [
        mine.filter(Q(pk__in=near) | far, parent__parent__parent__isnull=False),
        near.exclude(same_domain),
        near.pending().exclude(parent__status=Task.Status.PENDING),
        near.not_archived().filter(parent__status=Task.Status.ARCHIVED),
        alive.filter(domain__archived=True),
        days.filter(Q(pk__in=instances) | Q(own_domain__in=domains), own_domain__archived=True),
    ]
    return any(rows.exists() for rows in torn)


def _height(log: Journal, task: Task) -> int:
    if not task.pk:
        return 1
    levels = below(log, task)
    return 1 + levels.filter(parent=task).exists() + levels.exclude(parent=task).exists()
