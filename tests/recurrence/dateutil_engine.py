"""Compute the dates of a rule with python-dateutil, avoiding the four cases it gets wrong.

- BYDAY=MO,2TU: dateutil requires a day to be both a Monday and a second Tuesday, so plain
  weekdays are replaced by numbered ones.
- WEEKLY with BYSETPOS: dateutil counts positions in the first week from DTSTART, so DTSTART is
  moved to the first day of that week.
- January days in week 52 or 53 of the previous year get the wrong number, and 53MO, or a fifth
  Monday at the end of a year, may raise IndexError. Only the reference checks those
  (random_rules.ALL_NUMBERS).

The rule includes the parts that DTSTART implies (RFC 8984 §4.3.3); without them dateutil would
use every month or weekday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from dateutil.tz import resolve_imaginary

from tasks.recurrence import Rule
from tasks.recurrence.gregorian import week_of
from tasks.recurrence.parts import Parts


def dates(rule: Rule, last: date, limit: int | None = None) -> list[date]:
    """Return the dates up to `last`, at most `limit` of them."""
    text, start = dateutil_input(rule)
    days = (day.date() for day in rrulestr(text, dtstart=datetime.combine(start, time())))
    return within_bounds(rule, takewhile(last.__ge__, days), limit)


def instant(day: date, at: time, zone: ZoneInfo) -> int:
    """Return the Unix time of a local time in `zone`; in a gap, of the time moved forward."""
    return int(resolve_imaginary(datetime.combine(day, at, zone)).timestamp())


def dateutil_input(rule: Rule) -> tuple[str, date]:
    """Return the endless rule text and the start to give to dateutil or a port of it."""
    parts = _number_all_weekdays(rule.parts.with_implied(rule.starts_on))
    start = rule.starts_on
    if parts.freq == "WEEKLY" and parts.positions:
        start = date.fromordinal(week_of(start.toordinal(), parts.week_start))
    return str(replace(parts, count=None, until=None)), start


def within_bounds(rule: Rule, days: Iterable[date], limit: int | None = None) -> list[date]:
    """Return the `days` within the start, COUNT and UNTIL of the rule."""
    count, until = rule.parts.count, rule.parts.until or date.max
    in_range = (day for day in days if rule.starts_on <= day <= until)
    limits = (n for n in (count, limit) if n is not None)
    return list(islice(in_range, min(limits, default=None)))


def _number_all_weekdays(parts: Parts) -> Parts:
    if not any(n for n, _ in parts.weekdays):
        return parts
    highest = 5 if parts.freq == "MONTHLY" or parts.months else 52
    weekdays = {
        pair
        for n, day in parts.weekdays
        for pair in ([(n, day)] if n else [(nth, day) for nth in (*range(1, highest + 1), -1)])
    }
    return replace(parts, weekdays=tuple(sorted(weekdays)))
