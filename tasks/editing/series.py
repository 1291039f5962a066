"""Edits of series: make a task repeat, change how, from a day on, or stop it.

The rows of pending days still to come always follow the rule; what is completed, skipped or past
is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date, time

from core.models import User
from core.wallclock import instant
from tasks import materialization
from tasks.editing.commands import SeriesSpec
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.models import Series, Task, TaskInstance, TaskLabel
from tasks.recurrence import InvalidRule, Rule, describe


def repeat(user: User, pk: int, spec: SeriesSpec) -> Journal:
    """Make a task repeat, or change how it repeats as a whole.

    Pending days to come that the new rule still names keep their row, and so their moves; the
    others go, missing ones come. Raises `Refused` with the sentence of a rule that cannot be.
    """
    with journal(user, "repeat") as log:
        repeat_in(log, _task(log, pk), spec)
    return log


def repeat_in(log: Journal, task: Task, spec: SeriesSpec) -> None:
    """Make a locked task repeat as part of a larger activity."""
    rule = _validated(log, spec)
    found = log.lock(Series.objects.for_user(log.user).filter(pk=task.pk))
    series = found[0] if found else Series(task=task, user=log.user)
    _write_rule(series, rule)
    if found:
        log.save(series)
    else:
        _unschedule(log, task)
        log.add(series)
    reconcile(log, series)


def repeat_following(user: User, pk: int, spec: SeriesSpec, at: date) -> Journal:
    """Change how a task repeats from the day `at` on: the series is split in two there.

    The old one ends the day before and keeps its history; a new task with the old one's fields,
    labels and domain repeats by `spec` from `at` on.
    """
    with journal(user, "repeat from a day on") as log:
        task = _task(log, pk)
        series = log.lock_one(Series.objects.for_user(user), pk)
        head, tail = _halves(series.rule, at)
        _write_rule(series, head)
        log.save(series)
        repeat_in(log, _copy(log, task), _spec_from(log, spec, tail, pk, at))
        reconcile(log, series)
    return log


def _spec_from(log: Journal, spec: SeriesSpec, tail: Rule, pk: int, at: date) -> SeriesSpec:
    """What a series does from `at` on, but for the days that the old one has done by then."""
    done = TaskInstance.objects.for_user(log.user).filter(task=pk).finished()
    done_days = done.filter(recurrence_id__gte=at).values_list("recurrence_id", flat=True)
    return {
        **spec,
        "starts_on": spec["starts_on"] if spec["starts_on"] >= at else tail.starts_on,
        "exdates": [*spec.get("exdates", ()), *done_days],
        "rdates": [day for day in spec.get("rdates", ()) if day >= at],
    }


def stop(user: User, pk: int) -> Journal:
    """Turn repeating off: history stays, pending days go, one plain task stays."""
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
            log.save(task)
    return log


def reconcile(log: Journal, series: Series) -> None:
    """Make the pending rows to come equal to what the rule says, touching as few as possible."""
    rows = log.lock(TaskInstance.objects.for_user(log.user).filter(task=series.pk).pending())
    to_come = [row for row in rows if row.recurrence_id >= log.today]
    if series.kind == Series.Kind.CALENDAR:
        _keep(log, series, to_come, _named(series, to_come))
        series.materialized_until = date.min
    else:
        overdue = len(to_come) < len(rows)
        day = None if overdue else _next_day(log, series, to_come)
        _keep(log, series, to_come, {day})
        if day and day not in {row.recurrence_id for row in to_come}:
            add_next(log, [(series, day)])
        series.materialized_until = log.today  # its days come by completing
    materialization.extend([series], log.user.preferences)


def add_next(log: Journal, nexts: Iterable[tuple[Series, date | None]]) -> None:
    """Add the one day to come of each series that counts from completion.

    That is the day given, or the first its interval leads to from there that it has not had.
    """
    wanted = [(series, day) for series, day in nexts if day]
    rows = TaskInstance.objects.for_user(log.user).filter(task__in=[one.pk for one, _ in wanted])
    since = min((day for _, day in wanted), default=date.max)
    had = set(rows.filter(recurrence_id__gte=since).values_list("task", "recurrence_id"))
    log.add(*[row for series, day in wanted if (row := _next_row(log, series, day, had))])


def _next_row(
    log: Journal, series: Series, day: date | None, had: Set[tuple[int, date | None]]
) -> TaskInstance | None:
    while (series.pk, day) in had:
        day = series.rule.after_completion(day) if day else None
    if day is None:
        return None
    row = TaskInstance(user=log.user, task_id=series.pk, recurrence_id=day)
    place(log, row, day, series.starts_at, series.starts_at)
    return row


def pause_or_resume(log: Journal, tasks: Iterable[Task]) -> None:
    """Let series sleep while their task is not pending, and make up their days when it is.

    The tasks come `with_series`.
    """
    by_status: dict[bool, list[int]] = {True: [], False: []}
    for task in tasks:
        if task.repeats:
            by_status[task.status == Task.Status.PENDING].append(task.pk)
    if sleeping := by_status[False]:
        Series.objects.for_user(log.user).filter(pk__in=sleeping).update(due_at=None)
    if pending := by_status[True]:
        asleep = Series.objects.for_user(log.user).filter(pk__in=pending, due_at=None)
        if woken := list(asleep.filter(kind=Series.Kind.CALENDAR)):
            materialization.extend(woken, log.user.preferences)


def place(log: Journal, row: TaskInstance, day: date, at: time | None, usual: time | None) -> None:
    """Set where an instance stands; it has moved when that is not its day at its `usual` time."""
    set_slot(log, row, day, at)
    row.moved = (day, at) != (row.recurrence_id, usual)


def set_slot(log: Journal, row: TaskInstance, day: date, at: time | None) -> None:
    """Set where an instance stands, and at which instant that is in the person's zone."""
    row.scheduled_date, row.scheduled_time = day, at
    row.starts_at = instant(day, at, log.user.preferences.zone) if at else None


def _task(log: Journal, pk: int) -> Task:
    return log.lock_one(Task.objects.for_user(log.user).pending(), pk)


def _validated(log: Journal, spec: SeriesSpec) -> Rule:
    try:
        return Rule.validated(**spec, zone=log.user.preferences.zone)
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
    """The fields of a rule, by name."""
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
    """The days of a series are its instances; its task stands on none itself."""
    if task.scheduled_date:
        task.scheduled_date = task.scheduled_time = None
        task.chunks = []
        log.save(task)


def _named(series: Series, rows: Iterable[TaskInstance]) -> set[date | None]:
    days = [row.recurrence_id for row in rows]
    return set(series.rule.between(min(days), max(days))) if days else set()


def _next_day(log: Journal, series: Series, to_come: Sequence[TaskInstance]) -> date | None:
    """The one day to come of a series that counts from completion and has none overdue."""
    start = max(series.starts_on, log.today)
    rows = TaskInstance.objects.for_user(log.user).filter(task=series.pk)
    if to_come and (start > series.starts_on or rows.finished().filter(recurrence_id=start)):
        return min(row.recurrence_id for row in to_come)
    return start


def _keep(
    log: Journal, series: Series, rows: Iterable[TaskInstance], named: Set[date | None]
) -> None:
    """Of locked rows to come keep the named days, at the rule's time unless they were moved."""
    log.remove(*[row for row in rows if row.recurrence_id not in named])
    kept = [row for row in rows if row.recurrence_id in named and not row.moved]
    for row in kept:
        set_slot(log, row, row.recurrence_id, series.starts_at)
    log.save(*kept)


def _copy(log: Journal, task: Task) -> Task:
    labels = list(TaskLabel.objects.filter(task=task).values_list("label", flat=True))
    copy = Task.objects.get(pk=task.pk)
    copy.pk, copy.version, copy.external_id, copy.source = None, 1, "", ""
    copy.created_at = log.now
    copy._state.adding = True
    log.add(copy)
    log.add(*[TaskLabel(user=log.user, task=copy, label_id=label) for label in labels])
    return copy


def _slot(row: TaskInstance) -> tuple[date, time]:
    return row.scheduled_date, row.scheduled_time or time.min
