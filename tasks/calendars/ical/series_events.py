"""A series as one repeating VEVENT: the rule, the days it lacks, and the days that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Event, vDDDTypes, vRecur

from core.models import User
from tasks.calendars.ical.components import event
from tasks.calendars.ical.entries import Entry, Labels, of_instance, of_task
from tasks.calendars.uids import uid_of
from tasks.models import Series, Task, TaskInstance
from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import to_ics_lines

SKIPPED = TaskInstance.Status.SKIPPED


@dataclass(frozen=True, slots=True)
class Edits:
    """How often, and when last, the rule of a series was changed: the log knows."""

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
    """The events of a series and its `days`: all from `since` on, and moved ones of before.

    One event repeats by the rule; days it names that are not here or were skipped are excluded,
    days that stand elsewhere, are completed or have words of their own are told singly under its
    UID. What the rule does not name, or iCalendar cannot say, is an event of its own.
    """
    zone = user.preferences.zone
    rows = {row.recurrence_id: row for row in days if row.status != SKIPPED}
    recent = [day for day in rows if day >= since]
    rule = _from_day(task.series, min(recent)) if recent and _goes_on(task) else None
    named = _named(rule, task.series, recent) if rule else set()
    if rule and named & rows.keys():
        whole = _whole(of_task(task, labels), rule, edits)
        uid = uid_of(user, "event", whole.key)
        yield _repeating(whole, uid, rule, sorted(named - rows.keys()), zone)
        for day in sorted(named & rows.keys()):
            entry = of_instance(rows[day], labels)
            if _differs(entry, whole, day):
                yield _override(entry, uid, rule, day, zone)
    for day in sorted(rows.keys() - named):
        entry = of_instance(rows[day], labels)
        yield event(entry, uid_of(user, "event", entry.key), zone)


def _goes_on(task: Task) -> bool:
    return task.status == Task.Status.PENDING and task.repeats


def _from_day(series: Series, first: date) -> Rule | None:
    """The rule from its first day of interest on, if plain RFC 5545 can say it."""
    clamped = series.missing_days == Series.MissingDays.CLAMP
    by_day = series.rule.parts.freq in ("DAILY", "WEEKLY")
    plain = series.kind == Series.Kind.CALENDAR and (by_day or not clamped)
    if not plain:
        return None
    rule = replace(series.rule, missing_days="skip", rdates=(), exdates=())
    try:
        return rule.split(first)[1]
    except InvalidRule:  # it starts there, or is over by then: the rule as it is
        return rule


def _named(rule: Rule, series: Series, rows: Sequence[date]) -> set[date]:
    """The days of the rule that there could be rows of."""
    first, last = min(rows), max([series.materialized_until, *rows])
    return {*rule.between(first, last), *(day for day in series.exdates if day >= first)}


def _whole(entry: Entry, rule: Rule, edits: Edits) -> Entry:
    return replace(
        entry,
        day=rule.preview(1)[0],
        at=rule.starts_at,
        version=entry.version + edits.count,
        updated_at=max(entry.updated_at, edits.latest or entry.updated_at),
    )


def _repeating(whole: Entry, uid: str, rule: Rule, without: list[date], zone: ZoneInfo) -> Event:
    made = event(whole, uid, zone)
    _, recur, *_ = to_ics_lines(rule, zone.key)
    made.add("rrule", vRecur.from_ical(recur.removeprefix("RRULE:")))
    if whole.day and whole.at:
        made["DTSTART"] = vDDDTypes(_nominal(whole.day, whole.at, zone))
    if without:
        made.add("exdate", [_nominal(day, rule.starts_at, zone) for day in without])
    return made


def _override(entry: Entry, uid: str, rule: Rule, day: date, zone: ZoneInfo) -> Event:
    made = event(entry, uid, zone)
    made.add("recurrence-id", _nominal(day, rule.starts_at, zone))
    return made


def _differs(entry: Entry, whole: Entry, day: date) -> bool:
    usual = replace(
        entry,
        day=day,
        at=whole.at,
        title=whole.title,
        notes=whole.notes,
        minutes=whole.minutes,
        categories=whole.categories,
        completed_at=None,
    )
    return entry != usual


def _nominal(day: date, at: time | None, zone: ZoneInfo) -> date:
    """What the rule calls a day: with its time, also where the clocks skip that."""
    return datetime.combine(day, at, zone) if at else day
