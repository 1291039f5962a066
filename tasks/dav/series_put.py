"""Writes items that repeat: the rule of a series, and the occurrences that differ from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks.dav.completion import Completion, completed_at
from tasks.dav.parsing import Override, ParsedItem
from tasks.editing import instance_rows, instances, series, tasks, tree
from tasks.editing.commands import SeriesSpec, TaskFields, subset
from tasks.editing.journal import Journal
from tasks.errors import NotFound, Rejected
from tasks.models import Series, Task, TaskInstance
from tasks.recurrence.grammar import parse_cached
from tasks.recurrence.parts import Parts

SLOTS = {"scheduled_date", "scheduled_time", "deadline_date", "deadline_time"}
# Fields of a task that one occurrence of a series can override, and the override's name.
INSTANCE_FIELDS = {
    "title": "own_title",
    "description": "own_description",
    "duration": "own_duration",
    "scheduled_date": "scheduled_date",
    "scheduled_time": "scheduled_time",
}


def without_slots(fields: TaskFields) -> TaskFields:
    """Return the fields that a series has: its days have dates and deadlines."""
    return subset(fields, fields.keys() - SLOTS)


def add(log: Journal, fields: TaskFields, spec: SeriesSpec, new: ParsedItem) -> Task:
    """Add a repeating task, each of whose occurrences is an item instead of the client's one."""
    task = tasks.add_in(log, {**without_slots(fields), "series": spec})
    _write_occurrences(log, task.pk, new, Completion())
    return task


def start(log: Journal, pk: int, spec: SeriesSpec, new: ParsedItem) -> None:
    """Make a task repeat."""
    series.repeat_in(log, _pending(log, pk), spec)
    _write_occurrences(log, pk, new, Completion())


def change(log: Journal, pk: int, new: ParsedItem, old: ParsedItem) -> None:
    """Change or stop how a task repeats, or complete its next day.

    Some programs complete a day by moving the start to the following one (tasks.org), others write
    an occurrence that is completed (jtx Board, Thunderbird).
    """
    if new.series is None:
        series.stop_in(log, _pending(log, pk))
        tasks.change_in(log, pk, subset(new.fields, SLOTS))
        if new.completion.completes(old.completion):
            tasks.complete_in(log, pk, at=completed_at(log, new.completion))
        return
    row = log.lock_one(Series.objects.for_user(log.user), pk)
    pending = TaskInstance.objects.for_user(log.user).filter(task=pk).pending()
    days = list(pending.order_by("recurrence_id")[:2]) if _same_rule(new.series, row) else []
    start_of_days = [day.recurrence_id for day in days]
    if new.series["starts_on"] == row.starts_on or new.series["starts_on"] not in start_of_days:
        _repeat(log, pk, row, new.series)
    elif new.series["starts_on"] == start_of_days[-1] and len(days) > 1:
        _complete_next(log, pk, new.completion)
    _write_occurrences(log, pk, new, old.completion)


def _same_rule(spec: SeriesSpec, row: Series) -> bool:
    """Return whether a rule differs by its start and the rest of its COUNT alone."""
    new, old = parse_cached(spec["rrule"]), row.rule.parts
    is_rest = new.count == old.count or 0 < (new.count or 0) < (old.count or 0)
    others = spec.get("starts_at"), list(spec.get("times", ()))
    same = _without_count(new) == _without_count(old) and others == (row.starts_at, row.times)
    return is_rest and same and not row.times


def _without_count(parts: Parts) -> Parts:
    return replace(parts, count=None)


def _repeat(log: Journal, pk: int, row: Series, spec: SeriesSpec) -> None:
    """Replace the rule. Days that were deleted in Whendoist do not come back."""
    exdates = sorted({*row.exdates, *spec.get("exdates", ())})
    extimes = sorted({*row.extimes, *spec.get("extimes", ())})
    series.repeat_in(log, _pending(log, pk), {**spec, "exdates": exdates, "extimes": extimes})
    instance_rows.complete_finished(log, [pk])


def _pending(log: Journal, pk: int) -> Task:
    (task,) = log.get_locked(tree.by_ids, [pk])
    if task.status != Task.Status.PENDING:
        raise Rejected(_("This task is completed. Reopen it before you change how it repeats."))
    return task


def _write_occurrences(log: Journal, pk: int, new: ParsedItem, old: Completion) -> None:
    for override in new.overrides:
        _write_override(log, pk, override, new)
    if new.completion.completes(old):
        _complete_next(log, pk, new.completion)


def _complete_next(log: Journal, pk: int, completion: Completion) -> None:
    """Complete the next day, unless a copy of the request already did."""
    rows = TaskInstance.objects.for_user(log.user).filter(task=pk)
    at = completed_at(log, completion)
    next_day = rows.pending().order_by("recurrence_id", "recurrence_time").first()
    if next_day and not (at and rows.filter(completed_at=at).exists()):
        instances.finish_in(log, next_day.pk, TaskInstance.Status.COMPLETED, at)


def _write_override(log: Journal, pk: int, override: Override, new: ParsedItem) -> None:
    row = _row(log, pk, override)
    if row is None or row.status != TaskInstance.Status.PENDING:
        return
    if fields := _own_fields(override, new):
        own: Any = {INSTANCE_FIELDS[name]: value for name, value in fields.items()}
        instances.change_in(log, row.pk, own)
    completion = override.item.completion
    if completion.completes(Completion()):
        at = completed_at(log, completion)
        instances.finish_in(log, row.pk, TaskInstance.Status.COMPLETED, at)
    elif override.item.cancelled:
        instances.finish_in(log, row.pk, TaskInstance.Status.SKIPPED)


def _row(log: Journal, pk: int, override: Override) -> TaskInstance | None:
    """Return the occurrence of an override; None if it is of a past that has no row."""
    day, at = override.slot
    times = Series.objects.for_user(log.user).filter(pk=pk).values_list("times", flat=True)
    if day is None or not times:
        return None
    try:
        return instance_rows.create(log, pk, (day, at if times[0] else None))
    except NotFound as error:
        if day < log.today:
            return None
        sentence = _("This task does not repeat on %(day)s.") % {"day": date_format(day)}
        raise Rejected(sentence) from error


def _own_fields(override: Override, new: ParsedItem) -> TaskFields:
    """Return what differs from the series: its deadline, impact and reminder stay the series'."""
    fields = override.item.fields
    day, at = override.slot
    usual: Any = {**new.fields, "scheduled_date": day, "scheduled_time": at}
    own = {
        name
        for name, value in fields.items()
        if name in INSTANCE_FIELDS and value != usual.get(name)
    }
    if fields.get("scheduled_date") is None:
        own -= SLOTS
    return subset(fields, own)
