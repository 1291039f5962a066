"""Expand common rules with a few integer operations for each date in the window."""

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

# (start, first, last) -> the ordinals of the rule in [first, last], ascending, ignoring COUNT
# and UNTIL. Requires start <= first <= last.
Expander = Callable[[int, int, int], Sequence[int]]


def daily(parts: Parts) -> Expander:
    """Expand every n days, optionally limited by weekday, month or day of the month."""
    step = parts.interval

    def days(start: int, first: int, last: int) -> Sequence[int]:
        return range(first + (start - first) % step, last + 1, step)

    return _with_limits(days, parts)


def weekly(parts: Parts) -> Expander:
    """Expand every n weeks on given weekdays, optionally limited to some months."""
    step, week_start = 7 * parts.interval, parts.week_start
    offsets = [(day - week_start) % 7 for _, day in parts.weekdays]

    def days(start: int, first: int, last: int) -> Sequence[int]:
        week = week_of(start, week_start)
        ordinals: list[int] = []
        for offset in offsets:
            ordinals += range(first + (week + offset - first) % step, last + 1, step)
        ordinals.sort()
        return ordinals

    return _with_limits(days, parts)


def monthly(parts: Parts, clamp: bool) -> Expander:
    """Expand days of the month, weekdays of the month, or days that are both."""

    def days(start: int, first: int, last: int) -> Sequence[int]:
        ordinals: list[int] = []
        for month in covered_months(parts, start, first, last):
            ordinals += sorted(_days_of_month(parts, clamp, *month_span(month)))
        return clip(ordinals, first, last)

    return days


def _days_of_month(parts: Parts, clamp: bool, first: int, last: int) -> set[int]:
    if not parts.weekdays:
        return numbered_days(parts.month_days, first, last, clamp=clamp)
    weekdays = nth_weekdays(parts.weekdays, first, last)
    if not parts.month_days:
        return weekdays
    return weekdays & numbered_days(parts.month_days, first, last, clamp=clamp)


def covered_months(parts: Parts, start: int, first: int, last: int) -> Iterable[int]:
    """Return the indexes of the months that a MONTHLY or YEARLY rule covers, ascending."""
    begin, low, high = month_of(start), month_of(first), month_of(last)
    if parts.freq == "MONTHLY":
        months = every_nth(parts.interval, begin, low, high)
        return [m for m in months if m % 12 + 1 in parts.months] if parts.months else months
    years = every_nth(parts.interval, begin // 12, low // 12, high // 12)
    return [12 * year + month - 1 for year in years for month in parts.months]


def every_nth(interval: int, begin: int, low: int, high: int) -> range:
    """Return every `interval`-th year or month in [low, high], counted from `begin`."""
    return range(low + (begin - low) % interval, high + 1, interval)


def clip(ordinals: list[int], first: int, last: int) -> list[int]:
    """Return the part of an ascending list that lies in [first, last]."""
    return ordinals[bisect_left(ordinals, first) : bisect_right(ordinals, last)]


def _with_limits(days: Expander, parts: Parts) -> Expander:
    """Apply the parts that limit a DAILY or WEEKLY rule (RFC 5545 §3.3.10, "Limit")."""
    weekdays = {day for _, day in parts.weekdays}
    if not (weekdays or parts.months or parts.month_days):
        return days

    def allows(ordinal: int) -> bool:
        day = date.fromordinal(ordinal)
        return (
            (not weekdays or day.weekday() in weekdays)
            and (not parts.months or day.month in parts.months)
            and (not parts.month_days or _has_number(ordinal, day, parts.month_days))
        )

    def limited(start: int, first: int, last: int) -> Sequence[int]:
        return [ordinal for ordinal in days(start, first, last) if allows(ordinal)]

    return limited


def _has_number(ordinal: int, day: date, numbers: tuple[int, ...]) -> bool:
    last = month_span(day.year * 12 + day.month - 1)[1]
    return day.day in numbers or ordinal - last - 1 in numbers
