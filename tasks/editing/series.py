"""Edits of series: make a task repeat, change the rule as a whole or from a day on, or stop it.

Rows of pending days from today on always match the rule. Completed, skipped and past days are
never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from django.db.models import Q

from core.models import User
from tasks import materialization
from tasks.editing import copies, deadlines, instance_rows, stale_rules
from tasks.editing.commands import SeriesSpec
from tasks.editing.journal import Journal, journal
from tasks.editing.placement import PERSON
from tasks.editing.series_rows import reconcile, slot_of
from tasks.errors import Rejected
from tasks.models import Series, Task, TaskInstance
from tasks.recurrence import InvalidRule, Rule, describe

# What names an occurrence of a series, and when it is.
OCCURRENCE = ("recurrence_id", "recurrence_time", "scheduled_date", "scheduled_time", "starts_at")


def repeat(user: User, pk: int, spec: SeriesSpec, version: int | None = None) -> Journal:
    """Make a task repeat, or replace its rule.

    Pending days that the new rule still contains keep their row, moves included; other pending
    days are removed and missing ones added. A series that has no day left is completed. Raises
    `Rejected` for an invalid rule, and `Conflict` if the rule changed since the caller's `version`.
    """
    with journal(user, "repeat") as log:
        task = _task(log, pk)
        stale_rules.reject_stale(log, task, spec, version)
        repeat_in(log, task, spec)
        instance_rows.complete_finished(log, [pk])
    return log


def repeat_in(
    log: Journal,
    task: Task,
    spec: SeriesSpec,
    days: Sequence[TaskInstance] = (),
    old: Series | None = None,
) -> None:
    """Make a locked task repeat as part of a larger activity.

    A new series takes over `days`, and the pauses and the deadline of the series `old`. Without
    one, the deadline of the task becomes that of each day. Exceptions that `spec` does not name
    stay as they are.
    """
    existing = log.lock(Series.objects.for_user(log.user).filter(pk=task.pk))
    series = existing[0] if existing else Series(task=task, user=log.user)
    for name in ("paused_until", "pauses_when_away", "deadline_days"):
        setattr(series, name, getattr(old or series, name))
    names = ("exdates", "rdates", "extimes")
    exceptions: Any = {name: getattr(series, name) for name in names}
    rule = _validated(log, exceptions | spec)
    _write_rule(series, rule)
    if not (existing or old):
        series.deadline_days = deadlines.days_to_deadline(task, rule, spec)
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


def repeat_following(
    user: User, pk: int, spec: SeriesSpec, at: date, version: int | None = None
) -> Journal:
    """Change how a task repeats from the day `at` on, by splitting the series in two.

    The old series ends the day before and keeps its history; it completes itself if it has no day
    left. A copy of the task, with its fields, labels, subtasks and dependencies, repeats by `spec`
    from `at` on. Upcoming days that the person moved or changed, or that a plan placed, stay as
    they are if the new rule has them; of a day with several times, those already finished stay with
    the old series, and the others move. A COUNT that `spec` leaves as it was is shared by both.
    """
    with journal(user, "repeat from a day on") as log:
        task = _task(log, pk)
        series = log.lock_one(Series.objects.for_user(user), pk)
        stale_rules.reject_stale(log, task, spec, version)
        head, tail = _halves(series.rule, at)
        following = _spec_from(log, spec, series, tail, at)
        _write_rule(series, head)
        log.save(series)
        days = _changed_days(log, pk, max(at, log.today))
        copy = copies.copy_tree(log, task, at)
        _skip_finished_times(log, copy, series, at)
        repeat_in(log, copy, following, days, series)
        reconcile(log, series)
        instance_rows.complete_finished(log, [pk])
    return log


def _changed_days(log: Journal, pk: int, since: date) -> list[TaskInstance]:
    """Lock the pending days of a series that differ from its rule and its task.

    Deleted times of days with several are among them, so that a new series does not add them again.
    """
    pending = TaskInstance.objects.with_deleted(log.user).filter(task=pk).pending()
    own = ("own_title", "own_description", "own_duration", "own_domain")
    changed = Q(moved=True) | Q(placed_by=Task.PlacedBy.PLAN)
    for name in own:
        changed |= Q(**{f"{name}__isnull": False})
    changed &= Q(deleted_at=None)
    deleted_times = Q(deleted_at__isnull=False, recurrence_time__isnull=False)
    return log.lock(pending.filter(changed | deleted_times, recurrence_id__gte=since))


def _spec_from(log: Journal, spec: SeriesSpec, series: Series, tail: Rule, at: date) -> SeriesSpec:
    """Return the spec of the new series, without days that the old one has already finished."""
    finished_days = _finished_days(log, series, at)
    starts_later = spec["starts_on"] >= at
    return {
        **spec,
        "rrule": _with_rest_of_count(log, spec, series, tail),
        "starts_on": spec["starts_on"] if starts_later else tail.starts_on,
        "starts_at": None if spec.get("times") and not starts_later else spec.get("starts_at"),
        "exdates": [*spec.get("exdates", tail.exdates), *finished_days],
        "rdates": [day for day in spec.get("rdates", tail.rdates) if day >= at],
        "extimes": tail.extimes,
    }


def _finished_days(log: Journal, series: Series, at: date) -> list[date]:
    """Return the days from `at` on at all of whose times the series is finished."""
    finished = TaskInstance.objects.for_user(log.user).filter(task=series.pk).finished()
    done = Counter(finished.filter(recurrence_id__gte=at).values_list("recurrence_id", flat=True))
    return [
        day
        for day, count in done.items()
        if count >= len(instance_rows.rule_keys(log, series, [day.toordinal()]))
    ]


def _skip_finished_times(log: Journal, task: Task, old: Series, at: date) -> None:
    """Let a new series skip the times that the old one has finished on days that go on."""
    finished = TaskInstance.objects.for_user(log.user).filter(task=old.pk).finished()
    times = finished.filter(recurrence_id__gte=at, recurrence_time__isnull=False)
    skipped = [
        TaskInstance(
            user=log.user,
            task=task,
            status=TaskInstance.Status.SKIPPED,
            **{name: getattr(row, name) for name in OCCURRENCE},
        )
        for row in times
    ]
    log.add(*skipped)


def _with_rest_of_count(log: Journal, spec: SeriesSpec, series: Series, tail: Rule) -> str:
    """Return the rule of the new series: of an unchanged COUNT, it gets what the old one left."""
    parts, count = _validated(log, spec).parts, series.rule.parts.count
    if not count or parts.count != count:
        return spec["rrule"]
    rest = tail.parts.count or count
    if series.kind == Series.Kind.AFTER_COMPLETION:
        rest = max(count - instance_rows.finished_counts(log, [series.pk], ())[series.pk], 1)
    return str(replace(parts, count=rest))


def _halves(rule: Rule, at: date) -> tuple[Rule, Rule]:
    try:
        return rule.split(at)
    except InvalidRule as error:
        raise Rejected(str(error), "from") from error


def stop(user: User, pk: int) -> Journal:
    """Stop repeating: pending days are removed, history and one plain task remain."""
    with journal(user, "stop repeating") as log:
        stop_in(log, _task(log, pk))
    return log


def stop_in(log: Journal, task: Task) -> None:
    """Stop repeating a locked task as part of a larger activity."""
    series = log.lock_one(Series.objects.for_user(log.user), task.pk)
    pending = log.lock(TaskInstance.objects.for_user(log.user).filter(task=task).pending())
    to_come = [row for row in pending if row.scheduled_date >= log.today]
    log.remove(*pending)
    log.remove(series)
    if next_day := min(to_come, key=slot_of, default=None):
        task.scheduled_date = next_day.scheduled_date
        task.scheduled_time = next_day.scheduled_time
        task.placed_by, task.day_chosen = next_day.placed_by, True
        log.save(task)


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
        if times := fields.get("times"):
            fields["starts_at"] = fields.get("starts_at") or _first_time(log, times)
        return Rule.validated(**fields, zone=log.user.preferences.zone)
    except InvalidRule as error:
        raise Rejected(str(error), "rrule") from error


def _first_time(log: Journal, times: Iterable[time]) -> time:
    """Return the first of some times of a person's day, which starts at their day start."""
    day_start = log.user.preferences.day_start_hour
    return min(times, key=lambda moment: (moment.hour < day_start, moment))


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
        "times": rule.times,
        "extimes": rule.extimes,
    }


def _unschedule(log: Journal, task: Task) -> None:
    """Unschedule a task that becomes a series, whose days and deadlines are its instances'."""
    if task.scheduled_date or task.deadline_date:
        task.scheduled_date = task.scheduled_time = None
        task.deadline_date = task.deadline_time = None
        task.chunks, task.day_chosen, task.placed_by = [], False, PERSON
        log.save(task)
