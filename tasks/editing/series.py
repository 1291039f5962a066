"""Edits of series: make a task repeat, change the rule as a whole or from a day on, or stop it.

Rows of pending days from today on always match the rule. Completed, skipped and past days are
never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date, time
from typing import Any

from django.db.models import Q

from core.models import User
from tasks import materialization
from tasks.editing import copies, instance_rows
from tasks.editing.commands import SeriesSpec
from tasks.editing.journal import Journal, journal
from tasks.editing.placement import PERSON
from tasks.errors import Rejected
from tasks.models import Series, Task, TaskInstance
from tasks.recurrence import InvalidRule, Rule, describe


def repeat(user: User, pk: int, spec: SeriesSpec) -> Journal:
    """Make a task repeat, or replace its rule.

    Pending days that the new rule still contains keep their row, moves included; other pending
    days are removed and missing ones added. Raises `Rejected` for an invalid rule.
    """
    with journal(user, "repeat") as log:
        repeat_in(log, _task(log, pk), spec)
    return log


def repeat_in(
    log: Journal,
    task: Task,
    spec: SeriesSpec,
    days: Sequence[TaskInstance] = (),
    old: Series | None = None,
) -> None:
    """Make a locked task repeat as part of a larger activity.

    A new series takes over `days`, and the pauses and the deadline of the series `old`.
    """
    rule = _validated(log, spec)
    existing = log.lock(Series.objects.for_user(log.user).filter(pk=task.pk))
    series = existing[0] if existing else Series(task=task, user=log.user)
    for name in ("paused_until", "pauses_when_away", "deadline_days"):
        setattr(series, name, getattr(old or series, name))
    _write_rule(series, rule)
    series.deadline_days = spec.get("deadline_days", series.deadline_days)
    if existing:
        log.save(series)
    else:
        _unschedule(log, task)
        log.add(series)
        _take_over(log, task, days)
    reconcile(log, series)


def _take_over(log: Journal, task: Task, days: Sequence[TaskInstance]) -> None:
    """Make locked days of another series days of this task."""
    for row in days:
        row.task = task
    log.save(*days)


def repeat_following(user: User, pk: int, spec: SeriesSpec, at: date) -> Journal:
    """Change how a task repeats from the day `at` on, by splitting the series in two.

    The old series ends the day before and keeps its history; it completes itself if it has no day
    left. A copy of the task, with its fields, labels, subtasks and dependencies, repeats by `spec`
    from `at` on. Upcoming days that the person moved or changed, or that a plan placed, stay as
    they are if the new rule has them. A COUNT that `spec` leaves as it was is shared by both.
    """
    with journal(user, "repeat from a day on") as log:
        task = _task(log, pk)
        series = log.lock_one(Series.objects.for_user(user), pk)
        head, tail = _halves(series.rule, at)
        following = _spec_from(log, spec, series, tail, at)
        _write_rule(series, head)
        log.save(series)
        days = _changed_days(log, pk, max(at, log.today))
        repeat_in(log, copies.copy_tree(log, task, at), following, days, series)
        reconcile(log, series)
        instance_rows.complete_finished(log, [pk])
    return log


def _changed_days(log: Journal, pk: int, since: date) -> list[TaskInstance]:
    """Lock the pending days of a series that differ from its rule and its task."""
    pending = TaskInstance.objects.for_user(log.user).filter(task=pk).pending()
    own = ("own_title", "own_description", "own_duration", "own_domain")
    changed = Q(moved=True) | Q(placed_by=Task.PlacedBy.PLAN)
    for name in own:
        changed |= Q(**{f"{name}__isnull": False})
    return log.lock(pending.filter(changed, recurrence_id__gte=since))


def _spec_from(log: Journal, spec: SeriesSpec, series: Series, tail: Rule, at: date) -> SeriesSpec:
    """Return the spec of the new series, without days that the old one has already finished."""
    finished = TaskInstance.objects.for_user(log.user).filter(task=series.pk).finished()
    finished_days = finished.filter(recurrence_id__gte=at).values_list("recurrence_id", flat=True)
    return {
        **spec,
        "rrule": _with_rest_of_count(log, spec, series, tail),
        "starts_on": spec["starts_on"] if spec["starts_on"] >= at else tail.starts_on,
        "exdates": [*spec.get("exdates", ()), *finished_days],
        "rdates": [day for day in spec.get("rdates", ()) if day >= at],
    }


def _with_rest_of_count(log: Journal, spec: SeriesSpec, series: Series, tail: Rule) -> str:
    """Return the rule of the new series: of an unchanged COUNT, it gets what the old one left."""
    parts, count = _validated(log, spec).parts, series.rule.parts.count
    if not count or parts.count != count:
        return spec["rrule"]
    rest = tail.parts.count or count
    if series.kind == Series.Kind.AFTER_COMPLETION:
        rest = max(count - instance_rows.finished_counts(log, [series.pk], ())[series.pk], 1)
    return str(replace(parts, count=rest))


def stop(user: User, pk: int) -> Journal:
    """Stop repeating: pending days are removed, history and one plain task remain."""
    with journal(user, "stop repeating") as log:
        task = _task(log, pk)
        series = log.lock_one(Series.objects.for_user(user), pk)
        pending = log.lock(TaskInstance.objects.for_user(user).filter(task=task).pending())
        to_come = [row for row in pending if row.scheduled_date >= log.today]
        log.remove(*pending)
        log.remove(series)
        if next_day := min(to_come, key=_slot, default=None):
            task.scheduled_date = next_day.scheduled_date
            task.scheduled_time = next_day.scheduled_time
            task.placed_by, task.day_chosen = next_day.placed_by, True
            log.save(task)
    return log


def reconcile(log: Journal, series: Series) -> None:
    """Make the pending rows from today on match the rule, changing as few as possible."""
    rows = log.lock(TaskInstance.objects.for_user(log.user).filter(task=series.pk).pending())
    to_come = [row for row in rows if row.recurrence_id >= log.today]
    if series.kind == Series.Kind.CALENDAR:
        _keep_days(log, series, to_come, _rule_days(log, series, to_come))
        series.materialized_until = date.min
    else:
        overdue = len(to_come) < len(rows)
        day = None if overdue else _next_day(log, series, to_come)
        _keep_days(log, series, to_come, {day})
        if day and day not in {row.recurrence_id for row in to_come}:
            instance_rows.add_next(log, [(series, day)])
        series.materialized_until = log.today  # completing a day adds the next
    materialization.extend([series], log.user.preferences)
    if series.kind == Series.Kind.CALENDAR:
        instance_rows.add_missing(log, instance_rows.lacking_a_day(log, [series.pk]))


def pause_or_resume(log: Journal, tasks: Iterable[Task]) -> None:
    """Pause materialization while a task is not pending; resume it, with missed days, when it is.

    The tasks are loaded `with_series`.
    """
    by_status: dict[bool, list[int]] = {True: [], False: []}
    for task in tasks:
        if task.repeats:
            by_status[task.status == Task.Status.PENDING].append(task.pk)
    if paused := by_status[False]:
        Series.objects.for_user(log.user).filter(pk__in=paused).update(due_at=None)
    if pending := by_status[True]:
        paused_series = Series.objects.for_user(log.user).filter(pk__in=pending, due_at=None)
        if resumed := list(paused_series.filter(kind=Series.Kind.CALENDAR)):
            materialization.extend(resumed, log.user.preferences)


def _task(log: Journal, pk: int) -> Task:
    return log.lock_one(Task.objects.for_user(log.user).pending(), pk)


def _validated(log: Journal, spec: SeriesSpec) -> Rule:
    try:
        fields: Any = {name: value for name, value in spec.items() if name != "deadline_days"}
        return Rule.validated(**fields, zone=log.user.preferences.zone)
    except InvalidRule as error:
        raise Rejected(str(error), "rrule") from error


def _halves(rule: Rule, at: date) -> tuple[Rule, Rule]:
    try:
        return rule.split(at)
    except InvalidRule as error:
        raise Rejected(str(error), "from") from error


def _write_rule(series: Series, rule: Rule) -> None:
    for name, value in spec_of(rule).items():
        setattr(series, name, list(value) if isinstance(value, tuple) else value)
    series.summary = describe(rule)


def spec_of(rule: Rule) -> SeriesSpec:
    """Return the fields of a rule."""
    return {
        "rrule": rule.rrule,
        "starts_on": rule.starts_on,
        "starts_at": rule.starts_at,
        "exdates": rule.exdates,
        "rdates": rule.rdates,
        "missing_days": rule.missing_days,
        "kind": rule.kind,
    }


def _unschedule(log: Journal, task: Task) -> None:
    """Unschedule a task that becomes a series, whose days are its instances."""
    if task.scheduled_date:
        task.scheduled_date = task.scheduled_time = None
        task.chunks, task.day_chosen, task.placed_by = [], False, PERSON
        log.save(task)


def _rule_days(log: Journal, series: Series, rows: Iterable[TaskInstance]) -> set[date | None]:
    """Return the days of a series in the range of some rows, without those of a pause."""
    days = [row.recurrence_id for row in rows]
    if not days:
        return set()
    away = materialization.away_ordinals([series], log.user.pk)
    ordinals = materialization.open_days(series, min(days), max(days), away)
    return {date.fromordinal(ordinal) for ordinal in ordinals}


def _next_day(log: Journal, series: Series, to_come: Sequence[TaskInstance]) -> date | None:
    """Return the next day of a series that repeats after completion and has no overdue day."""
    start = max(series.starts_on, log.today)
    rows = TaskInstance.objects.for_user(log.user).filter(task=series.pk)
    if to_come and (start > series.starts_on or rows.finished().filter(recurrence_id=start)):
        return min(row.recurrence_id for row in to_come)
    return start


def _keep_days(
    log: Journal, series: Series, rows: Iterable[TaskInstance], days: Set[date | None]
) -> None:
    """Remove locked rows of other days; reset the rest to the rule's time unless moved."""
    log.remove(*[row for row in rows if row.recurrence_id not in days])
    unmoved = [row for row in rows if row.recurrence_id in days and not row.moved]
    for row in unmoved:
        if row.scheduled_time != series.starts_at:
            row.placed_by = PERSON
        instance_rows.set_slot(log, row, row.recurrence_id, series.starts_at)
    log.save(*unmoved)


def _slot(row: TaskInstance) -> tuple[date, time]:
    return row.scheduled_date, row.scheduled_time or time.min
