"""The dates of a rule by python-dateutil, led around the four places where it errs.

- BYDAY=MO,2TU: it wants a day to be both a Monday and a second Tuesday, so plain weekdays are
  written out as numbers.
- WEEKLY with BYSETPOS: it counts positions in the first week from DTSTART on, so it is started
  at that week's first day.
- Days of January in week 52 or 53 of the year before are misnumbered, and 53MO, or a fifth
  Monday where the year ends, may raise IndexError: those are left to the reference
  (random_rules.WILD).

It is also given the rule with what DTSTART implies written out: RFC 8984 §4.3.3 says so, where
dateutil takes every month or weekday.
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


def dates(rule: Rule, last: date, most: int | None = None) -> list[date]:
    """The dates up to `last`, at most so many."""
    text, start = prepared(rule)
    days = (day.date() for day in rrulestr(text, dtstart=datetime.combine(start, time())))
    return bounded(rule, takewhile(last.__ge__, days), most)


def instant(day: date, at: time, zone: ZoneInfo) -> int:
    """The second since 1970 at which clocks in `zone` show this, or would but for a gap."""
    return int(resolve_imaginary(datetime.combine(day, at, zone)).timestamp())


def prepared(rule: Rule) -> tuple[str, date]:
    """The text and the start to give to dateutil, or to a port of it, without an end."""
    parts = _all_numbered(rule.parts.completed(rule.starts_on))
    start = rule.starts_on
    if parts.freq == "WEEKLY" and parts.positions:
        start = date.fromordinal(week_of(start.toordinal(), parts.week_start))
    return str(replace(parts, count=None, until=None)), start


def bounded(rule: Rule, days: Iterable[date], most: int | None = None) -> list[date]:
    """Those of `days` that the start, COUNT and UNTIL of the rule leave."""
    count, until = rule.parts.count, rule.parts.until or date.max
    found = (day for day in days if rule.starts_on <= day <= until)
    return list(islice(found, min((n for n in (count, most) if n is not None), default=None)))


def _all_numbered(parts: Parts) -> Parts:
    if not any(n for n, _ in parts.weekdays):
        return parts
    most = 5 if parts.freq == "MONTHLY" or parts.months else 52
    weekdays = {
        pair
        for n, day in parts.weekdays
        for pair in ([(n, day)] if n else [(nth, day) for nth in (*range(1, most + 1), -1)])
    }
    return replace(parts, weekdays=tuple(sorted(weekdays)))
