"""The trash: delete tasks and single days of series, restore days, and delete permanently.

A task in the trash is archived and has `deleted_at`; `tasks.restore` restores it. A day in the
trash keeps its row, and its series excludes it: its time if the day has several, and the whole day
once all of them are excluded. So it does not come back once its row is deleted permanently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from core.models import User
from tasks.editing import instance_rows, instances, tree
from tasks.editing import tasks as task_edits
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.models import Activity, Series, Task, TaskDependency, TaskInstance
from tasks.models.instance import Key, day_and_time
from tasks.recurrence.rule import MAX_DATES

ROWS_AT_ONCE = 500  # that one transaction deletes permanently
PENDING, ARCHIVED = Task.Status.PENDING, Task.Status.ARCHIVED


def delete(user: User, pk: int) -> Journal:
    """Move a task with its subtasks to the trash. Idempotent."""
    with journal(user, "delete") as log:
        delete_in(log, pk)
    return log


def delete_in(log: Journal, *pks: int) -> None:
    """Move tasks with their subtasks to the trash; what was archived before stays archived."""
    tasks = log.get_locked(tree.with_descendants, pks)
    for task in tasks:
        if task.pk in pks or task.status != ARCHIVED:
            task.deleted_at = task.deleted_at or log.now
    task_edits.archive_rows(log, tasks)
    log.save(*tasks)


def delete_day(user: User, pk: int) -> Journal:
    """Move one day of a series to the trash."""
    with journal(user, "delete a day") as log:
        delete_days_in(log, [pk])
    return log


def delete_days_in(log: Journal, pks: Collection[int]) -> None:
    """Move days of series to the trash; like a skipped day, each gets a next one if it needs it.

    Completed days keep their completion facts. Raises `NotFound` for days in the trash.
    """
    rows = instances.get_days(log, pks)
    for row in rows:
        row.deleted_at = log.now
    log.save(*rows)
    _set_excluded(log, rows, excluded=True)
    pending = [row for row in rows if row.status == PENDING]
    lacking = instances.add_next_days(log, pending, {row.task_id for row in pending})
    instance_rows.complete_finished(log, lacking)


def restore_day(user: User, pk: int) -> Journal:
    """Restore a day of a series as it was. Idempotent.

    Raises `Rejected` when the task no longer repeats, is archived, or its domain is archived.
    """
    with journal(user, "restore a day") as log:
        row = log.lock_one(TaskInstance.objects.with_deleted(user), pk)
        if row.deleted_at:
            _reject_unrestorable(row)
            row.deleted_at = None
            log.save(row)
            _set_excluded(log, [row], excluded=False)
            if row.status == PENDING:
                instances.undo_next_days(log, [row])
    return log


def erase_task(user: User, pk: int) -> Journal:
    """Delete an archived task with its subtasks and days permanently; completion facts stay."""
    with journal(user, Activity.ERASE) as log:
        (task,) = log.get_locked(tree.by_ids, [pk])
        if task.status != ARCHIVED:
            raise Rejected(_("Move this task to the trash before you delete it permanently."))
        _erase_tasks(log, [pk])
    return log


def erase_day(user: User, pk: int) -> Journal:
    """Delete a day in the trash permanently; its series does not get it again."""
    with journal(user, Activity.ERASE) as log:
        row = log.lock_one(TaskInstance.objects.with_deleted(user), pk)
        if row.deleted_at is None:
            raise Rejected(_("Move this day to the trash before you delete it permanently."))
        _erase_days(log, [row])
    return log


def empty(user: User, before: datetime | None = None) -> int:
    """Delete permanently what is in the trash, or what got there before an instant.

    Archived tasks that were not deleted stay, except below deleted ones. Returns the number of
    tasks and days. Takes a transaction per `ROWS_AT_ONCE` rows. Idempotent.
    """
    total = 0
    while count := _empty_some(user, before):
        total += count
    return total


def _empty_some(user: User, before: datetime | None) -> int:
    due = Q(deleted_at__isnull=False) if before is None else Q(deleted_at__lt=before)
    tasks = _oldest(Task.objects.for_user(user).filter(due))
    days = _oldest(TaskInstance.objects.with_deleted(user).filter(due))
    if not (tasks or days):
        return 0
    with journal(user, Activity.ERASE) as log:
        _erase_days(log, log.lock(TaskInstance.objects.with_deleted(user).filter(due, pk__in=days)))
        restored_meanwhile = Task.objects.for_user(user).filter(due, pk__in=tasks)
        _erase_tasks(log, list(restored_meanwhile.values_list("pk", flat=True)))
    return len(tasks) + len(days)


def _oldest(rows: QuerySet[Model]) -> list[int]:
    return list(rows.order_by("deleted_at", "pk").values_list("pk", flat=True)[:ROWS_AT_ONCE])


def _erase_days(log: Journal, rows: Iterable[TaskInstance]) -> None:
    """Delete days; one of several times may have been deleted before series excluded times."""
    _set_excluded(log, [row for row in rows if row.recurrence_time], excluded=True)
    log.erase(*rows)


def _erase_tasks(log: Journal, pks: Collection[int]) -> None:
    """Delete tasks with their subtasks, and first the dependencies, which other tasks show."""
    tasks = log.lock(tree.with_descendants(log.user, pks))
    ids = [task.pk for task in tasks]
    links = TaskDependency.objects.filter(user=log.user)
    log.remove(*log.lock(links.filter(Q(task__in=ids) | Q(blocker__in=ids))))
    log.erase(*tasks)


def _set_excluded(log: Journal, rows: Iterable[TaskInstance], excluded: bool) -> None:
    """Exclude the days of rows, or their times, from the rules of series, or include them again."""
    keys: dict[int, set[Key]] = defaultdict(set)
    for row in rows:
        keys[row.task_id].add(row.key)
    calendar = Series.objects.for_user(log.user).filter(kind=Series.Kind.CALENDAR)
    series = log.lock(calendar.filter(pk__in=keys))
    for one in series:
        if excluded:
            _exclude(log, one, keys[one.pk])
        else:
            _include(one, keys[one.pk])
    log.save(*series)


def _exclude(log: Journal, series: Series, keys: Collection[Key]) -> None:
    """Exclude keys from a rule; a day with several times once all of them are excluded."""
    days = {day for day, _at in keys}
    if series.times:
        deleted = TaskInstance.objects.with_deleted(log.user).filter(
            task=series.pk, recurrence_id__in=days, deleted_at__isnull=False
        )
        gone = {day_and_time(row.key) for row in deleted if row.recurrence_time in series.times}
        to_come = {moment for moment in series.extimes if moment.date() >= log.today}
        series.extimes = sorted(gone | to_come)
        left = instance_rows.rule_keys(log, series, [day.toordinal() for day in days])
        days -= {day for day, _at in left}
    series.exdates = sorted({*series.exdates} | days)
    if max(len(series.exdates) + len(series.rdates), len(series.extimes)) > MAX_DATES:
        sentence = _("Up to %(max)d days of a series can be deleted. Change how it repeats.")
        raise Rejected(sentence % {"max": MAX_DATES})


def _include(series: Series, keys: Collection[Key]) -> None:
    days, moments = {day for day, _at in keys}, {day_and_time(key) for key in keys}
    series.exdates = [day for day in series.exdates if day not in days]
    series.extimes = [moment for moment in series.extimes if moment not in moments]


def _reject_unrestorable(row: TaskInstance) -> None:
    task = Task.objects.select_related("series").get(pk=row.task_id)
    if task.status == ARCHIVED:
        raise Rejected(_("Restore the task “%(task)s” first.") % {"task": task})
    if row.status == PENDING and not task.repeats:
        raise Rejected(_("This task no longer repeats, so its day can't be restored."))
    if row.status == PENDING and row.own_domain and row.own_domain.archived:
        raise Rejected(_("Restore the domain “%(domain)s” first.") % {"domain": row.own_domain})
