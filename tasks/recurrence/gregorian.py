"""Gregorian weekdays, weeks, months and years as integers (proleptic ordinals).

An ordinal is `date.toordinal()`; ordinal 1 was a Monday. A month has the index
12 * year + month - 1, so that month arithmetic is plain addition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

LAST_ORDINAL = date.max.toordinal()
# 400 years are a whole number of weeks, so weekdays, month ends and leap days all repeat.
GREGORIAN_CYCLE = 146_097


def weekday(ordinal: int) -> int:
    """Return 0 for Monday to 6 for Sunday."""
    return (ordinal - 1) % 7


def week_of(ordinal: int, week_start: int) -> int:
    """Return the first day of the week that contains an ordinal."""
    return ordinal - (ordinal - 1 - week_start) % 7


def month_of(ordinal: int) -> int:
    """Return the index of the month that contains an ordinal."""
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def month_span(index: int) -> tuple[int, int]:
    """Return the first and last ordinal of a month."""
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1).toordinal()
    if month == 11:
        return first, first + 30
    return first, date(year, month + 2, 1).toordinal() - 1


def year_span(year: int) -> tuple[int, int]:
    """Return the first and last ordinal of a year, including years 0 and 10000.

    `date` supports neither of the two, but they border the years that it supports.
    """
    return _new_year(year), _new_year(year + 1) - 1


def _new_year(year: int) -> int:
    previous = year - 1
    return previous * 365 + previous // 4 - previous // 100 + previous // 400 + 1


def numbered_days(numbers: Iterable[int], first: int, last: int, *, clamp: bool) -> set[int]:
    """Return the days of [first, last], a month or a year, with these numbers; -1 is the last.

    A number that the span lacks is skipped, or with `clamp` becomes the nearest day before it
    (RFC 7529 §4.1, SKIP=OMIT and SKIP=BACKWARD): 31 February becomes the last day of February,
    and -31 February the day before its first.
    """
    days = {first + number - 1 if number > 0 else last + 1 + number for number in numbers}
    if clamp:
        return {min(max(day, first - 1), last) for day in days}
    return {day for day in days if first <= day <= last}


def nth_weekdays(pairs: Iterable[tuple[int, int]], first: int, last: int) -> set[int]:
    """Return the days of [first, last] selected by (n, weekday) pairs.

    (1, 0) is the first Monday, (-1, 4) the last Friday and (0, 6) every Sunday.
    """
    days: set[int] = set()
    for n, day in pairs:
        earliest = first + (day - weekday(first)) % 7
        latest = last - (weekday(last) - day) % 7
        if n == 0:
            days.update(range(earliest, last + 1, 7))
        elif first <= (nth := earliest + 7 * n - 7 if n > 0 else latest + 7 * n + 7) <= last:
            days.add(nth)
    return days


def numbered_weeks(numbers: Iterable[int], week_start: int, year: int) -> set[int]:
    """Return the days of a calendar year in the weeks with these numbers; -1 is the last week.

    Week 1 is the first with four days in its year (ISO 8601, RFC 5545 BYWEEKNO), so the first
    and last days of a year may belong to a week of the previous or next year.
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
