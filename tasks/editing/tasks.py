"""Edits of tasks: add, change, complete, reopen, archive, restore."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.models import User
from core.prepared import BoundQuery, prepared
from tasks.editing import chunks, deadlines, instance_rows, links, series, timer, tree
from tasks.editing.cleaning import clean_day, clean_notes, clean_title, reject_invisible
from tasks.editing.commands import PlacedBy, TaskFields, subset
from tasks.editing.journal import Journal, journal
from tasks.editing.placement import PERSON, Placement, place_task
from tasks.errors import NotFound, Rejected
from tasks.models import Change, Domain, Task
from tasks.models.task import TaskQuerySet

Query = Callable[[User, Collection[int]], BoundQuery[Task]]

COLUMNS = (
    "impact",
    "clarity",
    "duration",
    "scheduled_date",
    "scheduled_time",
    "deadline_date",
    "deadline_time",
    "deadline_hard",
    "earliest_start",
    "reminder",
    "pinned",
    *("chunk_min", "chunk_max"),
    "ideal_time",
    "position",
)
PENDING, COMPLETED, ARCHIVED = Task.Status.PENDING, Task.Status.COMPLETED, Task.Status.ARCHIVED


def add(user: User, fields: TaskFields) -> Journal:
    """Add a task, with its series when `fields` has one."""
    with journal(user, "add") as log:
        add_in(log, fields)
    return log


def add_in(log: Journal, fields: TaskFields) -> Task:
    """Add a task as part of a larger activity."""
    task = Task(user=log.user, created_at=log.now)
    _set(log, [task], {"title": "", **fields})
    if "position" not in fields:
        last = _positions(log.user, task.domain_id or 0, task.parent_id or 0).first()
        task.position = (last or 0) + 1
    log.add(task)
    _set_links(log, [task], fields)
    if spec := fields.get("series"):
        series.repeat_in(log, task, spec)
    return task


def change(
    user: User, pk: int, fields: TaskFields, version: int | None = None, amends: str = ""
) -> Journal:
    """Change only what `fields` names.

    With the `version` that the caller read, later changes of other fields are kept, and a later
    change of the same field raises `Conflict`. With `amends`, the key of an earlier request for the
    same row, both become one activity.
    """
    with journal(user, "change") as log:
        log.amends = amends
        change_in(log, pk, fields, version)
    return log


def change_in(log: Journal, pk: int, fields: TaskFields, version: int | None = None) -> None:
    """Change one task as part of a larger activity."""
    (task,) = log.get_locked(tree.by_ids, [pk])
    log.reject_conflict(task, fields, version)
    change_rows(log, [task], fields)


def change_rows(log: Journal, tasks: Sequence[Task], fields: TaskFields) -> None:
    """Make the same change to several locked tasks."""
    if "title" in fields:
        instance_rows.fix_titles(log, tasks)
    _set(log, tasks, fields)
    log.save(*tasks)
    if tasks and {"domain_id", "parent_id"} & fields.keys():
        tree.move_descendants(log, tasks, tasks[0].domain_id)
    _set_links(log, tasks, fields)


def place_in(log: Journal, slots: Mapping[int, TaskFields], by: PlacedBy = PERSON) -> None:
    """Schedule several tasks: their date, time, `chunks` and `duration` by task id."""
    tasks = log.get_locked(tree.by_ids, slots)
    for task in tasks:
        _set_columns(task, slots[task.pk], by)
    _reject_dated_series(tasks)
    log.save(*tasks)


def complete(user: User, pk: int) -> Journal:
    """Complete a task and its pending descendants. Idempotent."""
    with journal(user, "complete") as log:
        complete_in(log, pk)
    return log


def complete_in(log: Journal, *pks: int, at: datetime | None = None) -> None:
    tasks = _lock_not_archived(log, tree.with_descendants, pks)
    if any(task.repeats for task in tasks if task.pk in pks):
        raise Rejected(_("This task repeats. Complete one of its days instead."))
    _set_status(log, [task for task in tasks if task.status == PENDING], COMPLETED, at)


def reopen(user: User, pk: int) -> Journal:
    """Reopen a completed task and its completed ancestors. Idempotent.

    Raises `Rejected` while its domain is archived: an archived domain has no pending tasks.
    """
    with journal(user, "reopen") as log:
        reopen_in(log, pk)
    return log


def reopen_in(log: Journal, *pks: int) -> None:
    tasks = _lock_not_archived(log, tree.with_ancestors, pks)
    completed = [task for task in tasks if task.status == COMPLETED]
    _reject_archived_domain(log, completed)
    _set_status(log, completed, PENDING)


def archive(user: User, pk: int) -> Journal:
    """Archive a task and its descendants. Idempotent."""
    with journal(user, "archive") as log:
        archive_in(log, pk)
    return log


def archive_in(log: Journal, *pks: int) -> None:
    archive_rows(log, log.get_locked(tree.with_descendants, pks))


def archive_rows(log: Journal, tasks: Iterable[Task]) -> None:
    """Archive locked tasks (loaded `with_series`); each remembers its status."""
    rows = [task for task in tasks if task.status != ARCHIVED]
    for task in rows:
        task.archived_from = task.status
    _set_status(log, rows, ARCHIVED)
    if rows:
        timer.stop_running(log.user, [task.pk for task in rows], log.now)


def restore(user: User, pk: int) -> Journal:
    """Restore an archived or deleted task as it was, and what was archived along with it.

    Its ancestors are restored too, and reopened if the task is pending. Idempotent.
    """
    with journal(user, "restore") as log:
        task = log.lock_one(_with_series(log), pk)
        _reject_archived_domain(log, [task])
        below = tree.descendants_of(log, [task]).with_series()
        together = log.lock(below.filter(pk__in=_archived_with(log, task)))
        above = log.lock(tree.ancestors_of(log, [task]).with_series())
        _restore_rows(log, [row for row in [task, *together, *above] if row.status == ARCHIVED])
        if task.status == PENDING:
            _set_status(log, [row for row in above if row.is_completed], PENDING)
    return log


def _lock_not_archived(log: Journal, query: Query, pks: Collection[int]) -> list[Task]:
    """Lock these tasks and their relatives by `query`. Raises `NotFound` if one is archived."""
    tasks = log.get_locked(query, pks)
    if any(task.status == ARCHIVED for task in tasks if task.pk in pks):
        raise NotFound("task")
    return tasks


def _reject_archived_domain(log: Journal, tasks: Iterable[Task]) -> None:
    ids = {task.domain_id for task in tasks if task.domain_id}
    domains = Domain.objects.for_user(log.user).filter(pk__in=ids, archived=True)
    if ids and (domain := domains.first()):
        raise Rejected(_("Restore the domain “%(domain)s” first.") % {"domain": domain})


def _with_series(log: Journal) -> TaskQuerySet:
    return Task.objects.for_user(log.user).with_series()


def _set(log: Journal, tasks: Sequence[Task], fields: TaskFields) -> None:
    for task in tasks:
        _set_columns(task, fields)
    if "domain_id" in fields:
        tree.set_domain(log, tasks, fields["domain_id"])
    if "parent_id" in fields:
        tree.set_parent(log, tasks, fields["parent_id"])
    _reject_dated_series(tasks)
    deadlines.reject_for_series(tasks, fields)


def _set_columns(task: Task, fields: TaskFields, by: PlacedBy = PERSON) -> None:
    before = Placement.of(task)
    if "title" in fields:
        reject_invisible(fields["title"], "title")
        task.title = clean_title(fields["title"])
    if "description" in fields:
        task.description = clean_notes(fields["description"])
    for name, value in subset(fields, COLUMNS).items():
        setattr(task, name, clean_day(value) if isinstance(value, date) else value)
    chunks.set_chunks(task, fields)
    if task.scheduled_date is None and "scheduled_time" not in fields:
        task.scheduled_time = None
    place_task(task, before, fields, by)
    if task.deadline_date is None and "deadline_time" not in fields:
        task.deadline_time = None


def _reject_dated_series(tasks: Iterable[Task]) -> None:
    if any(task.pk and task.scheduled_date and task.repeats for task in tasks):
        raise Rejected(_("This task repeats. Move one of its days, or change how it repeats."))


def _set_links(log: Journal, tasks: Sequence[Task], fields: TaskFields) -> None:
    if "labels" in fields:
        links.set_labels(log, tasks, fields["labels"])
    if "add_labels" in fields:
        links.add_labels(log, tasks, fields["add_labels"])
    if "remove_labels" in fields:
        links.remove_labels(log, tasks, fields["remove_labels"])
    if "blocked_by" in fields:
        links.set_blockers(log, tasks, fields["blocked_by"])


@prepared
def _positions(user: User, domain: int, parent: int) -> QuerySet[Task, float]:
    """Return the position of the last sibling; 0 stands for no domain and no parent."""
    tasks = Task.objects.for_user(user).annotate(
        in_domain=Coalesce("domain", 0), under=Coalesce("parent", 0)
    )
    siblings = tasks.filter(in_domain=domain, under=parent).order_by("-position")
    return siblings.values_list("position", flat=True)[:1]


def _set_status(
    log: Journal, tasks: Sequence[Task], status: Task.Status, at: datetime | None = None
) -> None:
    for task in tasks:
        task.status = status
        task.completed_at = (at or log.now) if status == COMPLETED else None
    log.save(*tasks)
    series.pause_or_resume(log, tasks)


def _restore_rows(log: Journal, tasks: Sequence[Task]) -> None:
    completed_at = _completed_before(log, tasks)
    for task in tasks:
        task.status, task.archived_from = Task.Status(task.archived_from), ""
        task.deleted_at = None
        task.completed_at = completed_at.get(task.pk, log.now) if task.is_completed else None
    log.save(*tasks)
    series.pause_or_resume(log, tasks)


def _archived_with(log: Journal, task: Task) -> Iterable[int]:
    """Return the ids of the tasks that were archived in the same activity as this one."""
    archivings = Change.objects.filter(user=log.user, kind="task", after__status=ARCHIVED)
    latest = archivings.filter(object_id=task.pk).order_by("-pk").first()
    if latest is None:
        return []
    return archivings.filter(activity=latest.activity_id).values_list("object_id", flat=True)


def _completed_before(log: Journal, tasks: Sequence[Task]) -> dict[int, Any]:
    archivings = Change.objects.filter(
        user=log.user,
        kind="task",
        object_id__in=[task.pk for task in tasks],
        after__status=ARCHIVED,
        before__completed_at__isnull=False,
    )
    return {
        change.object_id: Task._meta.get_field("completed_at").to_python(
            (change.before or {})["completed_at"]
        )
        for change in archivings.order_by("pk")
    }


def get(user: User, pk: int) -> Task:
    """Return a task of the user. Raises `NotFound`."""
    task = Task.objects.for_user(user).filter(pk=pk).first()
    if task is None:
        raise NotFound("task")
    return task
