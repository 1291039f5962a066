"""Make the rows of a series match its rule after an edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date, time

from django.db.models import Q

from tasks import materialization
from tasks.editing import instance_rows
from tasks.editing.journal import Journal
from tasks.editing.placement import PERSON
from tasks.models import Series, TaskInstance
from tasks.models.instance import Key, day_and_time

PENDING = TaskInstance.Status.PENDING


def reconcile(log: Journal, series: Series) -> None:
    """Make the pending rows from today on match the rule, changing as few as possible."""
    of_series = TaskInstance.objects.with_deleted(log.user).filter(task=series.pk)
    rows = log.lock(of_series.filter(Q(status=PENDING) | Q(recurrence_id__gte=log.today)))
    pending = [row for row in rows if _is_open(row)]
    to_come = [row for row in pending if row.recurrence_id >= log.today]
    if series.kind == Series.Kind.CALENDAR:
        keys = _rule_keys(log, series, rows)
        _assign_keys(log, series, rows, keys)
        _keep_days(log, series, to_come, keys)
        series.materialized_until = date.min
    else:
        overdue = len(to_come) < len(pending)
        day = None if overdue else _next_day(log, series, to_come)
        _keep_days(log, series, to_come, {(day, None)} if day else set())
        if day and day not in {row.recurrence_id for row in to_come}:
            instance_rows.add_next(log, [(series, day)])
        series.materialized_until = log.today  # completing a day adds the next
    materialization.extend([series], log.user.preferences)
    if series.kind == Series.Kind.CALENDAR:
        instance_rows.add_missing(log, instance_rows.lacking_a_day(log, [series.pk]))


def _rule_keys(log: Journal, series: Series, rows: Iterable[TaskInstance]) -> set[Key]:
    """Return the keys of a series on the days of some rows.

    On days of a pause, only those of rows that were moved out of it.
    """
    excluded = [moment.date() for moment in series.extimes]
    days = [day for day in (*excluded, *(row.recurrence_id for row in rows)) if day >= log.today]
    if not days:
        return set()
    away = materialization.away_ordinals([series], log.user.pk)
    first, last = min(days), max(days)
    ordinals = materialization.open_days(series, first, last, away)
    moved_out = {row.key for row in rows if row.moved and not _is_paused(log, series, row, away)}
    of_rule = series.rule.ordinals(first.toordinal(), last.toordinal())
    keys = moved_out.intersection(instance_rows.rule_keys(log, series, of_rule))
    return keys.union(instance_rows.rule_keys(log, series, ordinals))


def _is_paused(log: Journal, series: Series, row: TaskInstance, away: Collection[int]) -> bool:
    """Return whether a row is scheduled in a pause of its series."""
    day = row.scheduled_date
    in_pause = series.paused_until is not None and log.today <= day < series.paused_until
    return in_pause or (series.pauses_when_away and day.toordinal() in away)


def _assign_keys(
    log: Journal, series: Series, rows: Sequence[TaskInstance], keys: Set[Key]
) -> None:
    """Give rows whose time is no longer in the rule the free times of their day, in order.

    So a change of times keeps what the person did with a day: a finished one stays finished, and a
    deleted one stays deleted, with a row or just as an excluded time.
    """
    free: dict[date, list[Key]] = defaultdict(list)
    for key in sorted(keys - {row.key for row in rows}, key=_order):
        free[key[0]].append(key)
    excluded = {(moment.date(), moment.time()) for moment in series.extimes}
    valid = keys | {key for key in excluded if key[1] in series.times}
    without_row = [key for key in excluded - {row.key for row in rows} if series.times]
    todo: list[tuple[bool, date, time, Key, TaskInstance | None]] = [
        (_is_open(row), *slot_of(row), row.key, row) for row in rows
    ]
    todo += [(False, *_order(key), key, None) for key in without_row]
    moved: dict[Key, Key] = {}
    for _open, _day, _at, key, row in sorted(todo, key=lambda entry: entry[:3]):
        if key not in valid and free[key[0]]:
            moved[key] = free[key[0]].pop(0)
            if row:
                row.recurrence_time = moved[key][1]
                log.save(row)
    series.extimes = sorted(
        day_and_time(moved.get(key, key)) for key in excluded & (valid | moved.keys())
    )
    log.save(series)


def _is_open(row: TaskInstance) -> bool:
    return row.status == PENDING and row.deleted_at is None


def _order(key: Key) -> tuple[date, time]:
    return key[0], key[1] or time.min


def _next_day(log: Journal, series: Series, to_come: Sequence[TaskInstance]) -> date | None:
    """Return the next day of a series that repeats after completion and has no overdue day."""
    start = max(series.starts_on, log.today)
    rows = TaskInstance.objects.for_user(log.user).filter(task=series.pk)
    if to_come and (start > series.starts_on or rows.finished().filter(recurrence_id=start)):
        return min(row.recurrence_id for row in to_come)
    return start


def _keep_days(log: Journal, series: Series, rows: Iterable[TaskInstance], keys: Set[Key]) -> None:
    """Remove locked rows with other keys; reset the rest to the rule's time unless moved."""
    log.remove(*[row for row in rows if row.key not in keys])
    unmoved = [row for row in rows if row.key in keys and not row.moved]
    for row in unmoved:
        at = row.recurrence_time or series.starts_at
        if row.scheduled_time != at:
            row.placed_by = PERSON
        instance_rows.set_slot(log, row, row.recurrence_id, at)
    log.save(*unmoved)


def slot_of(row: TaskInstance) -> tuple[date, time]:
    """Return when an instance is, for sorting; any time that day comes first."""
    return row.scheduled_date, row.scheduled_time or time.min
