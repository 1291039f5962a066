"""Closed forms for the common rules: a few integer operations for each date in the window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tasks.recurrence.gregorian import (
    month_of,
    month_span,
    nth_weekdays,
    numbered_days,
    week_of,
)
from tasks.recurrence.parts import Parts

# (start, first, last) -> the ordinals of the rule in [first, last], ascending, without COUNT
# and UNTIL. Callers make sure that start <= first <= last.
Expander = Callable[[int, int, int], Sequence[int]]


def daily(parts: Parts) -> Expander:
    """Every n days, perhaps only on some weekdays, in some months, on some days of the month."""
    step = parts.interval

    def days(start: int, first: int, last: int) -> Sequence[int]:
        return range(first + (start - first) % step, last + 1, step)

    return _limited(days, parts)


def weekly(parts: Parts) -> Expander:
    """Every n weeks on some weekdays, perhaps only in some months."""
    step, week_start = 7 * parts.interval, parts.week_start
    offsets = [(day - week_start) % 7 for _, day in parts.weekdays]

    def days(start: int, first: int, last: int) -> Sequence[int]:
        week = week_of(start, week_start)
        ordinals: list[int] = []
        for offset in offsets:
            ordinals += range(first + (week + offset - first) % step, last + 1, step)
        ordinals.sort()
        return ordinals

    return _limited(days, parts)


def monthly(parts: Parts, clamp: bool) -> Expander:
    """On days of the month, on weekdays of the month, or where both agree."""

    def days(start: int, first: int, last: int) -> Sequence[int]:
        ordinals: list[int] = []
        for month in months_visited(parts, start, first, last):
            ordinals += sorted(_days_of_month(parts, clamp, *month_span(month)))
        return within(ordinals, first, last)

    return days


def _days_of_month(parts: Parts, clamp: bool, first: int, last: int) -> set[int]:
    if not parts.weekdays:
        return numbered_days(parts.month_days, first, last, clamp=clamp)
    weekdays = nth_weekdays(parts.weekdays, first, last)
    if not parts.month_days:
        return weekdays
    return weekdays & numbered_days(parts.month_days, first, last, clamp=clamp)


def months_visited(parts: Parts, start: int, first: int, last: int) -> Iterable[int]:
    """The indexes of the months that a MONTHLY or YEARLY rule looks at, in order."""
    begin, low, high = month_of(start), month_of(first), month_of(last)
    if parts.freq == "MONTHLY":
        months = visited(parts.interval, begin, low, high)
        return [m for m in months if m % 12 + 1 in parts.months] if parts.months else months
    years = visited(parts.interval, begin // 12, low // 12, high // 12)
    return [12 * year + month - 1 for year in years for month in parts.months]


def visited(interval: int, begin: int, low: int, high: int) -> range:
    """Every `interval`-th year or month, counted from `begin`, that is in [low, high]."""
    return range(low + (begin - low) % interval, high + 1, interval)


def within(ordinals: list[int], first: int, last: int) -> list[int]:
    """The part of an ascending list that lies in [first, last]."""
    return ordinals[bisect_left(ordinals, first) : bisect_right(ordinals, last)]


def _limited(days: Expander, parts: Parts) -> Expander:
    """Apply the parts that limit a DAILY or WEEKLY rule (RFC 5545 §3.3.10, "Limit")."""
    wanted = {day for _, day in parts.weekdays}
    if not (wanted or parts.months or parts.month_days):
        return days

    def allows(ordinal: int) -> bool:
        day = date.fromordinal(ordinal)
        return (
            (not wanted or day.weekday() in wanted)
            and (not parts.months or day.month in parts.months)
            and (not parts.month_days or _has_number(ordinal, day, parts.month_days))
        )

    def limited(start: int, first: int, last: int) -> Sequence[int]:
        return [ordinal for ordinal in days(start, first, last) if allows(ordinal)]

    return limited


def _has_number(ordinal: int, day: date, numbers: tuple[int, ...]) -> bool:
    last = month_span(day.year * 12 + day.month - 1)[1]
    return day.day in numbers or ordinal - last - 1 in numbers
