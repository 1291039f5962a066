"""Edits of instances: complete, skip, reopen or move one day of a series."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from core.models import User
from tasks.editing import repeating
from tasks.editing.journal import Journal, journal
from tasks.editing.refusals import NotThere, Refused
from tasks.editing.text import clean_day, clean_notes, clean_title
from tasks.models import Completion, Domain, Series, Task, TaskInstance

Fields = dict[str, Any]

PENDING = TaskInstance.Status.PENDING
COMPLETED = TaskInstance.Status.COMPLETED
SKIPPED = TaskInstance.Status.SKIPPED


def complete(user: User, pk: int) -> Journal:
    """Complete one day of a series. Doing it twice is not an error."""
    with journal(user, "complete") as log:
        finish_in(log, pk, COMPLETED)
    return log


def skip(user: User, pk: int) -> Journal:
    """Skip one day of a series. Doing it twice is not an error."""
    with journal(user, "skip") as log:
        finish_in(log, pk, SKIPPED)
    return log


def reopen(user: User, pk: int) -> Journal:
    """Make a completed or skipped day pending again. Safe to repeat."""
    with journal(user, "reopen") as log:
        reopen_in(log, pk)
    return log


def finish_in(log: Journal, pk: int, status: TaskInstance.Status) -> None:
    """Complete or skip a pending day. One never becomes the other without being reopened."""
    row = log.row(TaskInstance.objects.for_user(log.user), pk)
    if row.status == status:
        return
    if row.status != PENDING:
        raise Refused(f"This day is {row.status} already. Reopen it first.")
    row.status = status
    row.completed_at = log.now if status == COMPLETED else None
    log.save(row)
    _start_subtasks_afresh(log, {row.task_id})
    _add_next_after(log, row)


def reopen_in(log: Journal, pk: int) -> None:
    row = log.row(TaskInstance.objects.for_user(log.user), pk)
    if row.status == PENDING:
        return
    row.status, row.completed_at = PENDING, None
    log.save(row)
    _remove_next_after(log, row)


def finish_earlier(user: User, status: TaskInstance.Status, task: int | None = None) -> Journal:
    """Complete or skip everything pending from before today, or one series' days of it."""
    with journal(user, f"{status} from earlier") as log:
        if task and not Task.objects.for_user(user).filter(pk=task).exists():
            raise NotThere("task")
        earlier = TaskInstance.objects.for_user(user).from_earlier(log.today).of_live_tasks()
        rows = log.rows(earlier.filter(task=task) if task else earlier)
        for row in rows:
            row.status = status
            row.completed_at = log.now if status == COMPLETED else None
        log.save(*rows)
        _start_subtasks_afresh(log, {row.task_id for row in rows})
        counting = _counting(log, rows)
        for row in rows:
            if row.task_id in counting:
                _add_next_after(log, row)
    return log


def change(user: User, pk: int, fields: Fields, version: int | None = None) -> Journal:
    """Move or override this one day: its date, time, title, notes, duration or domain.

    An own title, notes, duration or domain of None follows the series again. With the `version`
    the caller saw, changes by others to other fields are kept; to the same field raise `Conflict`.
    """
    with journal(user, "change a day") as log:
        change_in(log, pk, fields, version)
    return log


def change_in(log: Journal, pk: int, fields: Fields, version: int | None = None) -> None:
    row = log.row(TaskInstance.objects.for_user(log.user), pk)
    log.refuse_overlap(row, fields, version)
    _set_own(log, row, fields)
    if "scheduled_date" in fields or "scheduled_time" in fields:
        _move(log, row, fields)
    log.save(row)


def _start_subtasks_afresh(log: Journal, series: set[int]) -> None:
    """What hangs under a series is to be done again for its next day."""
    below = Q(parent__in=series) | Q(parent__parent__in=series)
    done = Task.objects.for_user(log.user).filter(below, status=Task.Status.COMPLETED)
    rows = log.rows(done)
    for row in rows:
        row.status, row.completed_at = Task.Status.PENDING, None
    log.save(*rows, facts_stand=True)
    if rows:
        repeating.follow_status(log, rows)


def _set_own(log: Journal, row: TaskInstance, fields: Fields) -> None:
    if "own_title" in fields:
        row.own_title = fields["own_title"] and clean_title(fields["own_title"])
    if "own_description" in fields:
        row.own_description = fields["own_description"] and clean_notes(fields["own_description"])
    if "own_duration" in fields:
        row.own_duration = fields["own_duration"]
    if "own_domain_id" in fields:
        row.own_domain_id = fields["own_domain_id"]
        domains = Domain.objects.for_user(log.user).active()
        if row.own_domain_id and not domains.filter(pk=row.own_domain_id).exists():
            raise NotThere("domain")


def _move(log: Journal, row: TaskInstance, fields: Fields) -> None:
    if row.status != PENDING:
        raise Refused(f"This day is {row.status} already. Reopen it to move it.")
    day = fields.get("scheduled_date", row.scheduled_date)
    if day is None:
        raise Refused("A day of a repeating task stands on some date. Skip it instead.")
    day = clean_day(day)
    series = _series(log, row)
    at = fields.get("scheduled_time", row.scheduled_time)
    repeating.place(log, row, day, at, series.starts_at if series else None)


def _counting(log: Journal, rows: Iterable[TaskInstance]) -> set[int]:
    """The series of these days that count from completion."""
    series = Series.objects.for_user(log.user).filter(pk__in={row.task_id for row in rows})
    counting = series.filter(kind=Series.Kind.AFTER_COMPLETION)
    return set(counting.values_list("pk", flat=True))


def _add_next_after(log: Journal, row: TaskInstance) -> None:
    """A series that counts from completion goes on only now."""
    series = _series(log, row)
    if series and series.kind == Series.Kind.AFTER_COMPLETION:
        day = series.rule.after_completion(log.today, _times_done(log, row))
        repeating.add_next(log, series, day)


def _times_done(log: Journal, row: TaskInstance) -> int:
    """How often a series was completed or skipped, this day included, also long ago."""
    facts = Completion.objects.for_user(log.user).standing().filter(task=row.task_id)
    skipped = TaskInstance.objects.for_user(log.user).filter(task=row.task_id, status=SKIPPED)
    return facts.count() + skipped.count() + (row.status == COMPLETED)


def _remove_next_after(log: Journal, row: TaskInstance) -> None:
    series = _series(log, row)
    if series and series.kind == Series.Kind.AFTER_COMPLETION:
        later = TaskInstance.objects.for_user(log.user).filter(task=row.task_id).pending()
        log.remove(*log.rows(later.filter(recurrence_id__gt=row.recurrence_id)))


def _series(log: Journal, row: TaskInstance) -> Series | None:
    """The series a day belongs to; None once repeating was turned off."""
    return Series.objects.for_user(log.user).filter(pk=row.task_id).first()


def find(user: User, pk: int) -> TaskInstance:
    """One day of a series. Raises `NotThere`."""
    row = TaskInstance.objects.for_user(user).filter(pk=pk).first()
    if row is None:
        raise NotThere("task instance")
    return row
