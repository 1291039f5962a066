"""A series as one repeating VEVENT: its rule, excluded days and overrides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Event, vDDDTypes, vRecur

from core.models import User
from tasks.calendars.ical.components import event
from tasks.calendars.ical.entries import Entry, Labels, instance_entry, task_entry
from tasks.calendars.uids import uid_of
from tasks.models import Series, Task, TaskInstance
from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import to_ics_lines

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

    One event repeats by the rule. Days of the rule that are missing or skipped become EXDATEs; days
    that were moved, completed or edited become overrides with the same UID. Days outside the rule,
    and series that RFC 5545 cannot express, become single events.
    """
    zone = user.preferences.zone
    days = list(days)
    skipped = {row.recurrence_id for row in days if row.status == SKIPPED}
    rows = {row.recurrence_id: row for row in days if row.status != SKIPPED}
    recent = [day for day in rows if day >= since]
    rule = _rule_since(task.series, min(recent)) if recent and _is_active(task) else None
    rule_days = _rule_days(rule, task.series, recent, skipped) if rule else set()
    if rule and rule_days & rows.keys():
        series_entry = _series_entry(task_entry(task, labels), rule, edits)
        uid = uid_of(user, "event", series_entry.key)
        yield _repeating(series_entry, uid, rule, sorted(rule_days - rows.keys()), zone)
        for day in sorted(rule_days & rows.keys()):
            entry = instance_entry(rows[day], labels)
            if _differs(entry, series_entry, day):
                yield _override(entry, uid, rule, day, zone)
    for day in sorted(rows.keys() - rule_days):
        entry = instance_entry(rows[day], labels)
        yield event(entry, uid_of(user, "event", entry.key), zone)


def _is_active(task: Task) -> bool:
    return task.status == Task.Status.PENDING and task.repeats


def _rule_since(series: Series, first: date) -> Rule | None:
    """Return the rule from `first` on, or None if RFC 5545 cannot express it."""
    clamped = series.missing_days == Series.MissingDays.CLAMP
    by_day = series.rule.parts.freq in ("DAILY", "WEEKLY")
    plain = series.kind == Series.Kind.CALENDAR and (by_day or not clamped)
    if not plain:
        return None
    rule = replace(series.rule, missing_days="skip", rdates=(), exdates=())
    try:
        return rule.split(first)[1]
    except InvalidRule:  # it starts or ended on that day: use the rule unchanged
        return rule


def _rule_days(
    rule: Rule, series: Series, rows: Sequence[date], skipped: Iterable[date]
) -> set[date]:
    """Return the days of the rule that have, had or lack a row.

    Beyond the day that materialization reached, only days with a row count: the others are to come.
    """
    first, reached = min(rows), series.materialized_until
    far = {day for day in [*rows, *skipped] if day > reached}
    of_rule = {*rule.between(min(far), max(far))} if far else set()
    excluded = (day for day in series.exdates if day >= first)
    return {*rule.between(first, reached), *(far & of_rule), *excluded}


def _series_entry(entry: Entry, rule: Rule, edits: Edits) -> Entry:
    return replace(
        entry,
        day=rule.preview(1)[0],
        at=rule.starts_at,
        version=entry.version + edits.count,
        updated_at=max(entry.updated_at, edits.latest or entry.updated_at),
    )


def _repeating(
    series_entry: Entry, uid: str, rule: Rule, excluded: list[date], zone: ZoneInfo
) -> Event:
    component = event(series_entry, uid, zone)
    _dtstart, recur, *_rest = to_ics_lines(rule, zone.key)
    component.add("rrule", vRecur.from_ical(recur.removeprefix("RRULE:")))
    if series_entry.day and series_entry.at:
        component["DTSTART"] = vDDDTypes(_nominal(series_entry.day, series_entry.at, zone))
    if excluded:
        component.add("exdate", [_nominal(day, rule.starts_at, zone) for day in excluded])
    return component


def _override(entry: Entry, uid: str, rule: Rule, day: date, zone: ZoneInfo) -> Event:
    component = event(entry, uid, zone)
    component.add("recurrence-id", _nominal(day, rule.starts_at, zone))
    return component


def _differs(entry: Entry, series_entry: Entry, day: date) -> bool:
    usual = replace(
        entry,
        day=day,
        at=series_entry.at,
        title=series_entry.title,
        notes=series_entry.notes,
        minutes=series_entry.minutes,
        categories=series_entry.categories,
        completed_at=None,
    )
    return entry != usual


def _nominal(day: date, at: time | None, zone: ZoneInfo) -> date:
    """Return the day as the rule names it, with its time even if clocks skip that time."""
    return datetime.combine(day, at, zone) if at else day
