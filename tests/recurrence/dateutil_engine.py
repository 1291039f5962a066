"""The dates of a rule by python-dateutil, led around the three places where it errs.

- BYDAY=MO,2TU: it wants a day to be both a Monday and a second Tuesday, so plain weekdays are
  written out as numbers.
- WEEKLY with BYSETPOS: it counts positions in the first week from DTSTART on, so it is started
  at that week's first day.
- Week 52 or 53 of the year before, in January: misnumbered; and 53MO raises IndexError. Those
  are left to the reference (random_rules.WILD).

It is also given the rule with what DTSTART implies written out: RFC 8984 §4.3.3 says so, where
dateutil takes every month or weekday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

from tasks.recurrence import Rule
from tasks.recurrence.gregorian import week_of
from tasks.recurrence.parts import Parts


def dates(rule: Rule, last: date, most: int | None = None) -> list[date]:
    """The dates up to `last`, at most so many."""
    parts = _all_numbered(rule.parts.completed(rule.starts_on))
    start = rule.starts_on
    if parts.freq == "WEEKLY" and parts.positions:
        start = date.fromordinal(week_of(start.toordinal(), parts.week_start))
    endless = replace(parts, count=None, until=None)
    days = (day.date() for day in rrulestr(str(endless), dtstart=datetime.combine(start, time())))
    last = min(last, parts.until or last)
    found = (day for day in takewhile(last.__ge__, days) if day >= rule.starts_on)
    limits = [limit for limit in (parts.count, most) if limit is not None]
    return list(islice(found, min(limits, default=None)))


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
