"""Edits of instances: complete, skip, reopen or move one day of a series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core.models import User
from core.prepared import prepared
from tasks.editing import instance_rows, tree
from tasks.editing import series as series_edits
from tasks.editing import tasks as task_edits
from tasks.editing.cleaning import clean_day, clean_notes, clean_title, reject_invisible
from tasks.editing.commands import InstanceFields, PlacedBy, SlotFields
from tasks.editing.journal import Journal, journal, locked
from tasks.editing.placement import PERSON, place_instance
from tasks.errors import NotFound, Rejected
from tasks.models import Domain, Series, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet

PENDING = TaskInstance.Status.PENDING
COMPLETED = TaskInstance.Status.COMPLETED
SKIPPED = TaskInstance.Status.SKIPPED
AFTER_COMPLETION = Series.Kind.AFTER_COMPLETION
SLOT = {"scheduled_date", "scheduled_time", "placed_by"}


@prepared
def by_ids(user: User, pks: Collection[int]) -> TaskInstanceQuerySet:
    """Lock the instances of these ids."""
    return locked(TaskInstance.objects.for_user(user).filter(pk__among=pks))


def get_days(log: Journal, pks: Collection[int]) -> list[TaskInstance]:
    """Lock days by id; those beyond the horizon, which have a negative id, get their row now."""
    return log.get_locked(by_ids, instance_rows.saved_ids(log, pks).values())


def add(user: User, task: int, day: date, at: time | None = None) -> Journal:
    """Create the row of a day of a series that is beyond the horizon. Idempotent.

    `at` is its time if the series has several times a day.
    """
    with journal(user, "add a day") as log:
        instance_rows.create(log, task, (day, at))
    return log


def complete(user: User, pk: int) -> Journal:
    """Complete one day of a series. Idempotent."""
    with journal(user, "complete") as log:
        finish_in(log, pk, COMPLETED)
    return log


def skip(user: User, pk: int) -> Journal:
    """Skip one day of a series. Idempotent."""
    with journal(user, "skip") as log:
        finish_in(log, pk, SKIPPED)
    return log


def reopen(user: User, pk: int) -> Journal:
    """Reopen a completed or skipped day. Idempotent."""
    with journal(user, "reopen") as log:
        reopen_in(log, pk)
    return log


def finish_in(
    log: Journal, pk: int, status: TaskInstance.Status, at: datetime | None = None
) -> None:
    """Complete or skip a pending day; a completed day must be reopened before it is skipped."""
    finish_rows(log, get_days(log, [pk]), status, at)


def finish_rows(
    log: Journal,
    rows: Iterable[TaskInstance],
    status: TaskInstance.Status,
    at: datetime | None = None,
) -> None:
    """Complete, now or `at` an earlier moment, or skip locked days."""
    todo = [row for row in rows if row.status != status]
    for row in todo:
        _reject_finished(row)
        row.status = status
        row.completed_at = (at or log.now) if status == COMPLETED else None
    log.save(*todo)
    tasks = {row.task_id for row in todo}
    lacking = add_next_days(log, todo, tasks)
    _reopen_subtasks(log, tasks - instance_rows.complete_finished(log, lacking))


def reopen_in(log: Journal, *pks: int) -> None:
    """Reopen days, and tasks that were completed with the last day of their series."""
    rows = get_days(log, pks)
    finished = [row for row in rows if row.status != PENDING]
    for row in finished:
        row.status, row.completed_at = PENDING, None
    log.save(*finished)
    undo_next_days(log, finished)


def finish_earlier(user: User, status: TaskInstance.Status, task: int | None = None) -> Journal:
    """Complete or skip every pending day before today, of one series or of all."""
    with journal(user, f"{status} from earlier") as log:
        if task and not Task.objects.for_user(user).filter(pk=task).exists():
            raise NotFound("task")
        earlier = TaskInstance.objects.for_user(user).from_earlier(log.today).of_live_tasks()
        finish_rows(log, log.lock(earlier.filter(task=task) if task else earlier), status)
    return log


def change(
    user: User, pk: int, fields: InstanceFields, version: int | None = None, amends: str = ""
) -> Journal:
    """Change one day of a series: its date, time, title, notes, duration or domain.

    With the `version` that the caller read, later changes of other fields are kept, and a later
    change of the same field raises `Conflict`. With `amends`, the key of an earlier request for the
    same row, both become one activity.
    """
    with journal(user, "change a day") as log:
        log.amends = amends
        change_in(log, pk, fields, version)
    return log


def change_in(log: Journal, pk: int, fields: InstanceFields, version: int | None = None) -> None:
    (row,) = get_days(log, [pk])
    log.reject_conflict(row, fields, version)
    _reject_unknown_domain(log, fields)
    _set_overrides(row, fields)
    if SLOT & fields.keys():
        _move(log, [row], {row.pk: fields})
    log.save(row)


def change_all_in(log: Journal, pks: Collection[int], fields: InstanceFields) -> None:
    """Make the same change to several days."""
    rows = get_days(log, pks)
    _reject_unknown_domain(log, fields)
    for row in rows:
        _set_overrides(row, fields)
    if SLOT & fields.keys():
        _move(log, rows, {row.pk: fields for row in rows})
    log.save(*rows)


def place_in(log: Journal, slots: Mapping[int, SlotFields], by: PlacedBy = PERSON) -> None:
    """Move several days: `scheduled_date` and `scheduled_time` by instance id."""
    ids = instance_rows.saved_ids(log, slots)
    slots = {ids[pk]: fields for pk, fields in slots.items()}
    rows = log.get_locked(by_ids, slots)
    _move(log, [row for row in rows if slots[row.pk]], slots, by)
    log.save(*rows)


def lengthen_in(log: Journal, minutes: Mapping[int, int]) -> None:
    """Set how long several days take, by instance id."""
    rows = log.get_locked(by_ids, minutes)
    for row in rows:
        row.own_duration = minutes[row.pk]
    log.save(*rows)


@prepared
def _completed_subtasks(user: User, pks: Collection[int]) -> TaskQuerySet:
    completed = Task.objects.for_user(user).filter(status=Task.Status.COMPLETED).with_series()
    return locked(completed.filter(tree.descendants(user, pks)))


def _reopen_subtasks(log: Journal, series: set[int]) -> None:
    """Reopen the subtasks of a series for its next day; their completion facts stay."""
    rows = log.lock(_completed_subtasks(log.user, series))
    for row in rows:
        row.status, row.completed_at = Task.Status.PENDING, None
    log.save(*rows, facts_stand=True)
    if rows:
        series_edits.pause_or_resume(log, rows)


def _reject_unknown_domain(log: Journal, fields: InstanceFields) -> None:
    if pk := fields.get("own_domain_id"):
        domains = Domain.objects.for_user(log.user).active()
        if not domains.filter(pk=pk).exists():
            raise NotFound("domain")


def _set_overrides(row: TaskInstance, fields: InstanceFields) -> None:
    if "own_title" in fields:
        reject_invisible(fields["own_title"] or "", "own_title")
        row.own_title = fields["own_title"] and clean_title(fields["own_title"])
    if "own_description" in fields:
        row.own_description = fields["own_description"] and clean_notes(fields["own_description"])
    if "own_duration" in fields:
        row.own_duration = fields["own_duration"]
    if "own_domain_id" in fields:
        row.own_domain_id = fields["own_domain_id"]


def _move(
    log: Journal,
    rows: Sequence[TaskInstance],
    slots: Mapping[int, SlotFields],
    by: PlacedBy = PERSON,
) -> None:
    series = Series.objects.for_user(log.user).filter(pk__in={row.task_id for row in rows})
    series_times = dict(series.values_list("pk", "starts_at"))
    for row in rows:
        _reject_finished(row)
        day = slots[row.pk].get("scheduled_date", row.scheduled_date)
        if day is None:
            raise Rejected(_("A day of a repeating task needs a date. Skip it instead."))
        at = slots[row.pk].get("scheduled_time", row.scheduled_time)
        before = row.scheduled_date, row.scheduled_time
        instance_rows.place(log, row, clean_day(day), at, series_times.get(row.task_id))
        place_instance(row, before, slots[row.pk], by)


def _reject_finished(row: TaskInstance) -> None:
    if row.status == COMPLETED:
        raise Rejected(_("This day is already completed. Reopen it first."))
    if row.status == SKIPPED:
        raise Rejected(_("This day is already skipped. Reopen it first."))


def add_next_days(log: Journal, rows: Sequence[TaskInstance], tasks: Collection[int]) -> list[int]:
    """Add the next day to each series that lacks one; return the tasks of those that lacked one."""
    lacking = instance_rows.lacking_a_day(log, tasks) if tasks else []
    if waiting := [series for series in lacking if series.kind == AFTER_COMPLETION]:
        counts = instance_rows.finished_counts(log, [series.pk for series in waiting], rows)
        following = [
            (series, series.rule.after_completion(log.today, counts[series.pk]))
            for series in waiting
        ]
        instance_rows.add_next(log, following)
    instance_rows.add_missing(
        log, [series for series in lacking if series.kind != AFTER_COMPLETION]
    )
    return [series.pk for series in lacking]


def undo_next_days(log: Journal, rows: Sequence[TaskInstance]) -> None:
    """Remove the days that were added when these days had been finished, and reopen their tasks."""
    _remove_next_days(log, rows)
    completed = Task.objects.for_user(log.user).filter(status=Task.Status.COMPLETED)
    if tasks := completed.filter(pk__in={row.task_id for row in rows}).values_list("pk"):
        task_edits.reopen_in(log, *[pk for (pk,) in tasks])


def _remove_next_days(log: Journal, rows: Sequence[TaskInstance]) -> None:
    after_completion = (
        Series.objects.for_user(log.user)
        .filter(pk__in={row.task_id for row in rows}, kind=AFTER_COMPLETION)
        .values("pk")
    )
    pending = TaskInstance.objects.for_user(log.user).pending().filter(task__in=after_completion)
    log.remove(*log.lock(pending.exclude(pk__in=[row.pk for row in rows])))


def get(user: User, pk: int) -> TaskInstance:
    """Return an instance of the user. Raises `NotFound`."""
    row = TaskInstance.objects.for_user(user).filter(pk=pk).first()
    if row is None:
        raise NotFound("task instance")
    return row
