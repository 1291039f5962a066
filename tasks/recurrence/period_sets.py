"""Expands any rule, period by period, as sets of days: what the closed forms do not cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tasks.recurrence.closed_forms import Expander, visited, within
from tasks.recurrence.gregorian import (
    LAST_ORDINAL,
    month_of,
    month_span,
    nth_weekdays,
    numbered_days,
    numbered_weeks,
    week_of,
    weekday,
    year_span,
)
from tasks.recurrence.parts import Parts

# A number that does not exist may become the last day of the period before (see
# numbered_days), so a window must look as far ahead as the longest period.
_LOOK_AHEAD = 366


def general(parts: Parts, clamp: bool) -> Expander:
    """Every part of RFC 5545 §3.3.10 in any allowed combination.

    `parts` must be completed. The periods of a YEARLY rule are calendar years: with BYWEEKNO
    and an interval, days of a week that crosses New Year belong to the year they lie in.
    """

    def days(start: int, first: int, last: int) -> Sequence[int]:
        reach = min(last + _LOOK_AHEAD, LAST_ORDINAL) if clamp else last
        ordinals: set[int] = set()
        for period in _periods(parts, start, first, reach):
            candidates = sorted(_candidates(parts, clamp, *period))
            ordinals.update(_picked(candidates, parts.positions))
        return within(sorted(ordinals), first, last)

    return days


def _periods(parts: Parts, start: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The weeks, months or years that the rule visits, as (first, last) ordinals."""
    step = parts.interval
    if parts.freq == "WEEKLY":
        week = week_of(start, parts.week_start)
        week += (first - week) // (7 * step) * 7 * step
        yield from ((monday, monday + 6) for monday in range(week, last + 1, 7 * step))
    elif parts.freq == "MONTHLY":
        months = visited(step, month_of(start), month_of(first), month_of(last))
        yield from map(month_span, months)
    else:
        years = visited(step, *(date.fromordinal(day).year for day in (start, first, last)))
        yield from map(year_span, years)


def _candidates(parts: Parts, clamp: bool, first: int, last: int) -> set[int]:
    """The days of one period that satisfy every part but BYSETPOS."""
    months = _months(parts, first, last)
    limits = []
    if parts.year_days:
        limits.append(numbered_days(parts.year_days, first, last, clamp=clamp))
    if parts.weeks:
        year = date.fromordinal(first).year
        limits.append(numbered_weeks(parts.weeks, parts.week_start, year))
    if parts.months or parts.month_days:
        numbers = parts.month_days or range(1, 32)
        limits.append(_union(numbered_days(numbers, *month, clamp=clamp) for month in months))
    if not limits or parts.freq == "WEEKLY":
        limits.append(set(range(first, last + 1)))
    days = set.intersection(*limits)
    if not parts.weekdays:
        return days
    # Weekdays are numbered within the month in a MONTHLY rule or one with BYMONTH, otherwise
    # within the year (RFC 5545 §3.3.10, notes 1 and 2).
    by_month = parts.freq == "MONTHLY" or parts.months
    return _on_weekdays(parts, days, months if by_month else [(first, last)])


def _months(parts: Parts, first: int, last: int) -> list[tuple[int, int]]:
    """The months of a period that BYMONTH allows."""
    months = range(month_of(first), month_of(last) + 1)
    return [month_span(m) for m in months if not parts.months or m % 12 + 1 in parts.months]


def _on_weekdays(parts: Parts, days: set[int], scopes: list[tuple[int, int]]) -> set[int]:
    """Those of `days` that BYDAY allows, counting weekdays within each scope."""
    every = {day for n, day in parts.weekdays if n == 0}
    chosen = {day for day in days if weekday(day) in every}
    if numbered := [pair for pair in parts.weekdays if pair[0]]:
        chosen |= days & _union(nth_weekdays(numbered, *scope) for scope in scopes)
    return chosen


def _union(sets: Iterable[set[int]]) -> set[int]:
    return set[int]().union(*sets)


def _picked(days: list[int], positions: tuple[int, ...]) -> list[int]:
    """BYSETPOS: the n-th of the period's days, counted from either end."""
    if not positions:
        return days
    size = len(days)
    return [days[n - 1 if n > 0 else n] for n in positions if -size <= n <= size]
