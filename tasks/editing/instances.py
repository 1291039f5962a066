"""Edits of instances: complete, skip, reopen or move one day of a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet

from core.models import User
from core.prepared import prepared
from tasks.editing import series as series_edits
from tasks.editing import tree
from tasks.editing.cleaning import clean_day, clean_notes, clean_title, reject_invisible
from tasks.editing.commands import InstanceFields, SlotFields
from tasks.editing.journal import Journal, journal, locked
from tasks.errors import NotFound, Rejected
from tasks.models import Completion, Domain, Series, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet

PENDING = TaskInstance.Status.PENDING
COMPLETED = TaskInstance.Status.COMPLETED
SKIPPED = TaskInstance.Status.SKIPPED


@prepared
def by_ids(user: User, pks: Collection[int]) -> TaskInstanceQuerySet:
    """The days of these ids, locked."""
    return locked(TaskInstance.objects.for_user(user).filter(pk__among=pks))


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
    finish_rows(log, log.get_locked(by_ids, [pk]), status)


def finish_rows(log: Journal, rows: Iterable[TaskInstance], status: TaskInstance.Status) -> None:
    """Complete or skip locked days, as `finish_in` does with one."""
    todo = [row for row in rows if row.status != status]
    for row in todo:
        if row.status != PENDING:
            raise Rejected(f"This day is {row.status} already. Reopen it first.")
        row.status = status
        row.completed_at = log.now if status == COMPLETED else None
    log.save(*todo)
    _start_subtasks_afresh(log, {row.task_id for row in todo})
    _add_next_after(log, todo)


def reopen_in(log: Journal, *pks: int) -> None:
    rows = log.get_locked(by_ids, pks)
    done = [row for row in rows if row.status != PENDING]
    for row in done:
        row.status, row.completed_at = PENDING, None
    log.save(*done)
    _remove_next_after(log, done)


def finish_earlier(user: User, status: TaskInstance.Status, task: int | None = None) -> Journal:
    """Complete or skip everything pending from before today, or one series' days of it."""
    with journal(user, f"{status} from earlier") as log:
        if task and not Task.objects.for_user(user).filter(pk=task).exists():
            raise NotFound("task")
        earlier = TaskInstance.objects.for_user(user).from_earlier(log.today).of_live_tasks()
        finish_rows(log, log.lock(earlier.filter(task=task) if task else earlier), status)
    return log


def change(user: User, pk: int, fields: InstanceFields, version: int | None = None) -> Journal:
    """Move or override this one day: its date, time, title, notes, duration or domain.

    An own title, notes, duration or domain of None follows the series again. With the `version`
    the caller saw, changes by others to other fields are kept; to the same field raise `Conflict`.
    """
    with journal(user, "change a day") as log:
        change_in(log, pk, fields, version)
    return log


def change_in(log: Journal, pk: int, fields: InstanceFields, version: int | None = None) -> None:
    (row,) = log.get_locked(by_ids, [pk])
    log.reject_conflict(row, fields, version)
    _set_own(log, row, fields)
    if "scheduled_date" in fields or "scheduled_time" in fields:
        _move(log, [row], {pk: fields})
    log.save(row)


def place_in(log: Journal, slots: Mapping[int, SlotFields]) -> None:
    """Move days to where each is to stand: `scheduled_date` and `scheduled_time` by id."""
    rows = log.get_locked(by_ids, slots)
    _move(log, [row for row in rows if slots[row.pk]], slots)
    log.save(*rows)


@prepared
def _done_below(user: User, pks: Collection[int]) -> TaskQuerySet:
    done = Task.objects.for_user(user).filter(status=Task.Status.COMPLETED).with_series()
    return locked(done.filter(tree.descendants(user, pks)))


def _start_subtasks_afresh(log: Journal, series: set[int]) -> None:
    """What hangs under a series is to be done again for its next day."""
    rows = log.lock(_done_below(log.user, series))
    for row in rows:
        row.status, row.completed_at = Task.Status.PENDING, None
    log.save(*rows, facts_stand=True)
    if rows:
        series_edits.pause_or_resume(log, rows)


def _set_own(log: Journal, row: TaskInstance, fields: InstanceFields) -> None:
    if "own_title" in fields:
        reject_invisible(fields["own_title"] or "", "own_title")
        row.own_title = fields["own_title"] and clean_title(fields["own_title"])
    if "own_description" in fields:
        row.own_description = fields["own_description"] and clean_notes(fields["own_description"])
    if "own_duration" in fields:
        row.own_duration = fields["own_duration"]
    if "own_domain_id" in fields:
        row.own_domain_id = fields["own_domain_id"]
        domains = Domain.objects.for_user(log.user).active()
        if row.own_domain_id and not domains.filter(pk=row.own_domain_id).exists():
            raise NotFound("domain")


def _move(log: Journal, rows: Sequence[TaskInstance], slots: Mapping[int, SlotFields]) -> None:
    series = Series.objects.for_user(log.user).filter(pk__in={row.task_id for row in rows})
    usual = dict(series.values_list("pk", "starts_at"))
    for row in rows:
        if row.status != PENDING:
            raise Rejected(f"This day is {row.status} already. Reopen it to move it.")
        day = slots[row.pk].get("scheduled_date", row.scheduled_date)
        if day is None:
            raise Rejected("A day of a repeating task stands on some date. Skip it instead.")
        at = slots[row.pk].get("scheduled_time", row.scheduled_time)
        series_edits.place(log, row, clean_day(day), at, usual.get(row.task_id))


@prepared
def _counting_of(user: User, pks: Collection[int]) -> QuerySet[Series]:
    counting = Series.objects.for_user(user).filter(kind=Series.Kind.AFTER_COMPLETION)
    return counting.filter(pk__among=pks)


def _counting(log: Journal, rows: Iterable[TaskInstance]) -> dict[int, Series]:
    """Those series of these days that count from completion."""
    found = _counting_of(log.user, {row.task_id for row in rows}).rows()
    return {series.pk: series for series in found}


def _add_next_after(log: Journal, rows: Sequence[TaskInstance]) -> None:
    """Series that count from completion go on only now."""
    counting = _counting(log, rows)
    if not counting:
        return
    done = _times_done(log, counting, rows)
    series_edits.add_next(
        log,
        [
            (series, series.rule.after_completion(log.today, done[pk]))
            for pk, series in counting.items()
        ],
    )


def _times_done(
    log: Journal, series: Collection[int], rows: Iterable[TaskInstance]
) -> Counter[int]:
    """How often each of these series was completed or skipped, also long ago, and in `rows`."""
    facts = Completion.objects.for_user(log.user).not_taken_back().filter(task__in=series)
    skipped = TaskInstance.objects.for_user(log.user).filter(task__in=series, status=SKIPPED)
    done = Counter(row.task_id for row in rows if row.status == COMPLETED)
    for times in (facts.values_list("task"), skipped.values_list("task")):
        done.update(dict(times.annotate(Count("pk"))))
    return done


def _remove_next_after(log: Journal, rows: Sequence[TaskInstance]) -> None:
    """What came by doing these days goes, now that they are to be done again."""
    counting = _counting(log, rows)
    if not counting:
        return
    first: dict[int, date] = {}
    for row in rows:
        first[row.task_id] = min(row.recurrence_id, first.get(row.task_id, date.max))
    pending = TaskInstance.objects.for_user(log.user).pending()
    others = pending.filter(task__in=counting).exclude(pk__in=[row.pk for row in rows])
    log.remove(*[row for row in log.lock(others) if row.recurrence_id > first[row.task_id]])


def get(user: User, pk: int) -> TaskInstance:
    """One day of a series. Raises `NotThere`."""
    row = TaskInstance.objects.for_user(user).filter(pk=pk).first()
    if row is None:
        raise NotFound("task instance")
    return row
