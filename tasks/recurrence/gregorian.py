"""The Gregorian calendar as integers: weekdays, months, years and weeks in proleptic ordinals.

An ordinal is `date.toordinal()`; ordinal 1 was a Monday. A month is counted from year 0,
index = 12 * year + month - 1, so that month arithmetic is plain addition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

LAST_ORDINAL = date.max.toordinal()
# 400 years are a whole number of weeks, so weekdays, month ends and leap days all repeat.
GREGORIAN_CYCLE = 146_097


def weekday(ordinal: int) -> int:
    """0 for Monday … 6 for Sunday."""
    return (ordinal - 1) % 7


def week_of(ordinal: int, week_start: int) -> int:
    """The first day of the week an ordinal falls in."""
    return ordinal - (ordinal - 1 - week_start) % 7


def month_of(ordinal: int) -> int:
    """The index of the month an ordinal falls in."""
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def month_span(index: int) -> tuple[int, int]:
    """The first and last ordinal of a month."""
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1).toordinal()
    if month == 11:
        return first, first + 30
    return first, date(year, month + 2, 1).toordinal() - 1


def year_span(year: int) -> tuple[int, int]:
    """The first and last ordinal of a year; also of year 0 and 10000, next to what dates hold."""
    return _new_year(year), _new_year(year + 1) - 1


def _new_year(year: int) -> int:
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + 1


def numbered_days(numbers: Iterable[int], first: int, last: int, *, clamp: bool) -> set[int]:
    """The days of [first, last], a month or a year, picked by number; -1 is the last one.

    A number the span does not have is left out, or with `clamp` becomes the nearest day
    before it (RFC 7529 §4.1, SKIP=OMIT and SKIP=BACKWARD): 31 of February its last day,
    -31 of February the day before its first.
    """
    picked = {first + number - 1 if number > 0 else last + 1 + number for number in numbers}
    if clamp:
        return {min(max(day, first - 1), last) for day in picked}
    return {day for day in picked if first <= day <= last}


def nth_weekdays(pairs: Iterable[tuple[int, int]], first: int, last: int) -> set[int]:
    """The days of [first, last] picked by (n, weekday): (1, 0) is the first Monday, (-1, 4)
    the last Friday, (0, 6) every Sunday."""
    days: set[int] = set()
    for n, day in pairs:
        earliest = first + (day - weekday(first)) % 7
        latest = last - (weekday(last) - day) % 7
        if n == 0:
            days.update(range(earliest, last + 1, 7))
        elif first <= (chosen := earliest + 7 * n - 7 if n > 0 else latest + 7 * n + 7) <= last:
            days.add(chosen)
    return days


def numbered_weeks(numbers: Iterable[int], week_start: int, year: int) -> set[int]:
    """The days of a calendar year that lie in weeks with these numbers; -1 is the last week.

    Week 1 is the first with four days in its year (ISO 8601, RFC 5545 BYWEEKNO), so the first
    and last days of the year may belong to a week of its neighbour.
    """
    days: set[int] = set()
    for week_year in (year - 1, year, year + 1):
        first, end = _week_one(week_year, week_start), _week_one(week_year + 1, week_start)
        for number in numbers:
            week = first + 7 * number - 7 if number > 0 else end + 7 * number
            if first <= week < end:
                days.update(range(week, week + 7))
    return days.intersection(range(_new_year(year), _new_year(year + 1)))


def _week_one(year: int, week_start: int) -> int:
    return week_of(_new_year(year) + 3, week_start)
