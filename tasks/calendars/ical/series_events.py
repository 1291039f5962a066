"""A series as one repeating VEVENT: its rule, excluded days and overrides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from icalendar import Event, vDDDTypes, vRecur

from core.models import User
from core.wallclock import LocalClock
from tasks.calendars.ical.components import event
from tasks.calendars.ical.entries import Entry, Labels, instance_entry, task_entry
from tasks.calendars.uids import uid_of
from tasks.materialization import keys_of
from tasks.models import Series, Task, TaskInstance
from tasks.models.instance import Key
from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import to_ics_lines
from tasks.recurrence.nights import on_next_day
from tasks.recurrence.times_of_day import by_parts

SKIPPED = TaskInstance.Status.SKIPPED


@dataclass(frozen=True, slots=True)
class Edits:
    """How often and when last the series' rule was changed, according to the activity log."""

    count: int = 0
    latest: datetime | None = None


def events(
    user: User,
    task: Task,
    days: Iterable[TaskInstance],
    since: date,
    labels: Labels,
    edits: Edits = Edits(),
) -> Iterator[Event]:
    """Yield the events of a series: its `days` since `since`, and earlier ones moved there.

    One event repeats by the rule. Occurrences that are missing or skipped become EXDATEs; those
    that were moved, completed or edited become overrides with the same UID. Days outside the rule,
    and series that RFC 5545 cannot express, become single events.
    """
    local_clock = user.preferences.local_clock
    days = list(days)
    skipped = [row.key for row in days if row.status == SKIPPED]
    rows = {row.key: row for row in days if row.status != SKIPPED}
    recent = [key for key in rows if key[0] >= since]
    first = min((day for day, _at in recent), default=None)
    rule = _rule_since(task.series, first) if first and _is_active(task) else None
    shown = on_calendar(rule, local_clock) if rule else None
    rule_keys: set[Key] = set()
    if rule and shown and first:
        rule_keys = _rule_keys(rule, task.series, first, recent + skipped, local_clock)
    if not rule_keys & rows.keys():
        rule_keys = set()
    if rule and shown and rule_keys:
        series_entry = _series_entry(task_entry(task, labels), rule, edits)
        uid = uid_of(user, "event", series_entry.key)
        excluded = sorted((_slot(key, rule) for key in rule_keys - rows.keys()), key=_order)
        yield _repeating(series_entry, uid, shown, excluded, local_clock)
        for key in sorted(rule_keys & rows.keys(), key=_order):
            entry = instance_entry(rows[key], labels)
            if _differs(entry, series_entry, _slot(key, rule)):
                yield _override(entry, uid, _slot(key, rule), local_clock)
    for key in sorted(rows.keys() - rule_keys, key=_order):
        entry = instance_entry(rows[key], labels)
        yield event(entry, uid_of(user, "event", entry.key), local_clock)


def _order(key: Key) -> tuple[date, time]:
    return key[0], key[1] or time.min


def _slot(key: Key, rule: Rule) -> Key:
    """Return the day and the time that the rule gives an occurrence."""
    return key[0], key[1] or rule.starts_at


def _is_active(task: Task) -> bool:
    return task.status == Task.Status.PENDING and task.repeats


def _rule_since(series: Series, first: date) -> Rule | None:
    """Return the rule from `first` on, or None if RFC 5545 cannot express it."""
    clamped = series.missing_days == Series.MissingDays.CLAMP
    by_day = series.rule.parts.freq in ("DAILY", "WEEKLY")
    plain = series.kind == Series.Kind.CALENDAR and (by_day or not clamped)
    if not plain:
        return None
    rule = replace(series.rule, missing_days="skip", rdates=(), exdates=(), extimes=())
    try:
        return rule.split(first)[1]
    except InvalidRule:  # it starts or ended on that day: use the rule unchanged
        return rule


def on_calendar(rule: Rule, local_clock: LocalClock) -> Rule | None:
    """Return the rule by the dates of calendars, or None if RFC 5545 cannot express it.

    There, a time before the day start is of the next date.
    """
    times = rule.times or (rule.starts_at,)
    nights = {local_clock.calendar_date(rule.starts_on, at) > rule.starts_on for at in times}
    if len(nights) > 1 or (rule.times and not by_parts(rule.times)):
        return None
    return on_next_day(rule) if nights == {True} else rule


def _rule_keys(
    rule: Rule, series: Series, first: date, rows: Iterable[Key], local_clock: LocalClock
) -> set[Key]:
    """Return the keys of the rule that have, had or lack a row.

    Beyond the day that materialization reached, only keys with a row and excluded ones count: the
    others are to come.
    """
    reached, day_start = series.materialized_until, local_clock.day_start_hour
    excluded = (day for day in series.exdates if day >= first)
    near = sorted({*rule.between(first, reached), *excluded})
    excluded_times = ((moment.date(), moment.time()) for moment in series.extimes)
    far = {key for key in (*rows, *excluded_times) if key[0] > reached}
    days = {day.toordinal() for day, _at in far}
    of_rule = days.intersection(rule.ordinals(min(days), max(days))) if days else days
    near_keys = keys_of(rule, [day.toordinal() for day in near], day_start)
    return {*near_keys, *far.intersection(keys_of(rule, sorted(of_rule), day_start))}


def _series_entry(entry: Entry, rule: Rule, edits: Edits) -> Entry:
    """Return what the occurrences have in common, at the first of them."""
    first = rule.preview(1)[0]
    starts_at = rule.starts_at if first == rule.starts_on or not rule.times else rule.times[0]
    return replace(
        entry,
        day=first,
        at=starts_at,
        version=entry.version + edits.count,
        updated_at=max(entry.updated_at, edits.latest or entry.updated_at),
    )


def _repeating(
    series_entry: Entry, uid: str, rule: Rule, excluded: list[Key], local_clock: LocalClock
) -> Event:
    component = event(series_entry, uid, local_clock)
    _dtstart, recur, *_rest = to_ics_lines(rule, local_clock.zone.key)
    component.add("rrule", vRecur.from_ical(recur.removeprefix("RRULE:")))
    if series_entry.day and series_entry.at:
        start = _nominal((series_entry.day, series_entry.at), local_clock)
        component["DTSTART"] = vDDDTypes(start)
    if excluded:
        component.add("exdate", [_nominal(slot, local_clock) for slot in excluded])
    return component


def _override(entry: Entry, uid: str, slot: Key, local_clock: LocalClock) -> Event:
    component = event(entry, uid, local_clock)
    component.add("recurrence-id", _nominal(slot, local_clock))
    return component


def _differs(entry: Entry, series_entry: Entry, slot: Key) -> bool:
    usual = replace(
        entry,
        day=slot[0],
        at=slot[1],
        title=series_entry.title,
        notes=series_entry.notes,
        minutes=series_entry.minutes,
        categories=series_entry.categories,
        completed_at=None,
    )
    return entry != usual


def _nominal(slot: Key, local_clock: LocalClock) -> date:
    """Return the date as the rule names it, with its time even if clocks skip that time."""
    day, at = slot
    return datetime.combine(local_clock.calendar_date(day, at), at, local_clock.zone) if at else day
